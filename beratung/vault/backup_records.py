# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who made which backup and who checked how much of it: signed, and kept in the centre itself.

So everybody's program can tell a backup that nobody has looked at from one whose every envelope was opened,
and an administrator cannot say in a counsellor's name that it was.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from beratung.domain.base import Domain, Role
from beratung.vault.backups import BACKUP, Vouched
from beratung.vault.encoding import Count, Instant, Statement, Versioned, decode, derived_id, encode
from beratung.vault.errors import VaultError
from beratung.vault.keyring import Keyring
from beratung.vault.protocols import VaultItems
from beratung.vault.statements import Signed, domains_of, read

CHECKED = "backup_check"
"""The kind of a check; that of a backup is ``backup``."""


class Where(Statement, frozen=True):
    """A circle and a domain whose envelopes lie in a backup."""

    circle: UUID
    domain: str


class Made(Versioned, frozen=True):
    """This backup was made; ``name`` is the hash of its signed manifest, ``file`` the bare name of the file."""

    centre: UUID
    name: bytes
    file: str
    size: Count
    generation: Count
    made_at: Instant
    places: tuple[Where, ...]


class Checked(Versioned, frozen=True):
    """This backup was read to the end and put back on trial; in ``places`` every envelope was opened."""

    centre: UUID
    name: bytes
    places: tuple[Where, ...]
    findings: Count
    made_at: Instant


T = TypeVar("T", Made, Checked)


class KnownBackup(msgspec.Struct, frozen=True):
    """A backup with every check of it that counts, the latest first."""

    made: Made
    by: UUID
    checks: tuple[tuple[UUID, Checked], ...]

    @property
    def is_complete(self) -> bool:
        """Whether every envelope was opened by somebody, and nobody found anything."""
        opened = {place for _, check in self.checks for place in check.places}
        return bool(opened) and opened >= set(self.made.places) and not self.has_findings

    @property
    def has_findings(self) -> bool:
        """Whether a check found something."""
        return any(check.findings for _, check in self.checks)


def record_made(
    keyring: Keyring, items: VaultItems, vouched: Vouched, *, file: str, size: int, places: tuple[Where, ...]
) -> None:
    """Keep that a backup was made."""
    manifest = vouched.manifest
    body = encode(
        Made(
            1,
            centre=keyring.centre,
            name=vouched.name,
            file=file,
            size=size,
            generation=manifest.generation,
            made_at=manifest.made_at,
            places=places,
        )
    )
    _put(keyring, items, BACKUP, derived_id(BACKUP, vouched.name), body)


def record_check(
    keyring: Keyring,
    items: VaultItems,
    name: bytes,
    *,
    places: tuple[Where, ...],
    findings: int,
    now: datetime,
) -> None:
    """Keep that this user has checked a backup; an earlier check of his is replaced."""
    body = encode(Checked(1, keyring.centre, name, places, findings, now))
    _put(keyring, items, CHECKED, derived_id(CHECKED, name, keyring.user.id), body)


def known_backups(keyring: Keyring, items: VaultItems) -> list[KnownBackup]:
    """Every backup that somebody of the centre has recorded, the newest first.

    Nobody has opened envelopes of a domain that his roles do not hold, whatever he says.
    """
    checks: dict[bytes, list[tuple[UUID, Checked]]] = {}
    for _, by, check in _read(keyring, items, CHECKED, Checked):
        able = _domains(keyring, by)
        places = tuple(place for place in check.places if place.domain in able)
        checks.setdefault(check.name, []).append((by, msgspec.structs.replace(check, places=places)))
    found = []
    for _, by, made in _read(keyring, items, BACKUP, Made):
        own = sorted(checks.get(made.name, ()), key=lambda pair: pair[1].made_at, reverse=True)
        found.append(KnownBackup(made, by, tuple(own)))
    return sorted(found, key=lambda known: known.made.made_at, reverse=True)


def _domains(keyring: Keyring, user: UUID) -> frozenset[Domain]:
    member = keyring.trust.member(user)
    return domains_of(member.roles) if member is not None else frozenset()


def known_in(keyring: Keyring, items: Iterable[tuple[str, UUID, bytes]], name: bytes) -> bool:
    """Whether items of another state of the centre record that a backup was made."""
    bodies = [(id_, body) for kind, id_, body in items if kind == BACKUP]
    return any(made.name == name for _, _, made in _counting(keyring, bodies, BACKUP, Made))


def drop_records(keyring: Keyring, items: VaultItems, before: datetime) -> None:
    """Remove what was recorded of backups that are older than any is kept."""
    for id_, _, made in _read(keyring, items, BACKUP, Made):
        if made.made_at < before:
            items.remove_item(id_)
    for id_, _, check in _read(keyring, items, CHECKED, Checked):
        if check.made_at < before:
            items.remove_item(id_)


def purpose_of(kind: str) -> str:
    """What a record is signed for: nothing else of this name."""
    return f"record:{kind}"


def _put(keyring: Keyring, items: VaultItems, kind: str, id_: UUID, body: bytes) -> None:
    secret = keyring.secret
    items.put_item(kind, id_, encode(Signed(body, secret.user, secret.sign(purpose_of(kind), body))))


def _read(keyring: Keyring, items: VaultItems, kind: str, of: type[T]) -> list[tuple[UUID, UUID, T]]:
    return _counting(keyring, items.items(kind), kind, of)


def _counting(
    keyring: Keyring, bodies: Iterable[tuple[UUID, bytes]], kind: str, of: type[T]
) -> list[tuple[UUID, UUID, T]]:
    """The records of a kind that count: in their own place, by somebody of the centre while he was not suspended."""
    found: list[tuple[UUID, UUID, T]] = []
    for id_, raw in bodies:
        try:
            signed = decode(Signed, raw, kind)
            stated = read(of, signed, kind)
        except VaultError:
            continue
        named = (stated.name,) if kind == BACKUP else (stated.name, signed.by)
        is_right = (
            stated.centre == keyring.centre
            and derived_id(kind, *named) == id_
            and keyring.trust.counts(signed, purpose_of(kind), frozenset(Role))
        )
        if is_right:
            found.append((id_, signed.by, stated))
    return found
