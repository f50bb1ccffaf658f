# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The clear tables written out row by row, and read back into a new place, whatever the engine.

Everything comes from one read transaction, so that heads, digests and rows are of one commit; it is put
back as it was, so that every signature and digest still holds. Lists kept for speed (``snapshot``) and what
programs have seen on a server (``seen``) are left out: both are made anew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from beratung.domain.base import Domain
from beratung.store import errors, layout, statements
from beratung.store.anchor import Anchor, Mark
from beratung.store.digests import check_common
from beratung.store.engine import CipherDatabase, Database, Link, Row, connect
from beratung.store.freshness import read_heads, read_meta
from beratung.store.heads import COMMON_PLACE, Meta, Place
from beratung.store.location import Folder, locate
from beratung.store.tables import metadata, record, seen, snapshot, subject_key, tombstone
from beratung.store.writing import tombstone_statement

if TYPE_CHECKING:
    from beratung.store.store import Store

Part = tuple[str, int, bytes]
"""The name of a table, how many rows, and the rows encoded."""

PART_BYTES = 256 * 1024
PART_ROWS = 2000
TABLES = tuple(table for table in metadata.sorted_tables if table not in {seen, snapshot})
"""In an order in which each row finds what it points to."""
ADDENDUM = frozenset({"meta", "vault_item", "tombstone"})
"""What a restore repeats from a newer state of the centre."""

_CURSOR = "beratung_dump"
_CLOSE = sa.text(f"CLOSE {_CURSOR}")
_FETCH = sa.text(f"FETCH {PART_ROWS} FROM {_CURSOR}")


_PLACES = sa.select(record.c.circle, record.c.domain, sa.func.count()).group_by(
    record.c.circle, record.c.domain
)
_DOOMED = sa.select(
    tombstone.c.subject, tombstone.c.day, tombstone.c.writer, tombstone.c.signature, subject_key.c.domain
).join(tombstone, tombstone.c.subject == subject_key.c.subject)
_DOMAINS = sa.select(subject_key.c.domain).where(subject_key.c.subject == sa.bindparam("subject"))
_CIRCLES = sa.select(subject_key.c.subject, subject_key.c.circle)

_READ_MARK = sa.text("SELECT obj_description(to_regclass('meta'), 'pg_class')")
_DROP_VERSION = sa.text("DROP TABLE IF EXISTS alembic_version")

_NO_ROWS = frozenset({"IntegrityError", "DataError", "InterfaceError", "ProgrammingError"})
"""What every driver calls values that no table of ours can hold."""


class _Rows(msgspec.Struct, frozen=True, array_like=True):
    """The content of a part; the columns are named, because later layouts have more of them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


_READ: dict[str, sa.Select[Any]] = {table.name: sa.select(*table.columns) for table in TABLES}
_COUNT = {table.name: sa.select(sa.func.count()).select_from(table) for table in TABLES}


class Whole(msgspec.Struct, frozen=True):
    """A read transaction whose state was checked: the newest, its heads signed, what all users keep complete."""

    link: Link
    database: Database
    meta: Meta
    places: tuple[Place, ...]


@contextmanager
def one_commit(store: "Store") -> Iterator[Whole]:
    """A read transaction over one commit; raises RolledBack or Damaged where it is not what was last saved."""
    with store.reading() as reader:
        floor = reader.generation or 0  # now the store has met what others saved, and checked it
    with store.database.transaction(writes=False) as link:
        meta = read_meta(link)
        heads = read_heads(link, meta)
        if meta.generation < floor:
            raise errors.RolledBack(place="meta", found=meta.generation, expected=floor)
        check_common(link, store.freshness.terms, heads)
        store.freshness.check_signatures(heads, heads.values())
        places = tuple(sorted(place for place in heads if place != COMMON_PLACE))
        yield Whole(link, store.database, meta, places)


def envelopes(link: Link) -> dict[Place, int]:
    """How many records there are in each circle and domain."""
    return {(UUID(bytes=circle), domain): count for circle, domain, count in link.rows(_PLACES)}


def doomed(store: "Store") -> list[UUID]:
    """Subjects that were deleted and whose keys are there again, because an older state was put back."""
    found: dict[bytes, tuple[Row, set[str]]] = {}
    with store.database.transaction(writes=False) as link:
        for *row, domain in link.rows(_DOOMED):
            found.setdefault(row[0], (tuple(row), set()))[1].add(domain)
    return sorted(
        UUID(bytes=subject) for subject, (row, domains) in found.items() if _could(store, row, domains)
    )


def _could(store: "Store", row: Row, domains: Iterable[str]) -> bool:
    """Whether a tombstone was signed by somebody who could delete: his roles held all that the subject has keys of."""
    subject, day, writer, signature = row
    statement = tombstone_statement(store.freshness.store, UUID(bytes=subject), day)
    held = frozenset(domain for domain in Domain if domain in set(domains))
    return store.keyring.verify(UUID(bytes=writer), "tombstone", statement, bytes(signature), held)


def circles_of_subjects(link: Link) -> dict[UUID, UUID]:
    """The circle whose members hold each subject's keys."""
    return {UUID(bytes=subject): UUID(bytes=circle) for subject, circle in link.stream(_CIRCLES)}


