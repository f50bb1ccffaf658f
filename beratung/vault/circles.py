# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The keys of circles: made, stated in public, granted to users, opened again."""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from beratung.domain.base import Domain
from beratung.vault.encoding import decode, encode, packed
from beratung.vault.envelope import SubjectKey, row_context
from beratung.vault.errors import ClockWrong, Tampered, VaultError
from beratung.vault.keyfile import UserSecret
from beratung.vault.primitives import (
    HPKE_PRIVATE,
    KEY,
    OpeningKey,
    Secret,
    box_open,
    box_seal,
    expand,
    is_hpke_public,
    mac,
    same,
    seal_to,
)
from beratung.vault.protocols import VaultItems
from beratung.vault.rows import RowHeader, WrappedKey
from beratung.vault.statements import (
    CIRCLE,
    GRANT,
    STORAGE,
    Acceptance,
    CircleKey,
    Grant,
    GrantContext,
    Signed,
    circle_key_id,
    circle_of,
    default_circle,
    grant_id,
    holders_of,
    keys_digest,
    read,
)
from beratung.vault.trust import Rejected, Trust

RECORD_DOMAINS = (Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS)
"""The domains that seal records; the domain audit is a key pair."""

_TOLERANCE = timedelta(days=1)
_WRAP = "subject-key"
_DIGEST = packed("digest1") + b"\0\0\0\x10"

Slot = tuple[UUID, Domain, int]
"""Circle, domain, epoch."""


class DomainKey(Secret):
    """One epoch's key of a circle's domain, with everything that is derived from it."""

    __slots__ = ("_digest", "_row", "_row_label", "_wrap", "centre", "circle", "domain", "epoch", "raw")

    def __init__(self, centre: UUID, circle: UUID, domain: Domain, epoch: int, raw: bytes) -> None:
        self.centre = centre
        self.circle = circle
        self.domain = domain
        self.epoch = epoch
        self.raw = raw
        self._wrap = expand(raw, b"wrap")
        self._row = expand(raw, b"row")
        self._row_label = packed("row1", centre)
        self._digest = expand(raw, b"digest")

    def wrap(self, key: bytes, id_: UUID, subject: UUID) -> WrappedKey:
        """Seal a subject's key."""
        sealed = box_seal(self._wrap, _WRAP, self._context(id_, subject), key)
        return WrappedKey(id_, subject, self.domain, self.circle, self.epoch, sealed)

    def unwrap(self, row: WrappedKey) -> SubjectKey:
        """Open a subject's key; raises Tampered if the row shows anything else than it was made with."""
        key = box_open(self._wrap, _WRAP, self._context(row.id, row.subject), row.wrapped, "key")
        return SubjectKey(key, self.centre, row)

    def row_mac(self, header: RowHeader, blob_hash: bytes) -> bytes:
        """HMAC over every clear column and the hash of the blob."""
        return mac(self._row, self._row_label + row_context(header, blob_hash))

    def digest_term(self, record: UUID, version: int, row_mac: bytes) -> int:
        """A live row's term of the state digest."""
        return self.term(record.bytes, version, row_mac)

    def term(self, record: bytes, version: int, row_mac: bytes) -> int:
        """The same of a row as it comes from the database; what is packed has fixed lengths."""
        content = b"%b%b\0\0\0\x08%b\0\0\0\x20%b" % (_DIGEST, record, version.to_bytes(8, "big"), row_mac)
        return int.from_bytes(hmac.digest(self._digest, content, "sha256"), "big")

    def _context(self, id_: UUID, subject: UUID) -> bytes:
        return packed(self.centre, id_, subject, self.domain, self.circle, self.epoch)


def check_of(centre: UUID, slot: Slot, raw: bytes) -> bytes:
    """What is stated of a key in public: it commits to the key and tells nothing about it."""
    circle, domain, epoch = slot
    return mac(raw, packed("check1", centre, circle, domain, epoch))


def link_of(centre: UUID, slot: Slot, former: bytes, check: bytes) -> bytes:
    """What only a holder of the former epoch's key can make for the next."""
    circle, domain, epoch = slot
    return mac(former, packed("link1", centre, circle, domain, epoch, check))


