# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The supervisor's page: protected first, better while one reads, released beside the tables, and never a small number."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from beratung.domain.base import Role
from beratung.domain.report_definitions import PeriodKind, ReportDefinition, TableDefinition
from beratung.domain.statistics_views import WHY, CellState, Detail, ProtectedReport, SharedRow
from beratung.i18n import _
from beratung.reports.errors import TooFine
from tests.fakes.centre import FakeCentre
from tests.ui import audit
from tests.ui.shell import open_window, settle
from ui.models.protected_rows import STATE
from ui.screens.statistics.saying import say_share
from ui.screens.statistics.screen import StatisticsScreen
from ui.session import Place
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.plots import spread

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


def look_at_small_numbers(screen: StatisticsScreen, centre: FakeCentre) -> ProtectedReport:
    """Look at a report so fine that much of it must be hidden."""
    table = TableDefinition(
        id="table", title={"de": "Personen"}, rows="district", columns="age_coarse", threshold=3
    )
    own = ReportDefinition(
        id="fein", title={"de": "Fein"}, periods=(PeriodKind.HALF,), tables=(table,), is_own=True
    )
    centre.reports.save_report(own)
    look_at(screen, "fein", "2026-H1")
    report = screen.reports.view.report
    assert report is not None
    assert report.hidden
    return report


