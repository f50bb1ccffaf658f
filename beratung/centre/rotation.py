# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Changes the keys that somebody who left knows: says what is due, and does what this user can.

What is due follows from what is stored, so a run needs no memory of its own. It takes these steps, each whole or not
at all wherever the program is killed, and a run that is started again goes on with what is still due:

1. The domains: for each key that is due and that this user may change, the next epoch with its grants, and all
   digests, claims and sealed lists that follow from it: one transaction. From here on nothing is written that opens
   with the former key.
2. The key of the database: ``Store.change_key`` (a new file that takes the place of the old one by one renaming;
   on a server one transaction). From here on the file opens for nobody who left.
3. The keys of the clients, in batches, a transaction each. They are made for what is written later; where something
   is written sooner, that client's key is made then.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import datetime
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.rotation_views import Due, DuePart, Rotated
from beratung.domain.work import Action
from beratung.store import Store, successors
from beratung.store.errors import StoreError
from beratung.vault import Keyring, rotation
from beratung.vault.errors import VaultError

Progress = Callable[[int, int], None]
Of = tuple[UUID, Domain]
_WHAT = "keys"


class Rotation:
    """Key changes after somebody left, for one unlocked user. Every method may be called from any thread."""

    def __init__(
        self,
        keyring: Keyring,
        store: Store,
        now: Callable[[], datetime],
        *,
        opened: Callable[[], AbstractContextManager[None]] = nullcontext,
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """``committed`` is called after each transaction: memory that follows the records missed nothing."""
        self._keyring = keyring
        self._store = store
        self._now = now
        self._open = opened
        self._committed = committed

    def due(self) -> tuple[Due, ...]:
        """Return what has to be changed, the user's own part and that of others."""
        with self._open():
            domains = rotation.overdue(self._keyring, self._store)
            lagging = self._lagging()
            found = [self._due(DuePart.DOMAIN, of, since) for of, since in domains.items()]
            found += [self._due(DuePart.CLIENTS, of, None) for of in lagging if of not in domains]
            storage = rotation.overdue_storage(self._keyring, self._store)
            if storage is not None:
                found.append(self._storage_due(storage))
        return _together(found)

    def is_due_here(self) -> bool:
        """Return whether ``run`` has anything to do for this user."""
        return any(entry.may_run for entry in self.due())

    def run(self, progress: Progress | None = None) -> Rotated:
        """Change everything that this user can; what was interrupted before is finished.

        ``progress`` gets how many clients' keys are new, and how many there will be. Nothing happens where
        nothing is due.
        """
        domains = self._renew_domains()
        is_storage_new = self._renew_storage()
        clients = self._renew_clients(progress)
        return Rotated(domains=domains, clients=clients, is_storage_new=is_storage_new, left=self.due())

    def _renew_domains(self) -> int:
        """Begin the next epoch of every key that is due, all in one transaction."""
        keyring, store, now = self._keyring, self._store, self._now()
        with self._changing():
            mine = self._mine()
            if not mine:
                return 0
            begun = rotation.newest_slots(keyring)
            with self._noted():
                for circle, domain in mine:
                    if rotation.newest_slots(keyring)[circle, domain] == begun[circle, domain]:
                        rotation.renew(keyring, store, circle, domain, now)
                new = {of for of, epoch in rotation.newest_slots(keyring).items() if epoch > begun[of]}
                successors.follow(store, sorted(of for of in new if of[1] is not Domain.AUDIT))
        return len(new)

    def _renew_storage(self) -> bool:
        """Change the key of the database if that is due."""
        keyring, store, now = self._keyring, self._store, self._now()
        with self._open():
            is_due = rotation.overdue_storage(keyring, store) is not None
            if not is_due or not rotation.may_renew_storage(keyring.user):
                return False
            key, grants = rotation.next_storage(keyring, store, now)
            store.change_key(key, grants, [keyring.audit_event(Action.CHANGED, _WHAT)])
            self._committed()
        return True

    def _renew_clients(self, progress: Progress | None) -> int:
        """Make a key of the newest epoch for every client that has none."""
        with self._open():
            lagging = {of: n for of, n in self._lagging().items() if rotation.may_renew(self._keyring, *of)}
        done, total = 0, sum(lagging.values())
        for circle, domain in lagging:
            while True:
                if progress is not None:
                    progress(min(done, total), total)
                with self._open():
                    made = successors.succeed(self._store, circle, domain)
                    self._committed()
                done += made
                if made < successors.BATCH:
                    break
        if progress is not None and total:
            progress(total, total)
        return done

    def _mine(self) -> list[Of]:
        """The keys that are due and that this user may change."""
        overdue = rotation.overdue(self._keyring, self._store)
        return sorted(of for of in overdue if rotation.may_renew(self._keyring, *of))

    def _lagging(self) -> dict[Of, int]:
        """How many clients lack a key of the newest epoch, by circle and domain."""
        newest = rotation.newest_slots(self._keyring)
        begun = [(of, epoch) for of, epoch in newest.items() if epoch > 1 and of[1] is not Domain.AUDIT]
        return successors.lagging(self._store, begun)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Let the keyring hold new keys only if they became durable."""
        with self._open():
            try:
                with self._keyring.tentatively():
                    yield
            except BaseException:
                with suppress(StoreError, VaultError):  # what was stored after all is what counts
                    self._keyring.refresh(self._store, self._now())
                raise

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Make everything in the block one transaction, with its line in the trail."""
        with self._store.together():
            yield
            self._store.append_trail([self._keyring.audit_event(Action.CHANGED, _WHAT)])
        self._committed()

    def _due(self, part: DuePart, of: Of, since: datetime | None) -> Due:
        circle, domain = of
        is_restricted = circle != self._keyring.default_circle
        may_run = rotation.may_renew(self._keyring, circle, domain)
        users = rotation.who_may_renew(self._keyring, self._store, circle, domain)
        is_told = may_run or not is_restricted  # who is in a circle is for its members to know
        return Due(
            part=part,
            domain=domain,
            is_restricted=is_restricted,
            since=since,
            may_run=may_run,
            holders=tuple(user.name for user in users) if is_told else (),
            needs_sheet=not users,
        )

    def _storage_due(self, since: datetime) -> Due:
        users = [user for user in self._keyring.users() if rotation.may_renew_storage(user)]
        return Due(
            part=DuePart.STORAGE,
            since=since,
            may_run=rotation.may_renew_storage(self._keyring.user),
            holders=tuple(user.name for user in users),
        )


def _together(found: list[Due]) -> tuple[Due, ...]:
    """One line for all restricted cases, by part and domain."""
    lines: dict[tuple[DuePart, Domain | None, bool, bool], Due] = {}
    for entry in found:
        key = (entry.part, entry.domain, entry.is_restricted, entry.may_run)
        lines.setdefault(key, entry)
    return tuple(lines[key] for key in sorted(lines, key=_rank))


def _rank(key: tuple[DuePart, Domain | None, bool, bool]) -> tuple[int, int, bool, bool]:
    part, domain, is_restricted, may_run = key
    return list(DuePart).index(part), list(Domain).index(domain) if domain else 0, is_restricted, may_run
