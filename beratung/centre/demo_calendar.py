# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts a calendar into the demo: rooms, appointments, a group with a waiting list."""

from beratung.centre.centre import Centre
from beratung.demo.calendars import Making


def add_calendar(centre: Centre, seed: int) -> None:
    """Store what was and what comes; only what comes takes anybody's time."""
    today = centre.clock.today()
    making = Making(seed, today, centre.appointments.opening, centre.user.id, centre.user.name)
    people = [row for row in centre.clients.roster() if row.name and row.case is not None]
    made = making.everything(sorted(people, key=lambda row: row.client))
    centre.store_records(made.past)
    centre.appointments.fill(made.ahead)
