# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The users of an open centre: who there is, who waits, and what one user does for another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from uuid import UUID

from beratung.centre.errors import CentreFileForeign
from beratung.centre.keeping import KeptRecords
from beratung.centre.place import Place, find_place, read_file
from beratung.centre.second import SecondPeople
from beratung.centre.tries import TRIES
from beratung.centre.waiting import waiting
from beratung.domain.account_views import Waiting
from beratung.domain.base import Role
from beratung.domain.views import UserView
from beratung.domain.work import Action, Clock
from beratung.store import Store, slices
from beratung.vault import (
    Accepted,
    Accounts,
    InvitationView,
    Invited,
    KdfCost,
    Keyring,
    Pending,
    UserPublic,
    WrongPassword,
    accept,
    change_password,
    look_at,
)


def view_of(user: UserPublic) -> UserView:
    """Return a user as screens show him."""
    return UserView(
        id=user.id,
        name=user.name,
        roles=user.roles,
        fingerprint=user.fingerprint,
        is_suspended=user.is_suspended,
        is_revoked=user.is_revoked,
    )


class CentreUsers:
    """The part of a centre that is about its users; `Centre` builds on it."""

    user: UserView
    clock: Clock
    _place: Place
    _store: Store
    _keyring: Keyring
    _records: KeptRecords
    _second: SecondPeople

    def _open(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _keep_up(self) -> None:
        raise NotImplementedError

    def users(self) -> tuple[UserView, ...]:
        """Return everyone who has an account, by name."""
        with self._open():
            found = [view_of(user) for user in self._keyring.users()]
        return tuple(sorted(found, key=lambda user: user.name.casefold()))

    def pending(self) -> tuple[Pending, ...]:
        """Return who waits for something that a colleague must grant."""
        with self._open():
            return self._accounts().pending()

    def waiting(self) -> tuple[Waiting, ...]:
        """Return who waits for something, with the colleagues who can give it."""
        with self._open():
            pending = self._accounts().pending()
            users = [view_of(user) for user in self._keyring.users()]
        return waiting(pending, users, self.user)

    def invite(
        self, name: str, roles: frozenset[Role], keep: Callable[[bytes], object] | None = None
    ) -> Invited:
        """Invite a user; his own program makes his keys.

        ``keep`` is handed the file while nothing is saved yet: where it fails, nobody is invited.
        """
        with self._changing_accounts(Action.CREATED) as accounts:
            invited = accounts.invite(name, roles, self.clock.now())
            if keep is not None:
                keep(invited.file)
            return invited

    def withdraw(self, name: str) -> None:
        """Take an invitation back that nobody has confirmed; the name is free again.

        Raises:
            NotAllowed, NoSuchUser: it must not or cannot be done.
        """
        with self._changing_accounts(Action.DELETED) as accounts:
            accounts.withdraw(accounts.named(name))

    def grant(self, name: str, fingerprint: str, *, answer: bytes | None = None) -> tuple[str, ...]:
        """Confirm a user whose fingerprint was compared; return what others must still grant.

        ``answer`` is what his program handed out where he accepted at a computer with a key folder of its own.
        """
        with self._changing_accounts(Action.GRANTED) as accounts:
            return accounts.grant(accounts.named(name), fingerprint, self.clock.now(), answer=answer)

    def change_roles(self, name: str, roles: frozenset[Role]) -> tuple[str, ...]:
        """Give another user other roles; return what he is still to be granted."""
        with self._changing_accounts(Action.CHANGED) as accounts:
            return accounts.change_roles(accounts.named(name), roles, self.clock.now())

    def suspend(self, name: str) -> None:
        """Suspend another user at once."""
        with self._changing_accounts(Action.CHANGED) as accounts:
            accounts.suspend(accounts.named(name), self.clock.now())

    def revoke(self, name: str) -> None:
        """Close another user's account for ever, at once, and take back what was given to him alone.

        The keys that he knows are due to be changed.

        Raises:
            NotAllowed, LastHolder, NoSuchUser: it must not or cannot be done.
        """
        with self._changing_accounts(Action.CHANGED) as accounts:
            user = accounts.named(name)
            accounts.revoke(user, self.clock.now())
            with self._store.writing() as writing:
                slices.remove_all_of(writing, user)

    def reinstate(self, name: str) -> None:
        """End a suspension; raises AccountClosed for one that is final."""
        with self._changing_accounts(Action.CHANGED) as accounts:
            accounts.reinstate(accounts.named(name), self.clock.now())

    @staticmethod
    def look_at_invitation(file: bytes) -> InvitationView:
        """Return what an invitation says, before it is accepted."""
        return look_at(file)

    @staticmethod
    def accept(
        where: Path | str,
        file: bytes,
        password: str,
        *,
        keys: Path | str | None = None,
        cost: KdfCost | None = None,
    ) -> Accepted:
        """Accept an invitation under a password of one's own; a colleague must then grant.

        Raises:
            InvitationDamaged, NameTaken, WeakPassword: bad input; nothing was written.
            CentreFileForeign: the invitation is to another centre.
        """
        place = find_place(where, keys)
        if look_at(file).centre != read_file(place).id:
            raise CentreFileForeign(place=str(place.file))
        return accept(file, place.keys, password, cost)

    def change_password(self, old: str, new: str) -> None:
        """Put one's own keys under a new password."""
        with self._open():
            TRIES.wait(self._place.keys)
            try:
                change_password(self._place.keys, self.user.name, old, new)
            except WrongPassword:
                TRIES.failed(self._place.keys)
                raise
            TRIES.succeeded(self._place.keys)
            self._keep_up()

    def confirm_second(self, user: str, password: str) -> UUID:
        """Let somebody else confirm a deletion with his own password; hand the id to the deletion."""
        with self._open():
            return self._second.confirm(user, password)

    def _accounts(self) -> Accounts:
        return Accounts(self._keyring, self._store, self._place.keys)

    @contextmanager
    def _changing_accounts(self, action: Action) -> Iterator[Accounts]:
        """Let a change of accounts and its entry in the trail be one transaction."""
        with self._open(), self._store.together():
            yield self._accounts()
            with self._records.work() as work:
                work.note(action, None, "user")
                work.commit()
