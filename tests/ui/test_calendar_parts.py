# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Around the calendar: interpreters in two clicks, slips, rooms, opening hours, Today, and the tab of a case."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from beratung.domain.appointments import AppointmentState, OpeningTime, Room
from beratung.domain.interpreting import (
    InterpreterFile,
    InterpreterRequest,
    OfferState,
    RequestState,
    SpokenLanguage,
    WeeklyTime,
)
from beratung.domain.planning import Mode
from tests.ui.audit import assert_accessible
from tests.ui.calendar_kit import TODAY, CalendarDesk
from tests.ui.shell import settle
from ui.screens.administration.opening import OpeningPanel
from ui.screens.administration.panel import Panel
from ui.screens.administration.rooms import RoomsPanel
from ui.screens.administration.screen import AdministrationScreen
from ui.screens.calendar.interpreter_part import InterpreterPart
from ui.screens.cases.appointments_tab import AppointmentsTab
from ui.screens.cases.screen import CasesScreen
from ui.screens.today.screen import TodayScreen
from ui.session import Place
from ui.widgets.page import Scroll

NINE, TEN = 9 * 60, 10 * 60
EVERY_DAY = tuple(WeeklyTime(weekday=day, start=8 * 60, end=18 * 60) for day in range(5))


@pytest.fixture
def desk(qtbot: QtBot) -> CalendarDesk:
    """An open window on a Monday."""
    return CalendarDesk(qtbot)


def an_interpreter(desk: CalendarDesk, name: str, language: str, *, is_pledged: bool = True) -> UUID:
    own = uuid4()
    desk.centre.interpreters.save(
        InterpreterFile(
            id=own, subject=own, name=name, phone="0391 000000", languages=(SpokenLanguage(code=language, level="C1"),),
            modes=tuple(Mode), weekly=EVERY_DAY, pledged_on=date(2026, 1, 5) if is_pledged else None, born_year=1980,
        )
    )  # fmt: skip
    return own


def spoken(desk: CalendarDesk) -> str:
    """Return a language of the first client."""
    row = desk.centre.clients.person(desk.people()[0][0])
    assert row is not None
    return row.languages[0]


def shown_part(desk: CalendarDesk, own: UUID) -> InterpreterPart:
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    return screen.side.detail.interpreter


def the_request(desk: CalendarDesk, own: UUID) -> InterpreterRequest:
    return desk.centre.interpreters.requests_of(own)[0]


def words_of(part: InterpreterPart) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisibleTo(part))


# -- interpreters ------------------------------------------------------------------------------------------


def test_two_clicks_ask_for_an_interpreter_and_show_what_leaves(desk: CalendarDesk) -> None:
    language = spoken(desk)
    fits = an_interpreter(desk, "Samira Muster-Dolmetsch", language)
    an_interpreter(desk, "Ohne Verpflichtung", language, is_pledged=False)
    own = desk.a_time(NINE, day=2)
    part = shown_part(desk, own)
    assert not part.ask_button.isHidden()
    part.ask_button.click()
    settle()
    assert the_request(desk, own).state is RequestState.OPEN
    assert not the_request(desk, own).offers
    assert part.chosen() == [fits]
    area = next(area for area in part.window().findChildren(Scroll) if area.isAncestorOf(part))
    assert part.width() <= area.viewport().width(), "nothing is cut off at the side"
    words = words_of(part)
    assert "203" in words
    assert "E-" in words
    given, family = desk.people()[0][2].split(" ")[0], desk.people()[0][2].split(" ")[-1]
    leaves = [w for w in part.findChildren(QLabel) if "E-" in w.text()]
    assert not any(given in label.text() or family in label.text() for label in leaves)
    part.send_button.click()
    settle()
    request = the_request(desk, own)
    assert (request.state, [offer.interpreter for offer in request.offers]) == (RequestState.OFFERED, [fits])


