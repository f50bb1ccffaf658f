# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The service for interpreters: files and exclusions, requests and offers, the inbox, time sheets, the planned week."""

from beratung.appointments.file_desk import FileDesk
from beratung.appointments.plan_desk import PlanDesk
from beratung.appointments.taking_over import TakingOver


class InterpreterService(FileDesk, PlanDesk, TakingOver):
    """What counsellors do with interpreters; ``desk`` keeps requests in step with their appointments."""
