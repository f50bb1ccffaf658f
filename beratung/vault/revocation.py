# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Somebody leaves, or loses a domain: a signed word names every key that he knows and must not use any more.

An account is closed for ever by a suspension of the highest number there is, ``FINAL``: nothing follows it, so
nothing lifts it. The word about the keys lies beside it. What it names is due to be changed (``rotation``), until
newer epochs exist. It names too much rather than too little: who takes an account away often holds no key of
it and sees only which grants there were.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.circles import read_grant
from beratung.vault.encoding import Count, Instant, Statement, Versioned, decode, derived_id, encode
from beratung.vault.errors import Tampered, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.membership import MAY_INVITE
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import GRANT, REVOCATION, STORAGE, Signed, read
from beratung.vault.trust import Rejected, Trust


class Known(Statement, frozen=True):
    """One epoch's key of a circle's domain."""

    circle: UUID
    domain: Domain
    epoch: Count


class Revocation(Versioned, frozen=True):
    """Somebody with the role admin says: this user knows these keys and is entitled to them no more.

    ``storage`` is the epoch of the storage key that he knows, 0 where he keeps it.
    """

    centre: UUID
    user: UUID
    serial: Count
    storage: Count
    known: tuple[Known, ...]
    made_at: Instant


def revocation_id(user: UUID, serial: int) -> UUID:
    """Where a revocation lies."""
    return derived_id(REVOCATION, user, serial)


def state_revocation(
    secret: UserSecret,
    items: VaultItems,
    user: UUID,
    known: Iterable[Known],
    now: datetime,
    *,
    storage: int = 0,
) -> None:
    """Sign and store what a user knows and must not use any more."""
    taken = {id_ for id_, _ in items.items(REVOCATION)}
    serial = next(number for number in range(1, len(taken) + 2) if revocation_id(user, number) not in taken)
    ordered = tuple(sorted(known, key=lambda key: (key.circle, key.domain, key.epoch)))
    body = encode(Revocation(1, secret.centre, user, serial, storage, ordered, now))
    signed = Signed(body, secret.user, secret.sign(REVOCATION, body))
    items.put_item(REVOCATION, revocation_id(user, serial), encode(signed))


class Revocations:
    """Every word of this kind that counts; ``rejected`` lists the others."""

    def __init__(self, trust: Trust, items: VaultItems) -> None:
        self.rejected: list[Rejected] = []
        self.found: list[Revocation] = []
        for id_, raw in items.items(REVOCATION):
            try:
                self.found.append(_read(trust, id_, raw))
            except VaultError:
                self.rejected.append(Rejected(REVOCATION, id_))


def _read(trust: Trust, id_: UUID, raw: bytes) -> Revocation:
    signed = decode(Signed, raw, REVOCATION)
    found = read(Revocation, signed, REVOCATION)
    is_right = (
        found.centre == trust.centre
        and revocation_id(found.user, found.serial) == id_
        and signed.by != found.user
        and trust.counts(signed, REVOCATION, MAY_INVITE)
    )
    if not is_right:
        raise Tampered(REVOCATION)
    return found


def granted_to(items: VaultItems, user: UUID) -> Iterator[tuple[UUID, Known]]:
    """Every grant of a domain's key that names this user, with its item's id; whether it counts is not asked."""
    for id_, raw in items.items(GRANT):
        try:
            context = read_grant(raw)[1].context
            if context.grantee == user and context.what != STORAGE:
                yield id_, Known(context.circle, Domain(context.what), context.epoch)
        except (VaultError, ValueError):
            continue
