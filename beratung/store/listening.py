# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Hearing that somebody else has saved: a server says so, a file's anchor changes. Neither says what."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from beratung.store import errors
from beratung.store.server import PAUSE, ServerDatabase

LOOK = 0.25
"""Seconds between two looks at the anchor, and until a listener notices that it shall end."""
HEARTBEAT = 15.0
"""Seconds of silence after which a server is asked whether it is still there."""


class Listener(ABC):
    """A thread of its own that calls ``on_news`` when somebody may have saved, until it is stopped.

    ``on_link`` is told False when the way to the data is lost, and True when it is there (again); a return
    counts as news.
    """

    def __init__(self, on_news: Callable[[], None], on_link: Callable[[bool], None]) -> None:
        self._on_news = on_news
        self._on_link = on_link
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell the thread to end; it calls nothing any more once it has noticed."""
        self._end.set()

    def join(self, seconds: float = 5.0) -> None:
        """Wait until the thread has ended; from within it that is no use, and does nothing."""
        if threading.current_thread() is not self._thread:
            self._thread.join(seconds)

    @abstractmethod
    def _run(self) -> None:
        """Listen until ``stop``."""


class ServerListener(Listener):
    """Listens on a connection of its own, and makes a new one whenever it is lost."""

    def __init__(
        self, database: ServerDatabase, on_news: Callable[[], None], on_link: Callable[[bool], None]
    ) -> None:
        self._database = database
        super().__init__(on_news, on_link)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                connection = self._database.listener()
            except errors.StoreError:
                self._on_link(False)
                self._end.wait(PAUSE)
                continue
            with connection:
                self._on_link(True)
                self._on_news()
                self._hear(connection)

    def _hear(self, connection: Any) -> None:  # noqa: ANN401 - the driver is loaded for servers only
        """Pass on what the server says until the connection is lost or the listening ends."""
        silence = 0.0
        try:
            while not self._end.is_set():
                heard = list(connection.notifies(timeout=LOOK, stop_after=1))
                silence = 0.0 if heard else silence + LOOK
                if heard:
                    self._on_news()
                elif silence >= HEARTBEAT:
                    connection.execute("SELECT 1")
                    silence = 0.0
        except self._database.faults:
            self._on_link(False)


class FileListener(Listener):
    """Looks at the anchor beside the file, which every program writes with each save."""

    def __init__(
        self, anchor: Callable[[], Path], on_news: Callable[[], None], on_link: Callable[[bool], None]
    ) -> None:
        self._anchor = anchor
        self._last = self._stamp()
        super().__init__(on_news, on_link)

    def _run(self) -> None:
        while not self._end.wait(LOOK):
            stamp = self._stamp()
            if stamp != self._last:
                self._last = stamp
                self._on_news()

    def _stamp(self) -> int:
        try:
            return self._anchor().stat().st_mtime_ns
        except OSError:
            return 0
