# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The interpreter's file: checked before it is stored, shown to the one it is about, and who must not get whom."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import msgspec

from beratung.appointments.interpreting_errors import (
    NameMissing,
    NotFiveMinutes,
    TimesBackwards,
    TimesOverlap,
)
from beratung.appointments.timesheet import as_line
from beratung.domain.appointments import Absence, Participant
from beratung.domain.checking import check_length, check_municipality
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import (
    Away,
    Exclusion,
    ExclusionReason,
    InterpreterFile,
    InterpreterRequest,
    OwnFile,
    RequestState,
    WeeklyTime,
    WorkedTime,
)
from beratung.domain.reading import LONG, NotOneOf, OutOfRange, check_code
from beratung.domain.work import Work

replace = msgspec.structs.replace
LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2")
_DAY = 24 * 60
_YEAR = timedelta(days=366)
_TEXTS = ("name", "phone", "email", "source")
_RANGES = {"travel_minutes": (0, 600), "max_hours": (1, 80), "lead_days": (0, 60), "video_lead_days": (0, 60),
           "born_year": (1900, 2100)}  # fmt: skip
_MOST_CENTS = 1_000_000


def checked_file(file: InterpreterFile, codes: Codes) -> InterpreterFile:
    """Return a file as it can be stored.

    Raises:
        BadInput: with the field that cannot be.
    """
    if not file.name.strip():
        raise NameMissing(place="name")
    for place in _TEXTS:
        check_length(getattr(file, place), place)
    check_length(file.note, "note", LONG)
    for place, (low, high) in _RANGES.items():
        number = getattr(file, place)
        if number is not None and not low <= number <= high:
            raise OutOfRange(place=place, low=low, high=high)
    for place in ("cents", "unit_minutes", "job_cents", "km_cents"):
        if not 0 <= getattr(file.fee, place) <= _MOST_CENTS:
            raise OutOfRange(place=f"fee.{place}", low=0, high=_MOST_CENTS)
    _check_languages(file, codes)
    if file.municipality is not None:
        check_municipality(file.municipality, "municipality", codes)
    for region in file.regions:
        check_code(region, "regions", codes.districts)
    for topic in file.topics_refused:
        check_code(topic, "topics_refused", codes.topics)
    weekly = checked_weekly(file.weekly)
    return replace(file, name=file.name.strip(), weekly=weekly, own_slice=file.own_slice or uuid4())


def checked_weekly(weekly: Collection[WeeklyTime], place: str = "weekly") -> tuple[WeeklyTime, ...]:
    """Return weekly times in their order; raises BadInput where they cannot be."""
    found = sorted(weekly, key=lambda entry: (entry.weekday, entry.start))
    for number, entry in enumerate(found, 1):
        where = f"{place} {number}"
        if not 0 <= entry.weekday <= 6:
            raise OutOfRange(place=f"{where}.weekday", low=0, high=6)
        for minutes in (entry.start, entry.end):
            if not 0 <= minutes <= _DAY:
                raise OutOfRange(place=where, low=0, high=_DAY)
            if minutes % 5:
                raise NotFiveMinutes(place=where)
        if entry.end <= entry.start:
            raise TimesBackwards(place=where)
    for number, (one, other) in enumerate(pairwise(found), 2):
        if one.weekday == other.weekday and other.start < one.end:
            raise TimesOverlap(place=f"{place} {number}")
    return tuple(found)


def own_file(work: Work, file: InterpreterFile, now: datetime) -> OwnFile | None:
    """What the interpreter sees of his own file: no note, no exclusion; None where he has no account."""
    if file.user is None or file.own_slice is None:
        return None
    absences = [entry for entry in work.all(Absence, file.id) if entry.of == file.id and entry.end > now]
    lines = [
        entry for entry in work.all(WorkedTime, file.id) if entry.is_confirmed and entry.start > now - _YEAR
    ]
    return OwnFile(
        id=file.own_slice,
        to=file.user,
        file=file.id,
        name=file.name,
        languages=file.languages,
        modes=file.modes,
        weekly=file.weekly,
        absences=tuple(
            away_of(entry) for entry in sorted(absences, key=lambda entry: (entry.start, entry.id))
        ),
        pledged_on=file.pledged_on,
        fee=file.fee,
        max_hours=file.max_hours,
        confirmed=tuple(as_line(entry) for entry in sorted(lines, key=lambda entry: (entry.start, entry.id))),
        token=uuid4(),
    )


