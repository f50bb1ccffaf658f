# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Putting a backup back: built out of sight, checked, brought up to date, and in its place by one renaming."""

import shutil
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.centre import backup_files, newer, trials
from beratung.centre.backup_files import Progress
from beratung.centre.centre import own_device
from beratung.centre.clock import SystemClock
from beratung.centre.errors import CentreFileDamaged, FormerForeign, FormerMissing
from beratung.centre.founding import POSTGRESQL, SQLITE
from beratung.centre.newer import Newer, Sources
from beratung.centre.place import KEYS, Place, check_new, find_place, read_file, rename_backend
from beratung.centre.tries import TRIES
from beratung.domain.backup_views import Restored
from beratung.domain.errors import N_
from beratung.domain.views import Finding
from beratung.domain.work import Action, Clock
from beratung.store import Store
from beratung.store.copying import checked_server
from beratung.store.dump import circles_of_subjects, doomed, take_tombstones, undo_load
from beratung.store.errors import MayNotShred, NetworkFolder, StoreError, translated_os
from beratung.store.shares import is_network_folder
from beratung.vault import BackupForeign, Keyring, NotAllowed, WrongPassword, recover
from beratung.vault.backup_records import known_in
from beratung.vault.backups import BACKUP, BackupReader, KeptFile, Vouched
from beratung.vault.files import write_atomic
from beratung.vault.incarnation import INCARNATION, Reason, may_state, state_incarnation
from beratung.vault.keyfile import UserSecret
from beratung.vault.repeating import grant_storage_again, repeat
from beratung.vault.storage_grant import StorageKey

UNREADABLE = N_("cannot be read, so nothing newer was taken over from it")
BY_LEAVER = N_("was made by an account that is suspended by now, and the centre knows nothing of it")
_NEWER = ".newer"
_MARK = ".restore"
"""Names the run, so that the next one finds on a server what it left."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Who restores what to where. Its repr shows nothing."""

    file: Path
    folder: Path
    user: str = ""
    password: str = ""
    code: str = ""
    since: Place | None = None
    backend: str = SQLITE

    def __repr__(self) -> str:
        return "<Wanted>"


