# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Words for the roles and what each may see."""

from beratung.domain.base import Role
from beratung.i18n import _, pgettext


def say_role(role: Role) -> str:
    """Say a role by the work that it stands for."""
    match role:
        case Role.COUNSELLOR:
            return pgettext("role", "Counselling")
        case Role.SPRACHMITTLER:
            return pgettext("role", "Sprachmittler")
        case Role.SUPERVISOR:
            return pgettext("role", "Supervision")
        case Role.ADMIN:
            return pgettext("role", "Administration")


def say_holds(role: Role) -> str:
    """Say what a role may see and do."""
    match role:
        case Role.COUNSELLOR:
            return _("reads and keeps cases")
        case Role.SPRACHMITTLER:
            return _("sees requests for interpreting, and no case")
        case Role.SUPERVISOR:
            return _("sees protected statistics and the audit trail, and no case")
        case Role.ADMIN:
            return _("keeps accounts, offers and backups, and reads nothing personal")
