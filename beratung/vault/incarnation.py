# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which life of the centre this is: signed statements that an older state was put back, or taken as it is.

Whoever remembers a newer state than he finds is right to raise an alarm, until somebody who may do so has
said with his signature that the older state is meant. The numbers only grow, also where nothing is left of
the statements before: they follow the clock.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from beratung.vault.encoding import Count, Instant, Versioned, decode, derived_id, encode
from beratung.vault.errors import NotAllowed, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.membership import MAY_INVITE
from beratung.vault.statements import Signed, read
from beratung.vault.trust import Rejected, Trust

INCARNATION = "incarnation"
"""The kind of the vault items."""


class Reason(StrEnum):
    """Why an older state is the right one."""

    RESTORED = "restored"
    ACCEPTED = "accepted"


class Incarnation(Versioned, frozen=True):
    """Somebody with the role admin, or the recovery identity, says: the centre goes on from this state.

    ``generation`` and ``state`` are those of the database as it was found, ``source`` is the digest of the
    manifest of the backup it came from, empty for one that was taken as it lay there.
    """

    centre: UUID
    number: Count
    store: UUID
    generation: Count
    state: bytes
    reason: Reason
    source: bytes
    made_at: Instant


def incarnation_id(number: int) -> UUID:
    """Where the statement of an incarnation lies."""
    return derived_id(INCARNATION, number)


def may_state(trust: Trust, user: UUID) -> bool:
    """Whether this user may begin an incarnation."""
    member = trust.member(user)
    if member is None or member.is_suspended:
        return False
    return member.is_recovery or bool(member.roles & MAY_INVITE)


def state_incarnation(
    secret: UserSecret,
    trust: Trust,
    *,
    after: int,
    store: UUID,
    generation: int,
    state: bytes,
    reason: Reason,
    now: datetime,
    source: bytes = b"",
) -> tuple[UUID, bytes]:
    """State that the centre goes on from here, as a vault item; the number is higher than ``after``.

    Raises:
        NotAllowed: only somebody with the role admin and the recovery identity may.
    """
    if not may_state(trust, secret.user):
        raise NotAllowed
    number = max(after + 1, int(now.timestamp()) // 60)
    body = encode(
        Incarnation(
            1,
            centre=secret.centre,
            number=number,
            store=store,
            generation=generation,
            state=state,
            reason=reason,
            source=source,
            made_at=now,
        )
    )
    return incarnation_id(number), encode(Signed(body, secret.user, secret.sign(INCARNATION, body)))


class Incarnations:
    """The incarnations of a centre whose makers could make them; ``rejected`` are the others."""

    def __init__(self, trust: Trust, items: Iterable[tuple[UUID, bytes]]) -> None:
        self.rejected: list[Rejected] = []
        self.stated: dict[int, Incarnation] = {}
        for id_, raw in items:
            stated = _checked(trust, id_, raw)
            if stated is None:
                self.rejected.append(Rejected(INCARNATION, id_))
            else:
                self.stated[stated.number] = stated

    @property
    def number(self) -> int:
        """The newest, 0 where nothing was ever put back."""
        return max(self.stated, default=0)

    @property
    def newest(self) -> Incarnation | None:
        """What was stated last."""
        return self.stated.get(self.number)


def _checked(trust: Trust, id_: UUID, raw: bytes) -> Incarnation | None:
    try:
        signed = decode(Signed, raw, INCARNATION)
        stated = read(Incarnation, signed, INCARNATION)
    except VaultError:
        return None
    is_right = (
        stated.centre == trust.centre
        and incarnation_id(stated.number) == id_
        and trust.counts(signed, INCARNATION, MAY_INVITE)
    )
    return stated if is_right else None
