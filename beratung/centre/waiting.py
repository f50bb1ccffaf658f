# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says for everyone who waits for keys which colleagues hold them."""

from collections.abc import Collection, Iterable

from beratung.domain.account_views import Missing, Waiting
from beratung.domain.views import UserView
from beratung.vault import Pending
from beratung.vault.statements import holders_of


def waiting(pending: Collection[Pending], users: Iterable[UserView], own: UserView) -> tuple[Waiting, ...]:
    """Return everyone who waits, with the colleagues who can give what is missing, as one user sees it."""
    living = [user for user in users if not user.is_suspended]
    lacking = {entry.user: frozenset(entry.missing) for entry in pending}
    members = {user.id for user in living}

    def holders(what: str, waits: Pending) -> list[UserView]:
        return [
            user
            for user in living
            if user.id != waits.user
            and user.roles & holders_of(what)
            and what not in lacking.get(user.id, frozenset())
        ]

    found = []
    for entry in pending:
        missing, can_help = [], False
        for what in entry.missing:
            those = holders(what, entry)
            can_help = can_help or own.id in {user.id for user in those}
            missing.append(Missing(what=what, holders=tuple(user.name for user in those)))
        found.append(
            Waiting(
                user=entry.user,
                name=entry.name,
                roles=entry.roles,
                fingerprint=entry.fingerprint,
                is_member=entry.user in members,
                missing=tuple(missing),
                can_help=can_help,
            )
        )
    return tuple(found)