def circles_of(location: str | Path, storage_key: bytes) -> dict[UUID, UUID]:
    """The circle of each subject in a database that may be damaged, as far as it can be read."""
    found: dict[UUID, UUID] = {}
    database = connect(locate(location), storage_key)
    try:
        with suppress(errors.StoreError), database.transaction(writes=False) as link:
            found = circles_of_subjects(link)
    finally:
        database.close()
    return found


def take_tombstones(store: "Store", rows: Iterable[Mapping[str, Any]]) -> int:
    """Keep tombstones that somebody has signed who could delete, where there are none yet; how many that were."""
    taken = 0
    with store.writing() as writing:
        known = {bytes(row[0]) for row in writing.link.rows(statements.TOMBSTONES)}
        for row in rows:
            subject, writer = UUID(bytes=row["subject"]), UUID(bytes=row["writer"])
            day, signature = row["day"], row["signature"]
            domains = [domain for (domain,) in writing.link.rows(_DOMAINS, {"subject": subject.bytes})]
            is_signed = _could(store, (subject.bytes, day, writer.bytes, signature), domains)
            if subject.bytes not in known and is_signed:
                known.add(subject.bytes)
                writing.take_tombstone(subject, day, writer, signature)
                taken += 1
    return taken


def undo_load(location: str | Path, storage_key: bytes, mark: str) -> None:
    """Take away from a server what the ``load`` of this mark has put there; a folder is its owner's to remove."""
    place = locate(location)
    if isinstance(place, Folder):
        return
    database = connect(place, storage_key)
    try:
        with database.schema() as connection:
            if connection.execute(_READ_MARK).scalar() == mark:
                metadata.drop_all(connection)
                connection.execute(_DROP_VERSION)
    finally:
        database.close()


def rests(location: str | Path, storage_key: bytes) -> Iterator[Part]:
    """What a database that may be damaged still tells about accounts and deletions; nothing of it is checked."""
    place = locate(location)
    if isinstance(place, Folder) and not place.database.exists():
        return
    database = connect(place, storage_key)
    try:
        for table in sorted(ADDENDUM):
            with suppress(errors.StoreError), database.transaction(writes=False) as link:
                yield from parts(link, database, {table})
    finally:
        database.close()


def size_of(link: Link, tables: Iterable[str] | None = None) -> int:
    """How many rows there are to write, for a bar that shows how far it is."""
    names = [table.name for table in TABLES if tables is None or table.name in tables]
    return sum(int(link.rows(_COUNT[name])[0][0]) for name in names)


def parts(link: Link, database: Database, tables: Iterable[str] | None = None) -> Iterator[Part]:
    """All rows of all tables, or of some, in parts of a handy size."""
    for table in TABLES:
        if tables is not None and table.name not in tables:
            continue
        names = tuple(str(column.name) for column in table.columns)
        batch: list[Row] = []
        size = 0
        for row in _streamed(link, database, table.name):
            batch.append(row)
            size += sum(len(value) for value in row if isinstance(value, bytes | str)) + 64
            if size >= PART_BYTES or len(batch) >= PART_ROWS:
                yield str(table.name), len(batch), msgspec.msgpack.encode(_Rows(names, batch))
                batch, size = [], 0
        if batch:
            yield str(table.name), len(batch), msgspec.msgpack.encode(_Rows(names, batch))


