# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The supervisor's page: protected first, better while one reads, released beside the tables, and never a small number."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from beratung.domain.statistics_views import CellState, Detail, ReportTable, SharedRow
from tests.fakes.centre import FakeCentre
from tests.ui.shell import open_window, settle
from ui.screens.statistics.screen import StatisticsScreen
from ui.session import Place
from ui.widgets.labels import Text

SUPERVISOR = frozenset({Role.SUPERVISOR})
TODAY = date(2026, 11, 2)


def page(qtbot: QtBot, tab: str | None = None) -> tuple[StatisticsScreen, FakeCentre]:
    """The page of a supervisor, with a report on it."""
    _window, workspace, centre = open_window(qtbot, SUPERVISOR, today=TODAY)
    workspace.go(Place("statistics", tab=tab))
    settle(60)
    shown = workspace.shown()
    assert isinstance(shown, StatisticsScreen)
    return shown, centre


def look_at(screen: StatisticsScreen, report: str, period: str) -> None:
    screen.reports.choose(report, period)
    settle(60)


def every_text(table: ReportTable) -> list[str]:
    return [cell.text for cell in table.cells()]


def test_no_small_number_is_ever_on_screen(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "district", "2026-H1")
    report = screen.reports.view.report
    assert report is not None
    assert any(cell.is_hidden for table in report.tables for cell in table.cells())
    for table in report.tables:
        screen.reports.view.list.choose(table.name)
        screen.reports.view._show_table()
        rows = screen.reports.view.table.rows
        for row in range(rows.rowCount()):
            for column in range(rows.columnCount()):
                index = rows.index(row, column)
                cell = rows.cell(index)
                assert cell is not None
                assert str(index.data()) == cell.text
                small = cell.state in {CellState.SMALL, CellState.MERGED}
                assert not (small and any(sign.isdigit() for sign in str(index.data())))
                if cell.is_hidden:
                    assert str(index.data()) == "."


def test_a_hidden_cell_says_why(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "district", "2026-H1")
    view = screen.reports.view
    report = view.report
    assert report is not None
    table = next(t for t in report.tables if any(cell.state is CellState.SMALL for cell in t.cells()))
    view.list.choose(table.name)
    view._show_table()
    place = next(
        (row, column)
        for row, line in enumerate(table.rows)
        for column, cell in enumerate(line.cells)
        if cell.state is CellState.SMALL
    )
    view.table.setCurrentIndex(view.table.rows.index(*place))
    assert table.rows[place[0]].head[0].label in view.why.text()
    assert len(view.why.text()) > len(table.rows[place[0]].head[0].label) + 30


def test_arrows_move_from_cell_to_cell(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    table = screen.reports.view.table
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1


def test_a_part_of_the_people_is_protected_with_the_whole(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    screen.reports.only.set_code("district=15002")
    screen.reports._ask()
    settle(60)
    report = screen.reports.view.report
    assert report is not None
    assert report.filters == (("district", ("15002",)),)
    assert all("district" not in table.dimensions for table in report.tables)


def test_a_report_is_released_and_stands_in_the_ledger(qtbot: QtBot, tmp_path: Path) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    screen.begin_release()
    assert screen.release.isVisible()
    screen.release.release()
    assert screen.release.field.problem()  # nobody is named to whom it goes
    screen.release.to_whom.set_value("Landesverwaltungsamt")
    screen.release._folder = tmp_path / "aus"
    (tmp_path / "aus").mkdir()
    screen.release.release()
    settle(90)
    assert not screen.release.problem.isVisible(), screen.release.problem.text()
    names = {path.suffix for path in (tmp_path / "aus").rglob("*") if path.is_file()}
    assert {".csv", ".xlsx", ".ods", ".pdf", ".json"} <= names
    assert [line.to_whom for line in centre.reports.ledger()] == ["Landesverwaltungsamt"]
    screen.show_part("ledger")
    settle()
    line = screen.ledger.card.current()
    assert line is not None
    assert line.to_whom == "Landesverwaltungsamt"
    assert "Landesverwaltungsamt" in " ".join(text.text() for text in screen.ledger.lines.findChildren(Text))
    screen.ledger.audit()
    settle(60)
    assert screen.ledger.banner.property("tone") == "yes"


def test_a_period_that_still_runs_cannot_be_released(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H2")
    assert not screen.release_button.isEnabled()
    screen.begin_release()
    assert screen.release.isHidden()


def test_the_quarters_stand_side_by_side(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot, "trend")
    assert [curve.label for curve in screen.trend.plot._curves]
    assert screen.trend.table.rows.columnCount() == 3


def test_a_report_of_ones_own_is_kept_and_shown(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "own")
    own = screen.own
    own.save()
    assert own.form.fields[0].problem()
    own.form.title.set_value("Frauen nach Alter")
    own.form.rows.set_value("age_coarse")
    own.form.only.set_code("gender=f")
    own.save()
    settle(60)
    report = screen.reports.view.report
    assert report is not None
    assert report.title == "Frauen nach Alter"
    assert [info.title for info in centre.reports.definitions() if info.is_own] == ["Frauen nach Alter"]


def test_a_report_that_cannot_be_counted_says_why(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot, "own")
    own = screen.own
    own.form.title.set_value("Angebote der Personen")
    own.form.rows.set_value("outcome")
    own.save()
    settle()
    assert own.problem.isVisible()
    assert own.problem.text()


def test_the_plan_of_a_year_is_kept_until_the_first_release(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "programme")
    found = screen.programme._found
    assert found is not None
    assert not found.is_fixed
    screen.programme._save(found.lines[0], Detail.NONE, Detail.FULL)
    settle()
    assert centre.reports.programme(2026).lines[0].within_year is Detail.NONE


@pytest.mark.parametrize("tab", ["reports", "trend", "own", "ledger", "programme"])
def test_every_tab_opens_in_english_too(qtbot: QtBot, tab: str) -> None:
    screen, _centre = page(qtbot, tab)
    screen.retranslate()
    assert screen.current_place().tab == tab


def test_lines_that_tell_of_everybody_are_warned_of(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    report = screen.reports.view.report
    assert report is not None
    row = SharedRow(table="t", title="Personen", row="Harz", dimension_label="Aufenthalt", category="Duldung")
    screen.reports.view.show_report(msgspec.structs.replace(report, shared=(row,)))
    assert "Harz: Aufenthalt Duldung" in screen.reports.view.shared.text.text()
    screen.reports.view.show_report(msgspec.structs.replace(report, shared=()))
    assert screen.reports.view.shared.isHidden()


def test_a_correction_is_offered_where_something_came_too_late(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    report = screen.reports.view.report
    assert report is not None
    screen.begin_release()
    assert screen.release.corrected.isHidden()
    screen.release.open_for(msgspec.structs.replace(report, is_released=True, late=4))
    assert not screen.release.corrected.isHidden()


def test_who_looks_too_early_is_told_that_something_is_missing(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    assert not screen.reports.note.isVisible()
    centre.facts.steps = 0
    look_at(screen, "year", "2026-H1")
    assert screen.reports.note.isVisible()
