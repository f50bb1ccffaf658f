# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which circle seals what, and the move of a subject from one circle to another."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, select

from beratung.domain.base import Domain
from beratung.domain.errors import NotFound
from beratung.store import errors, statements
from beratung.store.cache import Entry, Where, where_of
from beratung.store.keys import wrapped_key
from beratung.store.rows import Opener, entry_of, seal
from beratung.store.tables import record, subject_key
from beratung.vault import SubjectKey, WrappedKey
from beratung.vault.access import Circles
from beratung.vault.circle_members import CIRCLE_DOMAINS

if TYPE_CHECKING:
    from beratung.store.store import Store
    from beratung.store.writing import Writing

Learnt = dict[UUID, tuple[Where, Entry | None]]

_ROWS_OF_SUBJECT = statements.ALL_ROWS.where(record.c.subject == bindparam("subject"))
_SUBJECTS = (
    select(subject_key.c.subject)
    .where(subject_key.c.circle == bindparam("circle"))
    .order_by(subject_key.c.subject)
    .distinct()
)
_TOUCH = (
    record.update().where(record.c.id == bindparam("the_id")).values(generation=bindparam("new_generation"))
)


def circle_of_record(store: "Store", record_id: UUID) -> UUID | None:
    """The circle whose keys seal a record, as anybody sees it; None where there is no such record."""
    with store.reading() as reader:
        row = reader.link.row(statements.STAMP, {"id": record_id.bytes})
    return UUID(bytes=row[0]) if row is not None else None


def circle_of_subject(store: "Store", subject: UUID) -> UUID | None:
    """The circle that a subject's records are sealed in, but for statistics; None where it has no keys."""
    with store.reading() as reader:
        rows = reader.link.rows(statements.KEYS_OF_SUBJECT, {"subject": subject.bytes})
    default = store.keyring.default_circle
    found = {row.circle for row in map(wrapped_key, rows) if row.domain in CIRCLE_DOMAINS}
    return next(iter(found - {default}), default if found else None)


def subjects_of(store: "Store", circle: UUID) -> tuple[UUID, ...]:
    """The subjects that have keys in a circle."""
    with store.reading() as reader:
        rows = reader.link.rows(_SUBJECTS, {"circle": circle.bytes})
    return tuple(UUID(bytes=row[0]) for row in rows)


def drop_empty(store: "Store", writing: "Writing", circles: Iterable[UUID]) -> None:
    """Remove the further circles among these in which no subject has keys any more."""
    for circle in set(circles) - {store.keyring.default_circle}:
        is_empty = writing.link.row(_SUBJECTS, {"circle": circle.bytes}) is None
        if is_empty and store.keyring.may_read(Domain.CASE, circle):
            Circles(store.keyring, store).dissolve(circle)


def move_subject(store: "Store", writing: "Writing", subject: UUID, circle: UUID) -> Learnt:
    """Seal every record of a subject anew under fresh keys of a circle, and delete the keys it had.

    What the subject has under ``statistics`` stays where it is. Rows that have the newest key already count as written
    again, so that the lists of somebody who was let in learn of them. Returns what the cache has to learn.

    Raises:
        NotFound: the subject has no keys.
        MayNotWrite: the user lacks a key, of where the records are or of where they go.
    """
    keyring, link, keys = writing.keyring, writing.link, writing.keys
    stored = [wrapped_key(row) for row in link.rows(statements.KEYS_OF_SUBJECT, {"subject": subject.bytes})]
    old = [row for row in stored if row.domain in CIRCLE_DOMAINS]
    if not old:
        raise NotFound
    may_move = all(keyring.may_read(row.domain, row.circle) for row in old) and all(
        keyring.may_read(domain, circle) for domain in CIRCLE_DOMAINS
    )
    if not may_move:
        raise errors.MayNotWrite
    fresh = {domain: _newest(writing, subject, domain, circle, old) for domain in {r.domain for r in old}}
    learnt = _reseal(writing, subject, fresh)
    doomed = [row for row in old if row.id not in {key.id for key in fresh.values()}]
    writing.delete_some_keys(doomed)
    writing.destroy_lists(subject)
    keys.forget(subject)
    drop_empty(store, writing, {row.circle for row in doomed})
    return learnt


def _newest(
    writing: "Writing", subject: UUID, domain: Domain, circle: UUID, old: list[WrappedKey]
) -> SubjectKey:
    """The subject's key of a circle's newest epoch, made unless it is there."""
    epoch = writing.keyring.epoch(domain, circle)
    for row in old:
        if (row.domain, row.circle, row.epoch) == (domain, circle, epoch):
            return writing.keys.opened(row)
    made, key = writing.keyring.new_subject_key(subject, domain, circle)
    writing.insert_key(made)
    return key


def _reseal(writing: "Writing", subject: UUID, fresh: dict[Domain, SubjectKey]) -> Learnt:
    """Put every row of a subject under these keys, as the same version."""
    opener = Opener(writing.keyring, writing.keys)
    updates: list[dict[str, Any]] = []
    learnt: Learnt = {}
    for raw in writing.link.rows(_ROWS_OF_SUBJECT, {"subject": subject.bytes}):
        row = opener.sealed(raw)
        header = row.header
        key = fresh.get(header.domain)
        if key is None:
            continue
        if header.key == key.id:
            writing.link.run(
                _TOUCH, {"the_id": header.id.bytes, "new_generation": writing.meta.generation + 1}
            )
            continue
        found = opener.open(row)
        columns, mac = seal(writing.keyring, key, found)
        columns["generation"] = writing.meta.generation + 1
        del columns["id"]
        old, new = (header.circle, header.domain.value), (key.circle, header.domain.value)
        writing.count_row(old, header.id, header.version, bytes(row.mac), -1)
        writing.count_row(new, header.id, header.version, mac, 1)
        updates.append(
            {f"new_{name}": value for name, value in columns.items()} | {"the_id": header.id.bytes}
        )
        learnt[header.id] = (where_of(found), entry_of(mac, found, len(columns["blob"])))
    if updates:
        writing.link.run_each(statements.UPDATE_ROW, updates)
    return learnt