def restore(
    file: Path | str,
    folder: Path | str,
    *,
    user: str = "",
    password: str = "",
    code: str = "",
    since: Path | str | None = None,
    backend: str = SQLITE,
    clock: Clock | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Put a backup back into an empty folder, by an administrator's password or the code of the recovery sheet.

    What was signed since then about accounts, and whom somebody deleted since then, is taken over from the former
    centre (``since``) and from the small files beside the backup. ``backend`` may be the address of a database
    server; the folder then holds the keys.

    Raises:
        FolderNotEmpty, NoRights, NetworkFolder, NoFolder: the folder does not suit.
        FormerMissing, FormerForeign: ``since`` is not there, or another centre.
        BadServerAddress, UnsafeServer: nor does the server.
        BackupUnreadable, NoBackup, BackupDamaged, BackupForeign, WrongBackupKey: the backup does not.
        WrongPassword, RecoveryRefused, NotAllowed, Suspended: the user may not.
    """
    wanted = Wanted(
        file=Path(file).expanduser().absolute(),
        folder=Path(folder).expanduser().absolute(),
        user=user,
        password=password,
        code=code,
        since=find_place(since) if since is not None else None,
        backend=backend,
    )
    now = (clock if clock is not None else SystemClock()).now()
    check_new(wanted.folder)
    if is_network_folder(wanted.folder):
        raise NetworkFolder(place=str(wanted.folder))
    if wanted.backend != SQLITE:
        checked_server(wanted.backend)
    unfinished = wanted.folder.with_name(f".{wanted.folder.name}.new")
    try:
        _forget_former(unfinished, wanted.backend)
        unfinished.mkdir(mode=0o700)
        with backup_files.reading(wanted.file) as (reader, size):
            _check_former(wanted.since, reader.opening.centre)
            done = _Restore(wanted, unfinished, reader, now).run(size, progress)
        _settle(unfinished, wanted.folder)
    except OSError as error:
        raise translated_os(error, wanted.folder) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return done


def _check_former(since: Place | None, centre: UUID) -> None:
    """Refuse a path that was mistyped; rests of the right centre may be as damaged as they are."""
    if since is None:
        return
    if not since.folder.is_dir():
        raise FormerMissing(place="since")
    with suppress(StoreError, CentreFileDamaged):
        if read_file(since).id != centre:
            raise FormerForeign(place="since")


def _forget_former(unfinished: Path, backend: str) -> None:
    """Remove what a restore into the same place left that was killed, on a server too."""
    with suppress(OSError, StoreError):
        mark = (unfinished / _MARK).read_text("ascii")
        if backend != SQLITE:
            undo_load(backend, b"", mark)
    shutil.rmtree(unfinished, ignore_errors=True)


def _settle(unfinished: Path, folder: Path) -> None:
    """Let the finished folder take its place: this renaming is the moment from which there is a centre."""
    backup_files.sync_tree(unfinished)
    if folder.is_dir():
        shutil.rmtree(folder / ".new", ignore_errors=True)
        folder.rmdir()
    unfinished.rename(folder)
    backup_files.sync_folder(folder.parent)
    (folder / _MARK).unlink()


class _Restore:
    """One restore, up to the renaming."""

    def __init__(self, wanted: Wanted, unfinished: Path, reader: BackupReader, now: datetime) -> None:
        self._wanted = wanted
        self._reader = reader
        self._now = now
        is_server = wanted.backend != SQLITE
        location = wanted.backend if is_server else unfinished
        self._place = Place(unfinished, unfinished / KEYS, location)
        self._scratch = unfinished / _NEWER
        self._former: dict[str, bytes] = {file.name: file.content for file in reader.opening.files}
        self._sources = Sources(wanted.since, wanted.file.parent, reader.opening.centre, self._scratch)

    def run(self, size: int, progress: Progress | None) -> Restored:
        """Build everything; what is done on a server is undone where it fails."""
        backup_files.put_files(self._reader.opening.files, self._place.folder)
        secret = self._secret()
        key = newer.unlocked(self._reader, self._place.keys, secret, self._now)
        mark = uuid4()
        write_atomic(self._place.folder / _MARK, str(mark).encode())
        vouched = trials.rebuild(
            self._reader, size, self._place.location, key.raw, progress=progress, mark=mark
        )
        with ExitStack() as undo:
            undo.callback(undo_load, self._place.location, key.raw, str(mark))
            done = self._bring_up_to_date(secret, key, vouched)
            undo.pop_all()
        shutil.rmtree(self._scratch, ignore_errors=True)
        rename_backend(self._place, POSTGRESQL if self._place.is_server else SQLITE)
        return done

    def _secret(self) -> UserSecret:
        """The private keys of who restores."""
        wanted = self._wanted
        if wanted.code:
            return recover(self._place.keys, wanted.code, self._now).secret
        TRIES.wait(wanted.file)
        try:
            found = newer.secret_of(
                [*self._sources.key_folders(), self._place.keys], wanted.user, wanted.password
            )
        except WrongPassword:
            TRIES.failed(wanted.file)
            raise
        TRIES.succeeded(wanted.file)
        return found

    def _bring_up_to_date(self, secret: UserSecret, key: StorageKey, vouched: Vouched) -> Restored:
        store = Store.open(self._place.location, key.raw)
        try:
            keyring = Keyring(secret, key.raw, store, own_device(), self._now, storage_epoch=key.epoch)
            store.attach(keyring)
            trials.check_maker(vouched, keyring)
            if not may_state(keyring.trust, keyring.user.id):
                raise NotAllowed
            tried = trials.try_out(store)
            found, failed = self._sources.read(secret, self._now)
            found = [one for one in found if self._is_ours(one, vouched)]
            accounts = self._repeat(store, keyring, found, vouched)
            passwords = self._put_keys(keyring, found)
            grant_storage_again(keyring, store, self._place.keys, self._now, on_server=self._place.is_server)
            deletions, waiting = _delete_again(store)
            findings = [*tried.findings, *(Finding(where=name, what=UNREADABLE) for name in failed)]
            if self._is_by_leaver(keyring, found, vouched):
                findings.append(Finding(where=BACKUP, what=BY_LEAVER))
            member = keyring.trust.member(vouched.by)
            return Restored(
                folder=str(self._wanted.folder),
                made_at=vouched.manifest.made_at,
                made_by=member.name if member is not None and not member.is_recovery else "",
                generation=vouched.manifest.generation,
                incarnation=keyring.incarnation,
                deletions=deletions,
                waiting=waiting,
                accounts=accounts,
                passwords=passwords,
                is_since_known=bool(found),
                widened=_widened(store, keyring, found),
                covered=tried.covered,
                not_covered=tried.not_covered,
                findings=tuple(findings),
            )
        finally:
            store.close()

    @staticmethod
    def _is_ours(one: Newer, vouched: Vouched) -> bool:
        """Whether a source is of this very database, and newer than the backup."""
        manifest = vouched.manifest
        of_same = one.vouched is None or one.vouched.manifest.store == manifest.store
        return of_same and (one.generation < 0 or one.generation >= manifest.generation)

    def _repeat(self, store: Store, keyring: Keyring, found: Iterable[Newer], vouched: Vouched) -> int:
        """Take over what was signed since, and begin the new incarnation, in one transaction."""
        manifest = vouched.manifest
        with store.together():
            accounts = 0
            for one in found:
                accounts += repeat(keyring, store, one.items, self._now)
                take_tombstones(store, one.tombstones)
            stated = state_incarnation(
                keyring.secret,
                keyring.trust,
                after=max(keyring.incarnation, manifest.incarnation),
                store=manifest.store,
                generation=manifest.generation,
                state=manifest.state,
                reason=Reason.RESTORED,
                source=vouched.name,
                now=self._now,
            )
            store.put_item(INCARNATION, *stated)
            with store.work() as work:
                work.note(Action.CHANGED, None, "restore")
                work.commit()
        keyring.refresh(store, self._now)
        return accounts

    def _put_keys(self, keyring: Keyring, found: Iterable[Newer]) -> int:
        """Put newer key files in place of those of the backup, of people who are members; how many differ."""
        members = {str(user.id) for user in keyring.users()}
        changed: set[str] = set()
        for one in found:
            if one.vouched is not None:
                with suppress(BackupForeign):
                    trials.check_maker(one.vouched, keyring)
                    changed |= self._take(one.files, members)
            else:
                changed |= self._take(one.files, members)
        return len(changed)

    def _take(self, files: tuple[KeptFile, ...], members: set[str]) -> set[str]:
        keys = [file for file in files if file.name.endswith((".key", ".key.2")) and _owner(file) in members]
        backup_files.put_files(tuple(keys), self._place.folder)
        return {_owner(file) for file in keys if self._former.get(file.name, file.content) != file.content}

    @staticmethod
    def _is_by_leaver(keyring: Keyring, found: Iterable[Newer], vouched: Vouched) -> bool:
        """Whether the maker is suspended by now and no record shows that he made the backup before that."""
        maker = keyring.trust.member(vouched.by)
        if maker is not None and not maker.is_suspended:
            return False
        return not any(known_in(keyring, one.items, vouched.name) for one in found)


def _owner(file: KeptFile) -> str:
    return file.name.rpartition("/")[2].partition(".")[0]


def _delete_again(store: Store) -> tuple[int, int]:
    """Delete whom the backup brought back: how many that were, and how many wait for somebody with their keys."""
    there = doomed(store)
    for subject in there:
        with suppress(MayNotShred), store.work() as work:
            work.shred(subject)
            work.commit()
    return len(there), len(doomed(store))


def _widened(store: Store, keyring: Keyring, found: Iterable[Newer]) -> int:
    """Subjects that stood in a circle of their own later, and in the backup do not."""
    later = {subject: circle for one in found for subject, circle in one.circles.items()}
    with store.database.transaction(writes=False) as link:
        now = circles_of_subjects(link)
    home = keyring.default_circle
    return sum(circle == home and later.get(subject, home) != home for subject, circle in now.items())
