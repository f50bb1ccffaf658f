# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every statement the store runs, built from the tables once; names in ``bindparam`` are what callers fill."""

from sqlalchemy import bindparam, func, literal_column, select

from beratung.store.tables import audit, head, meta, record, subject_key, tombstone, vault_item

READ_META = select(meta.c.store, meta.c.generation, meta.c.state, meta.c.previous)
WRITE_META = meta.update().values(
    generation=bindparam("new_generation"), state=bindparam("new_state"), previous=bindparam("new_previous")
)
INSERT_META = meta.insert()

READ_HEADS = select(
    head.c.circle,
    head.c.domain,
    head.c.generation,
    head.c.digest,
    head.c.epoch,
    head.c.writer,
    head.c.leaves,
    head.c.signature,
)
INSERT_HEAD = head.insert()
UPDATE_HEAD = (
    head.update()
    .where(head.c.circle == bindparam("the_circle"), head.c.domain == bindparam("the_domain"))
    .values(
        {name: bindparam(name) for name in ("generation", "digest", "epoch", "writer", "leaves", "signature")}
    )
)

ITEMS = select(vault_item.c.id, vault_item.c.body).where(vault_item.c.kind == bindparam("kind"))
ITEM = select(vault_item.c.kind, vault_item.c.body).where(vault_item.c.id == bindparam("id"))
ALL_ITEMS = select(vault_item.c.id, vault_item.c.kind, vault_item.c.body)
INSERT_ITEM = vault_item.insert()
DELETE_ITEM = vault_item.delete().where(vault_item.c.id == bindparam("id"))

_KEY = (
    subject_key.c.id,
    subject_key.c.subject,
    subject_key.c.domain,
    subject_key.c.circle,
    subject_key.c.epoch,
    subject_key.c.wrapped,
)
KEYS_OF_SUBJECT = select(*_KEY).where(subject_key.c.subject == bindparam("subject"))
ALL_KEYS = select(*_KEY)
KEYS_OF_PLACE = ALL_KEYS.where(
    subject_key.c.circle == bindparam("circle"), subject_key.c.domain == bindparam("domain")
)
INSERT_KEY = subject_key.insert()
DELETE_KEY = subject_key.delete().where(subject_key.c.id == bindparam("id"))
DELETE_KEYS = subject_key.delete().where(subject_key.c.subject == bindparam("subject"))

_ROW = (
    record.c.id,
    record.c.shelf,
    record.c.subject,
    record.c.key,
    record.c.domain,
    record.c.circle,
    record.c.version,
    record.c.layout,
    record.c.epoch,
    record.c.week,
    record.c.row_mac,
    record.c.blob,
    subject_key.c.wrapped,
)
_FULL = select(*_ROW).join_from(record, subject_key, record.c.key == subject_key.c.id, isouter=True)
# outer: a record whose key is gone must be noticed, not left out
_ON_SHELF = (record.c.domain == bindparam("domain"), record.c.shelf == bindparam("shelf"))
_OF_SUBJECT = record.c.subject == bindparam("subject")
ROW = _FULL.where(record.c.id == bindparam("id"))
ROWS_OF_SHELF = _FULL.where(*_ON_SHELF)
ALL_ROWS = _FULL
_LISTING = select(record.c.id, record.c.circle, record.c.row_mac)
LIST_SHELF = _LISTING.where(*_ON_SHELF)
LIST_SUBJECT = _LISTING.where(
    _OF_SUBJECT,
    record.c.domain.concat(literal_column("''")) == bindparam("domain"),
    record.c.shelf.concat(literal_column("''")) == bindparam("shelf"),
)
"""A subject has few rows and a shelf has all: the calls keep SQLite from taking the index of the shelf."""
_OF_WEEKS = (*_ON_SHELF, record.c.week >= bindparam("first_week"), record.c.week <= bindparam("last_week"))
ROWS_OF_WEEKS = _FULL.where(*_OF_WEEKS)
LIST_WEEKS = _LISTING.where(*_OF_WEEKS)
STAMP = select(record.c.circle, record.c.domain, record.c.version, record.c.row_mac).where(
    record.c.id == bindparam("id")
)
STAMPS_OF_SUBJECT = select(
    record.c.id, record.c.circle, record.c.domain, record.c.version, record.c.row_mac
).where(_OF_SUBJECT)
STAMPS_OF_PLACE = select(record.c.id, record.c.version, record.c.row_mac).where(
    record.c.circle == bindparam("circle"), record.c.domain == bindparam("domain")
)
INSERT_ROW = record.insert()
UPDATE_ROW = (
    record.update()
    .where(record.c.id == bindparam("the_id"))
    .values({name: bindparam(f"new_{name}") for name in (column.name for column in record.c) if name != "id"})
)
DELETE_ROW = record.delete().where(record.c.id == bindparam("id"))
DELETE_ROWS_OF_SUBJECT = record.delete().where(_OF_SUBJECT)

INSERT_AUDIT = audit.insert()
_ENTRY = select(audit.c.chain, audit.c.seq, audit.c.entry)
_NEWEST = select(func.max(audit.c.seq)).where(audit.c.chain == bindparam("chain")).scalar_subquery()
AUDIT_ENTRY = _ENTRY.where(audit.c.chain == bindparam("chain"), audit.c.seq == bindparam("seq"))
AUDIT_HEAD = _ENTRY.where(audit.c.chain == bindparam("chain"), audit.c.seq == _NEWEST)
_LAST = select(audit.c.chain, func.max(audit.c.seq).label("seq")).group_by(audit.c.chain).subquery()
AUDIT_HEADS = _ENTRY.join_from(audit, _LAST, (audit.c.chain == _LAST.c.chain) & (audit.c.seq == _LAST.c.seq))
AUDIT_SINCE = _ENTRY.where(audit.c.seq > bindparam("since")).order_by(audit.c.chain, audit.c.seq)
AUDIT_OF_CHAIN = _ENTRY.where(audit.c.chain == bindparam("chain"), audit.c.seq > bindparam("since")).order_by(
    audit.c.seq
)

TOMBSTONES = select(tombstone.c.subject, tombstone.c.day, tombstone.c.writer, tombstone.c.signature)
TOMBSTONE = TOMBSTONES.where(tombstone.c.subject == bindparam("subject"))
INSERT_TOMBSTONE = tombstone.insert()