def away_of(absence: Absence) -> Away:
    """An absence as its interpreter sees it."""
    return Away(id=absence.id, start=absence.start, end=absence.end, is_whole_days=absence.is_whole_days)


def excluded_for(work: Work, client: UUID) -> dict[UUID, ExclusionReason]:
    """The interpreters whom a client must not get."""
    return {half.other: half.reason for half in work.all(Exclusion, client) if half.subject == client}


def may_come(work: Work, request: InterpreterRequest, file: InterpreterFile, today: date) -> bool:
    """Whether somebody may be booked at all: he works, has pledged secrecy, and nobody keeps him from the client."""
    has_pledged = file.pledged_on is not None and file.pledged_on <= today
    return file.is_active and has_pledged and file.id not in excluded_from(work, request)


def excluded_from(work: Work, request: InterpreterRequest) -> dict[UUID, ExclusionReason]:
    """Whom the client must not get; of a group, whom anybody who takes part must not get."""
    if request.subject != request.appointment:
        return excluded_for(work, request.subject)
    found: dict[UUID, ExclusionReason] = {}
    parts = work.during(Participant, request.week, request.week)
    for subject in {part.subject for part in parts if part.appointment == request.appointment}:
        found |= excluded_for(work, subject)
    return found


def booked_for(work: Work, group: UUID) -> set[UUID]:
    """Who is booked to interpret for a group."""
    requests = [r for r in work.all(InterpreterRequest, group) if r.state is RequestState.BOOKED]
    return {request.interpreter for request in requests if request.interpreter is not None}


def kept_apart(work: Work, group: UUID, clients: Iterable[UUID]) -> set[UUID]:
    """Those clients who must not get somebody who is booked to interpret for a group."""
    booked = booked_for(work, group)
    return {client for client in clients if booked and not booked.isdisjoint(excluded_for(work, client))}


def exclude(work: Work, client: UUID, interpreter: UUID, reason: ExclusionReason) -> None:
    """Keep an interpreter from a client: two halves, each with its own subject; a second time changes the reason."""
    known = [half for half in work.all(Exclusion, client) if half.other == interpreter]
    if known:
        for half in known:
            for entry in _both(work, half):
                if entry.reason is not reason:
                    work.put(replace(entry, reason=reason))
        return
    ids = (uuid4(), uuid4())
    work.put(Exclusion(id=ids[0], subject=client, other=interpreter, half=ids[1], reason=reason))
    work.put(Exclusion(id=ids[1], subject=interpreter, other=client, half=ids[0], reason=reason))


def readmit(work: Work, client: UUID, interpreter: UUID) -> None:
    """Take an exclusion back; where there is none that is no fault."""
    for half in work.all(Exclusion, client):
        if half.other == interpreter:
            for entry in _both(work, half):
                work.remove(entry)


def _both(work: Work, half: Exclusion) -> list[Exclusion]:
    try:
        return [half, work.get(Exclusion, half.half)]
    except NotFound:
        return [half]


def _check_languages(file: InterpreterFile, codes: Codes) -> None:
    for number, entry in enumerate(file.languages, 1):
        where = f"languages {number}"
        check_code(entry.code, f"{where}.code", codes.languages)
        if entry.level not in LEVELS:
            raise NotOneOf(place=f"{where}.level", known=", ".join(LEVELS[1:]))
        for dialect in entry.dialects:
            check_length(dialect, f"{where}.dialects")
