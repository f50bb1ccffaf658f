# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The calendar: booked, moved, called off and taken back in the window, over a centre in memory."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import AppointmentKind, AppointmentState, Frequency, Scope
from beratung.domain.errors import NotFound
from beratung.domain.planning import Mode
from beratung.i18n import _
from tests.appointments.interpreting_kit import a_file
from tests.ui.audit import assert_accessible
from tests.ui.calendar_kit import TODAY, CalendarDesk, drag, spot
from tests.ui.shell import settle
from ui.models.calendar_range import ViewKind
from ui.models.choices import Choice
from ui.screens.calendar.repeat_fields import End, Rhythm
from ui.screens.calendar.screen import CalendarScreen
from ui.screens.interpreters.exclusions_card import ExcludedInterpreters
from ui.session import NEW_APPOINTMENT, Place

NINE, TEN, ELEVEN = 9 * 60, 10 * 60, 11 * 60
MONDAY, THURSDAY = 0, 3


@pytest.fixture
def desk(qtbot: QtBot) -> CalendarDesk:
    """An open window on a Monday."""
    return CalendarDesk(qtbot)


def pick_client(screen: CalendarScreen, desk: CalendarDesk, person: int = 0) -> None:
    """Choose a client in the form, as if found by name."""
    client, case, name = desk.people()[person]
    booking = screen.side.booking
    booking.form.client.know((Choice(str(client), name),))
    booking._cases[str(client)] = case
    booking.form.client.set_code(str(client))
    booking.form.client.changed.emit()


def wait_for_hints(desk: CalendarDesk, screen: CalendarScreen) -> list[str]:
    """Return what the form says stands against the time."""
    desk.qtbot.waitUntil(lambda: not screen.side.booking._timer.isActive(), timeout=3000)
    settle()
    return [note.text.text() for note in screen.side.booking._notes if not note.isHidden()]


def is_booking(screen: CalendarScreen) -> bool:
    return screen.side.is_booking


def columns_of(screen: CalendarScreen) -> int:
    return len(screen.views.grid.board.columns)


def only_entry(desk: CalendarDesk, day: date = TODAY) -> UUID:
    found = [e for e in desk.calendar.calendar(day, day).entries if e.is_live]
    assert len(found) == 1
    return found[0].id


# -- booking -----------------------------------------------------------------------------------------------


def test_something_is_booked_where_it_was_drawn(desk: CalendarDesk) -> None:
    screen = desk.open()
    grid = screen.views.grid
    drag(grid, spot(grid, THURSDAY, TEN), spot(grid, THURSDAY, TEN + 50))
    form = screen.side.booking.form
    assert screen.side.is_booking
    assert (form.day.value(), form.start.value(), form.end.value()) == (
        TODAY + timedelta(days=3),
        TEN,
        TEN + 50,
    )
    assert form.people.codes() == (str(desk.me),)
    pick_client(screen, desk)
    form.rooms.set_codes([str(desk.red)])
    assert screen.side.booking.save()
    settle()
    entry = desk.entry(only_entry(desk, TODAY + timedelta(days=3)))
    client, case, name = desk.people()[0]
    assert (entry.client, entry.case, entry.who, entry.rooms) == (client, case, name, (desk.red,))
    assert f"{entry.start:%H:%M}-{entry.end:%H:%M}" == "10:00-10:50"
    assert screen.side.detail.entry is not None
    assert screen.side.currentWidget() is screen.side.detail
    desk.undo()
    with pytest.raises(NotFound):
        desk.entry(entry.id)


