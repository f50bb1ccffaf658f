# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""When something is lost: a password, which the recovery sheet replaces, or the proof that the data is the newest.

Nothing here reads a record. A wrong code changes nothing; an account gets its new password whole or not at all.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from beratung.centre.centre import own_device
from beratung.centre.clock import SystemClock
from beratung.centre.errors import AccountClosed, CentreFileForeign, MayNotAccept, SheetIncomplete
from beratung.centre.place import Place, find_place, read_file, with_server
from beratung.centre.rotation import Rotation
from beratung.centre.tries import TRIES
from beratung.centre.users import view_of
from beratung.domain.base import Domain
from beratung.domain.errors import BeratungError
from beratung.domain.recovery_views import CodeState, FoundState, Reset
from beratung.domain.views import UserView
from beratung.domain.work import Action, Clock
from beratung.store import Store
from beratung.store.errors import AnchorForeign, AnchorMissing, RolledBack, SaveUnconfirmed
from beratung.store.location import Folder
from beratung.vault import KdfCost, Keyring, Locked, NoSuchUser, Recovered, WrongPassword, recover, unlock
from beratung.vault.files import write_atomic
from beratung.vault.incarnation import (
    INCARNATION,
    Incarnations,
    Reason,
    may_state,
    state_incarnation,
)
from beratung.vault.keyfile import folded
from beratung.vault.recovery_code import judge

NOT_NEWEST = (RolledBack, AnchorMissing, AnchorForeign)
"""What somebody who may can overrule: the data can be read, but nothing shows that it is the newest."""


def judge_code(code: str) -> CodeState:
    """Say of each group of a recovery code, as far as it was typed, whether it is mistyped."""
    return CodeState(groups=judge(code))


def is_not_newest(error: BeratungError) -> bool:
    """Whether an error says that the data is not known to be the newest, so that it could be accepted."""
    return isinstance(error, NOT_NEWEST)


def found_state(where: Path | str, error: BeratungError, keys: Path | str | None = None) -> FoundState:
    """Return what is known of the data that was found, from the error that refused to open it."""
    found, expected = error.details.get("found", 0), error.details.get("expected")
    return FoundState(
        found=int(found),
        expected=int(expected) if expected is not None else None,
        written_at=_written_at(find_place(where, keys)),
    )


class Recovering:
    """A centre that its recovery sheet opened; close it as soon as it is done.

    It gives accounts new passwords and accepts a found state.
    """

    def __init__(
        self, place: Place, store: Store, keyring: Keyring, recovered: Recovered, now: datetime
    ) -> None:
        self._place = place
        self._store = store
        self._keyring = keyring
        self._recovered = recovered
        self._now = now
        self.is_closed = False

    @classmethod
    def open(
        cls,
        where: Path | str,
        code: str,
        *,
        keys: Path | str | None = None,
        clock: Clock | None = None,
        accepts: bool = False,
    ) -> Self:
        """Open a centre with the code of its sheet; with ``accepts`` also one that is not known to be the newest.

        Nothing is written.

        Raises:
            RecoveryCodeLength, RecoveryCodeMistyped: mistyped; the group is named.
            RecoveryRefused: the code does not belong to this centre.
            RolledBack, AnchorMissing, AnchorForeign: the data is not what was last saved here.
            Damaged, NoCentreHere, KeyFileDamaged ...: as when a centre is opened.
        """
        now = (clock if clock is not None else SystemClock()).now()
        place = find_place(where, keys)
        info = read_file(place)
        place = with_server(place, info, is_moved_too=True)
        recovered = recover(place.keys, code, now)
        if recovered.centre != info.id:
            raise CentreFileForeign(place=str(place.file))
        with ExitStack() as undo:
            store = Store.unlock(place.location, recovered, is_look=accepts)
            undo.callback(store.close)
            keyring = recovered.keyring(store, own_device())
            store.attach(keyring)
            undo.pop_all()
        return cls(place, store, keyring, recovered, now)

    def check(self) -> None:
        """Make sure that the sheet opens every area of the centre.

        Raises:
            SheetIncomplete: something is missing, so that the sheet could not save everything.
        """
        missing = [domain for domain in Domain if not self._held().may_read(domain)]
        if missing:
            raise SheetIncomplete(domains=", ".join(missing))

    def users(self) -> tuple[UserView, ...]:
        """Return every account, by name."""
        found = [view_of(user) for user in self._held().users()]
        return tuple(sorted(found, key=lambda user: user.name.casefold()))

    def reset(
        self, name: str, password: str, *, reinstates: bool = False, cost: KdfCost | None = None
    ) -> Reset:
        """Give an account a new password and new keys; the old password opens nothing any more.

        ``reinstates`` also ends a suspension.

        Raises:
            NoSuchUser, WeakPassword: bad input; nothing was changed.
            Suspended: the account is suspended, and that is to stay so.
            AccountClosed: the account was closed for ever.
        """
        keyring = self._held()
        user = _named(self.users(), name)
        if user.is_revoked:
            raise AccountClosed
        with self._files_kept(user.id), self._store.together():
            lifts = user.is_suspended and reinstates
            if lifts:
                self._recovered.reinstate(self._store, name)
            self._recovered.reset(self._store, name, password, cost)
            self._store.append_trail([keyring.audit_event(Action.CHANGED, "password")])
        TRIES.succeeded(self._place.keys)
        keyring.refresh(self._store, self._now)
        return Reset(user=_named(self.users(), name), is_reinstated=lifts)

    @property
    def rotation(self) -> Rotation:
        """Key changes after somebody left, also those that only the founder or the sheet can make."""
        return Rotation(self._held(), self._store, lambda: self._now)

    def accept_state(self) -> FoundState:
        """Let the state that was found be the newest from now on; raises what writing raises."""
        return _accept(self._place, self._store, self._held(), self._now)

    def close(self) -> None:
        """Forget every key and give the files back. Twice is no fault."""
        if not self.is_closed:
            self.is_closed = True
            self._keyring.forget()
            self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _held(self) -> Keyring:
        if self.is_closed:
            raise Locked
        return self._keyring

    @contextmanager
    def _files_kept(self, user: UUID) -> Iterator[None]:
        """Put the account's files back if the database does not take its part.

        Killed in between, the account waits for the sheet to be used again; nothing else is touched.
        """
        before = {path: path.read_bytes() for path in self._place.keys.glob(f"{user}.*")}
        try:
            yield
        except SaveUnconfirmed:
            raise  # the database has taken it
        except BaseException:
            for path in self._place.keys.glob(f"{user}.*"):
                if path not in before:
                    path.unlink(missing_ok=True)
            for path, content in before.items():
                write_atomic(path, content)
            raise


