# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Views of accounts: who waits for what, and which colleague can give it."""

from uuid import UUID

from beratung.domain.base import Role, Value


class Missing(Value, frozen=True, kw_only=True):
    """A key that somebody was promised and has not been given."""

    what: str
    """A domain, or ``storage`` for the key of the database."""
    holders: tuple[str, ...] = ()
    """User names of the colleagues who hold it and can give it; empty where nobody can."""


class Waiting(Value, frozen=True, kw_only=True):
    """Somebody who cannot work yet, or not with everything that was promised."""

    user: UUID
    name: str
    roles: frozenset[Role]
    fingerprint: str
    """Empty until the invitation was accepted."""
    is_member: bool
    """Whether somebody has confirmed the account already."""
    missing: tuple[Missing, ...] = ()
    confirmers: tuple[str, ...] = ()
    """Where roles wait for a confirmation: the colleagues who may confirm them."""
    can_help: bool = False
    """Whether the user who asks can confirm it, or give some of what is missing."""
