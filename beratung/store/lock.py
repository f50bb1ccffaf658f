# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The lock that covers a commit and its anchor, among threads and among programs on one machine."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from beratung.store import errors

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

WAIT_SECONDS = 15.0
POLL_SECONDS = 0.002


class FileGuard(Protocol):
    """A lock on a file."""

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock so long; whether it was had. Raises OSError."""

    def release(self) -> None:
        """Let others in."""

    def close(self) -> None:
        """Give the file back."""


class FlockGuard:
    """flock on a file that stays open: two calls of the system a save, ten times faster than opening it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock so long; whether it was had."""
        file = self._opened()
        end = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    return False
                time.sleep(POLL_SECONDS)
            else:
                return True

    def release(self) -> None:
        """Let others in."""
        fcntl.flock(self._opened(), fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file, which also lets others in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


class PortableGuard:
    """The same by filelock, where there is no flock."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, thread_local=False)

    def acquire(self, seconds: float) -> bool:
        """Wait for the lock so long; whether it was had."""
        try:
            self._lock.acquire(timeout=seconds, poll_interval=POLL_SECONDS)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Let others in."""
        self._lock.release()

    def close(self) -> None:
        """Nothing stays open."""


class CommitLock:
    """Held by one thread of one program at a time; on a server the database keeps programs apart."""

    def __init__(self, file: Path | None, wait: float = WAIT_SECONDS) -> None:
        self._threads = threading.Lock()
        self._file = file
        self._wait = wait
        self._programs: FileGuard | None = None
        if file is not None:
            self._programs = FlockGuard(file) if fcntl else PortableGuard(file)

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

    def close(self) -> None:
        """Give the file back."""
        if self._programs is not None:
            self._programs.close()

    def _lock_out_programs(self) -> None:
        if self._programs is None or self._file is None:
            return
        try:
            if not self._programs.acquire(self._wait):
                raise errors.Busy
        except OSError as error:
            raise errors.translated_os(error, self._file) from error
