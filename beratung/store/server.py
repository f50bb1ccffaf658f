# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""PostgreSQL for a team: the server sees sealed rows only, and may be away for a while."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from beratung.store import errors
from beratung.store.engine import WAIT_SECONDS, Database, Link, Row, Values
from beratung.store.faults import SERVER_FAULTS
from beratung.store.location import Server
from beratung.store.statements import READ_META

CHANNEL = "beratung"
"""What other programs listen to; nothing is ever said there but that something was saved."""
PAUSE = 0.3
"""Seconds between two tries to reach a server that is away."""
MOST_KEPT = 100
"""So many statements are kept before they are sent: the server, woken by each, would take the processor from us."""
_ALIVE = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}
"""A pulled cable is noticed within seconds instead of after a quarter of an hour."""
TELL = f"pg_notify('{CHANNEL}', '')"
"""What a statement asks for to have the others told as soon as its transaction is durable."""
_TELL = sa.text(f"SELECT {TELL}")
_LOCK = READ_META.add_columns(sa.cast(sa.func.pg_current_xact_id(), sa.Text)).with_for_update()
_STATUS = sa.text("SELECT pg_xact_status(CAST(CAST(:ticket AS text) AS xid8))")


class Patience:
    """How long a program waits for a server that is away; ``give_up`` ends all waiting at once."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.spares_main = False
        """Whether the main thread never waits: it paints the window."""
        self._gone = threading.Event()
        self._here = threading.local()

    @contextmanager
    def none(self) -> Iterator[None]:
        """Let this thread wait for nothing inside the block."""
        self._here.is_hasty = True
        try:
            yield
        finally:
            self._here.is_hasty = False

    def give_up(self) -> None:
        """From now on nobody waits any more."""
        self.seconds = 0.0
        self._gone.set()

    def turns(self) -> Iterator[None]:
        """Once for each try, with a pause between them, until the time is over."""
        is_hasty = getattr(self._here, "is_hasty", False) or (
            self.spares_main and threading.current_thread() is threading.main_thread()
        )
        end = time.monotonic() + (0.0 if is_hasty else self.seconds)
        yield
        while time.monotonic() < end and not self._gone.wait(PAUSE):
            yield


class ServerLink(Link):
    """A connection to a server, which is waited for as seldom as can be: twice for an ordinary save.

    The begin of a write transaction goes together with the lock of ``meta``; what is written is kept until something
    has to be read or all goes out with the commit. A statement that fails makes the server skip everything behind
    it, the commit too.
    """

    def __init__(self, database: Database, pooled: sa.PoolProxiedConnection) -> None:
        super().__init__(database, pooled)
        self._state: Row | None = None
        self._pipeline = ExitStack()
        self._later: list[tuple[sa.Executable, Values]] = []

    def begin(self, *, writes: bool) -> None:
        """Open the transaction, and lock the state where it writes."""
        try:
            if self.driver.read_only != (not writes):
                self._choose(writes=writes)
            if writes:
                self._pipeline.enter_context(self.driver.pipeline())
        except self._database.faults as error:
            raise self._database.translated(error) from error
        if writes:
            found = self.row(_LOCK)
            self._state = found and found[:-1]
            self.ticket = str(found and found[-1])

    def rows(self, statement: sa.Executable, values: Values | None = None) -> list[Row]:
        """All rows of a query."""
        self._send()
        return super().rows(statement, values)

    def stream(self, statement: sa.Executable, values: Values | None = None) -> Iterator[Row]:
        """The rows of a query one after the other, never all in memory."""
        self._send()
        yield from super().stream(statement, values)

    def run(self, statement: sa.Executable, values: Values | None = None) -> int:
        """Keep one statement until there is reason to send it; nobody knows yet how many rows it touches."""
        self._later.append((statement, values or {}))
        if len(self._later) >= MOST_KEPT:
            self._send()
        return -1

    def run_each(self, statement: sa.Executable, values: Sequence[Values]) -> None:
        """Keep one statement for each set of values."""
        for each in values:
            self.run(statement, each)

    def locked(self) -> Row | None:
        """The row of ``meta`` as it was when the transaction locked it."""
        return self._state

    def commit(self) -> None:
        """Send what is left together with the commit, and wait until all is durable; raises CommitLost."""
        self._send()
        try:
            self._cursor.execute("COMMIT")
            self._pipeline.close()
        except self._database.faults as error:
            meaning = self._database.translated(error)
            if isinstance(meaning, errors.ServerUnreachable):
                meaning = errors.CommitLost()
            raise meaning from error

    def end(self) -> None:
        """End a transaction that only read; a rollback would make the driver forget its prepared statements."""
        self._send()
        with suppress(*self._database.faults):
            self.driver.commit()
        self.give_back()

    def give_back(self) -> None:
        """Roll back what is still open, and return the connection; one that cannot do so is thrown away."""
        self._later.clear()
        with suppress(*self._database.faults):
            self._pipeline.close()
        super().give_back()

    def _send(self) -> None:
        later, self._later = self._later, []
        for statement, values in later:
            super().run(statement, values)

    def _choose(self, *, writes: bool) -> None:
        """What the driver says with each BEGIN from now on."""
        from psycopg import IsolationLevel

        levels = IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ
        self.driver.isolation_level = levels[not writes]
        self.driver.read_only = not writes


class ServerDatabase(Database):
    """An engine for a PostgreSQL server; a connection that is gone is made anew while patience lasts."""

    backend = "postgresql"
    begin_writing = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED READ WRITE"

    def __init__(self, server: Server) -> None:
        import psycopg

        self.faults = (DBAPIError, PoolTimeout, psycopg.Error)
        self.patience = Patience()
        self._driver = psycopg
        self._server = server
        super().__init__(
            sa.create_engine(
                "postgresql+psycopg://",
                creator=self._connect,
                poolclass=QueuePool,
                pool_timeout=WAIT_SECONDS,
                pool_reset_on_return=None,
                pool_pre_ping=True,
                hide_parameters=True,
            )
        )

    def tidy(self) -> bool:
        """Remove the dead rows of the keys at once; older log files of the server end with its own retention."""
        try:
            with self.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("VACUUM subject_key, record, snapshot")
        except self.faults as error:
            raise self.translated(error) from error
        return True

    def findings(self) -> list[str]:
        """The server keeps its own pages; nothing to check from here."""
        return []

    def tell(self, link: Link) -> None:
        """Tell other programs that something is saved as soon as it is."""
        link.run(_TELL)

    def has_arrived(self, ticket: str, is_ours: Callable[[Link], bool | None]) -> bool:
        """Whether a save whose confirmation was lost has arrived; waits for the server while patience lasts.

        A server that crashed gives the number of what it lost to the next who saves: ``is_ours`` tells them apart,
        in the transaction that found the number committed, or says None where it cannot.

        Raises:
            CommitLost: the server did not come back, or does not know any more.
        """
        for _ in self.patience.turns():
            try:
                with self.patience.none(), self.transaction(writes=False) as link:
                    [(status,)] = link.rows(_STATUS, {"ticket": ticket})
                    is_known = is_ours(link) if status == "committed" else False
            except errors.ServerUnreachable:
                continue
            except errors.NeverBegun:
                return False
            if is_known is None:
                break
            if status in {"committed", "aborted"}:
                return is_known
        raise errors.CommitLost

    def listener(self) -> Any:  # noqa: ANN401 - the drivers are not typed alike
        """A connection of its own that hears what other programs say; raises ServerUnreachable."""
        try:
            connection = self._connect(autocommit=True)
            connection.execute(f"LISTEN {CHANNEL}")
        except self.faults as error:
            raise self.translated(error) from error
        return connection

    def _linked(self, pooled: sa.PoolProxiedConnection) -> Link:
        return ServerLink(self, pooled)

    def _taken(self) -> Link:
        for _ in self.patience.turns():
            try:
                return super()._taken()
            except errors.ServerUnreachable as error:
                away = error
        raise away

    def _connect(self, *, autocommit: bool = False) -> Any:  # noqa: ANN401 - the drivers are not typed alike
        return self._driver.connect(
            self._server.conninfo,
            autocommit=autocommit,
            connect_timeout=5 if self.patience.seconds else WAIT_SECONDS,
            application_name="beratung",
            options=f"-c synchronous_commit=on -c lock_timeout={WAIT_SECONDS}s -c client_min_messages=warning",
            **_ALIVE,  # type: ignore[arg-type]
        )

    def _meaning(self, error: BaseException | None) -> errors.StoreError:
        state = getattr(error, "sqlstate", None) or ""
        kind = SERVER_FAULTS.get(state) or SERVER_FAULTS.get(state[:2], errors.StoreError)
        return kind(place="PostgreSQL", code=state)
