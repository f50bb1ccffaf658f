# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The backups of an open centre: made, checked, kept for a while, and known to everybody."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Protocol
from uuid import UUID

import msgspec

from beratung import __version__
from beratung.centre import backup_files, trials
from beratung.centre.backup_files import Progress
from beratung.centre.errors import BackupUnreadable, BackupUnwritable
from beratung.centre.keeping import KeptRecords
from beratung.centre.newer import unlocked
from beratung.centre.place import KEYS, Place
from beratung.centre.settings import Settings
from beratung.domain.backup_views import BackupCheck, BackupReport, BackupState
from beratung.domain.base import Domain
from beratung.domain.errors import BeratungError
from beratung.domain.work import Action, Clock
from beratung.store import Store
from beratung.store.dump import ADDENDUM, Whole, doomed, envelopes, one_commit, parts, size_of
from beratung.store.errors import MayNotShred
from beratung.store.layout import LAYOUTS
from beratung.vault import BackupForeign, KeyFileDamaged, Keyring, Locked, Tampered, WrongBackupKey
from beratung.vault.backup_records import (
    KnownBackup,
    Where,
    drop_records,
    known_backups,
    record_check,
    record_made,
)
from beratung.vault.backups import BackupReader, BackupWriter, KeptFile, Vouched, new_opening
from beratung.vault.statements import STORAGE
from beratung.vault.storage_grant import SUFFIX, StorageGrants, context_of

OVERDUE = timedelta(days=3)
_KIND = "backup"


class Owner(Protocol):
    """What backups need of their centre."""

    clock: Clock

    @property
    def settings(self) -> Settings:
        """What the centre decides for itself."""


