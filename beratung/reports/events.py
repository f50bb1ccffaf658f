# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a record says as facts: coarse words, a month, no text, no day, nothing that somebody typed."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from beratung.domain.appointments import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Participant,
    ParticipantState,
)
from beratung.domain.base import Record
from beratung.domain.cases import Case, Consultation, GermanSkill, Referral, ReferralOutcome
from beratung.domain.codes import Codes
from beratung.domain.interpreting import InterpreterRequest, RequestState
from beratung.domain.people import Client, Relation
from beratung.domain.spans import completed_years
from beratung.domain.statistics import (
    AGE_BANDS,
    SEVERAL,
    STAY_BANDS,
    WAITING_BANDS,
    FactKind,
    Unmet,
    UnmetNeed,
    band,
)

COUNTED = (Case, Consultation, Referral, InterpreterRequest, Appointment, Participant)
"""Kinds of records that may say something countable."""
ADULT = 18
MOST_CHILDREN = 3
INTERPRETING = "sprachmittlung"
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_SCHOOLING = ("university", "vocational", "school")


class Event(msgspec.Struct, frozen=True):
    """Something countable in a record; ``slot`` tells it from others of the same record."""

    slot: str
    on: date
    words: dict[str, str]

    @property
    def month(self) -> str:
        """The month as the facts name it."""
        return f"{self.on.year:04d}-{self.on.month:02d}"


def events_of(record: Record | None) -> dict[str, Event]:
    """Everything countable in a record, by its slot; nothing where there is no record."""
    if isinstance(record, Consultation):
        found = _consultation(record)
    elif isinstance(record, Referral):
        found = _referral(record)
    elif isinstance(record, Case):
        found = _closing(record)
    elif isinstance(record, InterpreterRequest):
        found = _request(record)
    elif isinstance(record, Appointment | Participant):
        found = _appointment(record)
    else:
        return {}
    return {event.slot: event for event in found}


def case_id_of(record: Record) -> object:
    """The case that a record belongs to, None where it names none."""
    return record.id if isinstance(record, Case) else getattr(record, "case", None)


def _consultation(note: Consultation) -> Iterator[Event]:
    cross = {*note.querschnitt}
    if note.interpreter or INTERPRETING in note.topics:
        cross.add(INTERPRETING)
    words = {
        "kind": FactKind.CONSULTATION.value,
        "topics": SEVERAL.join(sorted(set(note.topics))),
        "querschnitt": SEVERAL.join(sorted(cross)),
        "channel": note.channel.value,
        "interpreter": "1" if note.interpreter else "0",
    }
    yield Event("", note.on, words)
    for number, need in enumerate(note.unmet):
        yield Event(f"unmet {number}", note.on, _unmet(_need(need)))


def _need(need: UnmetNeed) -> str:
    if need.need is not Unmet.WAITING_WEEKS:
        return need.need.value
    return "waiting" if need.weeks is None else f"waiting_{band(WAITING_BANDS, need.weeks)}"


def _unmet(word: str) -> dict[str, str]:
    return {"kind": FactKind.UNMET.value, "unmet": word}


def _referral(referral: Referral) -> Iterator[Event]:
    words = {
        "kind": FactKind.REFERRAL.value,
        "offer": _code(referral.offer),
        "outcome": referral.outcome.value,
    }
    yield Event("", referral.on, words)
    need = {ReferralOutcome.WAITING_LIST: "waiting", ReferralOutcome.DECLINED: "declined"}.get(
        referral.outcome
    )
    if need is not None:
        yield Event("unmet", referral.outcome_on or referral.on, _unmet(need))


def _closing(case: Case) -> Iterator[Event]:
    if case.closing is None:
        return
    first, last = _german(case, case.opened), _german(case, case.closing.on)
    words = {
        "kind": FactKind.CLOSING.value,
        "reason": case.closing.reason.value,
        "german_start": first,
        "german_end": last,
    }
    yield Event("closing", case.closing.on, words)


