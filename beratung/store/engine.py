# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Connections: SQLCipher on one machine, PostgreSQL for a team.

SQLAlchemy holds the tables, the pool and the transactions; statements that run for every record are
compiled once by it and handed to the driver directly.
"""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from beratung.store import errors
from beratung.store.faults import SQLITE_FAULTS, is_full
from beratung.store.location import Folder, Server, identity
from beratung.store.statements import READ_META

OLDEST_SQLITE = (3, 51, 3)
"""Older ones can damage a write-ahead log when two connections write at the same instant."""
WAIT_SECONDS = 15
PLAIN_HEADER = b"SQLite format 3\0"

Values = Mapping[str, object]
Row = tuple[Any, ...]


class Link:
    """One connection in one transaction; runs compiled statements, translates the engine's errors."""

    def __init__(self, database: "Database", pooled: sa.PoolProxiedConnection) -> None:
        self._database = database
        self._pooled = pooled
        driver: Any = pooled.driver_connection
        self.driver = driver
        self._cursor = self.driver.cursor()
        self.ticket = ""
        """By what a server finds the open write transaction again if its confirmation gets lost."""

    def rows(self, statement: sa.Executable, values: Values | None = None) -> list[Row]:
        """All rows of a query."""
        try:
            self._cursor.execute(self._database.sql(statement), values or {})
            found: list[Row] = self._cursor.fetchall()
        except self._database.faults as error:
            raise self._database.translated(error) from error
        return found

    def stream(self, statement: sa.Executable, values: Values | None = None) -> Iterator[Row]:
        """The rows of a query one after the other, never all in memory."""
        cursor = self.driver.cursor()
        try:
            cursor.execute(self._database.sql(statement), values or {})
            yield from cursor
        except self._database.faults as error:
            raise self._database.translated(error) from error
        finally:
            cursor.close()

    def row(self, statement: sa.Executable, values: Values | None = None) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(statement, values)
        return found[0] if found else None

    def begin(self, *, writes: bool) -> None:
        """Open the transaction."""
        try:
            self._cursor.execute(self._database.begin_writing if writes else self._database.begin_reading)
        except self._database.faults as error:
            raise self._database.translated(error) from error

    def locked(self) -> Row | None:
        """The row of ``meta``, which nobody else changes before this write transaction is over."""
        return self.row(READ_META)

    def give_back(self) -> None:
        """Roll back what is still open, and return the connection; one that cannot do so is thrown away."""
        try:
            self.driver.rollback()
        except self._database.faults:
            self._pooled.invalidate()
        self._pooled.close()

    def end(self) -> None:
        """End a transaction that only read, and return the connection."""
        self.give_back()

    def commit(self) -> None:
        """Make the transaction durable."""
        try:
            self.driver.commit()
        except self._database.faults as error:
            raise self._database.translated(error) from error

    def run(self, statement: sa.Executable, values: Values | None = None) -> int:
        """Run one statement; returns how many rows it touched."""
        try:
            self._cursor.execute(self._database.sql(statement), values or {})
        except self._database.faults as error:
            raise self._database.translated(error) from error
        return int(self._cursor.rowcount)

    def run_each(self, statement: sa.Executable, values: Sequence[Values]) -> None:
        """Run one statement for each set of values."""
        try:
            self._cursor.executemany(self._database.sql(statement), values)
        except self._database.faults as error:
            raise self._database.translated(error) from error


