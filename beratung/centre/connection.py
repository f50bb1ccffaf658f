# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The way to the data: whether it is there, what others save at its end, and how long to wait for it."""

import math
from collections.abc import Callable
from threading import Lock, RLock, current_thread, main_thread

from beratung.centre.keeping import KeptRecords
from beratung.domain.errors import BeratungError
from beratung.store import Store
from beratung.store.errors import Moved, ServerUnreachable
from beratung.store.listening import Listener
from beratung.vault import Locked, Suspended

SPARED = 2.0
"""Seconds after which the window goes on without an answer."""
PATIENCE = 20.0
"""Seconds that a program without a window waits for a server that is away."""


class CentreLock:
    """A lock of one thread at a time, which it may take again; whoever paints the window never waits long for it.

    A save that waits for a server holds it for as long as the server is away.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self.spares_main = False

    def __enter__(self) -> bool:
        is_spared = self.spares_main and current_thread() is main_thread()
        if not self._lock.acquire(timeout=SPARED if is_spared else -1):
            raise ServerUnreachable
        return True

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


class Connection:
    """Hears what other programs save, and when the way to a server is lost and there again.

    A save or a question that meets a lost connection waits and is tried again; a save arrives once or not at
    all. Everything here is called back in a thread of its own.
    """

    def __init__(self, store: Store, records: KeptRecords, lock: CentreLock | None = None) -> None:
        self._lock = lock if lock is not None else CentreLock()
        self._store = store
        self._records = records
        self._guard = Lock()
        self._listener: Listener | None = None
        self._is_over = False
        self._on_link: list[Callable[[bool], None]] = []
        self._on_trouble: list[Callable[[BeratungError], None]] = []
        self.is_there = True
        store.patience.seconds = PATIENCE

    def listen(self) -> None:
        """Begin to hear of others; twice is no fault."""
        with self._guard:
            if self._listener is None and not self._is_over:
                self._listener = self._store.listen(self._on_news, self._told)

    def follow(
        self, on_link: Callable[[bool], None], on_trouble: Callable[[BeratungError], None] | None = None
    ) -> None:
        """Tell somebody when the way to the data is lost (False) or there again (True).

        ``on_trouble`` hears what makes going on impossible: the account was suspended, or the server shows an
        older state.
        """
        self._on_link.append(on_link)
        if on_trouble is not None:
            self._on_trouble.append(on_trouble)
        self.listen()
        if not self.is_there:
            on_link(False)

    @staticmethod
    def is_over_after(error: BeratungError) -> bool:
        """Whether an error from `follow` means that this user is locked out."""
        return isinstance(error, Suspended | Locked | Moved)

    def wait_on(self) -> None:
        """Wait for a server that is away until it is there again or the centre is locked: for a window."""
        self._store.patience.seconds = math.inf
        self._store.patience.spares_main = self._lock.spares_main = True

    def give_up(self) -> None:
        """Let nobody wait any more and hear nothing more: the centre is being locked."""
        with self._guard:
            self._is_over = True
            listener = self._listener
        self._store.patience.give_up()
        self._lock.spares_main = False
        if listener is not None:
            listener.stop()

    def end(self) -> None:
        """Wait until the thread has ended; call it without holding the centre's lock."""
        if self._listener is not None:
            self._listener.join()

    def _told(self, is_there: bool) -> None:
        if is_there == self.is_there or self._is_over:
            return
        self.is_there = is_there
        for callback in tuple(self._on_link):
            callback(is_there)

    def _on_news(self) -> None:
        try:
            with self._store.patience.none():
                self._records.catch_up()
        except (ServerUnreachable, Locked):
            return  # the listener notices by itself, and catches up when it is back
        except BeratungError as error:
            if not self._is_over:
                for callback in tuple(self._on_trouble):
                    callback(error)