def state_key(
    secret: UserSecret, slot: Slot, raw: bytes, now: datetime, *, former: bytes = b"", nonce: bytes = b""
) -> tuple[UUID, bytes]:
    """The signed statement that a circle has this key, as a vault item."""
    circle, domain, epoch = slot
    check = check_of(secret.centre, slot, raw)
    body = encode(
        CircleKey(
            1,
            centre=secret.centre,
            circle=circle,
            domain=domain,
            epoch=epoch,
            check=check,
            public=OpeningKey(raw).public if domain is Domain.AUDIT else b"",
            link=link_of(secret.centre, slot, former, check) if former else b"",
            nonce=nonce,
            made_at=now,
        )
    )
    signed = Signed(body, secret.user, secret.sign(CIRCLE, body))
    return circle_key_id(circle, domain, epoch), encode(signed)


def new_key(domain: Domain) -> bytes:
    """A fresh key of a domain: 32 random bytes, for audit a private key."""
    return os.urandom(_size(domain))


def _size(domain: Domain) -> int:
    return HPKE_PRIVATE if domain is Domain.AUDIT else KEY


def make_grant(
    secret: UserSecret, grantee: Acceptance, what: str, raw: bytes, *, circle: UUID, epoch: int, now: datetime
) -> tuple[UUID, bytes]:
    """Seal a key to a user and sign it, as a vault item."""
    context = GrantContext(
        1,
        centre=secret.centre,
        what=what,
        circle=circle,
        epoch=epoch,
        grantee=grantee.user,
        keys=keys_digest(grantee),
        granter=secret.user,
        not_before=now,
    )
    body = encode(Grant(1, context, seal_to(grantee.hpke_public, _info(context), raw)))
    return grant_id(context), encode(Signed(body, secret.user, secret.sign(GRANT, body)))


def _info(context: GrantContext) -> bytes:
    return packed("grant1", encode(context))


def read_grant(raw: bytes) -> tuple[Signed, Grant]:
    """Parse a grant, but for the signature; raises Tampered."""
    signed = decode(Signed, raw, GRANT)
    return signed, read(Grant, signed, GRANT)


def open_grant(secret: UserSecret, trust: Trust, signed: Signed, grant: Grant, now: datetime) -> bytes:
    """Open a grant for this user.

    Raises:
        Tampered: it is for somebody or something else, its granter's signature does not count, or the sealed
            part was exchanged.
        ClockWrong: it begins more than a day after ``now``.
    """
    context = grant.context
    mine = trust.keys_of(secret.user)
    is_right = (
        mine is not None
        and mine.verify_key == secret.signing.public
        and context.centre == secret.centre
        and context.grantee == secret.user
        and context.keys == keys_digest(mine)
        and context.granter == signed.by
        and trust.counts(signed, GRANT, holders_of(context.what))
    )
    if not is_right:
        raise Tampered(GRANT)
    if context.not_before > now + _TOLERANCE:
        raise ClockWrong(date=context.not_before.date().isoformat())
    return secret.opening.open(_info(context), grant.sealed, GRANT)


