# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Restricted cases: which counsellors open a case, and how a colleague asks to be let in."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from beratung.centre.errors import AlreadyOpen, NobodyToAsk, NoCounsellor, NotRestricted, ReasonMissing
from beratung.centre.facts import FollowingFacts
from beratung.centre.keeping import KeptRecords
from beratung.centre.users import view_of
from beratung.domain.cases import Case
from beratung.domain.checking import check_length
from beratung.domain.errors import BeratungError, NotFound
from beratung.domain.people import Client
from beratung.domain.restricted_views import AccessRequest, OwnRequest, RequestState, RestrictedCase
from beratung.domain.views import UserView
from beratung.domain.work import Action, Changes, Clock, Touched
from beratung.store import Store
from beratung.store.circles import circle_of_record, circle_of_subject, subjects_of
from beratung.store.work import StoreWork
from beratung.vault import Keyring
from beratung.vault.access import Circles
from beratung.vault.circle_members import may_be_member
from beratung.vault.requests import Asked, Requests, Verdict
from beratung.vault.trust import UserPublic

CIRCLE, ACCESS = "circle", "access"
"""The words of the trail."""
MOST_REASON = 2000


@dataclass(slots=True, repr=False)
class _Change:
    """One transaction that changes who opens a case; ``circle`` is None where it is not restricted."""

    work: StoreWork
    subject: UUID
    circle: UUID | None
    changes: Changes = field(default_factory=Changes)


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
        *,
        facts: FollowingFacts,
    ) -> None:
        self._keyring = keyring
        self._store = store
        self._records = records
        self._clock = clock
        self._open = opened
        self._facts = facts
        self._circles = Circles(keyring, store)
        self._requests = Requests(keyring, store)

    def colleagues(self) -> tuple[UserView, ...]:
        """Return the counsellors who could be let into a case, by name, without oneself."""
        with self._newest():
            own = self._keyring.user.id
            return self._views(u for u in self._keyring.users() if u.id != own and may_be_member(u))

    def count(self) -> int:
        """Return how many restricted cases the centre has: all that anybody who is no member may know."""
        with self._newest():
            return sum(
                len(subjects_of(self._store, circle)) for circle in self._keyring.circle_members.circles()
            )

    def cases(self) -> tuple[RestrictedCase, ...]:
        """Return the restricted cases that the user is a member of, by name."""
        found = []
        with self._newest(), self._store.work() as work:
            for circle in self._keyring.circle_members.circles():
                if not self._keyring.may_read(Case.domain, circle):
                    continue
                members = self._members(circle)
                for subject in subjects_of(self._store, circle):
                    found += [
                        RestrictedCase(
                            case=case.id,
                            client=subject,
                            name=_name(work, subject),
                            is_open=case.is_open,
                            members=members,
                        )
                        for case in work.all(Case, subject)
                    ]
        return tuple(sorted(found, key=lambda case: (case.name.casefold(), case.case)))

    def members(self, case: UUID) -> tuple[UserView, ...]:
        """Return who opens a case, by name; empty where it is not restricted.

        Raises:
            NotFound: there is no such case, or the user cannot open it.
        """
        with self._newest():
            circle = self._circle(self._subject(case))
            return self._members(circle) if circle is not None else ()

    def restrict(self, case: UUID, members: Iterable[UUID]) -> Changes:
        """Let only these counsellors, and always the user himself, open a case from now on.

        Of a case that is restricted already, the members become these.

        Raises:
            NotFound: there is no such case, or the user cannot open it.
            NoSuchUser, NotACounsellor: somebody who cannot be let in.
        """
        with self._changing(case) as change:
            now, wanted = self._clock.now(), {*members, self._keyring.user.id}
            if change.circle is None:
                self._facts.service.writer.amend_districts(change.work, change.subject, is_restricted=True)
                change.work.move_subject(change.subject, self._circles.found(wanted, now))
            else:
                self._choose(change, change.circle, wanted)
        return change.changes

    def open_up(self, case: UUID) -> Changes:
        """Let all counsellors open a case again; nothing happens where it is not restricted."""
        with self._changing(case) as change:
            if change.circle is not None:
                self._facts.service.writer.amend_districts(change.work, change.subject, is_restricted=False)
                change.work.move_subject(change.subject, self._keyring.default_circle)
        return change.changes

    def admit(self, case: UUID, user: UUID) -> None:
        """Let one more counsellor into a restricted case; twice is no fault.

        Raises:
            NotRestricted: everybody can open it.
            NoSuchUser, NotACounsellor: somebody who cannot be let in.
        """
        with self._changing(case) as change:
            self._admit(change, user)

    def expel(self, case: UUID, user: UUID) -> Changes:
        """Shut a member out: everything is sealed anew for the others.

        Raises:
            NotAllowed: nobody shuts himself out.
            NotRestricted: everybody can open it.
        """
        with self._changing(case) as change:
            if change.circle is None:
                raise NotRestricted
            present = {member.id for member in self._circles.members(change.circle)}
            if user in present:
                self._choose(change, change.circle, present - {user})
        return change.changes

    # Asking to be let in.

    def is_closed_to_me(self, case: UUID) -> bool:
        """Return whether there is a record of this id in a circle that the user is no member of."""
        with self._newest():
            return self._closed(case) is not None

    def request(self, case: UUID, reason: str) -> UUID:
        """Ask the members of a case to be let in; return the request's id. A new one takes the place of the last.

        Raises:
            NotFound: there is nothing of this id.
            AlreadyOpen: the user can open it, or it is restricted no more.
            NobodyToAsk: no member could answer.
            NoCounsellor: only a counsellor can be let in.
            ReasonMissing, TooLong: bad input.
        """
        words = reason.strip()
        if not words:
            raise ReasonMissing(place="reason")
        check_length(words, "reason", MOST_REASON)
        with self._newest(), self._store.together():
            if not may_be_member(self._keyring.user):
                raise NoCounsellor
            circle = self._closed(case)
            if circle is None:
                if circle_of_record(self._store, case) is None:
                    raise NotFound
                raise AlreadyOpen
            readers = [user.id for user in self._keyring.circle_members.living(circle)]
            if not readers:
                raise NobodyToAsk
            for former in self._own():
                if former.wish.record == case:
                    self._requests.remove(former)
            found = self._requests.ask(circle, case, words, readers, self._clock.now())
            self._note(Action.CREATED, None)
        return found

    def requests(self) -> tuple[AccessRequest, ...]:
        """Return what waits for an answer of the user, oldest first."""
        with self._newest(), self._store.work() as work:
            return tuple(view for _, view in self._answerable(work))

    def own_requests(self) -> tuple[OwnRequest, ...]:
        """Return what the user asked for, newest first."""
        with self._newest():
            names = {user.id: user.name for user in self._keyring.users()}
            return tuple(self._own_view(asked, names) for asked in reversed(self._own()))

    def answer(self, request: UUID, is_granted: bool, words: str = "") -> None:
        """Grant or decline a request.

        Raises:
            NotFound: it was withdrawn or answered, or the user cannot answer it.
            TooLong: bad input.
        """
        check_length(words.strip(), "words", MOST_REASON)
        with self._newest():
            with self._store.work() as work:
                found = {asked.id: (asked, view.case) for asked, view in self._answerable(work)}
            if request not in found:
                raise NotFound
            asked, case = found[request]
            with self._changing(case) as change:
                if is_granted:
                    self._admit(change, asked.by)
                self._requests.answer(asked, Verdict(1, is_granted, words.strip()), self._clock.now())
                action = Action.GRANTED if is_granted else Action.REFUSED
                change.work.note(action, change.subject, ACCESS)

    def forget(self, request: UUID) -> None:
        """Withdraw a request of one's own, or put its answer away; twice is no fault."""
        with self._newest(), self._store.together():
            for asked in self._own():
                if asked.id == request:
                    self._requests.remove(asked)
                    self._note(Action.DELETED, None)

    # Inside.

    @contextmanager
    def _newest(self) -> Iterator[None]:
        """Let nobody lock the centre meanwhile, and learn first what others stated."""
        with self._open():
            with self._store.reading():
                pass
            yield

    @contextmanager
    def _changing(self, case: UUID) -> Iterator[_Change]:
        """One transaction that changes who opens a case.

        Afterwards screens are told, of the case at least; what fails leaves no key in memory that was never stored.
        """
        with self._newest():
            with ExitStack() as undo:
                undo.callback(self._learn_again)
                with self._keyring.tentatively(), self._store.together(), self._store.work() as work:
                    subject = self._subject(case)
                    change = _Change(work, subject, self._circle(subject))
                    yield change
                    done = work.commit()
                undo.pop_all()
            self._keyring.refresh(self._store, self._clock.now())
            change.changes = Changes(done.touched | {Touched(Case.__name__, case, subject)})
            self._records.committed(change.changes)

    def _learn_again(self) -> None:
        """After a fault: what is stored after all counts, such as a save whose anchor could not be written."""
        self._records.memory.forget()
        with suppress(BeratungError):
            self._keyring.refresh(self._store, self._clock.now())

    def _choose(self, change: _Change, circle: UUID, wanted: set[UUID]) -> None:
        """Let exactly these be members of a circle; nobody shuts himself out."""
        now, present = self._clock.now(), {user.id for user in self._circles.members(circle)}
        if present - wanted:
            self._circles.renew(circle, now, without=frozenset(present - wanted))
        for user in sorted(wanted - present):
            self._circles.admit(circle, user, now)
            change.work.note(Action.GRANTED, change.subject, CIRCLE)
        if present != wanted:
            change.work.move_subject(change.subject, circle)

    def _admit(self, change: _Change, user: UUID) -> None:
        if change.circle is None:
            raise NotRestricted
        present = {member.id for member in self._circles.members(change.circle)}
        self._choose(change, change.circle, present | {user})

    def _note(self, action: Action, subject: UUID | None) -> None:
        with self._records.work() as work:
            work.note(action, subject, ACCESS)
            work.commit()

    def _subject(self, case: UUID) -> UUID:
        with self._store.work() as work:
            return work.get(Case, case).subject

    def _circle(self, subject: UUID) -> UUID | None:
        """The circle of a restricted case, None for one that everybody opens."""
        circle = circle_of_subject(self._store, subject)
        return None if circle == self._keyring.default_circle else circle

    def _closed(self, case: UUID) -> UUID | None:
        """The circle of a record that the user is not in, None where there is no such record or he is."""
        circle = circle_of_record(self._store, case)
        if circle in {None, self._keyring.default_circle} or self._keyring.may_read(Case.domain, circle):
            return None
        return circle

    def _members(self, circle: UUID) -> tuple[UserView, ...]:
        return self._views(self._circles.members(circle))

    def _views(self, users: Iterable[UserPublic]) -> tuple[UserView, ...]:
        return tuple(sorted((view_of(user) for user in users), key=lambda user: user.name.casefold()))

    def _own(self) -> list[Asked]:
        return [asked for asked in self._requests.asked() if asked.by == self._keyring.user.id]

    def _own_view(self, asked: Asked, names: dict[UUID, str]) -> OwnRequest:
        waiting = OwnRequest(id=asked.id, case=asked.wish.record, reason=asked.wish.reason, at=asked.at)
        answered = self._requests.answered(asked)
        if answered is None or answered.verdict is None:
            return waiting
        return msgspec.structs.replace(
            waiting,
            state=RequestState.GRANTED if answered.verdict.is_granted else RequestState.DECLINED,
            words=answered.verdict.words,
            answered_by=names.get(answered.by, ""),
            answered_at=answered.at,
        )

    def _answerable(self, work: StoreWork) -> Iterator[tuple[Asked, AccessRequest]]:
        """The requests of colleagues that nobody has answered, for cases that the user opens and they do not."""
        own = self._keyring.user.id
        for asked in self._requests.asked():
            user = self._keyring.trust.member(asked.by)
            if asked.by == own or user is None or not may_be_member(user):
                continue
            case = _case(work, asked.wish.record)
            if case is None:
                continue
            circle = self._circle(case.subject)
            is_inside = circle is None or asked.by in {u.id for u in self._circles.members(circle)}
            if not is_inside and self._requests.answered(asked) is None:
                yield (
                    asked,
                    AccessRequest(
                        id=asked.id,
                        case=case.id,
                        client=case.subject,
                        name=_name(work, case.subject),
                        by=view_of(user),
                        reason=asked.wish.reason,
                        at=asked.at,
                    ),
                )


def _case(work: StoreWork, record: UUID) -> Case | None:
    """A case, named by its id or by that of its client; None where the user cannot read it."""
    try:
        return work.get(Case, record)
    except NotFound:
        return next(iter(work.all(Case, record)), None)


def _name(work: StoreWork, subject: UUID) -> str:
    """A client's display name; empty for an anonymous one."""
    try:
        return work.get(Client, subject).display_name
    except NotFound:
        return ""
