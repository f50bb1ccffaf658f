# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says for everyone who waits for keys which colleagues may confirm it, and who can give them."""

from collections.abc import Collection, Iterable

from beratung.domain.account_views import Missing, Waiting
from beratung.domain.views import UserView
from beratung.vault import Pending
from beratung.vault.membership import MAY_CONFIRM
from beratung.vault.statements import holders_of
from beratung.vault.vouching import may_vouch


def waiting(pending: Collection[Pending], users: Iterable[UserView], own: UserView) -> tuple[Waiting, ...]:
    """Return everyone who waits, with the colleagues who can help, as one user sees it."""
    living = {user.id: user for user in users if not user.is_suspended}
    lacking = {entry.user: frozenset(entry.missing) for entry in pending}

    def confirmers(waits: Pending) -> list[UserView]:
        if waits.invited_by is None:
            return []
        former = living[waits.user].roles if waits.user in living else frozenset()
        return [
            user
            for user in living.values()
            if user.id != waits.user
            and user.roles & MAY_CONFIRM
            and may_vouch(waits.roles, former, user.roles, is_own_invitation=user.id == waits.invited_by)
        ]

    def holders(what: str, waits: Pending) -> list[UserView]:
        return [
            user
            for user in living.values()
            if user.id != waits.user
            and user.roles & holders_of(what)
            and what not in lacking.get(user.id, frozenset())
        ]

    found = []
    for entry in pending:
        confirming = confirmers(entry)
        giving = {what: holders(what, entry) for what in entry.missing}
        able = confirming if entry.invited_by is not None else [u for those in giving.values() for u in those]
        found.append(
            Waiting(
                user=entry.user,
                name=entry.name,
                roles=entry.roles,
                fingerprint=entry.fingerprint,
                is_member=entry.user in living,
                missing=tuple(
                    Missing(what=what, holders=tuple(user.name for user in those))
                    for what, those in giving.items()
                ),
                confirmers=tuple(user.name for user in confirming),
                can_help=own.id in {user.id for user in able},
            )
        )
    return tuple(found)