def test_who_was_called_is_booked_and_given_up_again(desk: CalendarDesk) -> None:
    language = spoken(desk)
    fits = an_interpreter(desk, "Pavel Probe", language)
    own = desk.a_time(NINE, day=2)
    part = shown_part(desk, own)
    part.ask()
    settle()
    part.send()
    settle()
    offer = the_request(desk, own).offers[0]
    assert offer.is_by_phone
    actions = dict(part._actions(the_request(desk, own), offer))
    assert len(actions) == 3
    next(iter(actions.values()))()
    settle()
    assert the_request(desk, own).interpreter == fits
    assert desk.entry(own).interpreter_name == "Pavel Probe"
    part.stop_button.click()
    settle()
    assert the_request(desk, own).interpreter is None


def test_without_a_language_it_is_asked_for(desk: CalendarDesk) -> None:
    group = desk.a_group(NINE, 4, day=2)
    part = shown_part(desk, group)
    part.ask()
    settle()
    assert not part.language_field.isHidden()
    assert not part.note.isHidden()
    part.language.set_code("ar")
    part.ask()
    settle()
    assert the_request(desk, group).language == "ar"
    part.nobody_button.click()
    settle()
    assert the_request(desk, group).state is RequestState.UNSERVED
    part.stop_button.click()
    settle()
    assert the_request(desk, group).state is RequestState.OPEN
    part.stop_button.click()
    settle()
    assert the_request(desk, group).state is RequestState.CANCELLED


def test_taking_back_what_was_asked(desk: CalendarDesk) -> None:
    language = spoken(desk)
    an_interpreter(desk, "Pavel Probe", language)
    own = desk.a_time(NINE, day=2)
    part = shown_part(desk, own)
    part.ask()
    settle()
    part.send()
    settle()
    list(dict(part._actions(the_request(desk, own), the_request(desk, own).offers[0])).values())[-1]()
    settle()
    assert the_request(desk, own).offers[0].state is OfferState.WITHDRAWN


def test_what_is_over_asks_for_nobody(desk: CalendarDesk) -> None:
    own = desk.a_time(0, 30)
    assert shown_part(desk, own).isHidden()


# -- paper ---------------------------------------------------------------------------------------------------


def test_slip_and_calendar_file_name_nobody(desk: CalendarDesk, tmp_path: Path) -> None:
    own = desk.a_time(NINE, day=1, rooms=(desk.red,))
    screen = desk.open()
    screen.show_appointment(own)
    settle()
    paper = screen.side.detail.paper
    assert not paper.isHidden()
    paper.save_file_at(tmp_path / "termin.ics")
    paper.language.set_value("de")
    paper.save_slip_at(tmp_path / "termin.pdf")
    settle(30)
    text = (tmp_path / "termin.ics").read_text(encoding="utf-8")
    name = desk.people()[0][2]
    assert "BEGIN:VEVENT" in text
    assert not any(part in text for part in name.split())
    assert (tmp_path / "termin.pdf").read_bytes().startswith(b"%PDF")


# -- administration -------------------------------------------------------------------------------------------


def a_panel(desk: CalendarDesk, key: str) -> Panel:
    assert desk.workspace.go(Place("administration", tab=key))
    settle()
    screen = desk.workspace.shown()
    assert isinstance(screen, AdministrationScreen)
    return screen._panel(key)


def test_rooms_are_made_changed_and_given_up(desk: CalendarDesk) -> None:
    panel = a_panel(desk, "rooms")
    assert isinstance(panel, RoomsPanel)
    assert_accessible(panel)
    panel.begin()
    panel.name.set_value("Gelb")
    panel.seats.set_value(3)
    panel.save_room()
    settle()
    rooms = {room.name: room for room in desk.calendar.rooms()}
    assert rooms["Gelb"].seats == 3
    panel.begin()
    panel.name.set_value("gelb")
    panel.save_room()
    settle()
    assert panel.name_field.problem()
    panel.card.list.choose(str(rooms["Gelb"].id))
    panel._on_chosen(str(rooms["Gelb"].id))
    panel._on_give_up()
    settle()
    assert "Gelb" not in {room.name for room in desk.calendar.rooms()}
    desk.undo()
    assert "Gelb" in {room.name for room in desk.calendar.rooms()}


