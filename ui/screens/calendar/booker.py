# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From what the user did in the calendar to what is booked or moved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from beratung.domain.appointments import Appointment
from beratung.domain.calendar_views import CalendarEntry, CalendarView
from beratung.domain.cases import Draft
from beratung.domain.codes import Codes
from beratung.domain.errors import BeratungError
from beratung.domain.views import TodayView
from ui.models.choices import Choice
from ui.models.grid import DAY, Board
from ui.models.grid_moves import Move
from ui.models.times import instant
from ui.screens.calendar.booking_card import choice_of
from ui.screens.calendar.doing import Doing
from ui.screens.today.lines import Waiting, deadlines
from ui.session import DRAFT, Place, Session

if TYPE_CHECKING:
    from beratung.centre import Centre

MORNING = 9 * 60
"""When a new appointment begins unless somebody says otherwise."""


@dataclass(frozen=True)
class Loaded:
    """What the calendar reads in one go."""

    view: CalendarView
    due: TodayView | None = None
    """What has a day without being an appointment, for the list."""


def read(centre: "Centre", first: date, last: date, *, with_due: bool = False) -> Loaded:
    """Read some days; a job."""
    due = centre.cases.today(centre.clock.today()) if with_due else None
    return Loaded(centre.appointments.calendar(first, last), due)


def due_of(loaded: Loaded, codes: Codes) -> list[Waiting]:
    """Return what has a day without being an appointment, as far as it lies in the days that were read."""
    found = deadlines(loaded.due, codes) if loaded.due is not None else []
    view = loaded.view
    return [one for one in found if one.on is not None and view.first <= one.on <= view.last]


@dataclass(frozen=True)
class Slot:
    """A time in which something shall be booked, for whom or in which room."""

    day: date
    start: int
    end: int
    who: UUID | None = None


def free_slot(board: Board, slot: Slot, me: UUID) -> Slot:
    """Return the first free time of the same day and length, from this one on; itself where there is none."""
    who = {slot.who if slot.who is not None else me}
    start, length = slot.start, slot.end - slot.start
    while start + length <= DAY:
        taken = board.clashes(slot.day, start, start + length, who)
        if not taken:
            return replace(slot, start=start, end=start + length)
        start = max(block.end for block in taken)
    return slot


def new_appointment(session: Session, slot: Slot, view: CalendarView) -> Appointment:
    """Return an empty appointment in a slot: with who owns the column, else with oneself.

    Raises:
        BadInput: the clock is moved forward over this time.
    """
    settings, me = session.centre.settings.calendar, session.user.id
    people, rooms = {column.id for column in view.people}, {column.id for column in view.rooms}
    who, own = slot.who, uuid4()
    return Appointment(
        id=own,
        subject=own,
        start=instant(slot.day, slot.start, settings.zone),
        end=instant(slot.day, slot.end, settings.zone),
        zone=settings.zone,
        people=(who,) if who is not None and who in people else (me,) if me in people else (),
        rooms=(who,) if who is not None and who in rooms else (),
    )


@dataclass(frozen=True)
class Start:
    """What the form begins with."""

    loaded: Loaded
    new: Appointment
    client: Choice | None = None
    case: UUID | None = None
    draft: Draft | None = None


def start(session: Session, span: tuple[date, date], on: date, place: Place) -> Start:
    """Read what the form begins with: a draft, or a time for the client of a case; a job."""
    centre = session.centre
    loaded = read(centre, *span)
    drafts = centre.cases.drafts() if place.tab == DRAFT else ()
    draft = next((one for one in drafts if one.id == place.record), None)
    rows = centre.clients.roster()
    if draft is not None:
        typed = msgspec.json.decode(draft.content, type=Appointment)
        row = next((row for row in rows if row.client == typed.subject), None)
        return Start(loaded, typed, choice_of(row) if row is not None else None, draft.case, draft)
    row = next((row for row in rows if place.case is not None and row.case == place.case), None)
    day = max(on, session.today() + timedelta(days=1))
    slot = Slot(day, MORNING, MORNING + centre.settings.calendar.minutes)
    new = new_appointment(session, slot, loaded.view)
    return Start(loaded, new, choice_of(row) if row is not None else None, place.case)


def move(
    session: Session, doing: Doing, entry: CalendarEntry, wish: Move, failed: Callable[[BeratungError], None]
) -> None:
    """Make true what was done with a block."""
    zone = session.centre.settings.calendar.zone
    try:
        start, end = instant(wish.day, wish.start, zone), instant(wish.day, wish.end, zone)
    except BeratungError as error:
        failed(error)
        return
    people, rooms = handed_over(entry.people, wish), handed_over(entry.rooms, wish)
    local = ZoneInfo(zone)
    doing.move(
        entry, start.astimezone(local), end.astimezone(local), people=people, rooms=rooms, failed=failed
    )


def handed_over(held: tuple[UUID, ...], wish: Move) -> tuple[UUID, ...] | None:
    """Return who has an appointment after it changed hands; None where that stays as it is."""
    if wish.given_to is None or wish.taken_from not in held:
        return None
    return tuple(wish.given_to if own == wish.taken_from else own for own in held)
