# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The lock that covers a commit and its anchor, among threads and among programs on one machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from beratung.store import errors
from beratung.store.engine import WAIT_SECONDS


class CommitLock:
    """Held by one thread of one program at a time; on a server the database keeps programs apart."""

    def __init__(self, file: Path | None, wait: float = WAIT_SECONDS) -> None:
        self._threads = threading.Lock()
        self._programs = FileLock(file, thread_local=False) if file else None
        self._file = file
        self._wait = wait

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the lock; raises Busy when others keep it for too long."""
        if not self._threads.acquire(timeout=self._wait):
            raise errors.Busy
        try:
            self._lock_out_programs()
            try:
                yield
            finally:
                if self._programs is not None:
                    self._programs.release()
        finally:
            self._threads.release()

    def _lock_out_programs(self) -> None:
        if self._programs is None or self._file is None:
            return
        try:
            self._programs.acquire(timeout=self._wait, poll_interval=0.002)
        except Timeout:
            raise errors.Busy from None
        except OSError as error:
            raise errors.translated_os(error, self._file) from error