def test_the_form_says_what_is_missing(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    assert not screen.side.booking.save()
    assert screen.side.booking.form.client_field.problem()
    pick_client(screen, desk)
    form = screen.side.booking.form
    form.end.setText("8")
    assert not screen.side.booking.save()
    assert not desk.calendar.calendar(TODAY, TODAY).entries
    form.end.setText("9.52")
    form.end.finish()
    assert form.end.shows_problem()


def test_what_stands_against_a_time_is_said_before_it_is_booked(desk: CalendarDesk) -> None:
    desk.a_time(NINE, day=1, rooms=(desk.red,))
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk, 1)
    form, day = screen.side.booking.form, TODAY + timedelta(days=1)
    form.set_times(day, NINE + 30, NINE + 60)
    words = wait_for_hints(desk, screen)
    assert any("beraterin" in line for line in words)
    assert screen.views.grid.ghost is not None
    assert not screen.views.grid.ghost.is_possible
    assert screen.side.booking.save()
    settle()
    assert screen.side.is_booking
    assert len(desk.calendar.calendar(day, day).entries) == 1
    form.set_times(day, NINE + 50, ELEVEN)
    assert not wait_for_hints(desk, screen)
    form.set_times(day, 19 * 60, 20 * 60)
    assert len(wait_for_hints(desk, screen)) == 1
    assert screen.side.booking.save()
    settle()
    assert not screen.side.is_booking


