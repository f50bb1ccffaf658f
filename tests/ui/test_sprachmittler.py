# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An interpreter's page: what is offered, what is booked, own times, the time sheet; and never a name."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from PySide6.QtWidgets import QLabel, QListView
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import Appointment
from beratung.domain.base import Role
from beratung.domain.interpreting import DeclineReason, FeeModel, InterpreterRequest, OfferState, RequestState
from beratung.domain.interpreting_messages import Verdict
from beratung.domain.people import Client
from tests.appointments.interpreting_kit import a_file
from tests.fakes.centre import FakeCentre
from tests.ui.shell import open_window, settle
from ui.screens.sprachmittler.screen import SprachmittlerScreen
from ui.session import Place

BOTH = frozenset({Role.COUNSELLOR, Role.SPRACHMITTLER})
MONDAY = date(2026, 11, 2)
NINE = datetime.combine(date(2026, 11, 5), time(9), tzinfo=UTC)
HOUR = timedelta(hours=1)


class Asked(NamedTuple):
    """A page on which one request waits."""

    screen: SprachmittlerScreen
    centre: FakeCentre
    request: UUID
    client: Client

    def state(self) -> InterpreterRequest:
        return self.centre.interpreters.get_request(self.request).request

    def take_over(self) -> None:
        self.centre.interpreters.take_over()
        self.screen.reload()
        settle()


def asked(qtbot: QtBot, start: datetime = NINE) -> Asked:
    """Ask the user, who has a file with an account, for one appointment of a client."""
    window, workspace, centre = open_window(qtbot, BOTH, today=MONDAY)
    with centre.records.work() as work:
        client = next(c for c in work.all(Client) if c.names)
    row = centre.clients.person(client.id)
    assert row is not None
    file = a_file("Probe Stimme", user=centre.records.user, fee=FeeModel(cents=1500, unit_minutes=30))
    centre.interpreters.save(file)
    made = Appointment(
        id=uuid4(), subject=client.id, case=row.case, start=start, end=start + HOUR, people=(centre.user.id,)
    )
    booked = centre.appointments.book(made)
    request = centre.interpreters.request(booked.ids[0], language="ar", setting="Beratungsgespräch").request
    centre.interpreters.offer(request.id, [file.id])
    workspace.go(Place("sprachmittler"))
    settle()
    screen = workspace.shown()
    assert isinstance(screen, SprachmittlerScreen)
    assert window.isVisible()
    return Asked(screen, centre, request.id, client)


def every_word(screen: SprachmittlerScreen) -> str:
    """All that the page says, in labels and lists."""
    words = [label.text() for label in screen.findChildren(QLabel)]
    for view in screen.findChildren(QListView):
        model = view.model()
        words += [str(model.index(row, 0).data() or "") for row in range(model.rowCount())]
    return "\n".join(words)


def test_a_request_shows_what_is_needed_and_no_name(qtbot: QtBot) -> None:
    found = asked(qtbot)
    said = every_word(found.screen)
    assert "Arabisch" in said
    assert "Beratungsgespräch" in said
    assert found.state().offers[0].number in said
    for name in found.client.names:
        assert name.text not in said


def test_accepting_takes_the_time_and_stands_in_the_week(qtbot: QtBot) -> None:
    found = asked(qtbot)
    found.screen.requests.accept()
    settle()
    request = found.screen.requests.current()
    assert request is not None
    assert request.answered is Verdict.ACCEPT
    assert found.screen.requests.take_back_button.isVisible()
    week = found.screen.week
    week._monday = date(2026, 11, 2)
    found.screen.show_part("week")
    settle()
    promised = week.current()
    assert promised is not None
    assert promised.is_promised
    assert week.call_off_button.isHidden()
    assert week.note.isVisible()
    found.screen.show_part("requests")
    settle()
    found.take_over()
    assert found.state().state is RequestState.BOOKED
    found.screen.show_part("week")
    found.screen.week._monday = date(2026, 11, 2)
    found.screen.week.load()
    settle()
    booked = found.screen.week.current()
    assert booked is not None
    assert not booked.is_promised
    assert found.client.names[0].text not in every_word(found.screen)


def test_an_answer_can_be_taken_back_until_it_was_read(qtbot: QtBot) -> None:
    found = asked(qtbot)
    found.screen.requests.accept()
    settle()
    found.screen.requests.take_back()
    settle()
    request = found.screen.requests.current()
    assert request is not None
    assert request.answered is None
    assert found.screen.requests.accept_button.isVisible()


def test_declining_gives_a_reason(qtbot: QtBot) -> None:
    found = asked(qtbot)
    part = found.screen.requests
    part._turn(1)
    part.reason.set_value(DeclineReason.KNOWN)
    part.decline()
    settle()
    found.take_over()
    offer = found.state().offers[0]
    assert offer.state is OfferState.DECLINED
    assert offer.decline is DeclineReason.KNOWN
    assert part.current() is None
    assert part.card.empty.isVisible()


def test_another_time_is_proposed(qtbot: QtBot) -> None:
    found = asked(qtbot)
    part = found.screen.requests
    part._turn(2)
    part.day.set_value(date(2026, 11, 6))
    part.time.set_value(14 * 60)
    part.propose()
    settle()
    found.take_over()
    assert found.state().offers[0].proposed == (datetime(2026, 11, 6, 13, tzinfo=UTC),)


def test_a_time_that_is_none_is_said_beside_the_field(qtbot: QtBot) -> None:
    found = asked(qtbot)
    part = found.screen.requests
    part._turn(2)
    part.day.set_value(None)
    part.propose()
    settle()
    assert found.state().offers[0].state is OfferState.SENT
    assert part._propose_fields[0].problem() == "Bitte geben Sie einen Tag ein."


def test_own_times_go_to_the_centre(qtbot: QtBot) -> None:
    found = asked(qtbot)
    found.screen.show_part("absences")
    settle()
    part = found.screen.absences
    part.first.set_value(date(2026, 11, 9))
    part.last.set_value(date(2026, 11, 10))
    part.on_add_away()
    settle()
    shown = " ".join(label.text() for label in part.away_list.findChildren(QLabel))
    assert "09.11.2026" in shown
    assert "10.11.2026" in shown
    assert part._found is not None
    part._drop_weekly(part._found.weekly[0])
    settle()
    assert len(part._found.weekly) == 4
    found.take_over()
    file = next(f for f in found.centre.interpreters.all() if f.name == "Probe Stimme")
    assert len(file.weekly) == 4
    assert len(found.centre.interpreters.absences(file.id)) == 1


def test_worked_times_stand_on_the_sheet_and_are_saved(qtbot: QtBot, tmp_path: Path) -> None:
    found = asked(qtbot, datetime.combine(MONDAY, time(9), tzinfo=UTC) + timedelta(hours=2))
    found.screen.requests.accept()
    settle()
    found.take_over()
    found.centre.clock.go_on(1)
    found.screen.show_part("week")
    settle()
    week = found.screen.week
    assert week.write_button.isVisible()
    week.begin_writing()
    week.travel.set_value(20)
    week.write()
    settle()
    found.take_over()
    found.screen.show_part("sheet")
    settle()
    sheet = found.screen.sheet
    made = sheet._sheet
    assert made is not None
    assert made.minutes == 60
    assert "30,00" in sheet.sums.text()
    letters = found.centre.letters
    sheet.write(tmp_path / "a.pdf", lambda: letters.time_sheet(made))
    settle()
    assert (tmp_path / "a.pdf").read_bytes()[:4] == b"%PDF"
