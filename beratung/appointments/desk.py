# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who hears of it when an appointment that has an interpreter is moved or called off."""

from typing import Protocol

from beratung.domain.appointments import Appointment
from beratung.domain.work import Work


class InterpreterDesk(Protocol):
    """Keeps requests for interpreters in step with their appointments, within the same unit of work."""

    def on_moved(self, work: Work, appointment: Appointment) -> None:
        """An appointment has another time, place or mode, or takes place again after all."""

    def on_cancelled(self, work: Work, appointment: Appointment) -> None:
        """An appointment does not take place: it was called off or removed."""
