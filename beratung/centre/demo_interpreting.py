# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lets the interpreters of the demo be asked, answer and write their times, as everybody does."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec

from beratung.appointments.offering import ALPHABET
from beratung.centre.centre import Centre
from beratung.demo.chance import Chance
from beratung.demo.interpreters import PLACES, interpreters
from beratung.domain.appointments import AppointmentState
from beratung.domain.base import Record
from beratung.domain.calendar_views import CalendarEntry
from beratung.domain.errors import BeratungError
from beratung.domain.interpreting import (
    DeclineReason,
    InterpreterFile,
    InterpreterRequest,
    Offer,
    OfferState,
    RequestState,
    WorkedTime,
)
from beratung.domain.interpreting_views import Fit
from beratung.domain.planning import Mode

replace = msgspec.structs.replace
_MOST = 24
"""Requests of a demo; each is a few commits."""
_AHEAD, _BEHIND = timedelta(days=21), timedelta(days=40)
_PAST = 8
HELD = AppointmentState.HELD


def add_interpreting(
    centre: Centre, account: UUID, seed: int, open_as_interpreter: Callable[[], Centre]
) -> None:
    """Store the files, ask for the appointments of the next weeks, and let some be answered."""
    centre.change_settings(replace(centre.settings, places=PLACES))
    for file in interpreters(seed, centre.clock.today(), account):
        centre.interpreters.save(file)
    _let_work(centre, account)
    requests = [made for entry in _entries(centre) if (made := _ask(centre, entry)) is not None][:_MOST]
    for number, request in enumerate(requests):
        _send(centre, request, number)
    sprachmittler = open_as_interpreter()
    try:
        _answer(sprachmittler)
    finally:
        sprachmittler.lock()
    centre.interpreters.take_over()


def _entries(centre: Centre) -> list[CalendarEntry]:
    """Appointments of the next weeks whose clients need an interpreter."""
    today = centre.clock.today()
    view = centre.appointments.calendar(today + timedelta(days=1), today + _AHEAD)
    found = []
    for entry in view.entries:
        row = centre.clients.person(entry.client) if entry.client is not None and entry.is_live else None
        if row is not None and row.needs_interpreter and entry.case is not None:
            found.append(entry)
    return found[: 2 * _MOST]


def _ask(centre: Centre, entry: CalendarEntry) -> InterpreterRequest | None:
    try:
        return centre.interpreters.request(entry.id).request
    except BeratungError:  # a language that nobody entered: as in life, the request waits for a person
        return None


def _send(centre: Centre, request: InterpreterRequest, number: int) -> None:
    """The one with an account is always asked; of the others some wait, some are asked, some booked after a call."""
    ready = [one for one in centre.interpreters.candidates(request.id) if one.fit is not Fit.NOT]
    own = [one for one in ready if one.interpreter.user is not None]
    try:
        if own:
            others = [one for one in ready if one.interpreter.user is None][: number % 2]
            centre.interpreters.offer(request.id, [one.interpreter.id for one in (*own, *others)])
        elif ready and number % 3 == 0:
            centre.interpreters.offer(request.id, [ready[0].interpreter.id])
        elif ready and number % 3 == 1:
            centre.interpreters.book_directly(request.id, ready[0].interpreter.id)
    except BeratungError:  # taken meanwhile by another request of the demo
        return


def _let_work(centre: Centre, account: UUID) -> None:
    """Let the last weeks have been: bookings of the one with an account, most of them with confirmed times."""
    today = centre.clock.today()
    file = next(file for file in centre.interpreters.all() if file.user == account)
    view = centre.appointments.calendar(today - _BEHIND, today - timedelta(days=1))
    spoken = {entry.code for entry in file.languages}
    past = []
    for entry in view.entries:
        row = (
            centre.clients.person(entry.client) if entry.client is not None and entry.state is HELD else None
        )
        if (
            row is not None
            and entry.case is not None
            and row.needs_interpreter
            and row.languages[0] in spoken
        ):
            past.append((entry, row.languages[0]))
    records: list[Record] = []
    for number, (entry, language) in enumerate(past[-_PAST:]):
        records += _worked_before(centre, file, entry, language, number)
    centre.store_records(records)
    centre.interpreters.show_bookings(file.id)


def _worked_before(
    centre: Centre, file: InterpreterFile, entry: CalendarEntry, language: str, number: int
) -> tuple[Record, ...]:
    """A booking that is over, with its times unless it is the last one; the last two are not confirmed."""
    chance, now = Chance("worked", entry.id), centre.clock.now()
    offer = Offer(
        interpreter=file.id, slice=chance.id(), number=_number(chance), sent_at=now,
        starts=(entry.start,), state=OfferState.ACCEPTED, answered_at=now, agreed=(entry.start,), epoch=1,
    )  # fmt: skip
    is_confirmed, is_on_site = number < _PAST - 2, entry.mode is Mode.SITE
    request = InterpreterRequest(
        id=chance.id(), subject=entry.client or entry.id, appointment=entry.id, case=entry.case, language=language,
        mode=entry.mode, place=centre.letterhead.street if is_on_site else "", start=entry.start, end=entry.end,
        setting="Beratungsgespräch", state=RequestState.DONE if is_confirmed else RequestState.BOOKED,
        offers=(offer,), interpreter=file.id, made_at=now, author=centre.user.name,
    )  # fmt: skip
    worked = WorkedTime(
        id=chance.id(), subject=file.id, request=request.id, number=offer.number, start=entry.start, end=entry.end,
        travel_minutes=40 * is_on_site, km=chance.between(3, 14) * is_on_site, is_confirmed=is_confirmed,
        confirmed_by=centre.user.name if is_confirmed else "", fee=file.fee if is_confirmed else None,
    )  # fmt: skip
    return (request, worked) if number < _PAST - 1 else (request,)


def _number(chance: Chance) -> str:
    return "E-" + "".join(chance.one(ALPHABET) for _ in range(5))


def _answer(centre: Centre) -> None:
    """The one with an account accepts every other request, declines one and leaves the rest."""
    for number, request in enumerate(centre.workspace.open_requests()):
        try:
            if number % 3 == 1:
                centre.workspace.accept(request.id)
            elif number == 5:
                centre.workspace.decline(request.id, DeclineReason.NO_TIME, "Da bin ich auf einer Schulung.")
        except BeratungError:  # two requests at one time
            continue
