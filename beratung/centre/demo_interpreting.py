# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lets the interpreters of the demo be asked, answer and write their times, as everybody does."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import msgspec

from beratung.centre.centre import Centre
from beratung.demo.interpreters import PLACES, interpreters
from beratung.domain.calendar_views import CalendarEntry
from beratung.domain.errors import BeratungError
from beratung.domain.interpreting import DeclineReason, InterpreterRequest
from beratung.domain.interpreting_views import Fit

replace = msgspec.structs.replace
_MOST = 24
"""Requests of a demo; each is a few commits."""
_AHEAD = timedelta(days=21)


def add_interpreting(
    centre: Centre, account: UUID, seed: int, open_as_interpreter: Callable[[], Centre]
) -> None:
    """Store the files, ask for the appointments of the next weeks, and let some be answered."""
    centre.change_settings(replace(centre.settings, places=PLACES))
    for file in interpreters(seed, centre.clock.today(), account):
        centre.interpreters.save(file)
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
    """Every third stays open, every third is booked after a call, the others are offered."""
    if number % 3 == 2:
        return
    ready = [one for one in centre.interpreters.candidates(request.id) if one.fit is not Fit.NOT]
    people = [one for one in ready if one.interpreter.user is not None] or ready
    try:
        if number % 3 == 1 and ready and ready[0].interpreter.user is None:
            centre.interpreters.book_directly(request.id, ready[0].interpreter.id)
        elif people:
            centre.interpreters.offer(request.id, [people[0].interpreter.id])
    except BeratungError:  # taken meanwhile by another request of the demo
        return


def _answer(centre: Centre) -> None:
    """The one with an account accepts every other request, declines one and leaves the rest."""
    for number, request in enumerate(centre.workspace.open_requests()):
        try:
            if number % 2 == 0:
                centre.workspace.accept(request.id)
            elif number == 3:
                centre.workspace.decline(request.id, DeclineReason.NO_TIME, "Da bin ich auf einer Schulung.")
        except BeratungError:  # two requests at one time
            continue