def _streamed(link: Link, database: Database, table: str) -> Iterator[Row]:
    """The rows of a table, never all in memory: a server hands them out by a cursor of its own."""
    if database.backend == CipherDatabase.backend:
        yield from link.stream(_READ[table])
        return
    link.run(sa.text(f"DECLARE {_CURSOR} NO SCROLL CURSOR FOR {database.sql(_READ[table])}"))
    while found := link.rows(_FETCH):
        yield from found
    link.run(_CLOSE)


def rows_of(part: Part) -> list[dict[str, Any]]:
    """The rows of a part by column; raises Damaged where they are no rows of such a table."""
    name, count, content = part
    table = metadata.tables.get(name)
    try:
        found = msgspec.msgpack.decode(content, type=_Rows)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise errors.Damaged(place=name) from None
    width = len(found.columns)
    is_right = (
        table is not None
        and table in TABLES
        and set(found.columns) <= {column.name for column in table.columns}
        and len(set(found.columns)) == width
        and len(found.rows) == count > 0
        and all(len(row) == width for row in found.rows)
    )
    if not is_right:
        raise errors.Damaged(place=name)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def load(
    location: str | Path,
    storage_key: bytes,
    written_in: str,
    found: Iterable[Part],
    put: Callable[[int], None] | None = None,
    *,
    mark: UUID | None = None,
) -> Meta:
    """Make a database of the rows of a dump, in one transaction; ``put`` gets how many are there so far.

    On a server ``mark`` names this run, so that ``undo_load`` finds what it left, also after the program was killed.

    Nothing is checked yet but that they are rows: open it with ``Store.open`` and verify it.

    Raises:
        CentreExists: there is one already.
        NewerLayout: a newer version of the program wrote the dump.
        Damaged: what was written are not the rows of a centre.
    """
    if written_in not in layout.LAYOUTS:
        raise errors.NewerLayout
    place = locate(location)
    if isinstance(place, Folder):
        place.check()
        if place.database.exists():
            raise errors.CentreExists(place=str(place.path))
    database = connect(place, storage_key)
    try:
        if isinstance(database, CipherDatabase):
            database.prepare_new()
        with database.schema() as connection:
            _fill(connection, database, written_in, found, put)
            if mark is not None and not isinstance(place, Folder):
                connection.exec_driver_sql(f"COMMENT ON TABLE meta IS '{mark}'")
        with database.transaction(writes=False) as link:
            meta = read_meta(link)
        database.tidy()
    finally:
        database.close()
    if isinstance(place, Folder):
        Anchor(place.anchor, storage_key).renew(Mark(meta.generation, meta.state))
    return meta


def _fill(
    connection: sa.Connection,
    database: Database,
    written_in: str,
    found: Iterable[Part],
    put: Callable[[int], None] | None,
) -> None:
    if layout.found(connection) is not None:
        raise errors.DatabaseTaken(place="PostgreSQL")
    layout.upgrade(connection, written_in)
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    statements_of: dict[tuple[str, ...], str] = {}
    done = 0
    for part in found:
        rows = rows_of(part)
        columns = tuple(rows[0])
        if (part[0], *columns) not in statements_of:
            statements_of[part[0], *columns] = database.sql(_insert(connection, part[0], columns))
        try:
            cursor.executemany(statements_of[part[0], *columns], rows)
        except OverflowError:
            raise errors.Damaged(place=part[0]) from None
        except database.faults as error:
            if any(kind.__name__ in _NO_ROWS for kind in type(error).__mro__):
                raise errors.Damaged(place=part[0]) from None
            raise database.translated(error) from error
        done += len(rows)
        if put is not None:
            put(done)


def _insert(connection: sa.Connection, table: str, columns: tuple[str, ...]) -> sa.TextClause:
    """The statement for the driver itself: a dump has more rows than SQLAlchemy is quick with."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    values = ", ".join(f":{name}" for name in columns)
    return sa.text(f"INSERT INTO {quote(table)} ({names}) VALUES ({values})")  # noqa: S608 - checked names
