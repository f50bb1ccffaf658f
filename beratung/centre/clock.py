# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The clock of the computer, and one that stands on a chosen day."""

from datetime import UTC, date, datetime, time


class SystemClock:
    """Today by the calendar of this computer, now in UTC."""

    def today(self) -> date:
        """The calendar day here."""
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)


class StandingClock:
    """A clock that shows nine o'clock UTC of one day: for a demo that is the same every time."""

    def __init__(self, day: date) -> None:
        self._day = day

    def today(self) -> date:
        """The chosen day."""
        return self._day

    def now(self) -> datetime:
        """Nine o'clock UTC of the chosen day."""
        return datetime.combine(self._day, time(9), tzinfo=UTC)
