# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Words for the roles and what each may see."""

from beratung.domain.base import Role
from beratung.domain.errors import N_

ROLES = {
    Role.COUNSELLOR: N_("Counsellor"),
    Role.SPRACHMITTLER: N_("Sprachmittler"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.ADMIN: N_("Administration"),
}
HOLDS = {
    Role.COUNSELLOR: N_("reads and keeps cases"),
    Role.SPRACHMITTLER: N_("sees requests for interpreting, and no case"),
    Role.SUPERVISOR: N_("sees protected statistics and the audit trail, and no case"),
    Role.ADMIN: N_("keeps accounts, offers and backups, and reads nothing personal"),
}