class CircleKeys(Secret):
    """The keys of circles that one user can open, and the public halves that everyone may seal to."""

    __slots__ = ("_grants", "audit", "audit_public", "domains", "makers", "rejected", "stated")

    def __init__(self, secret: UserSecret, trust: Trust, items: VaultItems, now: datetime) -> None:
        self.rejected: list[Rejected] = []
        self.stated: dict[Slot, CircleKey] = {}
        self.makers: dict[Slot, UUID] = {}
        self.domains: dict[tuple[UUID, Domain], dict[int, DomainKey]] = {}
        self.audit: dict[int, OpeningKey] = {}
        for id_, raw in items.items(CIRCLE):
            self._state(trust, id_, raw)
        for slot, key in self._open_all(secret, trust, items, now):
            circle, domain, epoch = slot
            if domain is Domain.AUDIT:
                self.audit[epoch] = OpeningKey(key)
            else:
                self.domains.setdefault((circle, domain), {})[epoch] = DomainKey(secret.centre, *slot, key)
        self._drop_unlinked(secret.centre)
        audit = [(slot[2], stated.public) for slot, stated in self.stated.items() if slot[1] is Domain.AUDIT]
        self.audit_public = max(audit, default=None)

    def key(self, circle: UUID, domain: Domain, epoch: int) -> DomainKey | None:
        """One key, None if it is not held."""
        return self.domains.get((circle, domain), {}).get(epoch)

    def newest(self, circle: UUID, domain: Domain) -> DomainKey | None:
        """The key that seals, None if none is held."""
        keys = self.domains.get((circle, domain))
        return keys[max(keys)] if keys else None

    def all_raw(self) -> Iterator[tuple[Slot, bytes]]:
        """Every key that is held, to be granted on."""
        for keys in self.domains.values():
            for key in keys.values():
                yield (key.circle, key.domain, key.epoch), key.raw
        for slot in self.stated:
            if slot[1] is Domain.AUDIT and slot[2] in self.audit:
                yield slot, self.audit[slot[2]].raw()

    def _state(self, trust: Trust, id_: UUID, raw: bytes) -> None:
        """Take over a statement about a key if its maker could make it."""
        try:
            signed = decode(Signed, raw, CIRCLE)
            stated = read(CircleKey, signed, CIRCLE)
        except VaultError:
            self.rejected.append(Rejected(CIRCLE, id_))
            return
        slot = (stated.circle, stated.domain, stated.epoch)
        if stated.circle == default_circle(trust.centre):
            is_founders = signed.by == trust.root and not stated.nonce
        else:
            is_founders = circle_of(signed.by, stated.nonce) == stated.circle
        is_first = stated.epoch == 1 and not stated.link and is_founders
        is_right = (
            stated.centre == trust.centre
            and circle_key_id(*slot) == id_
            and (is_hpke_public(stated.public) if stated.domain is Domain.AUDIT else not stated.public)
            and (is_first or (stated.epoch > 1 and bool(stated.link)))
            and (stated.domain is not Domain.AUDIT or _may_state_audit(trust, signed.by, stated.circle))
            and trust.counts(signed, CIRCLE, holders_of(stated.domain))
        )
        if is_right:
            self.stated[slot], self.makers[slot] = stated, signed.by
        else:
            self.rejected.append(Rejected(CIRCLE, id_))

    def _open_all(
        self, secret: UserSecret, trust: Trust, items: VaultItems, now: datetime
    ) -> Iterator[tuple[Slot, bytes]]:
        """The keys granted to this user that are what the circle's statement says."""
        for id_, raw in items.items(GRANT):
            try:
                signed, grant = read_grant(raw)
                context = grant.context
                if context.grantee != secret.user or context.what == STORAGE:
                    continue
                slot = (context.circle, Domain(context.what), context.epoch)
                if grant_id(context) != id_:
                    raise Tampered(GRANT)
                key = open_grant(secret, trust, signed, grant, now)
                if not self._fits(secret.centre, slot, key):
                    raise Tampered(GRANT)
            except ClockWrong:
                raise
            except (VaultError, ValueError):
                self.rejected.append(Rejected(GRANT, id_))
            else:
                yield slot, key

    def _fits(self, centre: UUID, slot: Slot, key: bytes) -> bool:
        """Whether a key is the one that the circle's statement commits to, with its public half."""
        stated = self.stated.get(slot)
        if stated is None or len(key) != _size(slot[1]):
            return False
        public = OpeningKey(key).public if slot[1] is Domain.AUDIT else b""
        return same(stated.check, check_of(centre, slot, key)) and public == stated.public

    def _drop_unlinked(self, centre: UUID) -> None:
        """Of what one holds leave out epochs that were started by somebody who did not hold the former one.

        An epoch whose former one is missing proves nothing: so nobody jumps over a number.
        """
        held = dict(self.all_raw())
        places = {slot[:2] for slot in held}
        for slot in sorted(self.stated, key=lambda slot: slot[2]):
            circle, domain, epoch = slot
            if epoch == 1 or (circle, domain) not in places:
                continue
            former, stated = held.get((circle, domain, epoch - 1)), self.stated[slot]
            if former and same(stated.link, link_of(centre, slot, former, stated.check)):
                continue
            self.rejected.append(Rejected(CIRCLE, circle_key_id(*slot)))
            del self.stated[slot]
            if held.pop(slot, None) is None:
                continue
            if domain is Domain.AUDIT:
                del self.audit[epoch]
            else:
                del self.domains[circle, domain][epoch]


def _may_state_audit(trust: Trust, maker: UUID, circle: UUID) -> bool:
    """Whether everyone shall seal the trail to what this user states.

    Who seals to the audit key holds none of its private halves and cannot check a link. So only the founder and
    the recovery identity count: an administrator could make himself a supervisor of his own.
    """
    member = trust.member(maker)
    is_trusted = maker == trust.root or (member is not None and member.is_recovery)
    return is_trusted and circle == default_circle(trust.centre)
