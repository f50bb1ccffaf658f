# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Booking, interpreters, other calendars; and the best week. `AppointmentService` is the room's face."""
