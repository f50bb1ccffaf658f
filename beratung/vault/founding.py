# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Founding a centre: the root of all trust, the first keys, and the sheet of paper that saves them."""

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.domain.base import Domain, Role
from beratung.vault import stating
from beratung.vault.circles import make_grant, new_key, state_key
from beratung.vault.errors import FounderRolesMissing, NameMissing
from beratung.vault.fingerprints import fingerprint
from beratung.vault.kdf import KdfCost, calibrate, check_new_password
from beratung.vault.keyfile import UserSecret, write_key_file
from beratung.vault.keyring import Keyring
from beratung.vault.membership import MOST_NAME, is_good_name
from beratung.vault.primitives import KEY, OpeningKey, Secret, SigningKey
from beratung.vault.protocols import VaultItems
from beratung.vault.recovery_code import RecoveryKeys, bytes_of, new_code
from beratung.vault.slices import inbox_item
from beratung.vault.statements import (
    CIRCLE,
    FOUNDER_ROLES,
    GRANT,
    INBOX,
    ROOT,
    USER,
    Acceptance,
    Signed,
    default_circle,
    pin_of,
    read,
)
from beratung.vault.stating import Item
from beratung.vault.storage_grant import StorageGrants, StorageKey, write_storage_grant
from beratung.vault.trust import Trust
from beratung.vault.unlocking import Opening

RECOVERY_NAME = "recovery"


class RecoverySheet(msgspec.Struct, frozen=True):
    """What the recovery sheet prints. Shown once, kept nowhere; its repr hides the code."""

    code: str
    centre: UUID
    fingerprint: str
    """The centre's own fingerprint, as every invitation shows it."""
    made_at: datetime

    def __repr__(self) -> str:
        return f"<RecoverySheet {self.centre}>"


class Founded(Secret):
    """A centre that exists in memory only: make the database with ``storage_key``, then ``write``, then ``open``."""

    __slots__ = (
        "_cost",
        "_grantees",
        "_items",
        "_name",
        "_password",
        "_secret",
        "now",
        "recovery",
        "storage_key",
    )

    def __init__(
        self,
        secret: UserSecret,
        *,
        name: str,
        password: str,
        roles: frozenset[Role],
        cost: KdfCost,
        now: datetime,
    ) -> None:
        self._secret = secret
        self._name = name
        self._password = password
        self._cost = cost
        self._items: list[Item] = []
        self._grantees: list[Acceptance] = []
        self.now = now
        self.storage_key = os.urandom(KEY)
        code = new_code()
        self.recovery = RecoverySheet(code, secret.centre, fingerprint(secret.pin), now)
        self._make(RecoveryKeys(bytes_of(code)), roles)

    @property
    def centre(self) -> UUID:
        """The new centre's id."""
        return self._secret.centre

    @property
    def user(self) -> UUID:
        """The founder's id."""
        return self._secret.user

    def write(self, items: VaultItems, keys: Path) -> None:
        """Store everything: the signed items first, the founder's key file last."""
        for kind, id_, body in self._items:
            items.put_item(kind, id_, body)
        root = next(body for kind, _, body in self._items if kind == ROOT)
        users = [(id_, body) for kind, id_, body in self._items if kind == USER]
        trust = Trust(self.centre, self._secret.pin, root, users)
        for grantee in self._grantees:
            write_storage_grant(
                keys, self._secret, grantee, trust=trust, storage_key=self.storage_key, now=self.now
            )
        write_key_file(keys, self._secret, self._name, self._password, self._cost)

    def opening(self, keys: Path) -> Opening:
        """What opens the database that was made, once everything was written into this key folder."""
        grants = StorageGrants(keys, self._secret, self.now)
        return Opening(self._secret, grants, StorageKey(self.storage_key), self.now)

    def open(self, items: VaultItems, device: UUID) -> Keyring:
        """The founder's keyring, without typing the password again."""
        return Keyring(self._secret, self.storage_key, items, device, self.now)

    def _make(self, recovery: RecoveryKeys, roles: frozenset[Role]) -> None:
        """The founder, the recovery identity, and a key for each domain of the default circle."""
        founder = self._secret
        mine = stating.acceptance(founder)
        theirs = stating.acceptance(
            recovery.secret(founder.centre, founder.pin), recovery.pin_mac(founder.centre, founder.pin)
        )
        self._state(ROOT, founder.user, self._name, roles, mine)
        self._state(USER, recovery.user, RECOVERY_NAME, frozenset(), theirs)
        circle = default_circle(founder.centre)
        for domain in Domain:
            raw = new_key(domain)
            self._items.append((CIRCLE, *state_key(founder, (circle, domain, 1), raw, self.now)))
            if domain is Domain.SCHEDULING:
                self._items.append((INBOX, *inbox_item(founder, raw, 1, self.now)))
            for grantee in self._grantees:
                item = make_grant(founder, grantee, domain, raw, circle=circle, epoch=1, now=self.now)
                self._items.append((GRANT, *item))

    def _state(self, kind: str, user: UUID, name: str, roles: frozenset[Role], accepted: Signed) -> None:
        invited = stating.invitation(self._secret, user, name, roles, self.now, is_recovery=not roles)
        self._items.append((kind, *stating.membership(self._secret, invited, accepted, user=user)))
        self._grantees.append(read(Acceptance, accepted, kind))


def found(
    *, user: str, password: str, roles: frozenset[Role], now: datetime, cost: KdfCost | None = None
) -> Founded:
    """Make a centre's keys, its first user and its recovery identity; nothing is written yet.

    ``cost`` None is calibrated to about a second on this machine.

    Raises:
        NameMissing, WeakPassword: bad input.
        FounderRolesMissing: without counsellor, supervisor and admin some domain would have no holder, or nobody
            could invite the next user. They can be handed over later.
    """
    if not is_good_name(user):
        raise NameMissing(place="user", most=MOST_NAME)
    if not roles >= FOUNDER_ROLES:
        raise FounderRolesMissing(place="roles")
    check_new_password(password)
    centre, founder, signing = uuid4(), uuid4(), SigningKey.generate()
    pin = pin_of(centre, founder, signing.public)
    secret = UserSecret(centre, founder, OpeningKey.generate(), signing, pin)
    return Founded(secret, name=user, password=password, roles=roles, cost=cost or calibrate(), now=now)
