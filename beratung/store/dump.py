# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The clear tables written out row by row, and read back into a new place, whatever the engine.

Everything comes from one read transaction, so that heads, digests and rows are of one commit; it is put
back as it was, so that every signature and digest still holds. Lists kept for speed (``snapshot``) and what
programs have seen on a server (``seen``) are left out: both are made anew.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from beratung.store import errors, layout
from beratung.store.anchor import Anchor, Mark
from beratung.store.engine import CipherDatabase, Database, Link, Row, connect
from beratung.store.freshness import read_meta
from beratung.store.heads import Meta
from beratung.store.location import Folder, locate
from beratung.store.tables import metadata, seen, snapshot

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


_NO_ROWS = (
    sa.exc.IntegrityError,
    sa.exc.DataError,
    sa.exc.InterfaceError,
    sa.exc.ProgrammingError,
    OverflowError,
)
"""What an engine says of values that no table of ours can hold."""


class _Rows(msgspec.Struct, frozen=True, array_like=True):
    """The content of a part; the columns are named, because later layouts have more of them."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def _select(table: sa.Table) -> sa.Select[Any]:
    return sa.select(*table.columns)


_READ = {table.name: _select(table) for table in TABLES}
_COUNT = {table.name: sa.select(sa.func.count()).select_from(table) for table in TABLES}


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
                yield table.name, len(batch), msgspec.msgpack.encode(_Rows(names, batch))
                batch, size = [], 0
        if batch:
            yield table.name, len(batch), msgspec.msgpack.encode(_Rows(names, batch))


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
        and len(found.rows) == count
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
) -> Meta:
    """Make a database of the rows of a dump, in one transaction; ``put`` gets how many are there so far.

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
            _fill(connection, written_in, found, put)
        with database.transaction(writes=False) as link:
            meta = read_meta(link)
        database.tidy()
    finally:
        database.close()
    if isinstance(place, Folder):
        Anchor(place.anchor, storage_key).renew(Mark(meta.generation, meta.state))
    return meta


def _fill(
    connection: sa.Connection, written_in: str, found: Iterable[Part], put: Callable[[int], None] | None
) -> None:
    if layout.found(connection) is not None:
        raise errors.CentreExists(place="PostgreSQL")
    layout.upgrade(connection, written_in)
    done = 0
    for part in found:
        rows = rows_of(part)
        try:
            connection.execute(metadata.tables[part[0]].insert(), rows)
        except _NO_ROWS:
            raise errors.Damaged(place=part[0]) from None
        done += len(rows)
        if put is not None:
            put(done)