def _request(request: InterpreterRequest) -> Iterator[Event]:
    day = request.start.astimezone(ZoneInfo(request.zone)).date()
    words = {
        "kind": FactKind.INTERPRETING.value,
        "language": _code(request.language),
        "mode": request.mode.value,
        "outcome": request.state.value,
    }
    yield Event("", day, words)
    if request.state is RequestState.UNSERVED:
        yield Event("unmet", day, _unmet(Unmet.NO_INTERPRETER.value) | {"language": _code(request.language)})


def _appointment(record: Appointment | Participant) -> Iterator[Event]:
    if isinstance(record, Appointment) and record.kind_of is not AppointmentKind.SINGLE:
        return
    if record.state.value in {ParticipantState.WAITING.value, AppointmentState.PLANNED.value}:
        return
    day = record.start.astimezone(ZoneInfo(record.zone)).date()
    yield Event("", day, {"kind": FactKind.APPOINTMENT.value, "outcome": record.state.value})


def attributes(
    client: Client | None, case: Case | None, on: date, codes: Codes, *, is_restricted: bool
) -> dict[str, str]:
    """What is said of a person on a day, in the words of the facts; who is in a restricted case has no district."""
    found: dict[str, str] = {}
    if client is not None:
        found |= _of_client(client, on, codes)
        if is_restricted:
            del found["district"]
    if case is not None:
        found |= _of_case(case, on, codes)
        found["children"] = found.get("children") or _told_children(case)
    return found


def _of_client(client: Client, on: date, codes: Codes) -> dict[str, str]:
    district = codes.district_of(client.address.municipality) if client.address.municipality else None
    states = (n for n in client.nationalities if n in codes.nationalities)
    born = client.born.on if client.born is not None and client.born.on <= on else None
    return {
        "gender": client.gender.value if client.gender is not None else "",
        "age": band(AGE_BANDS, completed_years(born, on)) if born is not None else "",
        "nationality": next(states, ""),
        "district": district.code if district is not None else "",
        "children": _children(client, on),
    }


def _children(client: Client, on: date) -> str:
    born = [m.born.on for m in client.family if m.relation is Relation.CHILD and m.born is not None]
    minors = sum(completed_years(day, on) < ADULT for day in born if day <= on)
    return str(min(minors, MOST_CHILDREN)) if minors else ""


def _told_children(case: Case) -> str:
    fact = case.facts.get("minor_children")
    if fact is None or isinstance(fact.value, bool) or not isinstance(fact.value, int):
        return ""
    return str(max(0, min(fact.value, MOST_CHILDREN)))


def _of_case(case: Case, on: date, codes: Codes) -> dict[str, str]:
    titles = [title for title in case.residence if title.issued is None or title.issued <= on]
    title = titles[0] if titles else next(reversed(case.residence), None)
    status = codes.statuses.get(title.status) if title is not None else None
    jobs = [
        job.kind
        for job in case.employment
        if (job.since is None or job.since <= on) and (job.until is None or job.until >= on)
    ]
    done = {q.kind for q in case.qualifications if q.is_completed is not False}
    stay = band(STAY_BANDS, completed_years(case.entry, on)) if case.entry and case.entry <= on else ""
    return {
        "status": status.group if status is not None else "",
        "programme": case.programme.value if case.programme is not None else "",
        "stay": stay,
        "german": _german(case, on),
        "employment": _code(jobs[0]) if jobs else "",
        "qualification": next((kind for kind in _SCHOOLING if kind in done), ""),
        "phase": "new" if case.opened.year >= on.year else "continued",
    }


def _german(case: Case, on: date) -> str:
    """The newest overall level of a day; before the first one, the first."""
    levels = [level for level in case.german if level.skill is GermanSkill.OVERALL]
    levels.sort(key=lambda level: level.on or case.opened)
    known = [level for level in levels if (level.on or case.opened) <= on]
    return _code((known or levels[:1])[-1].level) if levels else ""


def _code(word: str) -> str:
    """A code as it is; anything else was typed by somebody and does not become a fact."""
    return word if _WORD.fullmatch(word) else ""


def case_for(record: Record, cases: Iterable[Case]) -> Case | None:
    """The case of a record, or else the newest of the client's."""
    every = sorted(cases, key=lambda case: (case.opened, case.id))
    named = case_id_of(record)
    return next((case for case in every if case.id == named), every[-1] if every else None)
