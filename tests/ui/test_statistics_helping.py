# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The page of statistics says what stands in the way and offers the next step as a button."""

import threading
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from beratung.domain.report_definitions import narrowed
from beratung.domain.statistics_views import Detail, ProtectedReport
from beratung.reports.errors import LeaksTogether, LeaksTogetherPlain, LeaksTogetherWithout, PartLeaks
from tests.ui.shell import dress, settle
from tests.ui.test_statistics import look_at, look_at_small_numbers, page
from ui.screens.statistics.saying import say_share
from ui.screens.statistics.screen import StatisticsScreen
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text

TWO: dict[str, str | int] = {
    "number": 1, "title": "Jahresübersicht", "period": "1. Halbjahr 2026",
    "new_title": "MBE-Jahresbericht", "new_period": "1. Halbjahr 2026",
}  # fmt: skip


def release(screen: StatisticsScreen, folder: Path) -> None:
    screen.begin_release()
    screen.release.to_whom.set_value("Land")
    screen.release._folder = folder
    screen.release.release()
    settle(90)
    assert not screen.release.problem.isVisible(), screen.release.problem.text()


def drill(screen: StatisticsScreen, code: str) -> None:
    screen.reports.only.set_code(code)
    screen.reports._ask()
    settle(90)


def shown(screen: StatisticsScreen) -> ProtectedReport:
    report = screen.reports.view.report
    assert report is not None
    return report


