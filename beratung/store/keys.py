# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Subject keys: found, made and kept open while the centre is unlocked."""

from uuid import UUID

from beratung.domain.base import Domain
from beratung.domain.errors import NotFound
from beratung.domain.work import Action
from beratung.store import errors, statements
from beratung.store.engine import Link, Row
from beratung.vault import AuditEvent, Keyring, SubjectKey, WrappedKey
from beratung.vault.circle_members import CIRCLE_DOMAINS

MOST_EVENTS = 1000
_RANK = {domain: rank for rank, domain in enumerate(Domain)}


def wrapped_key(row: Row) -> WrappedKey:
    """A row of the table ``subject_key``."""
    key, subject, domain, circle, epoch, wrapped = row
    return WrappedKey(
        UUID(bytes=key), UUID(bytes=subject), Domain(domain), UUID(bytes=circle), epoch, bytes(wrapped)
    )


class SubjectKeys:
    """The keys that were needed so far. Any foreign commit may have changed the rows: then `forget`."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.inbox_kept: object = None
        self._open: dict[UUID, SubjectKey] = {}
        self._rows: dict[UUID, list[WrappedKey]] = {}
        self._held: set[tuple[Domain, UUID | None]] = set()
        self._events: dict[tuple[Action, str, UUID], AuditEvent] = {}

    def may_read(self, domain: Domain, circle: UUID | None = None) -> bool:
        """Whether the user holds the key; a yes is remembered."""
        if (domain, circle) in self._held:
            return True
        is_held = self.keyring.may_read(domain, circle)
        if is_held:
            self._held.add((domain, circle))
        return is_held

    def is_open(self, key: UUID) -> SubjectKey | None:
        """The key of this id if it was opened before."""
        return self._open.get(key)

    def opened(self, row: WrappedKey) -> SubjectKey:
        """Open a key, once."""
        key = self._open.get(row.id)
        if key is None:
            key = self._open[row.id] = self.keyring.unwrap(row)
        return key

    def rows(self, link: Link, subject: UUID) -> list[WrappedKey]:
        """All keys of a subject, as stored and as made in the transaction that is open."""
        found = self._rows.get(subject)
        if found is None:
            rows = link.rows(statements.KEYS_OF_SUBJECT, {"subject": subject.bytes})
            found = self._rows[subject] = [wrapped_key(row) for row in rows]
        return found

    def for_sealing(self, link: Link, subject: UUID, domain: Domain) -> tuple[SubjectKey, WrappedKey | None]:
        """The key that seals a subject's records in a domain, and the row to insert where it was made now.

        A subject stays in the circle of its keys, but for statistics, of which only the default circle has any; a key
        of an older epoch gets a successor.

        Raises:
            MayNotWrite: the user holds no key of the circle.
            NotFound: the subject was shredded.
        """
        rows = self.rows(link, subject)
        same = [row for row in rows if row.domain is domain]
        newest = max(same, key=lambda row: row.epoch, default=None)
        circle = newest.circle if newest is not None else self._circle_for(rows, domain)
        if not self.may_read(domain, circle):
            raise errors.MayNotWrite
        if newest is not None and newest.epoch >= self.keyring.epoch(domain, circle):
            return self.opened(newest), None
        if not rows and link.row(statements.TOMBSTONE, {"subject": subject.bytes}) is not None:
            raise NotFound
        made, key = self.keyring.new_subject_key(subject, domain, circle)
        self._open[made.id] = key
        return key, made

    def _circle_for(self, rows: list[WrappedKey], domain: Domain) -> UUID:
        """The circle of a domain in which a subject has no key yet: that of a restricted case where it is one."""
        default = self.keyring.default_circle
        if domain not in CIRCLE_DOMAINS:
            return default
        return next((row.circle for row in rows if row.circle != default), default)

    def learn(self, row: WrappedKey) -> None:
        """Take notice of a key that was stored just now."""
        if row.subject in self._rows:
            self._rows[row.subject].append(row)

    def event(self, link: Link, action: Action, what: str, subject: UUID | None) -> AuditEvent:
        """A line for the trail; what is done to the same subject again and again is derived once."""
        key = self._for_trail(link, subject) if subject is not None else None
        if key is None:
            return self.keyring.audit_event(action, what)
        name = (action, what, key.id)
        event = self._events.get(name)
        if event is None:
            if len(self._events) >= MOST_EVENTS:
                self._events.clear()
            event = self._events[name] = self.keyring.audit_event(action, what, key)
        return event

    def _for_trail(self, link: Link, subject: UUID) -> SubjectKey | None:
        """The key from which a subject's pseudonym comes: identity before the others."""
        rows = [row for row in self.rows(link, subject) if self.may_read(row.domain, row.circle)]
        first = min(rows, key=lambda row: (_RANK[row.domain], row.epoch), default=None)
        return self.opened(first) if first else None

    def forget(self, subject: UUID | None = None) -> None:
        """Drop the rows of a subject, or everything."""
        if subject is None:
            self._open.clear()
            self._rows.clear()
            self._held.clear()
            self._events.clear()
            return
        for row in self._rows.pop(subject, []):
            self._open.pop(row.id, None)
        self._events.clear()