class Database(ABC):
    """An engine with its statements, and how its errors read to a person."""

    backend: str
    begin_reading: str
    begin_writing: str
    faults: tuple[type[Exception], ...]

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._compiled: dict[sa.Executable, str] = {}
        self._writer: Link | None = None
        event.listen(engine, "begin", self._begin)

    def sql(self, statement: sa.Executable) -> str:
        """The text of a statement in this engine's dialect, compiled once."""
        text = self._compiled.get(statement)
        if text is None:
            compiled = statement.compile(self.engine)  # type: ignore[attr-defined]
            text = self._compiled[statement] = str(compiled)
        return text

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Link]:
        """A transaction that commits at the end of the block, or is rolled back by an exception.

        Only one thread writes at a time (the commit lock sees to it), and it keeps its connection.
        """
        link = self._begun(writes=writes)
        try:
            yield link
            if writes:
                link.commit()
        except BaseException:
            link.give_back()
            raise
        if writes:
            self._writer = link
        else:
            link.end()

    @contextmanager
    def schema(self) -> Iterator[sa.Connection]:
        """A write transaction of SQLAlchemy's own, for making and changing tables."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except self.faults as error:
            raise self.translated(error) from error

    def translated(self, error: Exception) -> errors.StoreError:
        """What an error of the engine means for a person."""
        if isinstance(error, PoolTimeout):
            return errors.Busy()
        return self._meaning(error.orig if isinstance(error, DBAPIError) else error)

    @abstractmethod
    def tidy(self) -> bool:
        """Overwrite what deleted rows left outside the tables; False where another reader stands in the way."""

    def is_current(self) -> bool:
        """Whether this is still the place where the centre's records lie."""
        return True

    @abstractmethod
    def findings(self) -> list[str]:
        """What the engine's own integrity checks complain of."""

    def close(self) -> None:
        """Give back every connection."""
        if self._writer is not None:
            self._writer.give_back()
            self._writer = None
        self.engine.dispose()

    def retire(self) -> None:
        """Give back the connections that nobody uses; who is just reading from a former file may end that."""
        Database.close(self)

    def _begun(self, *, writes: bool) -> Link:
        """A connection in a transaction; one that was kept and cut off meanwhile is made anew."""
        kept = self._writer if writes else None
        if kept is not None:
            self._writer = None
        link = kept or self._taken()
        try:
            link.begin(writes=writes)
        except BaseException as error:
            link.give_back()
            if kept is not None and isinstance(error, errors.ServerUnreachable):
                return self._begun(writes=writes)
            raise
        return link

    def _taken(self) -> Link:
        try:
            return self._linked(self.engine.raw_connection())
        except self.faults as error:
            raise self.translated(error) from error

    def _linked(self, pooled: sa.PoolProxiedConnection) -> Link:
        return Link(self, pooled)

    def _begin(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(self.begin_writing)

    @abstractmethod
    def _meaning(self, error: BaseException | None) -> errors.StoreError:
        """What an error of the driver means for a person."""


class CipherDatabase(Database):
    """SQLCipher: the whole file encrypted under the storage key."""

    backend = "sqlite"
    begin_reading = "BEGIN"
    begin_writing = "BEGIN IMMEDIATE"

    def __init__(self, file: Path, storage_key: bytes) -> None:
        from sqlcipher3 import dbapi2

        self.faults = (DBAPIError, PoolTimeout, dbapi2.Error)
        self.file = file
        self._driver = dbapi2
        self._identity: tuple[int, int] | None = None
        self._successor: Path | None = None
        self._key = checked_key(storage_key)
        check_version(dbapi2.sqlite_version_info)
        super().__init__(
            sa.create_engine(
                "sqlite://",
                module=dbapi2,
                creator=self._connect,
                poolclass=QueuePool,
                pool_timeout=WAIT_SECONDS,
                pool_reset_on_return=None,
                hide_parameters=True,
                paramstyle="named",
            )
        )

    def check_file(self) -> None:
        """Refuse a file that is missing, empty, or not encrypted at all."""
        try:
            with self.file.open("rb") as file:
                start = file.read(16)
        except OSError as error:
            raise errors.translated_os(error, self.file) from error
        if len(start) < 16 or start == PLAIN_HEADER:
            raise errors.ForeignFile(place=self.file.name)
        self._identity = identity(self.file)

    def opens(self) -> bool:
        """Whether the key is the one of this file."""
        try:
            with self._outside():
                return True
        except errors.ForeignFile:
            return False

    def is_current(self) -> bool:
        """Whether the file that was opened still lies in its place, and no other program has made its successor."""
        here = identity(self.file)
        return self._identity in {None, here} and not (self._successor and self._successor.exists())

    def succeeded_by(self, file: Path) -> None:
        """Where the file appears that takes the place of this one."""
        self._successor = file

    def export(self, file: Path, storage_key: bytes) -> None:
        """Copy everything into a new file under another key; it is not synced yet.

        Call it while the commit lock is held, so that it is one state.
        """
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise errors.translated_os(error, file) from error
        key = checked_key(storage_key)
        with self._outside() as cursor:
            cursor.execute(f"ATTACH DATABASE ? AS fresh KEY \"x'{key}'\"", (str(file),))
            try:
                cursor.execute("PRAGMA fresh.journal_mode=OFF")
                cursor.execute("PRAGMA fresh.synchronous=OFF")
                cursor.execute("SELECT sqlcipher_export('fresh')").fetchone()
            finally:
                cursor.execute("DETACH DATABASE fresh")

    def use_log(self) -> None:
        """Let a file that was copied keep a write-ahead log."""
        with self._outside() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")

    def prepare_new(self) -> None:
        """Make a new file that only its owner may read, and choose its journal; both files beside it follow."""
        try:
            os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise errors.translated_os(error, self.file) from error
        with self._outside() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")

    def tidy(self) -> bool:
        """Move the write-ahead log into the file (deleted content is zeroed there) and cut it."""
        with self._outside() as cursor:
            cursor.execute("PRAGMA busy_timeout=50")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
        return not busy

    def close(self) -> None:
        """Give back every connection and forget the key: none is opened again."""
        super().close()
        self._key = ""

    def findings(self) -> list[str]:
        """Page MACs and the structure of the tables, after the log was moved into the file.

        Half a page that a failed write left in the file is no fault as long as the log has the whole one.
        """
        with suppress(errors.StoreError):
            self.tidy()
        found: list[str] = []
        for check in ("cipher_integrity_check", "integrity_check"):
            try:
                with self._outside() as cursor:
                    found += [str(row[0]) for row in cursor.execute(f"PRAGMA {check}")]
            except errors.StoreError:
                found.append(f"{check} cannot read on")
        return [line for line in found if line != "ok"]

    @contextmanager
    def _outside(self) -> Iterator[Any]:
        """A cursor outside any transaction."""
        try:
            with self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                yield driver.cursor()
        except self.faults as error:
            raise self.translated(error) from error

    def _connect(self) -> Any:  # noqa: ANN401 - the drivers are not typed alike
        if not self._key:
            raise errors.NotAttached
        connection = self._driver.connect(
            str(self.file), isolation_level=None, check_same_thread=False, timeout=WAIT_SECONDS
        )
        try:
            for pragma in (
                "cipher_log_level=NONE",
                f"key=\"x'{self._key}'\"",
                "mmap_size=0",
                "temp_store=MEMORY",
                "secure_delete=ON",
                "trusted_schema=OFF",
                "foreign_keys=ON",
                "synchronous=FULL",
                "fullfsync=ON",
                "checkpoint_fullfsync=ON",
                "cell_size_check=ON",
            ):
                connection.execute("PRAGMA " + pragma)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except self.faults:
            connection.close()
            raise
        return connection

    def _meaning(self, error: BaseException | None) -> errors.StoreError:
        code = getattr(error, "sqlite_errorcode", 0)
        if "no such table" in str(error):
            return errors.NoCentreHere(place=self.file.name)
        kind = SQLITE_FAULTS.get(code & 0xFF, errors.StoreError)
        if kind is errors.DiskTrouble and is_full(self.file.parent):
            kind = errors.DiskFull  # SQLite calls it an I/O error where its index of the log finds no room
        return kind(place=self.file.name, code=code)


def checked_key(storage_key: bytes) -> str:
    """The raw key as exactly 64 hex digits: anything else SQLCipher would quietly take as a passphrase."""
    text = storage_key.hex()
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise errors.BadStorageKey(place="storage key")
    return text


def check_version(found: tuple[int, ...]) -> None:
    """Refuse an engine with the WAL-reset fault."""
    if found < OLDEST_SQLITE:
        raise errors.EngineTooOld(found=".".join(map(str, found)), needed=".".join(map(str, OLDEST_SQLITE)))


def connect(place: Folder | Server, storage_key: bytes) -> Database:
    """The database of a place; nothing is opened yet."""
    if isinstance(place, Folder):
        return CipherDatabase(place.database, storage_key)
    from beratung.store.server import ServerDatabase

    return ServerDatabase(place)
