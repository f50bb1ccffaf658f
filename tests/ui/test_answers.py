# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What interpreters answer is taken over by itself: after unlocking, and when one of them writes."""

from pytestqt.qtbot import QtBot

from beratung.domain.interpreting import RequestState
from beratung.domain.interpreting_views import Happening, Taken
from beratung.domain.work import Changes, Touched
from tests.ui.shell import settle
from tests.ui.test_sprachmittler import asked
from ui.answers import say_happenings


def test_an_answer_is_taken_over_as_soon_as_it_comes(qtbot: QtBot) -> None:
    found = asked(qtbot)
    found.screen.requests.accept()
    settle()
    settle()
    session = found.screen.session
    note = Touched("Message", found.request, found.request)
    session.bus.publish(Changes(frozenset({note})))
    settle()
    settle()
    assert found.state().state is RequestState.BOOKED


def test_what_came_in_is_said_without_names() -> None:
    found = [
        Happening(what=Taken.BOOKED, name="Probe Stimme"),
        Happening(what=Taken.BOOKED),
        Happening(what=Taken.RENEWED),
    ]
    words = say_happenings(found)
    assert "2" in words
    assert "Probe" not in words
    assert say_happenings([Happening(what=Taken.RENEWED)]) == ""
