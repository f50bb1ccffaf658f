# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Claims of time: the database refuses a second booking although it cannot read whom or when it is for.

The value of a claim is an HMAC under a key that follows from the newest scheduling key of the default circle,
so that equal claims are equal rows. What it was made from is sealed beside it: when the key changes, who holds
both makes every value anew. Values of two epochs never meet, so claims of an older epoch are refused.
"""

from collections.abc import Iterable
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.sharing import Claim, SealedClaim
from beratung.vault.circles import DomainKey
from beratung.vault.encoding import Count, Statement, decode, encode, packed
from beratung.vault.errors import NoKey, Tampered
from beratung.vault.keyring import Keyring
from beratung.vault.primitives import Secret, box_open, box_seal, expand, mac, same

_WHERE = "claim"


class _Inputs(Statement, frozen=True):
    resource: UUID
    slot: Count
    lane: Count


class _EpochKey(Secret):
    """What seals the claims of one epoch."""

    __slots__ = ("_box", "_centre", "_value", "epoch")

    def __init__(self, key: DomainKey) -> None:
        self.epoch = key.epoch
        self._centre = key.centre
        self._value = expand(key.raw, b"claim value")
        self._box = expand(key.raw, b"claim inputs")

    def seal(self, claim: Claim) -> SealedClaim:
        """The row of a claim, but for the booking."""
        value = self._value_of(claim)
        inputs = encode(_Inputs(claim.resource, claim.slot, claim.lane))
        sealed = box_seal(self._box, _WHERE, self._context(value), inputs)
        return SealedClaim(value=value, epoch=self.epoch, sealed=sealed)

    def open(self, row: SealedClaim) -> Claim:
        """What a row was made from; raises Tampered."""
        inputs = decode(
            _Inputs, box_open(self._box, _WHERE, self._context(row.value), row.sealed, _WHERE), _WHERE
        )
        claim = Claim(resource=inputs.resource, slot=inputs.slot, lane=inputs.lane)
        if not same(self._value_of(claim), row.value):
            raise Tampered(_WHERE)
        return claim

    def _value_of(self, claim: Claim) -> bytes:
        return mac(self._value, packed("claim1", self._centre, claim.resource, claim.slot, claim.lane))

    def _context(self, value: bytes) -> bytes:
        return packed("claim1", self._centre, self.epoch, value)


class ClaimKeys(Secret):
    """The claims keys of one user; made for one unit of work."""

    __slots__ = ("_keyring", "_keys")

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._keys: dict[int, _EpochKey] = {}

    @property
    def epoch(self) -> int:
        """The epoch that seals; raises NoKey."""
        return self._keyring.epoch(Domain.SCHEDULING, self._keyring.default_circle)

    def holds(self, epoch: int) -> bool:
        """Whether claims of an epoch can be opened."""
        keyring = self._keyring
        return keyring.circle_keys.key(keyring.default_circle, Domain.SCHEDULING, epoch) is not None

    def seal(self, claim: Claim) -> SealedClaim:
        """Seal a claim under the newest key; raises NoKey."""
        return self._key(self.epoch).seal(claim)

    def open(self, row: SealedClaim) -> Claim:
        """What a row was made from.

        Raises:
            NoKey: the key of that epoch is not held.
            Tampered: the row is not what was sealed.
        """
        return self._key(row.epoch).open(row)

    def rekey(self, row: SealedClaim) -> SealedClaim:
        """The same claim under the newest key; raises NoKey or Tampered."""
        return self.seal(self.open(row))

    def _key(self, epoch: int) -> _EpochKey:
        known = self._keys.get(epoch)
        if known is None:
            keyring = self._keyring
            key = keyring.circle_keys.key(keyring.default_circle, Domain.SCHEDULING, epoch)
            if key is None:
                raise NoKey
            known = self._keys[epoch] = _EpochKey(key)
        return known


def seal_claims(keyring: Keyring, claims: Iterable[Claim]) -> tuple[SealedClaim, ...]:
    """Seal claims under the newest key; raises NoKey."""
    keys = ClaimKeys(keyring)
    return tuple(keys.seal(claim) for claim in claims)


def rekey(keyring: Keyring, rows: Iterable[SealedClaim]) -> tuple[SealedClaim, ...]:
    """The same claims under the newest key, in the same order; raises NoKey or Tampered."""
    keys = ClaimKeys(keyring)
    return tuple(keys.rekey(row) for row in rows)


def newest_epoch(keyring: Keyring) -> int:
    """The epoch under which claims are made now, also for who holds no key; 0 where none is stated."""
    place = (keyring.default_circle, Domain.SCHEDULING)
    return max((slot[2] for slot in keyring.circle_keys.stated if slot[:2] == place), default=0)