def test_no_small_number_is_ever_on_screen(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    report = look_at_small_numbers(screen, centre)
    [table] = report.tables
    view = screen.reports.view
    rows = view.table.rows
    for row in range(rows.rowCount()):
        for column in range(rows.columnCount()):
            index = rows.index(row, column)
            cell = rows.cell(index)
            assert cell is not None
            assert str(index.data()) == cell.text
            if cell.is_hidden:
                assert str(index.data()) == "."
                assert not any(sign.isdigit() for sign in rows.spoken(index).split(":", 1)[1])
            assert cell.is_hidden or cell.value == 0 or (cell.value or 0) >= table.threshold
    view.look.set_value("plot")
    view._lay_out()
    shown = [bar for bar in view.plot._bars if bar.value is not None]
    assert all(bar.value == 0 or (bar.value or 0) >= table.threshold for bar in shown)


def test_a_plot_shows_the_parts_and_hatches_what_is_hidden(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    [table] = look_at_small_numbers(screen, centre).tables
    view = screen.reports.view
    view.look.set_value("plot")
    view._lay_out()
    columns = [column.label for column in table.columns if column.code]
    assert view.plot.keys.labels == [*columns, "verdeckt"]
    lines = [row for row in table.rows if not row.is_total]
    assert len(view.plot._bars) == len(lines)
    for at, (bar, line) in enumerate(zip(view.plot._bars, lines, strict=True)):
        drawn = [
            item.opts for item in view.plot.plot.plotItem.items if getattr(item, "opts", {}).get("y") == at
        ]
        solid = [one["width"] for one in drawn if one["brush"].style() is Qt.BrushStyle.SolidPattern]
        assert solid == [cell.value for cell in line.cells[:-1] if cell.value]
        if bar.value is not None and drawn:
            assert sum(one["width"] for one in drawn) == bar.value


def test_how_much_is_hidden_stands_above_the_tables(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    report = look_at_small_numbers(screen, centre)
    words = screen.reports.view.banner.title.text()
    assert words.startswith(f"{report.hidden} von {report.cells} Zahlen")


def test_a_hidden_cell_says_why(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    [table] = look_at_small_numbers(screen, centre).tables
    view = screen.reports.view
    hidden = [
        (row, column)
        for row, line in enumerate(table.rows)
        for column, cell in enumerate(line.cells)
        if cell.is_hidden
    ]
    for row, column in hidden:
        view.table.setCurrentIndex(view.table.rows.index(row, column))
        assert view.why.text().startswith(table.rows[row].head[0].label or "Insgesamt")
        assert view.why.text().endswith(_(WHY[CellState.HIDDEN]))
        index = view.table.rows.index(row, column)
        assert index.data(STATE) == CellState.HIDDEN  # small or beside a small one: nobody can tell
    assert len(hidden) > 2


def test_what_could_be_merged_stands_beside_with_its_effect(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at_small_numbers(screen, centre)
    view = screen.reports.view
    assert view.report is not None
    assert view.report.merges
    view.less_button.click()
    assert screen.merges.isVisible()
    best = view.report.merges[0]
    shown = " ".join(label.text() for label in screen.merges.findChildren(Text))
    assert ", ".join(best.labels) in shown
    assert say_share(best.hidden_after or 0.0) in shown
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.merges.isHidden()
    view.less_button.click()
    screen.merges.proposals.findChildren(SecondaryButton)[0].click()
    settle(60)
    assert screen.merges.isHidden()
    assert view.report.definition != "fein"
    assert view.report.hidden_share < best.hidden_before


def test_a_refused_report_says_what_helps_and_does_it(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    report = look_at_small_numbers(screen, centre)
    first = screen.reports.view.report.merges[0] if screen.reports.view.report else None
    assert first is not None
    two = [category.id for category in centre.reports.definition("fein").grouping("age_coarse").categories][
        :2
    ]
    other = msgspec.structs.replace(
        first,
        dimension="age",
        grouping="age_coarse",
        categories=tuple(two),
        labels=tuple(two),
        label="unter 45",
    )
    refusal = TooFine(title=report.title, period=report.period_label, merge="Landkreise; Alter")
    refusal.merges = (first, other)
    screen.reports._on_failed(refusal)
    nothing = screen.reports.nothing
    assert "Landkreise; Alter" in nothing.text.text()
    assert not screen.release_button.isEnabled()
    nothing.button.click()
    settle(60)
    shown = screen.reports.view.report
    assert shown is not None
    kept = centre.reports.definition(shown.definition)
    assert kept.id != "fein"
    sizes = {name: len(kept.grouping(name).categories) for name in kept.tables[0].dimensions}
    before = centre.reports.definition("fein")
    was = [len(before.grouping(name).categories) for name in before.tables[0].dimensions]
    assert list(sizes.values()) == [was[0] - len(first.categories) + 1, was[1] - 1]
    screen.reports._show_nothing("", "")
    assert not nothing.button.isVisible()


def test_one_number_a_line_has_its_bar(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    view = screen.reports.view
    table = next(t for t in view.report.tables if len(t.columns) == 1) if view.report else None
    assert table is not None
    view.list.choose(table.name)
    view._show_table()
    rows = view.table.rows
    bars = [rows.bar(rows.index(row, 0)) for row in range(rows.rowCount())]
    values = [row.cells[0].value or 0 for row in table.rows]
    top = max(value for value, row in zip(values, table.rows, strict=True) if not row.is_total)
    for bar, value, row in zip(bars, values, table.rows, strict=True):
        assert bar == (value / top if value and not row.is_total else None)


def test_in_a_narrow_window_the_arrows_turn_the_tables_over(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    view = screen.reports.view
    assert view.report is not None
    assert view.index.isVisible()
    assert not view.after.isVisible()
    screen.window().resize(900, 700)
    settle()
    assert not view.index.isVisible()
    first = view.card.title.text()
    view.after.click()
    assert view.card.title.text() == view.report.tables[1].title != first
    view.before.click()
    assert view.card.title.text() == first


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
    assert QApplication.focusWidget() is screen.release.to_whom
    screen.release.release()
    assert screen.release.field.problem()  # nobody is named to whom it goes
    screen.release.to_whom.set_value("Landesverwaltungsamt")
    screen.release._folder = tmp_path / "aus"
    (tmp_path / "aus").mkdir()
    screen.release.release()
    settle(90)
    assert not screen.release.problem.isVisible(), screen.release.problem.text()
    assert screen.release.isHidden()
    assert QApplication.focusWidget() is screen.reports.view.list
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
    trend = screen.trend
    rows = trend.table.rows
    assert [rows.column_of(n) for n in range(rows.columnCount())] == [f"{n}. Quartal 2026" for n in (1, 2, 3)]
    assert trend.plot._periods == ("Q1 2026", "Q2", "Q3")
    by_label = {rows.head_of(row): row for row in range(rows.rowCount())}
    assert trend.plot._curves
    for curve in trend.plot._curves:
        cells = [rows.cell(rows.index(by_label[curve.label], n)) for n in range(rows.columnCount())]
        assert curve.values == tuple(cell.value if cell is not None else -1 for cell in cells)


def test_the_line_that_is_chosen_in_the_table_stands_out(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot, "trend")
    trend = screen.trend
    last = trend.table.rows.rowCount() - 2
    trend.table.setCurrentIndex(trend.table.rows.index(last, 0))
    label = trend.table.rows.head_of(last)
    assert trend.plot._marked == label
    assert label in [curve.label for curve in trend.plot._curves]


def test_names_at_the_ends_of_lines_do_not_lie_over_each_other() -> None:
    places = spread([1.0, 2.0, 2.0, 40.0, 41.0], 10.0)
    assert all(later - earlier >= 10 - 1e-9 for earlier, later in pairwise(places))
    assert places == sorted(places)
    assert min(places) >= 5.0
    assert spread([5.0, 50.0], 10.0) == [5.0, 50.0]


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


def test_a_second_report_of_the_same_title_does_not_replace_the_first(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "own")
    for rows in ("age_coarse", "gender"):
        screen.show_part("own")
        settle(60)
        screen.own.form.title.set_value("Frauen")
        screen.own.form.rows.set_value(rows)
        screen.own.save()
        settle(60)
    own = [centre.reports.definition(info.id) for info in centre.reports.definitions() if info.is_own]
    assert {one.tables[0].rows for one in own} == {"age_coarse", "gender"}


def test_a_report_of_ones_own_is_changed_in_place(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "own")
    own = screen.own
    own.form.title.set_value("Frauen nach Alter")
    own.form.rows.set_value("age_coarse")
    own.form.only.set_code("gender=f")
    own.save()
    settle(60)
    screen.show_part("own")
    settle(60)
    own.change_button.click()
    assert own.form.title.value() == "Frauen nach Alter"
    assert own.form.rows.value() == "age_coarse"
    assert own.form.only.code() == "gender=f"
    own.form.columns.set_value("phase")
    own.save()
    settle(60)
    [kept] = [centre.reports.definition(info.id) for info in centre.reports.definitions() if info.is_own]
    assert kept.tables[0].dimensions == ("age_coarse", "phase")
    assert kept.tables[0].filter == {"gender": "f"}


def test_the_form_says_how_big_a_table_becomes(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "own")
    form = screen.own.form
    sizes = {one.id: len(one.categories) for one in centre.reports.groupings()}
    form.rows.set_value("district")
    form.columns.set_value("age")
    form.rows.changed.emit()
    assert form.size_words.text().startswith(f"{sizes['district']} ")
    assert f" × {sizes['age']} " in form.size_words.text()


def test_a_report_that_cannot_be_counted_says_why(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot, "own")
    own = screen.own
    own.form.title.set_value("Angebote der Personen")
    own.form.rows.set_value("referral_outcome")
    own.save()
    settle()
    assert own.problem.isVisible()
    assert "Angebote der Personen" not in [info.title for info in _centre.reports.definitions()]


def test_the_plan_of_a_year_is_kept_until_the_first_release(qtbot: QtBot) -> None:
    screen, centre = page(qtbot, "programme")
    found = screen.programme._found
    assert found is not None
    assert not found.is_fixed
    screen.programme._save(found.lines[0], Detail.NONE, Detail.FULL)
    settle()
    assert centre.reports.programme(2026).lines[0].within_year is Detail.NONE


@pytest.mark.parametrize("tab", ["reports", "trend", "own", "ledger", "programme"])
def test_every_tab_can_be_used_without_eyes_or_mouse(qtbot: QtBot, tab: str) -> None:
    screen, _centre = page(qtbot, tab)
    assert screen.current_place().tab == tab
    audit.assert_accessible(screen)


def test_the_open_cards_can_be_used_without_eyes_or_mouse(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at_small_numbers(screen, centre)
    screen.begin_release()
    audit.assert_accessible(screen)
    screen.reports.view.less_button.click()
    assert screen.release.isHidden()
    audit.assert_accessible(screen)


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
