# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Restricted cases: which counsellors open a case, and how a colleague asks to be let in."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from uuid import UUID

from beratung.centre.keeping import KeptRecords
from beratung.domain.restricted_views import AccessRequest, OwnRequest, RestrictedCase
from beratung.domain.views import UserView
from beratung.domain.work import Changes, Clock
from beratung.store import Store
from beratung.vault import Keyring


class RestrictedCases:
    """Cases in circles of their own, for one unlocked user.

    Who is no member of a case's circle finds nothing of it. He may ask for access by the case's id; the reason is
    sealed to the members, the answer to him.
    """

    def __init__(
        self,
        keyring: Keyring,
        store: Store,
        records: KeptRecords,
        clock: Clock,
        opened: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._keyring = keyring
        self._store = store
        self._records = records
        self._clock = clock
        self._open = opened

    def colleagues(self) -> tuple[UserView, ...]:
        """Return the counsellors who could be let into a case, by name, without oneself."""
        return ()

    def count(self) -> int:
        """Return how many restricted cases the centre has: all that anybody who is no member may know."""
        return 0

    def cases(self) -> tuple[RestrictedCase, ...]:
        """Return the restricted cases that the user is a member of, by name."""
        return ()

    def members(self, case: UUID) -> tuple[UserView, ...]:
        """Return who opens a case, by name; empty where it is not restricted.

        Raises:
            NotFound: there is no such case, or the user cannot open it.
        """
        return ()

    def restrict(self, case: UUID, members: Iterable[UUID]) -> Changes:
        """Let only these counsellors, and always the user himself, open a case from now on.

        Of a case that is restricted already, the members become these.

        Raises:
            NotFound: there is no such case, or the user cannot open it.
            NoSuchUser, NotACounsellor: somebody who cannot be let in.
        """
        raise NotImplementedError

    def open_up(self, case: UUID) -> Changes:
        """Let all counsellors open a case again; nothing happens where it is not restricted."""
        raise NotImplementedError

    def admit(self, case: UUID, user: UUID) -> None:
        """Let one more counsellor into a restricted case; twice is no fault."""
        raise NotImplementedError

    def expel(self, case: UUID, user: UUID) -> Changes:
        """Shut a member out: what is written from now on opens for the others only.

        Raises:
            NotAllowed: nobody shuts himself out.
        """
        raise NotImplementedError

    def is_closed_to_me(self, case: UUID) -> bool:
        """Return whether there is a record of this id in a circle that the user is no member of."""
        return False

    def request(self, case: UUID, reason: str) -> UUID:
        """Ask the members of a case to be let in; return the request's id.

        Raises:
            NotFound: there is nothing of this id.
            AlreadyOpen: the user can open it, or it is restricted no more.
            BadInput: no reason, or one that is too long.
        """
        raise NotImplementedError

    def requests(self) -> tuple[AccessRequest, ...]:
        """Return what waits for an answer of the user, oldest first."""
        return ()

    def own_requests(self) -> tuple[OwnRequest, ...]:
        """Return what the user asked for, newest first."""
        return ()

    def answer(self, request: UUID, is_granted: bool, words: str = "") -> None:
        """Grant or decline a request.

        Raises:
            NotFound: it was withdrawn or answered, or the user cannot answer it.
        """
        raise NotImplementedError

    def forget(self, request: UUID) -> None:
        """Withdraw a request of one's own, or put its answer away; twice is no fault."""
        raise NotImplementedError
