# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A store among others at the same server: what each leaves for the others with every save, and looks for."""

from pathlib import Path

from beratung.store import seen, statements
from beratung.store.engine import Link
from beratung.store.freshness import Freshness
from beratung.store.heads import Meta
from beratung.store.marks import LocalMark
from beratung.store.seen import Seen
from beratung.store.server import ServerDatabase
from beratung.store.writing import Writing
from beratung.vault import AuditRow, Keyring


class Team:
    """Signs the newest state for the others, checks what they signed, and notes it beside the user's keys."""

    def __init__(self, database: ServerDatabase, freshness: Freshness) -> None:
        self.database = database
        self.is_trusting = False
        """Whether whatever state is found is taken: to look at it before somebody accepts it."""
        self._freshness = freshness
        self._keyring: Keyring | None = None
        self._mark: LocalMark | None = None
        self._checked = -1

    def enter(self, keyring: Keyring, marks: Path | None) -> None:
        """Let a user in; ``marks`` is the folder of his keys."""
        self._keyring = keyring
        self._mark = LocalMark(marks, keyring, self._freshness.store) if marks is not None else None
        self._checked = -1

    def leave(self) -> None:
        """Forget the user."""
        self._keyring = self._mark = None

    def check(self, link: Link, meta: Meta) -> None:
        """Compare a state that others made with what anybody has seen, and remember it.

        Raises:
            RolledBack, Damaged, AnchorMissing: the server does not show the newest state.
        """
        if self._keyring is None or self.is_trusting or meta.generation <= self._checked:
            return
        seen.check_all(link, self._keyring, meta)
        if self._mark is not None:
            self._mark.check(meta)
            self._mark.write(seen.signed(self._keyring, meta))
        self._checked = meta.generation

    def announce(self, writing: Writing, meta: Meta) -> "Ticket":
        """Leave one's word for the state that this save makes, and have the others told once it is durable."""
        link = writing.link
        if self._keyring is None:
            self.database.tell(link)
            return Ticket(link.ticket, None, None)
        word = seen.signed(self._keyring, meta)
        link.run(seen.WRITE, word.columns())  # and tells
        return Ticket(link.ticket, word, writing.entered)

    def has_arrived(self, ticket: "Ticket") -> bool:
        """Whether a save whose confirmation was lost has arrived; waits for the server while patience lasts.

        Raises:
            CommitLost: the server did not come back, or nobody knows any more.
        """
        return self.database.has_arrived(ticket.number, ticket.is_kept)

    def saved(self, ticket: "Ticket") -> None:
        """Remember a save of one's own."""
        if ticket.word is not None:
            self._checked = ticket.word.generation
            if self._mark is not None:
                self._mark.write(ticket.word)


class Ticket:
    """By what a save is found again if its confirmation gets lost."""

    def __init__(self, number: str, word: Seen | None, entered: AuditRow | None) -> None:
        self.number = number
        self.word = word
        self.entered = entered

    def is_kept(self, link: Link) -> bool | None:
        """Whether this very save left its traces, and not another that got its number; None where nobody knows.

        The entry of the trail is like no other, and none is ever removed. A save without one is known by its word,
        until another program of this user at this computer leaves the next.
        """
        if self.entered is not None:
            key = {"chain": self.entered.chain.bytes, "seq": self.entered.seq}
            found = link.row(statements.AUDIT_ENTRY, key)
            return found is not None and bytes(found[2]) == self.entered.entry
        return True if self.word is None or seen.is_kept(link, self.word) else None
