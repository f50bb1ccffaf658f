# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes a request for an interpreter from an appointment, its client and his case, so that two clicks suffice."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

import msgspec

from beratung.appointments.interpreting_errors import (
    NameLeaves,
    NoLanguage,
    PlaceMissing,
    PlaceProtected,
    StartsFixed,
    StartsTooFar,
)
from beratung.appointments.offering import WINDOW, may_move
from beratung.domain.appointments import Appointment, AppointmentKind
from beratung.domain.cases import Consultation
from beratung.domain.checking import check_length, check_municipality
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import InterpreterRequest, RequestState
from beratung.domain.interpreting_views import House
from beratung.domain.people import Client
from beratung.domain.planning import Mode
from beratung.domain.reading import NotOneOf, OutOfRange, check_code
from beratung.domain.sharing import STEP
from beratung.domain.work import Work

replace = msgspec.structs.replace
PSYCHIATRIC = frozenset({"op_vorbereitung", "psychiatrie", "psychotherapie"})
_SERVED = frozenset({RequestState.BOOKED, RequestState.DONE})
_LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2")
_SHORTEST_NAME = 3


def prefilled(
    work: Work, appointment: Appointment, house: House, now: datetime, author: str
) -> InterpreterRequest:
    """A request with all that is known already; an empty language where nobody knows it."""
    client = client_of(work, appointment)
    topics = _topics(work, appointment)
    former = previous_of(work, appointment)
    return InterpreterRequest(
        id=uuid4(),
        subject=appointment.subject,
        appointment=appointment.id,
        case=appointment.case,
        language=former.language if former is not None else language_of(client),
        dialect=former.dialect if former is not None else "",
        min_level=former.min_level if former is not None else "B1",
        gender=former.gender if former is not None else None,
        mode=appointment.mode,
        place=place_of(appointment, house),
        is_at_centre=is_at_centre(appointment),
        link=link_of(appointment, house),
        start=appointment.start,
        end=appointment.end,
        zone=appointment.zone,
        setting=setting_of(appointment),
        topics=topics,
        is_psychiatric=not PSYCHIATRIC.isdisjoint(topics),
        previous=former.interpreter if former is not None else None,
        made_at=now,
        author=author,
    )


def kept_in_step(
    request: InterpreterRequest, appointment: Appointment, house: House, client: Client | None
) -> InterpreterRequest:
    """A request whose time, place and mode follow its appointment; a place that must not leave stays empty."""
    place = request.place
    if appointment.mode is not Mode.SITE or is_at_centre(appointment) or appointment.place:
        place = place_of(appointment, house)
    changed = replace(
        request,
        start=appointment.start,
        end=appointment.end,
        zone=appointment.zone,
        starts=(),
        mode=appointment.mode,
        place=place,
        is_at_centre=is_at_centre(appointment),
        municipality=None if is_at_centre(appointment) else request.municipality,
        link=link_of(appointment, house),
    )
    for part in ("place", "link"):
        try:
            _check_leaving(changed, client)
        except (NameLeaves, PlaceProtected) as leak:
            if leak.place == part:
                changed = replace(changed, **{part: ""})
    return changed


def checked(
    request: InterpreterRequest, appointment: Appointment, client: Client | None, codes: Codes, now: datetime
) -> InterpreterRequest:
    """Return a request that can be kept and sent.

    Raises:
        BadInput: the field that cannot be; above all a name or a protected address that would leave.
    """
    if not request.language:
        raise NoLanguage(place="language")
    check_code(request.language, "language", codes.languages)
    if request.min_level not in _LEVELS:
        raise NotOneOf(place="min_level", known=", ".join(_LEVELS[1:]))
    if not 1 <= request.priority <= 3:
        raise OutOfRange(place="priority", low=1, high=3)
    for place in ("dialect", "place", "setting", "link"):
        check_length(getattr(request, place), place)
    for topic in request.topics:
        check_code(topic, "topics", codes.topics)
    if request.municipality is not None:
        check_municipality(request.municipality, "municipality", codes)
    if request.mode is Mode.SITE and not request.place.strip():
        raise PlaceMissing(place="place")
    _check_leaving(request, client)
    _check_starts(request, appointment, now)
    return replace(request, starts=tuple(sorted(set(request.starts) - {request.start})))