def test_a_part_of_the_people_is_kept_and_only_then_released(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    assert screen.release_button.isEnabled()
    drill(screen, "district=15002")
    assert shown(screen).filters
    assert screen.reports.notice.isVisible()
    assert not screen.release_button.isEnabled(), "a release would hand out the whole"
    screen.reports.keep_button.click()
    settle(90)
    kept = centre.reports.definition(shown(screen).definition)
    assert kept.is_own
    assert kept.title["de"] == "Jahresübersicht: Halle (Saale)"
    assert all(table.filter["district"] == "15002" for table in kept.tables)
    assert not screen.reports.notice.isVisible()
    assert screen.release_button.isEnabled()


def test_only_parts_of_which_something_is_left_are_offered(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "district", "2026-H1")
    own = centre.reports.definition("district")
    offered = {str(choice.code).partition("=")[0] for choice in screen.reports._parts()}
    assert offered
    assert "district" not in offered, "every table is laid out by it"
    assert offered == {one.id for one in own.groupings if narrowed(own, {one.id: ""}).tables}


def test_numbers_of_another_choice_do_not_stay_below_a_new_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    gate, whole = threading.Event(), centre.reports.drill

    def slowly(*arguments: object, **options: object) -> ProtectedReport:
        gate.wait(20)
        return whole(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(centre.reports, "drill", slowly)
    screen.reports.only.set_code("district=15002")
    screen.reports._ask()
    assert not screen.release_button.isEnabled()
    qtbot.waitUntil(lambda: screen.reports.view.report is None, timeout=3000)
    assert screen.reports.pile.currentWidget() is screen.reports.nothing
    gate.set()
    settle(60)
    assert shown(screen).filters


def test_a_report_changed_after_its_release_says_so_and_goes_on_under_a_new_name(
    qtbot: QtBot, tmp_path: Path
) -> None:
    screen, centre = page(qtbot)
    look_at_small_numbers(screen, centre)
    release(screen, tmp_path)
    look_at(screen, "fein", "2026-H1")
    assert shown(screen).is_released
    assert not screen.reports.notice.isVisible()
    own = centre.reports.definition("fein")
    [table] = own.tables
    centre.reports.save_report(
        msgspec.structs.replace(own, tables=(msgspec.structs.replace(table, columns="gender_two"),))
    )
    look_at(screen, "fein", "2026-H1")
    assert shown(screen).is_former
    assert shown(screen).tables[0].across == "Alter"
    assert screen.reports.notice.isVisible()
    screen.reports.keep_button.click()
    settle(90)
    assert shown(screen).definition.startswith("fein-")
    assert not shown(screen).is_released
    assert shown(screen).tables[0].across == "Geschlecht"
    assert not screen.reports.notice.isVisible()


def test_who_changes_a_released_report_is_told_before(qtbot: QtBot, tmp_path: Path) -> None:
    screen, centre = page(qtbot)
    look_at_small_numbers(screen, centre)
    release(screen, tmp_path)
    screen.show_part("own")
    settle(60)
    own = screen.own
    assert own.new_button.isHidden()
    own._base = msgspec.structs.replace(centre.reports.definition("fein"))
    own.form.show_definition(own._base)
    own._say_form()
    assert "1. Halbjahr 2026" in own.released.text.text()
    assert not own.new_button.isHidden()
    own.form.title.set_value("Feiner")
    own.new_button.click()
    settle(60)
    assert {info.id for info in centre.reports.definitions() if info.is_own} == {"fein", "feiner"}
    assert shown(screen).definition == "feiner"


def refused(screen: StatisticsScreen, fault: LeaksTogether | PartLeaks) -> Text:
    screen.reports.refuse(fault)
    return screen.reports.nothing.text


def test_a_table_that_stands_in_the_way_is_left_out_by_a_button(qtbot: QtBot) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    fault = LeaksTogetherWithout(**TWO, tables="Personen nach Programm")
    fault.without = ("programme",)
    said = refused(screen, fault).text()
    assert "Jahresübersicht, 1. Halbjahr 2026" in said
    assert "MBE-Jahresbericht, 1. Halbjahr 2026" in said
    assert not screen.release_button.isEnabled()
    screen.reports.nothing.button.click()
    settle(90)
    kept = centre.reports.definition(shown(screen).definition)
    assert kept.is_own
    before = [table.id for table in centre.reports.definition("year").tables]
    assert [table.id for table in kept.tables] == [name for name in before if name != "programme"]


def test_where_nothing_helps_the_release_in_the_way_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    release(screen, tmp_path)
    look_at(screen, "year", "2026-Q3")
    release(screen, tmp_path)
    refused(screen, LeaksTogetherPlain(**TWO))
    assert screen.reports.nothing.button.isVisible()
    screen.reports.nothing.button.click()
    settle(60)
    assert screen.current_place().tab == "ledger"
    line = screen.ledger.card.current()
    assert line is not None
    assert line.number == 1


def test_a_part_that_is_not_shown_leads_back_to_everybody(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    screen.reports.only.set_code("district=15002")
    fault = PartLeaks(title="Jahresübersicht", period="1. Halbjahr 2026")
    refused(screen, fault)
    screen.reports.nothing.button.click()
    settle(60)
    assert not shown(screen).filters
    assert not screen.reports.only.codes()


def test_a_release_refused_in_the_last_moment_offers_what_helps(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    screen.begin_release()
    fault = LeaksTogetherWithout(**TWO, tables="Personen nach Programm")
    fault.without = ("programme",)
    screen.release.refused.emit(fault)
    assert screen.release.isHidden()
    assert screen.reports.nothing.button.isVisible()


def test_a_fixed_plan_shows_words_and_an_open_one_menus(qtbot: QtBot, tmp_path: Path) -> None:
    screen, centre = page(qtbot)
    screen.show_part("programme")
    settle(60)
    lines = centre.reports.programme(2026).lines
    qtbot.waitUntil(lambda: len(screen.programme.lines.findChildren(Menu)) == 2 * len(lines), timeout=5000)
    screen.show_part("reports")
    look_at(screen, "year", "2026-H1")
    release(screen, tmp_path)
    screen.show_part("programme")
    settle(60)
    none = sum((line.within_year is Detail.NONE) + (line.year is Detail.NONE) for line in lines)

    def said() -> list[str]:
        texts = screen.programme.lines.findChildren(Text)
        return [text.text() for text in texts if not text.isHidden()]

    qtbot.waitUntil(lambda: said().count("gar nicht") == none, timeout=5000)
    assert not screen.programme.lines.findChildren(Menu)


def test_tables_left_out_of_a_part_are_named(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    drill(screen, "district=15002")
    report = msgspec.structs.replace(shown(screen), left_out=("Personen nach Alter",))
    screen.reports._show(report)
    assert "Personen nach Alter" in screen.reports.notice.text.text()


def test_in_little_room_a_card_stands_in_place_of_the_tables(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    screen.begin_release()
    assert screen.reports.isVisible()
    try:
        dress(scale=2.0)
        screen.window().resize(screen.window().width() + 10, 700)
        settle()
        assert screen.release.isVisible()
        assert not screen.reports.isVisible()
        screen.release.closed.emit()
        assert screen.reports.isVisible()
    finally:
        dress()


def test_the_notes_that_go_with_the_numbers_can_be_read_before(qtbot: QtBot) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    view = screen.reports.view
    segment = view.look.segments[-1]
    assert segment.isVisible()
    segment.click()
    assert view.notes.isVisible()
    assert not view.table.isVisible()
    for line in shown(screen).method.lines:
        assert line in view.note_words.text()
    view.look.segments[0].click()
    assert view.table.isVisible()
    assert not view.notes.isVisible()


def test_a_release_says_where_its_files_are(qtbot: QtBot, tmp_path: Path) -> None:
    screen, _centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    said: list[str] = []
    screen.session.toast = lambda text, undo=None: said.append(text)  # type: ignore[method-assign]
    screen.release._session.toast = screen.session.toast  # type: ignore[method-assign]
    release(screen, tmp_path)
    assert any(str(tmp_path) in text for text in said)


def test_a_correction_says_how_much_it_would_hide_before_it_goes_out(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, centre = page(qtbot)
    look_at(screen, "year", "2026-H1")
    release(screen, tmp_path)
    look_at(screen, "year", "2026-H1")
    late = msgspec.structs.replace(shown(screen), late=4)
    screen.reports._say_note(late)
    assert "4" not in screen.reports.note.text.text(), "so few are not counted on the page"
    card = screen.release
    screen.begin_release()
    card.open_for(late)
    card.corrected.click()
    settle(60)
    assert card.problem.isVisible(), "nothing was corrected"
    assert not card.corrected.value()
    fuller = msgspec.structs.replace(late, hidden=late.cells // 2)
    monkeypatch.setattr(centre.reports, "correction", lambda *_names: fuller)
    card.corrected.click()
    settle(60)
    assert card.corrected.value()
    assert say_share(fuller.hidden_share) in card.effect.text()
    assert say_share(late.hidden_share) in card.effect.text()
    assert len(centre.reports.ledger()) == 1
    card.corrected.click()
    assert card.effect.isHidden()


def test_lines_of_another_choice_do_not_stay_below_a_new_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, centre = page(qtbot, "trend")
    settle(60)
    trend = screen.trend
    assert trend.pile.currentIndex() == 1
    gate, whole = threading.Event(), centre.reports.trend

    def slowly(*arguments: object, **options: object) -> object:
        gate.wait(20)
        return whole(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(centre.reports, "trend", slowly)
    trend.span.set_value(2)
    trend._ask()
    qtbot.waitUntil(lambda: trend.pile.currentIndex() == 0, timeout=3000)
    gate.set()
    settle(60)
    assert trend.pile.currentIndex() == 1
