# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The counsellors' room for interpreters: requests, the planned week, time sheets."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from beratung.domain.interpreting import (
    FeeModel,
    OfferState,
    RequestState,
    SheetLine,
    SpokenLanguage,
)
from tests.appointments.interpreting_kit import replace
from tests.ui.audit import assert_accessible
from tests.ui.interpreters_kit import HOUR, MONDAY, Room
from tests.ui.shell import settle
from ui.screens.calendar.screen import CalendarScreen
from ui.screens.interpreters.screen import InterpretersScreen

# Requests.


def test_requests_stand_under_their_day_and_lead_to_the_appointment(qtbot: QtBot) -> None:
    room = Room(qtbot)
    request = room.requested()
    part = room.open().requests
    line = part.current()
    assert line is not None
    assert line.request.id == request.id
    assert line.client_name == room.person().name
    part.open_appointment()
    settle()
    assert isinstance(room.workspace.shown(), CalendarScreen)


def test_that_nobody_was_found_is_kept_and_taken_back(qtbot: QtBot) -> None:
    room = Room(qtbot)
    request = room.requested()
    part = room.open().requests
    assert not part.reopen_button.isVisible()
    part.nobody_found()
    settle()
    assert room.request(request).state is RequestState.UNSERVED
    assert part.reopen_button.isVisible()
    room.undo()
    assert room.request(request).state is RequestState.OPEN
    part.nobody_found()
    settle()
    part.reopen()
    settle()
    assert room.request(request).state is RequestState.OPEN


def test_what_was_earlier_in_the_week_is_over(qtbot: QtBot) -> None:
    room = Room(qtbot)
    wednesday = datetime.combine(MONDAY + timedelta(days=2), time(9), tzinfo=UTC)
    room.requested(wednesday)
    part = room.open().requests
    assert part.card.records
    room.centre.clock.go_on((MONDAY - room.centre.clock.today()).days + 3)
    part.load()
    settle()
    assert not part.card.records
    assert part.card.empty.isVisible()


def test_without_requests_the_first_step_is_said(qtbot: QtBot) -> None:
    part = Room(qtbot).open().requests
    assert part.card.empty.isVisible()
    assert not part.side.isVisible()


# The week.


def planned(room: Room) -> InterpretersScreen:
    screen = room.open("plan")
    screen.plan._monday = MONDAY
    screen.plan.load()
    settle()
    return screen


def test_a_confirmed_plan_asks_who_was_ticked(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.store(replace(room.mine, user=room.centre.records.user))
    request = room.requested()
    plan = planned(room).plan
    assert list(plan.ticks) == [request.id]
    assert room.request(request).offers == ()
    plan.apply()
    settle()
    stored = room.request(request)
    assert [(offer.interpreter, offer.state) for offer in stored.offers] == [(room.mine.id, OfferState.SENT)]
    assert room.said()


def test_what_is_not_ticked_is_not_sent(qtbot: QtBot) -> None:
    room = Room(qtbot)
    room.store(replace(room.mine, user=room.centre.records.user))
    request = room.requested()
    plan = planned(room).plan
    plan.ticks[request.id].click()
    assert not plan.send_button.isEnabled()
    plan.apply()
    settle()
    assert room.request(request).offers == ()


def test_who_is_left_out_stands_there_with_the_reason(qtbot: QtBot) -> None:
    room = Room(qtbot, languages=(SpokenLanguage(code="fa", level="C1"),))
    room.requested()
    plan = planned(room).plan
    assert not plan.ticks
    assert plan._plan is not None
    [left] = plan._plan.left_out
    words = "\n".join(label.text() for label in plan.reasons.findChildren(QLabel))
    assert f"{left.why[0].count} × " in words
    assert room.person().name in words


# Time sheets.


def test_lines_are_confirmed_and_opened_again(qtbot: QtBot, tmp_path: Path) -> None:
    room = Room(qtbot, fee=FeeModel(cents=1500, unit_minutes=30))
    begun = datetime.combine(MONDAY, time(8), tzinfo=UTC) + timedelta(hours=4)
    request = room.requested(begun)
    room.service.offer(request.id, [room.mine.id])
    room.service.book_directly(request.id, room.mine.id)
    room.centre.clock.go_on(2)
    room.service.write_times(request.id, SheetLine(number="", start=begun, end=begun + HOUR))
    sheets = room.open("sheets").sheets
    sheet = sheets.current()
    assert sheet is not None
    assert (sheet.minutes, sheet.cents, sheet.open_lines) == (60, 3000, 1)
    sheets.confirm()
    settle()
    sheet = sheets.current()
    assert sheet is not None
    assert sheet.open_lines == 0
    assert not sheets.confirm_button.isEnabled()
    room.undo()
    assert sheets.confirm_button.isEnabled()
    made, letters = sheets.current(), room.centre.letters
    assert made is not None
    sheets.write(tmp_path / "a.csv", lambda: letters.time_sheet_table(made))
    settle()
    assert "30,00" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    sheets.step(-1)
    settle()
    assert sheets.card.empty.isVisible()


@pytest.mark.parametrize("tab", ["requests", "plan", "people", "sheets"])
@pytest.mark.parametrize("spoken", ["de", "en"])
def test_nothing_is_out_of_reach(qtbot: QtBot, tab: str, spoken: str) -> None:
    room = Room(qtbot)
    room.requested()
    room.window.speak(spoken)
    room.open(tab)
    assert_accessible(room.workspace)
    room.window.speak("de")