def client_of(work: Work, appointment: Appointment) -> Client | None:
    """The client of a single appointment."""
    if appointment.kind_of is not AppointmentKind.SINGLE:
        return None
    try:
        return work.get(Client, appointment.subject)
    except NotFound:
        return None


def language_of(client: Client | None) -> str:
    """The language for which an interpreter is needed, else the first one that is spoken."""
    if client is None:
        return ""
    needed = client.interpreter_languages
    if needed:
        return needed[0]
    return next((entry.code for entry in client.languages), "")


def previous_of(work: Work, appointment: Appointment) -> InterpreterRequest | None:
    """The last request of the same case, or client, that somebody interpreted."""
    found = [
        request
        for request in work.all(InterpreterRequest, appointment.subject)
        if request.state in _SERVED and request.start < appointment.start
    ]
    same = [request for request in found if request.case == appointment.case]
    return max(same or found, key=lambda request: (request.start, request.id), default=None)


def is_at_centre(appointment: Appointment) -> bool:
    """Whether it takes place in the centre's own house."""
    return bool(appointment.rooms) or not appointment.place


def place_of(appointment: Appointment, house: House) -> str:
    """Where an interpreter has to go; empty where nobody travels."""
    if appointment.mode is not Mode.SITE:
        return ""
    return house.address if is_at_centre(appointment) else appointment.place


def link_of(appointment: Appointment, house: House) -> str:
    """For video."""
    return (appointment.link or house.link) if appointment.mode is Mode.VIDEO else ""


def setting_of(appointment: Appointment) -> str:
    """A word on the setting, in German as those read it who interpret in Germany."""
    if appointment.kind_of is not AppointmentKind.SINGLE:
        return "Gruppe"
    if appointment.mode is Mode.PHONE:
        return "Gespräch am Telefon"
    if appointment.mode is Mode.VIDEO:
        return "Gespräch per Video"
    return "Beratungsgespräch" if is_at_centre(appointment) else "Begleitung"


def names_of(client: Client) -> frozenset[str]:
    """Every word of a client's names, as it is looked for in what leaves."""
    texts = [name.text for name in client.names] + [member.name for member in client.family]
    return frozenset(word for text in texts for word in words_of(text) if len(word) >= _SHORTEST_NAME)


def words_of(text: str) -> Collection[str]:
    """The words of a text, casefolded."""
    return {
        word for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split() if len(word) > 1
    }


def _topics(work: Work, appointment: Appointment) -> tuple[str, ...]:
    """What the client was last concerned with."""
    if appointment.case is None:
        return ()
    notes = [
        note for note in work.all(Consultation, appointment.subject) if note.case == appointment.case and note.topics
    ]  # fmt: skip
    last = max(notes, key=lambda note: (note.on, note.id), default=None)
    return last.topics if last is not None else ()


def _check_leaving(request: InterpreterRequest, client: Client | None) -> None:
    """Refuse what names the client, or leads to a protected address."""
    if client is None:
        return
    names = names_of(client)
    for place in ("place", "setting", "dialect", "link"):
        if not names.isdisjoint(words_of(getattr(request, place))):
            raise NameLeaves(place=place)
    street = client.address.street
    if client.address.is_protected and street:
        for place in ("place", "setting"):
            if set(words_of(street)) <= set(words_of(getattr(request, place))):
                raise PlaceProtected(place=place)


def _check_starts(request: InterpreterRequest, appointment: Appointment, now: datetime) -> None:
    others = set(request.starts) - {request.start}
    if others and not may_move(appointment):
        raise StartsFixed
    for start in others:
        is_whole = int(start.timestamp()) % int(STEP.total_seconds()) == 0
        if not is_whole or start <= now or abs(start - request.start) >= WINDOW:
            raise StartsTooFar(place="starts")


def requests_of(work: Work, appointment: Appointment) -> list[InterpreterRequest]:
    """Every request of an appointment."""
    own = work.all(InterpreterRequest, appointment.subject)
    return [request for request in own if request.appointment == appointment.id]


def appointment_of(work: Work, request: InterpreterRequest) -> Appointment:
    """The appointment of a request; raises NotFound."""
    return work.get(Appointment, request.appointment)
