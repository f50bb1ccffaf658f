# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is handed out on paper besides letters: appointment slips, sheets for interpreters. Nothing of it is stored."""

from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from beratung.domain.appointments import Appointment, AppointmentKind, Participant, Room, week_of
from beratung.domain.base import Record
from beratung.domain.cases import Case
from beratung.domain.codes import Codes
from beratung.domain.errors import NotFound
from beratung.domain.interpreting import InterpreterRequest, RequestState
from beratung.domain.interpreting_views import Shown, TimeSheet
from beratung.domain.letters import Letterhead
from beratung.domain.planning import Mode
from beratung.domain.work import Action, Clock, Records, Work
from beratung.letters.errors import NoAppointment, NoSuchLanguage, NothingToHandOut
from beratung.letters.texts import slip_languages

AHEAD = timedelta(days=400)
T = TypeVar("T", bound=Record)
_SERVED = frozenset({RequestState.BOOKED, RequestState.DONE})


class Handouts:
    """The part of the letters' service that makes hand-outs; `LetterService` builds on it."""

    _records: Records
    _clock: Clock
    _codes: Codes
    sender: Letterhead

    @staticmethod
    def slip_languages() -> tuple[str, ...]:
        """Return the languages in which there is an appointment slip, German first."""
        return slip_languages()

    def appointment_of(self, case_id: UUID, chosen: UUID | None = None) -> UUID:
        """Return an appointment of a case, the next one unless another is chosen.

        The client's own, or that of a group in which he has a place.

        Raises:
            NoAppointment: none is to come, or the chosen one is not of this case.
            NotFound: there is no such case, or it cannot be read.
        """
        now, today = self._clock.now(), self._clock.today()
        weeks = week_of(today - timedelta(days=1)), week_of(today + AHEAD)
        with self._records.work() as work:
            case = work.get(Case, case_id)
            if chosen is not None:
                one = _found(work, Appointment, chosen)
                found = [one] if one is not None and _is_of(work, one, case) else []
            else:
                places = {p.appointment for p in work.during(Participant, *weeks) if _has_place(p, case)}
                found = [
                    a
                    for a in work.during(Appointment, *weeks)
                    if (_is_own(a, case) or a.id in places)
                    and a.is_live
                    and a.end > now
                    and _may_be_handed(a)
                ]
        if not found:
            raise NoAppointment
        return min(found, key=lambda a: (a.start, a.id)).id

    def slip(self, appointment: UUID, language: str = "de", *, uid: str = "", link: str = "") -> bytes:
        """Return the slip of an appointment as PDF (A5): when and where, no name and no reason.

        ``uid`` is what the client's telephone keeps it under; with it comes a QR code. ``link`` is that of the centre
        for video, where the appointment has none of its own. Enters the audit log.

        Raises:
            NoSuchLanguage: there is no text in this language.
            NothingToHandOut: it was called off, or is not a client's.
        """
        if language not in slip_languages():
            raise NoSuchLanguage(place="--language", known=", ".join(slip_languages()))
        from beratung.letters.slip import Slip, compose_slip  # loads what draws PDFs

        with self._records.work() as work:
            found = work.get(Appointment, appointment)
            if not (found.is_live and _may_be_handed(found)):
                raise NothingToHandOut
            rooms = [_found(work, Room, room) for room in found.rooms] if found.mode is Mode.SITE else []
            slip = Slip(
                start=found.start,
                end=found.end,
                zone=found.zone,
                mode=found.mode,
                place=tuple(line.strip() for line in found.place.splitlines() if line.strip()),
                rooms=tuple(room.name for room in rooms if room is not None),
                link=found.link or link,
                has_interpreter=_has_interpreter(work, found),
                uid=uid,
            )
            pdf = compose_slip(slip, self.sender, language, self._clock.now())
            work.note(Action.PRINTED, found.subject, "appointment")
            work.commit()
        return pdf

    def job_sheet(self, job: Shown) -> bytes:
        """Return a sheet for an interpreter without the program: exactly what was shown, and lines to fill in."""
        from beratung.letters.sheet_jobs import compose_job

        return compose_job(job, self._language(job.language), self.sender, self._clock.now())

    def time_sheet(self, sheet: TimeSheet) -> bytes:
        """Return the time sheet of one interpreter and month as PDF, to be signed."""
        from beratung.letters.sheet_times import compose_times

        return compose_times(sheet, self.sender, self._clock.now())

    @staticmethod
    def time_sheet_table(sheet: TimeSheet) -> bytes:
        """Return the time sheet as a table that Excel opens: semicolons, decimal commas, UTF-8 with its mark."""
        from beratung.letters.times_csv import times_csv

        return times_csv(sheet)

    def _language(self, code: str) -> str:
        found = self._codes.languages.get(code)
        return found.name if found is not None else code


def _is_own(appointment: Appointment, case: Case) -> bool:
    return appointment.subject == case.subject and appointment.case in {None, case.id}


def _has_place(participant: Participant, case: Case) -> bool:
    return (
        participant.subject == case.subject and participant.lane > 0 and participant.case in {None, case.id}
    )


def _is_of(work: Work, appointment: Appointment, case: Case) -> bool:
    """Whether an appointment is one of a case."""
    week = appointment.week
    return _is_own(appointment, case) or any(
        p.appointment == appointment.id and _has_place(p, case) for p in work.during(Participant, week, week)
    )


def _may_be_handed(appointment: Appointment) -> bool:
    return appointment.kind_of not in {AppointmentKind.OWN, AppointmentKind.FOREIGN}


def _has_interpreter(work: Work, appointment: Appointment) -> bool:
    week = appointment.week
    return any(
        request.appointment == appointment.id and request.state in _SERVED
        for request in work.during(InterpreterRequest, week, week)
    )


def _found(work: Work, kind: type[T], record: UUID) -> T | None:
    try:
        return work.get(kind, record)
    except NotFound:
        return None
