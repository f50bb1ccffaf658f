# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The store: the one object that holds an open database and hands out units of work."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.views import Verification
from beratung.domain.work import Changes, Follower
from beratung.store import errors, founding, slices, statements
from beratung.store.cache import RecordCache
from beratung.store.engine import Database, Link, Row
from beratung.store.entering import Entering
from beratung.store.freshness import Freshness
from beratung.store.heads import Heads, Meta
from beratung.store.keys import SubjectKeys
from beratung.store.listening import FileListener, Listener, ServerListener
from beratung.store.lock import CommitLock
from beratung.store.news import News
from beratung.store.reader import Reader
from beratung.store.rows import Opener
from beratung.store.server import Patience, ServerDatabase
from beratung.store.statings import Statings
from beratung.store.team import Team, Ticket
from beratung.store.verify import Verifier, with_engine
from beratung.store.work import StoreWork
from beratung.store.writing import Writing
from beratung.vault import AuditEvent, AuditRow, Keyring

MOST_TRIES = 5
"""So often is a save tried again whose connection broke each time."""


def _now() -> datetime:
    return datetime.now(UTC)


class Store(Entering):
    """The records of a centre. Implements `Records`, `VaultItems` and `AuditRows`; every method from any thread.

    Made by `create` or `open` with the storage key alone, which suffices for the vault's items; records
    are there after `attach`. ``followers`` are called before every commit with all changes.
    """

    def __init__(self, opened: founding.Opened) -> None:
        self.backend = opened.database.backend
        self.followers: list[Follower] = []
        self.now: Callable[[], datetime] = _now
        self.database: Database = opened.database
        self.freshness: Freshness = opened.freshness
        self.cache = RecordCache()
        self.patience = Patience()
        self.team: Team | None = None
        if isinstance(self.database, ServerDatabase):
            self.patience = self.database.patience
            self.team = Team(self.database, self.freshness)
        self._lock: CommitLock = opened.lock
        self._keyring: Keyring | None = None
        self._keys: SubjectKeys | None = None
        self._here = threading.local()
        self._has_leftovers = False
        self._statings = Statings()
        self.after_repeatable: list[Callable[[], None]] = []
        self._news = News()

    @classmethod
    def create(cls, location: str | Path, storage_key: bytes) -> Self:
        """Make the tables of a new centre in a folder, or on a server in a database that has none."""
        return cls(founding.create(location, storage_key))

    @classmethod
    def open(cls, location: str | Path, storage_key: bytes, *, accept_state: bool = False) -> Self:
        """Open a centre and check that it is the newest state.

        ``accept_state`` takes the database as it is and renews the anchor: after a backup was put back.

        Raises:
            NoCentreHere, NoRights, NetworkFolder, ForeignFile, NewerLayout: nothing was written.
            RolledBack, AnchorMissing, AnchorForeign, Damaged: the data is not what was last saved.
        """
        return cls(founding.open_(location, storage_key, accept_state=accept_state))

    @classmethod
    def look(cls, location: str | Path, storage_key: bytes) -> Self:
        """Open whatever state is found, to see what it is; nothing can be written before ``accept_state``."""
        found = cls(founding.open_(location, storage_key, is_look=True))
        if found.team is not None:
            found.team.is_trusting = True
        return found

    def accept_state(self) -> None:
        """Take the state that was found as the newest; the next save makes that durable, and the anchor anew."""
        self.freshness.accept()

    # The user.

    @property
    def keyring(self) -> Keyring:
        """The keys of the user; raises NotAttached."""
        if self._keyring is None:
            raise errors.NotAttached
        return self._keyring

    @property
    def keys(self) -> SubjectKeys:
        """The subject keys opened so far; raises NotAttached."""
        if self._keys is None:
            raise errors.NotAttached
        return self._keys

    def attach(self, keyring: Keyring, *, marks: Path | None = None) -> None:
        """Let an unlocked user in; ``marks`` is the folder that remembers what he last saw of a server.

        Raises:
            Damaged: a head was not signed by the writer it names.
            RolledBack: a server shows an older state than he or somebody else has seen.
        """
        self._keyring, self._keys = keyring, SubjectKeys(keyring)
        try:
            self.freshness.attach(keyring, self._refresh)
            if self.team is not None:
                self.team.enter(keyring, marks)
            with self.link() as link:
                self._statings.begin(link)
            with self.reading() as reader:
                self._news.begin(reader, self.keyring)
        except BaseException:
            self.detach()
            raise

    def detach(self) -> None:
        """Forget the user and everything that was opened."""
        self._forget_keys()
        self._keyring = self._keys = None
        self.freshness.detach()
        if self.team is not None:
            self.team.leave()
        self.cache.clear()

    def close(self) -> None:
        """Forget the user and give the database back."""
        self.detach()
        with suppress(errors.StoreError):
            self.database.tidy()
        self.database.close()
        self.freshness.close()
        self._lock.close()

    def may_read(self, domain: Domain) -> bool:
        """Whether the user holds keys of this domain."""
        return self._keyring is not None and self._keyring.may_read(domain)

    # Units of work.

    @contextmanager
    def work(self) -> Iterator[StoreWork]:
        """Open a unit of work; leaving the block without ``commit`` rolls back."""
        work = StoreWork(self)
        try:
            yield work
        finally:
            work.close()

    @contextmanager
    def together(self) -> Iterator[Self]:
        """Make everything in the block one transaction: items, audit entries and units of work."""
        with self.writing():
            yield self

    def catch_up(self) -> Changes:
        """What other programs changed since this one last looked; also takes over their word about users.

        Raises:
            Suspended: this user was suspended meanwhile; everything is forgotten.
        """
        self.stay()
        if self.freshness.anchor is not None:
            self.freshness.anchor.check_here()
        with self.reading() as reader:
            touched = self._news.gather(reader, self.keyring)
        return Changes(touched)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A reader of one state: the open transaction's of this thread, or the newest."""
        writing = self._writing_here()
        if writing is not None:
            yield self.reader(writing)
            return
        self.stay()
        opener = Opener(self.keyring, self.keys)
        floor = self.freshness.generation
        with self.database.transaction(writes=False) as link:
            meta = self.freshness.observe(link, link.row(statements.READ_META), floor, self._forget_keys)
            if self.team is not None:
                self.team.check(link, meta)
            self._meet(link, meta.generation)
            yield Reader(link, opener, self.cache, meta.generation)

    def reader(self, writing: Writing) -> Reader:
        """A reader inside a write transaction."""
        generation = None if writing.is_dirty else writing.meta.generation
        return Reader(writing.link, Opener(self.keyring, self.keys), self.cache, generation)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """The write transaction of this thread, joined where one is open already.

        On leaving the outermost block: heads, commit, anchor; only then is anything saved.
        """
        joined = self._writing_here()
        if joined is not None:
            yield joined
            return
        with self._lock.held():
            self._follow()
            saved = ticket = None
            try:
                with self._confirmed(lambda: ticket), self.database.transaction(writes=True) as link:
                    writing = self._here.writing = self._begun(link)
                    yield writing
                    if writing.is_dirty:
                        saved = writing.finish()
                        ticket = self.team.announce(writing, saved[0]) if self.team is not None else None
            except BaseException:
                self._forget_keys()
                raise
            finally:
                self._here.writing = None
            if saved is not None:
                try:
                    self.freshness.confirm(saved[0])
                finally:
                    self._saved(writing, *saved)
                    if self.team is not None and ticket is not None:
                        self.team.saved(ticket)
        if self._has_leftovers:
            self._tidy()
        if saved is not None and writing.is_repeatable:
            for callback in self.after_repeatable:
                callback()

    def _begun(self, link: Link) -> Writing:
        """A write transaction on the newest state."""
        meta, heads = self.freshness.begin(link, self._forget_keys)
        if self.team is not None:
            self.team.check(link, meta)
        if self._keyring is None and not self.freshness.is_being_made:
            raise errors.NotAttached
        self._meet(link, meta.generation)
        return Writing(link, meta, heads, self.freshness, self._keys)

    def _meet(self, link: Link, generation: int) -> None:
        """Let the keyring learn what others stated meanwhile; raises Suspended, and forgets everything."""
        if self._keyring is None:
            return
        found = self._statings.unknown(link, generation)
        if found is not None:
            self._refresh()
            self._forget_keys()
            self._statings.learnt(generation, found)

    def comes_back(self, tries: int) -> bool:
        """Whether a transaction that a lost connection has undone shall be tried again: while patience lasts."""
        return self._writing_here() is None and bool(self.patience.seconds) and tries < MOST_TRIES

    def listen(self, on_news: Callable[[], None], on_link: Callable[[bool], None]) -> Listener:
        """Begin to hear, in a thread of its own, of what other programs save; `catch_up` tells what it was."""
        if self.team is not None:
            return ServerListener(self.team.database, on_news, on_link)
        anchor = self.freshness.anchor
        assert anchor is not None  # noqa: S101 - a file always has one
        return FileListener(lambda: (self.freshness.anchor or anchor).path, on_news, on_link)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let nobody save inside the block, in whatever program at this computer."""
        with self._lock.held():
            yield

    def append_trail(self, events: Sequence[AuditEvent]) -> None:
        """Append one entry to the user's chain, in the transaction that is open or in one of its own."""
        with self.writing():
            self.keyring.append_audit(self, events, self.now())

    # Items and audit entries, as the vault wants them stored.

    def items(self, kind: str) -> list[tuple[UUID, bytes]]:
        """All items of one kind."""
        with self.link() as link:
            if kind in slices.PURPOSES:
                return slices.bodies(link, kind)
            rows = link.rows(statements.ITEMS, {"kind": kind})
        return [(UUID(bytes=item), bytes(body)) for item, body in rows]

    def put_item(self, kind: str, id: UUID, body: bytes) -> None:  # noqa: A002
        """Store an item; one of the same id is replaced. Durable when it returns, or with ``together``."""
        with self.writing() as writing:
            writing.put_item(id, kind, body)

    def remove_item(self, id: UUID) -> None:  # noqa: A002
        """Remove an item; nothing happens if there is none."""
        with self.writing() as writing:
            writing.remove_item(id)

    def append_audit(self, chain: UUID, seq: int, entry: bytes) -> None:
        """Insert one entry, in the transaction that is open or in one of its own."""
        row = AuditRow(chain, seq, entry)
        joined = self._writing_here()
        if joined is not None:
            joined.append_audit(row)
            return
        with self.writing() as writing:
            writing.append_audit(row)

    def audit_head(self, chain: UUID) -> AuditRow | None:
        """The last entry of one chain, None where there is none."""
        writing = self._writing_here()
        if writing is not None:
            return writing.audit_head(chain)
        with self.link() as link:
            row = link.row(statements.AUDIT_HEAD, {"chain": chain.bytes})
        return audit_row(row) if row else None

    def audit_heads(self) -> list[AuditRow]:
        """The last entry of every chain."""
        with self.link() as link:
            return [audit_row(row) for row in link.rows(statements.AUDIT_HEADS)]

    def audit_rows(self, chain: UUID | None = None, since: int = 0) -> Iterator[AuditRow]:
        """Entries with ``seq > since`` of one chain or of all, ordered by chain and seq."""
        with self.link() as link:
            if chain is None:
                rows = link.stream(statements.AUDIT_SINCE, {"since": since})
            else:
                rows = link.stream(statements.AUDIT_OF_CHAIN, {"since": since, "chain": chain.bytes})
            for row in rows:
                yield audit_row(row)

    # Checks.

    def verify(self, *, full: bool = False) -> Verification:
        """Check digests, MACs and signatures; with ``full`` also the file's structure and every envelope."""
        opener = Opener(self.keyring, self.keys)
        with self._lock.held(), self.database.transaction(writes=False) as link:
            findings = Verifier(link, self.freshness, self.keyring, opener).run(full=full)
        return findings if not full else with_engine(findings, self.database.findings())

    @contextmanager
    def _confirmed(self, ticket: Callable[[], Ticket | None]) -> Iterator[None]:
        """Look up a save whose confirmation was lost with the connection: it counts if it arrived."""
        try:
            yield
        except errors.CommitLost:
            left = ticket()
            if self.team is None or left is None:
                raise
            if not self.team.has_arrived(left):
                raise errors.ServerUnreachable from None

    @contextmanager
    def link(self) -> Iterator[Link]:
        """The clear tables: of the open transaction of this thread, or as they are stored."""
        writing = self._writing_here()
        if writing is not None:
            yield writing.link
            return
        self.stay()
        with self.database.transaction(writes=False) as link:
            yield link

    def _saved(self, writing: Writing, meta: Meta, heads: Heads) -> None:
        """Remember what was committed."""
        self.freshness.saved(meta, heads, writing.chains)
        self.freshness.terms = writing.terms
        self._news.own(writing.meta.generation, meta.generation)
        self._statings.own(writing.meta.generation, meta.generation)
        self.cache.committed(writing.meta.generation, meta.generation, writing.cached)
        for subject in writing.shredded:
            self.keys.forget(subject)
        self._has_leftovers |= writing.has_leftovers
        if writing.entered is not None and self._keyring is not None:
            self._keyring.audit_committed()

    def _refresh(self) -> None:
        """Let the keyring learn what others stated and granted."""
        self.keyring.refresh(self, self.now())
        self.keep_up()

    def _tidy(self) -> None:
        """Overwrite what shredded keys left behind; tried again after the next save if somebody reads."""
        with suppress(errors.StoreError):
            self._has_leftovers = not self.database.tidy()

    def _writing_here(self) -> Writing | None:
        writing: Writing | None = getattr(self._here, "writing", None)
        return writing

    def _forget_keys(self) -> None:
        if self._keys is not None:
            self._keys.forget()


def audit_row(row: Row) -> AuditRow:
    """A row of the table ``audit``."""
    return AuditRow(UUID(bytes=row[0]), row[1], bytes(row[2]))
