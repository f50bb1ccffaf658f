# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Words for the roles and what each may see, and for the keys that open it."""

from collections.abc import Iterable

from beratung.domain.account_views import Missing
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


def say_roles(roles: Iterable[Role]) -> str:
    """Say several roles, always in the same order."""
    held = frozenset(roles)
    return ", ".join(say_role(role) for role in Role if role in held)


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


def say_key(what: str) -> str:
    """Say what a key opens."""
    words = {
        "storage": pgettext("key", "the database"),
        "identity": pgettext("key", "people"),
        "case": pgettext("key", "cases"),
        "scheduling": pgettext("key", "appointments"),
        "statistics": pgettext("key", "statistics"),
        "audit": pgettext("key", "audit trail"),
    }
    return words.get(what, what)


def say_keys(missing: Iterable[str]) -> str:
    """Say what several keys open."""
    return ", ".join(say_key(what) for what in missing)


def say_either(names: Iterable[str]) -> str:
    """Say several names of which one is enough."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return _("%(names)s or %(last)s") % {"names": ", ".join(every[:-1]), "last": every[-1]}


def say_missing(missing: Iterable[Missing]) -> str:
    """Say which keys somebody waits for, and who can give them."""
    by_holders: dict[tuple[str, ...], list[str]] = {}
    for entry in missing:
        by_holders.setdefault(entry.holders, []).append(entry.what)
    parts = []
    for holders, keys in by_holders.items():
        words = _("%(keys)s (from %(names)s)") if holders else _("%(keys)s (nobody can give this at present)")
        parts.append(words % {"keys": say_keys(keys), "names": say_either(holders)})
    return _("Keys that are still missing: %(keys)s.") % {"keys": "; ".join(parts)} if parts else ""