def test_drawing_in_the_grid_sets_the_times_of_the_open_form(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    grid = screen.views.grid
    drag(grid, spot(grid, THURSDAY, TEN), spot(grid, THURSDAY, ELEVEN))
    form = screen.side.booking.form
    assert (form.day.value(), form.start.value(), form.end.value()) == (
        TODAY + timedelta(days=3),
        TEN,
        ELEVEN,
    )
    assert grid.ghost is not None


def test_a_later_start_takes_the_end_along(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    form = screen.side.booking.form
    length = (form.end.value() or 0) - (form.start.value() or 0)
    form.start.setFocus()
    QTest.keyClick(form.start, Qt.Key.Key_PageUp)
    assert (form.end.value() or 0) - (form.start.value() or 0) == length


def test_a_series_leaves_out_what_is_taken_if_one_wants(desk: CalendarDesk) -> None:
    desk.a_time(NINE, day=7)
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk, 1)
    form = screen.side.booking.form
    form.set_times(TODAY, NINE, NINE + 50)
    form.repeat.rhythm.set_value(Rhythm.WEEKLY)
    form.repeat._on_rhythm()
    form.repeat.end.set_value(End.COUNT)
    form.repeat.count.set_value(3)
    form.repeat._on_changed()
    rule = form.rule()
    assert rule is not None
    assert (rule.frequency, rule.weekdays, rule.count) == (Frequency.WEEKLY, (0,), 3)
    words = wait_for_hints(desk, screen)
    assert words
    assert not screen.side.booking.skip.isHidden()
    screen.side.booking.skip.setChecked(True)
    assert screen.side.booking.save()
    settle()
    assert "30.11.2026" in desk.trouble()
    view = desk.calendar.calendar(TODAY, TODAY + timedelta(days=21))
    series = {e.series for e in view.entries if e.series is not None}
    assert len(series) == 1
    assert [e.start.date().day for e in view.entries if e.series is not None] == [23, 7]


def test_a_rule_without_an_end_is_not_booked(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk)
    repeat = screen.side.booking.form.repeat
    repeat.rhythm.set_value(Rhythm.MONTH_WEEKDAY)
    repeat._on_changed()
    assert not screen.side.booking.save()
    assert repeat.until_field.problem()
    repeat.until.set_value(TODAY + timedelta(days=90))
    found = repeat.value()
    assert found is not None
    assert found.nth == 4


def test_kinds_have_the_fields_that_belong_to_them(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    form = screen.side.booking.form
    assert not form.client_field.isHidden()
    assert form.title_field.isHidden()
    form.kind.set_value(AppointmentKind.GROUP)
    form._on_kind()
    assert form.client_field.isHidden()
    assert not form.places_field.isHidden()
    form.title.set_value("Sprachcafé")
    form.places.set_value(2)
    form.mode.set_value(Mode.VIDEO)
    form._on_times()
    assert form.rooms_field.isHidden()
    assert not form.link_field.isHidden()
    assert screen.side.booking.save()
    settle()
    entry = desk.entry(only_entry(desk))
    assert (entry.kind, entry.title, entry.places, entry.mode) == (
        AppointmentKind.GROUP,
        "Sprachcafé",
        2,
        Mode.VIDEO,
    )


def test_a_day_on_which_the_clock_is_moved(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk)
    form = screen.side.booking.form
    form.set_times(date(2027, 3, 28), 2 * 60 + 30, 4 * 60)
    assert not screen.side.booking.save()
    assert (
        form._field_of(form.start).problem()
        == "Diese Uhrzeit gibt es an diesem Tag nicht, die Uhr wird vorgestellt."
    )
    form.set_times(date(2027, 10, 31), 2 * 60 + 30, 4 * 60)
    assert not form.fold_field.isHidden()
    form.fold.set_value(1)
    assert screen.side.booking.save()
    settle()
    entry = desk.entry(only_entry(desk, date(2027, 10, 31)))
    assert entry.start.utcoffset() == timedelta(hours=1)
    assert (entry.end - entry.start).total_seconds() / 60 in {90, 150}


def test_changing_keeps_what_the_form_does_not_show(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE, note="alt", rooms=(desk.red,))
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    screen.change()
    settle()
    form = screen.side.booking.form
    assert not form.client.isEnabled()
    form.note.set_value("neu")
    form.set_times(TODAY, TEN, TEN + 30)
    assert screen.side.booking.save()
    settle()
    entry = desk.entry(own)
    assert (entry.note, entry.rooms, f"{entry.start:%H:%M}") == ("neu", (desk.red,), "10:00")
    desk.undo()
    assert desk.entry(own).note == "alt"


def test_a_booking_begins_from_the_case(desk: CalendarDesk) -> None:
    client, case, _name = desk.people()[2]
    assert desk.workspace.go(Place("calendar", case=case, tab=NEW_APPOINTMENT))
    settle()
    screen = desk.workspace.shown()
    assert isinstance(screen, CalendarScreen)
    assert screen.side.booking.form.client.code() == str(client)
    assert screen.side.booking.save()
    settle()
    day = screen.on
    assert desk.entry(only_entry(desk, day)).case == case


# -- moving and calling off -----------------------------------------------------------------------------------


def test_a_drag_moves_it_and_undo_moves_it_back(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE)
    screen = desk.open()
    grid = screen.views.grid
    drag(grid, spot(grid, MONDAY, NINE + 20), spot(grid, THURSDAY, 13 * 60 + 20))
    settle()
    assert desk.times(own) == ("26.11. 13:00", "13:50")
    assert grid.ghost is None
    assert grid.board.by_key[str(own)].day == TODAY + timedelta(days=3)
    desk.undo()
    assert desk.times(own) == ("23.11. 09:00", "09:50")


def test_a_clash_that_only_the_centre_knows_is_refused_in_words(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE)
    screen = desk.open()
    grid = screen.views.grid
    desk.centre.records.callbacks.clear()
    desk.a_time(13 * 60, day=3, person=1)
    drag(grid, spot(grid, MONDAY, NINE + 20), spot(grid, THURSDAY, 13 * 60 + 20))
    settle()
    assert desk.times(own) == ("23.11. 09:00", "09:50")
    assert "13:00" in desk.trouble()
    assert grid.ghost is None


def test_undo_says_so_where_the_time_was_taken_meanwhile(desk: CalendarDesk) -> None:
    desk.a_time(NINE)
    screen = desk.open()
    grid = screen.views.grid
    drag(grid, spot(grid, MONDAY, NINE + 20), spot(grid, THURSDAY, 13 * 60 + 20))
    settle()
    desk.a_time(NINE, person=1)
    settle()
    desk.undo()
    assert "09:00" in desk.trouble(), "it says whose time is taken"


def test_what_became_of_it_and_who_called_off_are_kept_apart(desk: CalendarDesk) -> None:
    past = desk.a_time(0, 30)
    screen = desk.open()
    screen.show_appointment(past)
    settle()
    detail = screen.side.detail
    detail.missed_button.click()
    settle()
    assert desk.entry(past).state is AppointmentState.NO_SHOW
    assert detail.missed_button.isHidden()
    detail.again_button.click()
    settle()
    assert desk.entry(past).state is AppointmentState.PLANNED
    texts = {action.text(): action for action in detail.build_menu().actions()}
    texts[_("The client called off")].trigger()
    settle()
    assert desk.entry(past).state is AppointmentState.CANCELLED_BY_CLIENT
    assert str(past) not in screen.views.grid.board.by_key
    screen.side.who.cancelled.setChecked(True)
    screen.side.who.changed.emit()
    assert screen.views.grid.board.by_key[str(past)].tone == "off"
    desk.undo()
    assert desk.entry(past).state is AppointmentState.PLANNED


def test_a_series_is_called_off_from_one_on(desk: CalendarDesk) -> None:
    desk.a_group(NINE, 4)
    view = desk.calendar.calendar(TODAY, TODAY)
    from beratung.domain.appointments import Repeat

    record = desk.calendar.appointment(view.entries[0].id)
    desk.calendar.remove(record.id)
    import msgspec

    booked = desk.calendar.book(
        msgspec.structs.replace(record, version=0), repeat=Repeat(frequency=Frequency.WEEKLY, count=4)
    )
    screen = desk.open()
    screen.show_appointment(booked.ids[1])
    settle()
    assert screen.on == TODAY + timedelta(days=7)
    entry = screen.side.detail.entry
    assert entry is not None
    screen.doing.remove(entry, Scope.FOLLOWING)
    settle()
    left = desk.calendar.calendar(TODAY, TODAY + timedelta(days=40)).entries
    assert [e.id for e in left] == [booked.ids[0]]
    desk.undo()
    assert len(desk.calendar.calendar(TODAY, TODAY + timedelta(days=40)).entries) == 4


# -- looking ---------------------------------------------------------------------------------------------------


def test_days_weeks_months_and_lists(desk: CalendarDesk) -> None:
    desk.a_time(NINE)
    desk.a_time(TEN, day=9, person=1)
    screen = desk.open()
    assert columns_of(screen) == 5
    screen.step(1)
    settle()
    assert [b.start for b in screen.views.grid.board.blocks] == [TEN]
    QTest.keyClick(screen.views.grid, Qt.Key.Key_T)
    settle()
    assert [b.start for b in screen.views.grid.board.blocks] == [NINE]
    QTest.keyClick(screen.views.grid, Qt.Key.Key_PageDown)
    settle()
    assert screen.on == TODAY + timedelta(days=7)
    screen.show_day(TODAY, ViewKind.DAY)
    settle()
    assert columns_of(screen) == 1
    QTest.keyClick(screen.views.grid, Qt.Key.Key_3)
    settle()
    assert str(screen.kind) == "month"
    days = {day.day: len(day.lines) for day in screen.views.month._days if day.lines}
    assert days == {TODAY: 1, TODAY + timedelta(days=9): 1}
    assert QApplication.focusWidget() is screen.views.month
    QTest.keyClick(screen.views.month, Qt.Key.Key_Right)
    QTest.keyClick(screen.views.month, Qt.Key.Key_Return)
    settle()
    assert (screen.kind, screen.on) == (ViewKind.DAY, TODAY + timedelta(days=1))
    screen.look_at(ViewKind.LIST)
    settle()
    names = {name for _client, _case, name in desk.people()[:2]}
    shown = {line.look.title for line in screen.views.list.model._lines}
    assert names <= shown


def test_the_list_also_shows_what_is_due_and_leads_there(desk: CalendarDesk) -> None:
    screen = desk.open(ViewKind.LIST)
    key = next(iter(screen.views._due))
    shown = [line.entry.key for line in screen.views.list.model._lines if line.entry is not None]
    assert key in shown
    screen.views.opened.emit(key)
    settle()
    assert desk.workspace.shown() is not screen


def test_people_and_rooms_stand_side_by_side(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE, rooms=(desk.red,))
    screen = desk.open()
    ticks = screen.side.who._ticks
    ticks[desk.red].setChecked(True)
    ticks[desk.blue].setChecked(True)
    screen.side.who.changed.emit()
    board = screen.views.grid.board
    assert [c.subtitle for c in board.columns[:3]] == ["beraterin", "Blau", "Rot"]
    assert board.columns_of(str(own)) == [0, 2]
    screen.side.who._on_only_me()
    assert columns_of(screen) == 5


def test_a_holiday_and_an_absence_are_seen(qtbot: QtBot) -> None:
    from uuid import uuid4

    from beratung.domain.appointments import Absence
    from ui.models.times import instant

    desk = CalendarDesk(qtbot, date(2026, 12, 21))
    own, day = uuid4(), date(2026, 12, 22)
    start, end = instant(day, NINE, "Europe/Berlin"), instant(day, ELEVEN, "Europe/Berlin")
    desk.calendar.save_absence(Absence(id=own, subject=own, of=desk.me, start=start, end=end))
    screen = desk.open()
    columns = screen.views.grid.board.columns
    assert columns[4].shut
    assert [(span.start, span.end) for span in columns[1].away] == [(NINE, ELEVEN)]


def test_changes_of_others_are_shown_and_the_chosen_one_stays(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE)
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    other = desk.a_time(TEN, person=1)
    settle()
    assert str(other) in screen.views.grid.board.by_key
    assert screen.views.grid.cursor_at.key == str(own)
    assert screen.side.currentWidget() is screen.side.detail
    desk.calendar.remove(own)
    settle()
    assert screen.side.currentWidget() is screen.side.who


def test_what_changed_behind_another_screen_is_read_on_coming_back(desk: CalendarDesk) -> None:
    screen = desk.open()
    desk.workspace.go(Place("today"))
    settle()
    own = desk.a_time(NINE)
    settle()
    desk.workspace.go(Place("calendar"))
    settle()
    assert str(own) in screen.views.grid.board.by_key


def test_locking_forgets_everything(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE, note="geheim")
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    screen.clear()
    assert screen.views.grid.board.blocks == ()
    assert screen.side.detail.entry is None
    assert not screen.side.detail._facts.count()


# -- groups and reminders -----------------------------------------------------------------------------------------


def test_a_group_fills_waits_and_moves_up(desk: CalendarDesk) -> None:
    group = desk.a_group(NINE, 1)
    screen = desk.open()
    screen.show_appointment(group)
    settle()
    part = screen.side.detail.group
    for number in range(2):
        client, case, name = desk.people()[number]
        part.picker.know((Choice(str(client), name),))
        part._cases[str(client)] = case
        part.picker.set_code(str(client))
        part.picker.changed.emit()
        settle()
    assert [row.line.who for row in part.rows()] == [desk.people()[0][2], desk.people()[1][2]]
    assert (desk.entry(group).participants, desk.entry(group).waiting) == (1, 1)
    assert part.next_button.isHidden()
    gone = next(
        a for a in part.rows()[0].build_menu().actions() if a.text() in {"Called off", "Hat abgesagt"}
    )
    gone.trigger()
    settle()
    assert not part.next_button.isHidden()
    assert desk.people()[1][2] in part.next_button.text()
    part.next_button.click()
    settle()
    assert (desk.entry(group).participants, desk.entry(group).waiting) == (1, 0)
    assert part.rows()[0].line.who == desk.people()[1][2]


def test_whoever_shall_not_meet_the_interpreter_of_a_group_is_named_on_both_sides(
    desk: CalendarDesk,
) -> None:
    group = desk.a_group(NINE, 3, day=2)
    client, case, _name = desk.people()[0]
    centre = desk.centre
    centre.appointments.join(group, client, case)
    file = a_file()
    centre.interpreters.save(file)
    interpreter = file.id
    request = centre.interpreters.request(group, language="ar").request
    centre.interpreters.book_directly(request.id, interpreter, insist=True)
    screen = desk.open()
    screen.show_appointment(group)
    settle()
    assert _("Shall not meet who interprets") not in shown_texts(screen.side.detail.group)
    card = ExcludedInterpreters(desk.workspace.session)
    desk.qtbot.addWidget(card)
    card.show_exclusions(client, {}, {})
    card.picker.set_code(str(interpreter))
    card.enter()
    settle()
    assert "09:00" in card.field.problem()
    screen.show_appointment(group)
    settle()
    assert _("Shall not meet who interprets") in shown_texts(screen.side.detail.group)


def shown_texts(widget: QWidget) -> list[str]:
    """Every text that a widget shows."""
    return [label.text() for label in widget.findChildren(QLabel)]


def test_who_is_to_be_reminded_is_listed_until_that_is_done(desk: CalendarDesk) -> None:
    desk.a_time(NINE, day=1)
    screen = desk.open()
    assert "1" in screen.remind_button.text()
    screen.show_reminders()
    card = screen.side.reminders
    assert card.model.shown_keys()
    card.mark_done()
    settle()
    assert not card.model.shown_keys()
    assert "1" not in screen.remind_button.text()
    desk.undo()
    assert card.model.shown_keys()


# -- keys and eyes -------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_books_and_comes_back(desk: CalendarDesk) -> None:
    screen = desk.open()
    grid = screen.views.grid
    assert QApplication.focusWidget() is grid
    QTest.keyClick(grid, Qt.Key.Key_Home)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    form = screen.side.booking.form
    assert (form.start.value(), form.end.value()) == (8 * 60 + 30, 9 * 60 + 30)
    assert QApplication.focusWidget() is form.client.line
    assert screen.go_back()
    assert not screen.side.is_booking
    assert QApplication.focusWidget() is grid
    assert not screen.go_back()
    QTest.keyClick(grid, Qt.Key.Key_N)
    assert screen.side.is_booking


@pytest.mark.parametrize("kind", list(ViewKind))
def test_every_view_can_be_used_without_eyes_or_mouse(desk: CalendarDesk, kind: ViewKind) -> None:
    own = desk.a_time(NINE)
    screen = desk.open(kind)
    assert_accessible(screen)
    screen.show_appointment(own)
    settle()
    assert_accessible(screen)
    screen.change()
    settle()
    assert_accessible(screen)


def test_it_speaks_english_and_german(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE)
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    desk.window.speak("en")
    settle()
    assert screen.new_button.text() == "New appointment"
    assert screen.bar.range.text().startswith("Week 48")
    desk.window.speak("de")
    settle()
    assert screen.bar.range.text().startswith("Woche 48")


def test_it_fits_a_small_window_with_large_text(desk: CalendarDesk) -> None:
    screen = desk.open()
    desk.window.resize(1024, 700)
    settle()
    assert screen.views.width() > 380
    assert screen.minimumSizeHint().width() <= 1024


# -- nothing is lost ---------------------------------------------------------------------------------------------


def test_what_was_typed_is_sealed_at_locking_and_waits_on_today(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk)
    form = screen.side.booking.form
    form.set_times(TODAY + timedelta(days=2), TEN, ELEVEN)
    form.note.set_value("mitbringen: Bescheid")
    form.changed.emit()
    desk.workspace.session.about_to_lock.emit()
    settle()
    assert not is_booking(screen)
    drafts = desk.centre.cases.drafts()
    assert [(draft.form, draft.subject) for draft in drafts] == [("appointment", desk.people()[0][0])]
    desk.workspace.go(Place("calendar", tab="draft", record=drafts[0].id))
    settle()
    assert is_booking(screen)
    assert form.client.code() == str(desk.people()[0][0])
    assert (form.start.value(), form.end.value(), form.note.value()) == (TEN, ELEVEN, "mitbringen: Bescheid")
    assert screen.side.booking.save()
    settle()
    assert desk.entry(only_entry(desk, TODAY + timedelta(days=2))).note == "mitbringen: Bescheid"
    assert not desk.centre.cases.drafts()


def test_giving_up_can_be_taken_back(desk: CalendarDesk) -> None:
    screen = desk.open()
    screen.book_now()
    pick_client(screen, desk)
    screen.side.booking.form.set_times(TODAY + timedelta(days=2), TEN, ELEVEN)
    assert screen.go_back()
    settle()
    assert not is_booking(screen)
    desk.undo()
    form = screen.side.booking.form
    assert is_booking(screen)
    assert (form.client.code(), form.start.value()) == (str(desk.people()[0][0]), TEN)