def test_a_room_that_is_booked_is_not_given_up(desk: CalendarDesk) -> None:
    desk.a_time(NINE, day=2, rooms=(desk.red,))
    panel = a_panel(desk, "rooms")
    assert isinstance(panel, RoomsPanel)
    panel.card.list.choose(str(desk.red))
    panel._on_give_up()
    settle()
    assert "noch für kommende Termine gebucht" in desk.trouble()
    assert isinstance(desk.calendar.rooms()[0], Room)
    assert len(desk.calendar.rooms()) == 2


def test_absences_are_entered_and_removed(desk: CalendarDesk) -> None:
    panel = a_panel(desk, "rooms")
    assert isinstance(panel, RoomsPanel)
    panel.save_absence()
    assert panel.note.text.text() == "Bitte geben Sie an, wer oder was und ab welchem Tag."
    panel.who.set_code(str(desk.me))
    panel.first.set_value(TODAY + timedelta(days=1))
    panel.last.set_value(TODAY + timedelta(days=2))
    panel.save_absence()
    settle()
    line = desk.calendar.absences(desk.me)[0]
    assert (line.end - line.start) == timedelta(days=2)
    assert line.is_whole_days
    assert panel.away.model.shown_keys() == (str(line.id),)
    panel.remove_absence()
    settle()
    assert not desk.calendar.absences(desk.me)


def test_opening_hours_land_and_link_are_kept(desk: CalendarDesk) -> None:
    panel = a_panel(desk, "opening")
    assert isinstance(panel, OpeningPanel)
    settle()  # Qt lays rows out once more when it knows their width
    assert_accessible(panel)
    panel.save()
    settle()
    before = desk.centre.settings.calendar
    panel.hours.set_values((OpeningTime(weekday=0, opens=NINE, closes=TEN),))
    panel.land.set_code("SN")
    panel.link.set_value("https://video.example/raum")
    panel.save()
    settle()
    kept = desk.centre.settings.calendar
    assert kept.hours == (OpeningTime(weekday=0, opens=NINE, closes=TEN),)
    assert (kept.land, kept.video_link) == ("SN", "https://video.example/raum")
    desk.undo()
    assert desk.centre.settings.calendar == before


# -- Today and the case ------------------------------------------------------------------------------------------


def test_today_shows_ones_own_appointments_and_leads_there(desk: CalendarDesk) -> None:
    own = desk.a_time(14 * 60)
    gone = desk.a_time(15 * 60, person=1)
    desk.calendar.set_state(own, AppointmentState.PLANNED)
    desk.workspace.go(Place("today"))
    settle()
    screen = desk.workspace.shown()
    assert isinstance(screen, TodayScreen)
    card = screen.appointments
    assert card.model.shown_keys() == (str(own), str(gone))
    desk.calendar.remove(gone)
    settle()
    assert card.model.shown_keys() == (str(own),)
    card.opened.emit(str(own))
    settle()
    shown = desk.workspace.shown()
    assert shown is not screen


def test_without_one_today_the_next_day_is_shown(desk: CalendarDesk) -> None:
    own = desk.a_time(NINE, day=2)
    desk.workspace.go(Place("today"))
    settle()
    screen = desk.workspace.shown()
    assert isinstance(screen, TodayScreen)
    assert screen.appointments.model.shown_keys() == (str(own),)
    assert "25" in screen.appointments.title.text()


def test_the_tab_of_a_case_tells_what_is_to_come_and_what_was(desk: CalendarDesk) -> None:
    ahead, past = desk.a_time(NINE, day=2), desk.a_time(0, 30)
    desk.calendar.set_state(past, AppointmentState.NO_SHOW)
    desk.a_time(NINE, day=3, person=1)
    case = desk.people()[0][1]
    desk.workspace.go(Place("cases", case=case, tab="appointments"))
    settle()
    screen = desk.workspace.shown()
    assert isinstance(screen, CasesScreen)
    tab = screen.findChildren(AppointmentsTab)[0]
    assert tab.card.model.shown_keys() == (str(ahead), str(past))
    assert "1" in tab.card.note.text()
    assert tab.number == 1
    assert_accessible(tab)
    desk.a_time(TEN, day=4)
    settle()
    assert tab.number == 2
    tab.book()
    settle()
    assert desk.workspace.shown() is not screen