def accept_state(
    where: Path | str,
    *,
    user: str,
    password: str,
    keys: Path | str | None = None,
    clock: Clock | None = None,
) -> FoundState:
    """Let somebody of the administration say that the state that was found is the newest from now on.

    Raises:
        WrongPassword: name or password is wrong; the next try waits longer.
        MayNotAccept: this account is not of the administration; nothing was changed.
        Suspended, NotYetGranted, Damaged ...: as when a centre is opened.
    """
    now = (clock if clock is not None else SystemClock()).now()
    place = find_place(where, keys)
    info = read_file(place)
    place = with_server(place, info, is_moved_too=True)
    TRIES.wait(place.keys)
    try:
        unlocked = unlock(place.keys, user, password, now, is_server=place.is_server)
    except WrongPassword:
        TRIES.failed(place.keys)
        raise
    TRIES.succeeded(place.keys)
    if unlocked.centre != info.id:
        raise CentreFileForeign(place=str(place.file))
    with ExitStack() as undo:
        store = Store.unlock(place.location, unlocked, is_look=True)
        undo.callback(store.close)
        keyring = unlocked.keyring(store, own_device())
        undo.callback(keyring.forget)
        store.attach(keyring)
        return _accept(place, store, keyring, now)


def _accept(place: Place, store: Store, keyring: Keyring, now: datetime) -> FoundState:
    """Begin an incarnation from what is there, and enter that into the trail, in one transaction."""
    if not may_state(keyring.trust, keyring.user.id):
        raise MayNotAccept
    meta = store.freshness.meta
    found = FoundState(found=meta.generation, written_at=_written_at(place))
    store.accept_state()
    with store.together():
        known = Incarnations(keyring.trust, store.items(INCARNATION)).number
        item = state_incarnation(
            keyring.secret,
            keyring.trust,
            after=known,
            store=meta.store,
            generation=meta.generation,
            state=meta.state,
            reason=Reason.ACCEPTED,
            now=now,
        )
        store.put_item(INCARNATION, *item)
        store.append_trail([keyring.audit_event(Action.CHANGED, "state")])
    return found


def _named(users: tuple[UserView, ...], name: str) -> UserView:
    for user in users:
        if folded(user.name) == folded(name):
            return user
    raise NoSuchUser(place="user")


def _written_at(place: Place) -> datetime | None:
    """When the database's files were written last, by the file system."""
    if place.is_server:
        return None
    database = Folder(place.folder).database
    log = database.with_name(f"{database.name}-wal")
    times = [path.stat().st_mtime for path in (database, log) if path.exists()]
    return datetime.fromtimestamp(max(times), UTC) if times else None
