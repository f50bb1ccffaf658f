# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What users state about one another, signed: who is a member, who is suspended, which keys there are."""

from typing import TypeVar
from uuid import UUID

from beratung.domain.base import Domain, Role
from beratung.vault.encoding import Count, Instant, Statement, Versioned, decode, derived_id, digest, encode

T = TypeVar("T", bound=Versioned)

ROOT = "root"
USER = "user"
SUSPENSION = "suspension"
CIRCLE = "circle"
GRANT = "grant"
INVITATION = "invitation"
"""Kinds of vault items; the last holds invitations that nobody has confirmed yet."""

REVOCATION = "revocation"
"""Which keys somebody knows who must not use them any more."""

FINAL = 1 << 62
"""The number of the suspension that closes an account for ever: none follows it."""

INBOX = "inbox"
SLICE = "slice"
MESSAGE = "message"
"""The statement of an inbox is a vault item; slices and messages lie in a table of their own."""

STORAGE = "storage"
"""What a grant names in place of a domain when it holds the key of the database file."""

ROLE_DOMAINS: dict[Role, frozenset[Domain]] = {
    Role.COUNSELLOR: frozenset({Domain.IDENTITY, Domain.CASE, Domain.SCHEDULING, Domain.STATISTICS}),
    Role.SPRACHMITTLER: frozenset(),
    Role.SUPERVISOR: frozenset({Domain.STATISTICS, Domain.AUDIT}),
    Role.ADMIN: frozenset(),
}
"""The keys that a role is given; every role is given the storage key. Nothing is decided by looking a role
up at run time: who was not given a key cannot open what it seals."""

FOUNDER_ROLES = frozenset({Role.COUNSELLOR, Role.SUPERVISOR, Role.ADMIN})
"""Without all three a new centre would have a domain without a holder, or nobody to invite."""


def domains_of(roles: frozenset[Role]) -> frozenset[Domain]:
    """The domains whose keys somebody of these roles is given."""
    return frozenset().union(*(ROLE_DOMAINS[role] for role in roles))


class Signed(Statement, frozen=True):
    """The exact bytes of a statement, who signed them, and the signature."""

    body: bytes
    by: UUID
    signature: bytes

    def fingerprint(self, purpose: str) -> bytes:
        """What an acknowledgement names: this body, signed by this user for this purpose."""
        return digest("acknowledged1", purpose, self.by, self.body)


class Invitation(Versioned, frozen=True):
    """Somebody with the role admin says: this user shall have this name and these roles.

    A change of roles is a further invitation of a higher ``serial``. ``pin`` is the centre's trust root.
    """

    centre: UUID
    user: UUID
    serial: Count
    name: str
    roles: tuple[Role, ...]
    is_recovery: bool
    pin: bytes
    made_at: Instant


class Acceptance(Versioned, frozen=True):
    """The user's own program says: these are my public keys, and this is the root I pinned.

    ``pin_mac``, empty but for the recovery identity, is made with a key that only the recovery code gives,
    so that who types the code knows the root without a key file.
    """

    centre: UUID
    user: UUID
    pin: bytes
    hpke_public: bytes
    verify_key: bytes
    pin_mac: bytes


class Confirmation(Versioned, frozen=True):
    """Somebody who compared the fingerprint says: this invitation and these keys belong together.

    ``acknowledged`` are the fingerprints of what this user signed earlier and what stays valid although his
    former keys or roles do not count any more.
    """

    centre: UUID
    user: UUID
    invitation: bytes
    acceptance: bytes
    acknowledged: tuple[bytes, ...]


class Membership(Versioned, frozen=True):
    """A user as the others know him: invited, accepted, confirmed. One vault item for each serial."""

    invitation: Signed
    acceptance: Signed
    confirmation: Signed


class Suspension(Versioned, frozen=True):
    """Somebody with the role admin says: from now on nothing that this user signs counts.

    Except what is ``acknowledged``. A later serial with ``is_lifted`` ends it.
    """

    centre: UUID
    user: UUID
    serial: Count
    is_lifted: bool
    acknowledged: tuple[bytes, ...]
    made_at: Instant


class CircleKey(Versioned, frozen=True):
    """There is this key of a circle's domain, and whatever claims to be it must fit ``check``.

    ``public`` is the public half for the domain audit, else empty. ``link`` is made with the key of the epoch
    before and empty for the first: nobody who never held the domain can start a new epoch. ``nonce``, empty
    for the default circle, gives together with its maker the id of a circle, so that nobody can found it again.
    """

    centre: UUID
    circle: UUID
    domain: Domain
    epoch: Count
    check: bytes
    public: bytes
    link: bytes
    nonce: bytes
    made_at: Instant


class GrantContext(Versioned, frozen=True):
    """What a grant is about; the sealed key opens in exactly this context only.

    ``what`` is a domain or ``storage``; ``keys`` is the digest of the grantee's public keys.
    """

    centre: UUID
    what: str
    circle: UUID
    epoch: Count
    grantee: UUID
    keys: bytes
    granter: UUID
    not_before: Instant


class Grant(Versioned, frozen=True):
    """A key, sealed to one user's public half by HPKE, in its context."""

    context: GrantContext
    sealed: bytes


def membership_id(user: UUID, serial: int) -> UUID:
    """Where a membership lies."""
    return derived_id(USER, user, serial)


def suspension_id(user: UUID, serial: int) -> UUID:
    """Where a suspension lies."""
    return derived_id(SUSPENSION, user, serial)


def circle_key_id(circle: UUID, domain: Domain, epoch: int) -> UUID:
    """Where the statement about a circle's key lies."""
    return derived_id(CIRCLE, circle, domain, epoch)


def grant_id(context: GrantContext) -> UUID:
    """Where a grant lies: granting the same again replaces it."""
    return derived_id(GRANT, context.grantee, context.what, context.circle, context.epoch)


def default_circle(centre: UUID) -> UUID:
    """The circle that all counsellors of a centre belong to."""
    return derived_id("default circle", centre)


def circle_of(maker: UUID, nonce: bytes) -> UUID:
    """The id of a further circle."""
    return derived_id("circle", maker, nonce)


def holders_of(what: str) -> frozenset[Role]:
    """The roles that are given the key of a domain, or the storage key."""
    if what == STORAGE:
        return frozenset({Role.ADMIN, Role.COUNSELLOR, Role.SUPERVISOR})
    return frozenset(role for role, domains in ROLE_DOMAINS.items() if what in domains)


def pin_of(centre: UUID, user: UUID, verify_key: bytes) -> bytes:
    """The fingerprint of the trust root: the founder's id and verify key, in this centre."""
    return digest("pin1", centre, user, verify_key)


def keys_digest(acceptance: Acceptance) -> bytes:
    """The fingerprint of a user's public keys, bound to the centre and to the root he pinned."""
    return digest("keys1", encode(acceptance))


def read(kind: type[T], signed: Signed, where: str) -> T:
    """Parse what was signed; says nothing about the signature."""
    return decode(kind, signed.body, where)