class Backups:
    """Makes and checks backups of one open centre; every method from any thread, the long ones in a job.

    After the centre was locked they raise Locked.
    """

    def __init__(
        self,
        owner: Owner,
        place: Place,
        store: Store,
        keyring: Keyring,
        records: KeptRecords,
        *,
        opened: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._owner = owner
        self._place = place
        self._store = store
        self._keyring = keyring
        self._records = records
        self._open = opened
        self._one = Lock()
        self._addendum = Lock()
        self._written = b""
        self._is_behind = False

    # Making.

    def make(self, file: Path | str, progress: Progress | None = None) -> BackupReport:
        """Write a backup, read it again from its first to its last byte, and record that it was made.

        Raises:
            BackupExists, BackupUnwritable: nothing was written.
            RolledBack, Damaged: what would be kept is not what was last saved.
        """
        path = Path(file).expanduser().absolute()
        with backup_files.writing(path) as out, self._whole() as whole:
            total = size_of(whole.link)
            done = 0
            writer = self._writer(out)
            for table, rows, content in parts(whole.link, whole.database):
                writer.part(table, rows, content)
                done += rows
                if progress is not None:
                    progress(done, total)
            vouched = self._finished(writer, whole, is_whole=True)
            places = tuple(Where(circle, domain) for circle, domain in sorted(envelopes(whole.link)))
        with backup_files.reading(path) as (reader, size):
            for _ in reader.unlock(self._keyring.storage_key).parts():
                pass
        with self._recording(Action.EXPORTED):
            record_made(self._keyring, self._store, vouched, file=path.name, size=size, places=places)
        return self._report(path, vouched, size, not_covered=tuple(sorted({p.domain for p in places})))

    # Checking.

    def check(self, file: Path | str, progress: Progress | None = None) -> BackupReport:
        """Put a backup back on trial, in a hidden folder, and open whatever this user's keys open.

        Raises:
            BackupUnreadable, NoBackup, BackupDamaged, TooNew: as their names say.
            BackupForeign: it is of another centre, or nobody of this one made it.
            WrongBackupKey: it is older than this account.
        """
        path = Path(file).expanduser().absolute()
        now = self._owner.clock.now()
        with backup_files.reading(path) as (reader, size), trials.scratch(self._place.folder) as folder:
            if reader.opening.centre != self._keyring.centre:
                raise BackupForeign
            key = self._key_of(reader, folder)
            vouched, tried = trials.check_on_trial(
                reader,
                size,
                folder,
                self._keyring,
                key,
                device=self._keyring.device,
                now=now,
                progress=progress,
            )
        self._check_known(vouched)
        with self._recording(Action.READ):
            record_check(
                self._keyring,
                self._store,
                vouched.name,
                places=tried.opened,
                findings=len(tried.findings),
                now=now,
            )
        return self._report(
            path,
            vouched,
            size,
            covered=tried.covered,
            not_covered=tried.not_covered,
            left=tried.left,
            findings=tried.findings,
        )

    def check_newest(self, progress: Progress | None = None) -> BackupReport | None:
        """Check the newest backup, unless it lies elsewhere or this user's keys open nothing new in it."""
        known = next(iter(self._known()), None)
        folder = self._folder()
        if known is None or folder is None or not self._adds(known):
            return None
        try:
            return self.check(folder / known.made.file, progress)
        except BackupUnreadable:
            return None

    # Every day.

    def last(self) -> BackupState:
        """How the centre stands with its backups."""
        folder = self._owner.settings.backup_folder
        is_there = self._folder() is not None
        known = self._known()
        names = {user.id: user for user in self._keyring.users()}
        state = BackupState(
            folder=folder,
            is_reachable=is_there,
            addendum_behind=self._is_behind,
            kept=len(backup_files.backups_in(Path(folder), self._keyring.centre)) if is_there else 0,
            is_due=bool(folder) and self._is_due(known),
            is_overdue=bool(folder) and self._is_overdue(known),
        )
        if not known:
            return state
        newest = known[0]
        checks = tuple(
            BackupCheck(
                at=check.made_at,
                by=names[by].name if by in names else "",
                roles=names[by].roles if by in names else frozenset(),
                has_findings=bool(check.findings),
            )
            for by, check in newest.checks
        )
        return msgspec.structs.replace(
            state,
            at=newest.made.made_at,
            by=names[newest.by].name if newest.by in names else "",
            file=newest.made.file,
            checks=checks,
            is_complete=newest.is_complete,
        )

    def run_if_due(self, progress: Progress | None = None) -> BackupReport | None:
        """Make the daily backup and check the newest as far as this user can; old ones go.

        Returns the last report, None where nothing was to do or the folder cannot be reached.
        """
        folder = self._folder()
        if folder is None or not self._one.acquire(blocking=False):
            return None
        try:
            self.write_addendum()
            report = None
            now = self._owner.clock.now()
            if self._is_due(self._known()):
                report = self.make(folder / backup_files.backup_name(self._keyring.centre, now), progress)
                self._tidy(folder)
            return self.check_newest(progress) or report
        finally:
            self._one.release()

    def write_addendum(self) -> bool:
        """Bring the small file beside the backups up to date that holds what a restore must repeat.

        Accounts, suspensions, revocations, deletions and key files: they must not come back as they were.
        False where the folder cannot be reached; then it is tried again at the next run.
        """
        folder = self._folder()
        if folder is None:
            self._is_behind = bool(self._owner.settings.backup_folder)
            return False
        path = folder / backup_files.addendum_name(self._keyring.centre, self._keyring.device)
        try:
            with self._addendum, self._whole() as whole:
                found = list(parts(whole.link, whole.database, ADDENDUM))
                state = self._fingerprint(found)
                if state == self._written and path.exists():
                    return True
                with backup_files.writing(path, replaces=True) as out:
                    writer = self._writer(out)
                    for part in found:
                        writer.part(*part)
                    self._finished(writer, whole, is_whole=False)
        except BackupUnwritable:
            self._is_behind = True
            return False
        self._written, self._is_behind = state, False
        return True

    def keep_up(self) -> None:
        """Write the small file after something happened that a restore must repeat; a fault is told by ``last``."""
        try:
            self.write_addendum()
        except (BeratungError, OSError):
            self._is_behind = True

    # After a restore.

    def settle(self) -> int:
        """Delete again whom an older state brought back, as far as this user's keys go; how many that were."""
        settled = 0
        for subject in doomed(self._store):
            with suppress(MayNotShred), self._records.work() as work:
                work.shred(subject)
                work.commit()
                settled += 1
        return settled

    # Parts.

    @contextmanager
    def _whole(self) -> Iterator[Whole]:
        if self._records.is_closed:
            raise Locked
        with one_commit(self._store) as whole:
            yield whole

    @contextmanager
    def _recording(self, action: Action) -> Iterator[None]:
        """Let a record of a backup and its line in the trail be one transaction."""
        with self._open(), self._store.together():  # in this order, as every save takes its locks
            yield
            with self._records.work() as work:
                work.note(action, None, _KIND)
                work.commit()

    def _writer(self, out: BinaryIO) -> BackupWriter:
        key, files = self._keyring.storage_key, self._files()
        self._check_grant(files, key)
        opening = new_opening(
            self._keyring.centre,
            files,
            layout=LAYOUTS[-1],
            program=__version__,
            now=self._owner.clock.now(),
        )
        return BackupWriter(out, key, opening)

    def _check_grant(self, files: tuple[KeptFile, ...], key: bytes) -> None:
        """Make sure that whoever makes a backup could open it again with nothing but this file and his password."""
        own = f"{KEYS}/{self._keyring.user.id}{SUFFIX}"
        grants = StorageGrants(self._place.keys, self._keyring.secret, self._owner.clock.now())
        for file in files:
            if file.name in {own, f"{own}.2"}:
                with suppress(Tampered):
                    if grants.open(file.content).raw == key:
                        return
        raise KeyFileDamaged(file=own.rpartition("/")[2])

    def _files(self) -> tuple[KeptFile, ...]:
        """The small files to take along; of a server's centre with the grants that only the database holds."""
        files = {file.name: file for file in backup_files.kept_files(self._place)}
        for _, raw in self._store.items(STORAGE) if self._place.is_server else ():
            with suppress(BeratungError):
                granted = context_of(raw)
                if granted.epoch == self._keyring.storage_epoch:
                    name = f"{KEYS}/{granted.grantee}{SUFFIX}"
                    files[name] = KeptFile(name, raw)
                    files.pop(f"{name}.2", None)
        return tuple(files.values())

    def _finished(self, writer: BackupWriter, whole: Whole, *, is_whole: bool) -> Vouched:
        return writer.finish(
            self._keyring.secret,
            store=whole.meta.store,
            incarnation=self._keyring.incarnation,
            generation=whole.meta.generation,
            state=whole.meta.state,
            is_whole=is_whole,
        )

    def _report(self, path: Path, vouched: Vouched, size: int, **found: object) -> BackupReport:
        member = self._keyring.trust.member(vouched.by)
        manifest = vouched.manifest
        return BackupReport(
            file=path.name,
            made_at=manifest.made_at,
            made_by=member.name if member is not None and not member.is_recovery else "",
            generation=manifest.generation,
            incarnation=manifest.incarnation,
            program=manifest.program,
            size=size,
            rows={count.table: count.rows for count in manifest.tables},
            **found,  # type: ignore[arg-type]
        )

    def _key_of(self, reader: BackupReader, folder: Path) -> bytes:
        """The storage key that a backup was sealed under: today's, or the one that was granted to me then."""
        try:
            reader.unlock(self._keyring.storage_key)
        except WrongBackupKey:
            backup_files.put_files(reader.opening.files, folder)
            secret, now = self._keyring.secret, self._owner.clock.now()
            return unlocked(reader, folder / KEYS, secret, now).raw
        return self._keyring.storage_key

    def _check_known(self, vouched: Vouched) -> None:
        """Refuse a backup of somebody who is suspended by now, unless it was recorded when it was made."""
        maker = self._keyring.trust.member(vouched.by)
        is_recorded = any(known.made.name == vouched.name for known in self._known())
        if not is_recorded and (maker is None or maker.is_suspended):
            raise BackupForeign

    def _known(self) -> list[KnownBackup]:
        return known_backups(self._keyring, self._store)

    def _adds(self, known: KnownBackup) -> bool:
        """Whether a check by this user would say anything that nobody has said yet."""
        own: set[UUID] = {by for by, _ in known.checks}
        if self._keyring.user.id in own or known.is_complete:
            return False
        opened = {place for _, check in known.checks for place in check.places}
        can_open = {
            place for place in known.made.places if self._keyring.may_read(Domain(place.domain), place.circle)
        }
        return not known.checks or bool(can_open - opened)

    def _folder(self) -> Path | None:
        """The folder of the settings, None where it is not named or cannot be reached."""
        name = self._owner.settings.backup_folder
        folder = Path(name)
        return folder if name and backup_files.is_writable(folder) else None

    def _is_due(self, known: list[KnownBackup]) -> bool:
        today = self._owner.clock.today()
        return not any(one.made.made_at.astimezone().date() >= today for one in known)

    def _is_overdue(self, known: list[KnownBackup]) -> bool:
        return not known or self._owner.clock.now() - known[0].made.made_at > OVERDUE

    def _tidy(self, folder: Path) -> None:
        """Let old backups go, and what is recorded of them."""
        own, now = self._owner.settings, self._owner.clock.now()
        kept = backup_files.backups_in(folder, self._keyring.centre)
        gone = backup_files.to_drop(
            kept, now, daily=own.backup_daily, weekly=own.backup_weekly, days=own.backup_days
        )
        for path in gone:
            with suppress(OSError):
                path.unlink()
        backup_files.sweep(folder, self._keyring.centre, now)
        with self._open(), self._store.together():
            drop_records(self._keyring, self._store, now - timedelta(days=own.backup_days))

    def _fingerprint(self, found: list[tuple[str, int, bytes]]) -> bytes:
        """Stands for what the small file holds, but for the number of the commit."""
        known = hashlib.sha256()
        for table, _, content in found:
            if table != "meta":
                known.update(content)
        for file in self._files():
            known.update(file.content)
        return known.digest()
