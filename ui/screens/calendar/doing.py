# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Changes to the calendar: each is a job, says in passing what it did, and can be taken back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from beratung.domain.appointments import AppointmentState, CancelledBy, Scope
from beratung.domain.calendar_views import Booked, CalendarEntry, Done, Hint
from beratung.domain.errors import BeratungError, TimeTaken
from beratung.i18n import _, explain
from ui import jobs
from ui.models.calendar_words import say_hint
from ui.session import Session

D = TypeVar("D", Done, Booked)


def say_refusal(error: BeratungError) -> str:
    """Say why something could not be saved; where a time is taken, whose and until when."""
    hints: tuple[Hint, ...] = getattr(error, "hints", ())
    if isinstance(error, TimeTaken) and hints:
        return " ".join(say_hint(hint) for hint in hints[:3])
    return explain(error)


class Doing(QObject):
    """Runs changes of the calendar for a screen."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def run(
        self,
        work: Callable[[], D],
        said: str,
        *,
        done: Callable[[D], None] | None = None,
        failed: Callable[[BeratungError], None] | None = None,
    ) -> None:
        """Make a change; the message offers to take it back."""
        session = self._session
        calendar = session.centre.appointments

        def finished(result: D) -> None:
            def take_back() -> None:
                jobs.run(session, lambda: calendar.undo(result.undo), _nothing, self._refused)

            session.toast(said, take_back if result.undo.pairs else None)
            if done is not None:
                done(result)

        jobs.run(self, work, finished, failed or self._refused)

    def _refused(self, error: BeratungError) -> None:
        self._session.problem(say_refusal(error))

    # -- what is done most --------------------------------------------------------------------------------

    def move(
        self,
        entry: CalendarEntry,
        start: datetime,
        end: datetime,
        *,
        people: tuple[UUID, ...] | None = None,
        rooms: tuple[UUID, ...] | None = None,
        failed: Callable[[BeratungError], None] | None = None,
    ) -> None:
        """Give an appointment another time, or hand it to somebody else."""
        calendar = self._session.centre.appointments
        words = _("Moved to %(day)s, %(time)s.") % {
            "day": f"{start:%d.%m.}",
            "time": f"{start:%H:%M}–{end:%H:%M}",
        }
        self.run(
            lambda: calendar.move(entry.id, start, end, people=people, rooms=rooms), words, failed=failed
        )

    def set_state(self, entry: CalendarEntry, state: AppointmentState) -> None:
        """Say what became of an appointment."""
        calendar = self._session.centre.appointments
        words = {
            AppointmentState.HELD: _("Noted: it took place."),
            AppointmentState.NO_SHOW: _("Noted: did not come."),
        }
        said = words.get(state, _("The appointment is planned again."))
        self.run(lambda: calendar.set_state(entry.id, state), said)

    def cancel(self, entry: CalendarEntry, by: CancelledBy, scope: Scope = Scope.ONE) -> None:
        """Call an appointment off; its time is free again."""
        calendar = self._session.centre.appointments
        self.run(lambda: calendar.cancel(entry.id, by, scope=scope), _("Called off. The time is free again."))

    def remove(self, entry: CalendarEntry, scope: Scope = Scope.ONE) -> None:
        """Delete an appointment that was made by mistake."""
        calendar = self._session.centre.appointments
        self.run(lambda: calendar.remove(entry.id, scope=scope), _("The appointment is deleted."))

    def remind(self, of: UUID, on: date) -> None:
        """Note that somebody was reminded."""
        calendar = self._session.centre.appointments
        self.run(lambda: calendar.mark_reminded(of, on), _("Noted as reminded."))


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
