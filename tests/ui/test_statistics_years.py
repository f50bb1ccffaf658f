# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A year that is over can be closed from the plan of the year, once and with open eyes."""

import random
from uuid import UUID

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from beratung.domain.statistics import FactBook, FactPage, FillMark, PageLine
from beratung.domain.statistics_views import Waiting, YearState
from tests.fakes.centre import FakeCentre
from tests.reports.facts_made import pages_of, some_facts
from tests.ui.shell import open_window, settle
from tests.ui.test_statistics import SUPERVISOR, TODAY
from ui.screens.statistics.closing_year import CloseYearDialog, say_consequences, say_standing
from ui.screens.statistics.programme_part import ProgrammePart
from ui.screens.statistics.screen import StatisticsScreen
from ui.session import Place
from ui.widgets.labels import Text

YEAR = 2025


def with_facts(centre: FakeCentre, *, late: int = 0) -> None:
    """Put pages of last year into the records."""
    rows = some_facts(random.Random(1), 60, 200, YEAR)
    pages = [*pages_of(rows[late:]), *pages_of(rows[:late], is_late=True)]
    lines = tuple(PageLine(page.month, page.id, page.is_late) for page in pages)
    own, mark = UUID(int=2**90), UUID(int=2**91)
    with centre.records.work() as work:
        for page in pages:
            work.put(page)
        work.put(FactBook(id=own, subject=own, year=YEAR, pages=lines))
        work.put(FillMark(id=mark, subject=mark, circle=UUID(int=7), is_done=True))
        work.commit()


def plan(qtbot: QtBot, *, late: int = 0) -> tuple[ProgrammePart, FakeCentre]:
    _window, workspace, centre = open_window(qtbot, SUPERVISOR, today=TODAY)
    with_facts(centre, late=late)
    workspace.go(Place("statistics", tab="programme"))
    settle(60)
    shown = workspace.shown()
    assert isinstance(shown, StatisticsScreen)
    return shown.programme, centre


def choose(part: ProgrammePart, year: int) -> None:
    part.years.set_value(year)
    part.load()
    settle(60)


def dialog_of(part: ProgrammePart) -> CloseYearDialog:
    part.close_button.click()
    [dialog] = part.window().findChildren(CloseYearDialog)
    assert dialog.isVisible()
    return dialog


def test_only_a_year_that_is_over_and_was_counted_is_offered(qtbot: QtBot) -> None:
    part, _centre = plan(qtbot)
    assert part.years.value() == 2026
    assert not part.standing.isVisible()
    choose(part, YEAR)
    assert part.standing.isVisible()
    assert part.close_button.isEnabled()
    assert "200" in part.standing.text.text()
    choose(part, 2024)
    assert not part.standing.isVisible(), "nothing was counted in 2024"


def test_a_year_is_closed_and_says_so(qtbot: QtBot) -> None:
    part, centre = plan(qtbot, late=5)
    choose(part, YEAR)
    dialog = dialog_of(part)
    words = " ".join(label.text() for label in dialog.findChildren(Text))
    assert "5" in words
    assert "MBE-Jahresbericht" in words
    assert not dialog.do.isEnabled(), "nobody closes a year by mistake"
    dialog.sure.click()
    assert dialog.do.isEnabled()
    dialog.do.click()
    assert dialog.waiting.isVisible()
    settle(200)
    assert centre.reports.year(YEAR).is_closed
    with centre.records.work() as work:
        assert not work.all(FactPage)
    assert not part.close_button.isVisible()
    assert not part.banner.isVisible()
    assert str(YEAR) in part.standing.title.text()
    assert centre.user.name in part.standing.text.text()
    shown = centre.reports.preview("land", str(YEAR), quick=True)
    assert shown.tables


def test_who_changes_his_mind_closes_nothing(qtbot: QtBot) -> None:
    part, centre = plan(qtbot)
    choose(part, YEAR)
    dialog = dialog_of(part)
    dialog.sure.click()
    dialog.cancel.click()
    settle(60)
    assert not centre.reports.year(YEAR).is_closed


def test_a_refusal_is_said_in_the_dialog(qtbot: QtBot) -> None:
    part, centre = plan(qtbot)
    choose(part, YEAR)
    dialog = dialog_of(part)
    centre.reports.close_year(YEAR)
    dialog.sure.click()
    dialog.do.click()
    settle(200)
    assert dialog.isVisible()
    assert str(YEAR) in dialog.refused.text()
    dialog.reject()


STATE = YearState(year=YEAR, is_over=True, is_counted=True, facts=12_345)


@pytest.mark.parametrize(
    "changes", [{"is_over": False}, {"facts": 0}, {"is_over": False, "is_counted": False}]
)
def test_of_most_years_nothing_is_said(changes: dict[str, object]) -> None:
    assert say_standing(msgspec.structs.replace(STATE, **changes)) == ("", "")


def test_how_a_year_stands_in_words() -> None:
    told = [
        say_standing(msgspec.structs.replace(STATE, **changes))
        for changes in (
            {},
            {"is_counted": False},
            {"is_closed": True},
            {"is_closed": True, "dropped": 1},
            {"is_closed": True, "dropped": 4321},
            {"is_closed": True, "has_links": True},
        )
    ]
    assert len(set(told)) == len(told), "each is said in words of its own"
    assert all(str(YEAR) in title for title, _words in told)
    assert "345" in told[0][1]
    assert "321" in told[4][1]


def test_what_is_not_out_yet_is_named(qtbot: QtBot) -> None:
    del qtbot
    waiting = tuple(
        Waiting(definition=str(n), title=f"Bericht {n}", periods=("2025",), labels=("2025",), is_begun=not n)
        for n in range(7)
    )
    said = say_consequences(msgspec.structs.replace(STATE, waiting=waiting, late=2))
    assert "Bericht 0 (2025)" in said[2]
    assert "Bericht 1; Bericht 2; Bericht 3; Bericht 4; " in said[3]
    assert "2" in said[3]
    assert "2" in said[1]
