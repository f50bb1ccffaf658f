# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From the rule of a series to its appointments, and what moving some of them makes of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from beratung.appointments.hours import Opening
from beratung.appointments.series import check_repeat, days, shifted
from beratung.domain.appointments import Appointment, AppointmentKind, Repeat, Series
from beratung.domain.calendar_views import LeftOut
from beratung.domain.clock_times import instant, is_gap, zone_of

replace = msgspec.structs.replace


class Occurrences(NamedTuple):
    """What a rule comes to."""

    series: Series | None
    """None for a single one."""
    appointments: tuple[Appointment, ...]
    left_out: tuple[tuple[date, LeftOut], ...]


def occurrences(
    first: Appointment, repeat: Repeat, opening: Opening, *, skips_days_off: bool = True
) -> Occurrences:
    """Return a series with all its appointments; each keeps the time on the wall and the length of the first.

    Ids follow from the first one's, so that saving again after a confirmation was lost finds its own.

    Raises:
        BadInput: the rule makes no sense.
    """
    zone = zone_of(first.zone)
    local = first.start.astimezone(zone)
    rule = check_repeat(repeat, local.date())
    own = uuid5(first.id, "series")
    found: list[Appointment] = []
    left_out: list[tuple[date, LeftOut]] = []
    for day in days(rule, local.date()):
        why = off(day, local, zone, opening if skips_days_off else None)
        if why is None:
            found.append(_on(first, day, local, own))
        else:
            left_out.append((day, why))
    series = Series(
        id=own,
        subject=first.subject if first.kind_of is AppointmentKind.SINGLE else own,
        repeat=rule,
        start=first.start,
        end=first.end,
        zone=first.zone,
    )
    return Occurrences(series, tuple(found), tuple(left_out))


def off(day: date, local: datetime, zone: ZoneInfo, opening: Opening | None) -> LeftOut | None:
    """Why a series leaves out a day."""
    if is_gap(day, local.time(), zone):
        return LeftOut.NO_SUCH_TIME
    if opening is None:
        return None
    if opening.holiday(day):
        return LeftOut.HOLIDAY
    return LeftOut.CLOSED if opening.closing(day) is not None else None


def finished(series: Series, found: Occurrences) -> Series:
    """Return the series with the ids of its appointments and the days that were left out."""
    return replace(
        series,
        ids=tuple(entry.id for entry in found.appointments),
        left_out=tuple(sorted(day for day, _ in found.left_out)),
    )


def _on(first: Appointment, day: date, local: datetime, series: UUID) -> Appointment:
    zone = zone_of(first.zone)
    is_first = day == local.date()
    own = first.id if is_first else uuid5(first.id, day.isoformat())
    start = first.start if is_first else instant(day, local.time(), zone, fold=local.fold)
    return replace(
        first,
        id=own,
        subject=first.subject if first.kind_of is AppointmentKind.SINGLE else own,
        start=start,
        end=start + (first.end - first.start),
        series=series,
    )


class Move(NamedTuple):
    """By how much an appointment moves on the wall, and how long it is then."""

    days: int
    at: datetime
    """The new local start, of which the time of day counts."""
    length: timedelta

    @classmethod
    def between(cls, before: Appointment, start: datetime, end: datetime) -> "Move":
        """The move that brings one appointment to a time in UTC."""
        zone = zone_of(before.zone)
        local = start.astimezone(zone)
        shift = (local.date() - before.start.astimezone(zone).date()).days
        return cls(shift, local, end - start)

    def of(self, entry: Appointment) -> tuple[datetime, datetime]:
        """When another appointment of the series takes place then; raises NoSuchTime."""
        zone = zone_of(entry.zone)
        day = entry.start.astimezone(zone).date() + timedelta(days=self.days)
        start = instant(day, self.at.time(), zone, fold=self.at.fold)
        return start, start + self.length


def local_day(entry: Appointment) -> date:
    """The day on which an appointment begins, where it was agreed."""
    return entry.start.astimezone(zone_of(entry.zone)).date()


def split(
    series: Series, moved: Sequence[Appointment], others: Sequence[UUID], by: int, own: UUID
) -> tuple[Series | None, Series]:
    """Return what is left of a series and the series of those that move on together.

    Where none is left the series itself moves, and the first is None. ``moved`` are by start, at their new times.
    """
    ids = tuple(entry.id for entry in moved)
    last = local_day(moved[-1])
    first_before = local_day(moved[0]) - timedelta(days=by)
    kept_out = tuple(day for day in series.left_out if day < first_before)
    gone_out = tuple(day + timedelta(days=by) for day in series.left_out if day >= first_before)
    later = replace(
        series,
        repeat=shifted(series.repeat, by, last),
        start=moved[0].start.astimezone(UTC),
        end=moved[0].end.astimezone(UTC),
        left_out=tuple(day for day in gone_out if day <= last),
        ids=ids,
    )
    if not others:
        return None, later
    subject = series.subject if series.subject != series.id else own
    later = replace(later, id=own, subject=subject, version=0)
    before = replace(
        series,
        repeat=replace(series.repeat, until=first_before - timedelta(days=1), count=None),
        left_out=kept_out,
        ids=tuple(others),
    )
    return before, later
