# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Putting a backup back, for good or on trial: a database made of it, and what a user's keys say of that.

A check is a restore into a hidden folder that is thrown away, so that what was checked is what will happen.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from uuid import UUID

import msgspec

from beratung.centre.backup_files import Progress
from beratung.domain.base import Domain
from beratung.domain.views import Finding
from beratung.store import Store
from beratung.store.dump import envelopes, load, one_commit
from beratung.store.errors import Damaged
from beratung.vault import BackupDamaged, BackupForeign, Keyring, NoBackup, Tampered
from beratung.vault.backup_records import Where
from beratung.vault.backups import BACKUP, BackupReader, Vouched
from beratung.vault.keyfile import UserSecret

_STALE = 3600.0
"""Seconds after which the folder of a trial belongs to a program that was killed."""
_PREFIX = ".check-"


class Tried(msgspec.Struct, frozen=True):
    """What came of checking a backup that was put back."""

    places: tuple[Where, ...]
    opened: tuple[Where, ...]
    left: int
    findings: tuple[Finding, ...]

    @property
    def covered(self) -> tuple[str, ...]:
        """Domains in which every envelope was opened."""
        return tuple(domain for domain in self._domains() if domain not in self.not_covered)

    @property
    def not_covered(self) -> tuple[str, ...]:
        """Domains in which envelopes are left."""
        closed = {place.domain for place in self.places if place not in self.opened}
        return tuple(domain for domain in self._domains() if domain in closed)

    def _domains(self) -> tuple[str, ...]:
        there = {place.domain for place in self.places}
        return tuple(domain.value for domain in Domain if domain.value in there)


def rebuild(
    reader: BackupReader,
    size: int,
    location: Path | str,
    storage_key: bytes,
    *,
    progress: Progress | None = None,
    mark: UUID | None = None,
) -> Vouched:
    """Make a database of a backup; whether its maker counts is still to be asked.

    Raises:
        WrongBackupKey: it was sealed under another storage key.
        BackupDamaged, NoBackup: it is not, from its first to its last byte, what somebody has made.
    """
    reader.unlock(storage_key)
    seen: Callable[[int], None] | None = None
    if progress is not None:
        show = progress
        seen = lambda done: show(min(done, size), size)  # noqa: E731 - bound to what the caller gave
    try:
        meta = load(location, storage_key, reader.opening.layout, reader.parts(seen), mark=mark)
    except Damaged:
        raise BackupDamaged from None
    manifest = reader.vouched.manifest
    if not manifest.is_whole:
        raise NoBackup
    if (manifest.store, manifest.generation, manifest.state) != (meta.store, meta.generation, meta.state):
        raise BackupDamaged
    return reader.vouched


def check_maker(vouched: Vouched, keyring: Keyring) -> None:
    """Make sure that somebody of the centre has made a backup.

    Raises:
        BackupForeign: whoever holds only the storage key, or a member of another centre, has.
    """
    signed = vouched.signed
    is_known = keyring.trust.member(signed.by) is not None
    if not is_known or not keyring.trust.verify(signed.by, BACKUP, signed.body, signed.signature):
        raise BackupForeign


def try_out(store: Store) -> Tried:
    """Check everything in a database that was made of a backup, as far as the attached user's keys go."""
    keyring = store.keyring
    with one_commit(store) as whole:
        counts = envelopes(whole.link)
    places = tuple(Where(circle, domain) for circle, domain in sorted(counts))
    opened = tuple(place for place in places if keyring.may_read(Domain(place.domain), place.circle))
    left = sum(number for place, number in counts.items() if Where(*place) not in opened)
    return Tried(places, opened, left, store.verify(full=True).findings)


def check_on_trial(
    reader: BackupReader,
    size: int,
    folder: Path,
    keyring: Keyring,
    storage_key: bytes,
    *,
    device: UUID,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Vouched, Tried]:
    """Put a backup back into a folder on trial, and open there whatever the user's keys open.

    A user who came after the backup checks all that needs no key.
    """
    vouched = rebuild(reader, size, folder, storage_key, progress=progress)
    check_maker(vouched, keyring)
    store = Store.open(folder, storage_key)
    try:
        own = _as_then(keyring.secret, storage_key, store, device, now)
        if own is None:
            store.attach(keyring)
            return vouched, Tried(places=_places(store), opened=(), left=_count(store), findings=())
        store.attach(own)
        check_maker(vouched, own)
        return vouched, try_out(store)
    finally:
        store.close()


def _as_then(
    secret: UserSecret, storage_key: bytes, store: Store, device: UUID, now: datetime
) -> Keyring | None:
    """The user's keyring of that time, None where he was nobody yet or had other keys."""
    try:
        return Keyring(secret, storage_key, store, device, now)
    except Tampered:
        return None


def _places(store: Store) -> tuple[Where, ...]:
    with one_commit(store) as whole:
        return tuple(Where(circle, domain) for circle, domain in sorted(envelopes(whole.link)))


def _count(store: Store) -> int:
    with one_commit(store) as whole:
        return sum(envelopes(whole.link).values())


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A hidden folder inside the centre's own, gone at the end; one that a killed program left goes first."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left)
    made = Path(mkdtemp(prefix=_PREFIX, dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
