# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads what belongs together: the others of a series, the participants of a group."""

from datetime import datetime

from beratung.domain.appointments import Appointment, AppointmentState, Participant, Scope, Series
from beratung.domain.errors import NotFound
from beratung.domain.work import Work


def participants_of(work: Work, appointment: Appointment) -> list[Participant]:
    """Return everybody on the list of a group whom this user may see."""
    found = work.during(Participant, appointment.own_week, appointment.own_week)
    return [entry for entry in found if entry.appointment == appointment.id]


def series_of(work: Work, appointment: Appointment) -> Series | None:
    """Return the series of an appointment."""
    if appointment.series is None:
        return None
    try:
        return work.get(Series, appointment.series)
    except NotFound:
        return None


def members(work: Work, appointment: Appointment, scope: Scope, now: datetime) -> list[Appointment]:
    """Return what of a series is meant, by start: the one itself, and others that were not changed by themselves.

    ``FOLLOWING`` are those from it on, ``ALL`` those that are still to come.
    """
    series = series_of(work, appointment)
    if scope is Scope.ONE or series is None:
        return [appointment]
    found = [appointment]
    begins = appointment.start if scope is Scope.FOLLOWING else now
    for own in series.ids:
        if own == appointment.id:
            continue
        try:
            entry = work.get(Appointment, own)
        except NotFound:
            continue
        if entry.start >= begins and not entry.is_apart and entry.state is AppointmentState.PLANNED:
            found.append(entry)
    return sorted(found, key=lambda entry: (entry.start, entry.id))
