# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Work off the GUI thread: a plain callable goes in, its result comes back in the GUI thread."""

import sys
from collections.abc import Callable
from itertools import count
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from beratung.domain.errors import BeratungError

T = TypeVar("T")


class _Relay(QObject):
    """Lives in the GUI thread as long as the program, and is told by workers which job is over.

    One for all jobs: one that was deleted after its job could go while its worker still leaves ``emit``.
    """

    finished = Signal(int)


class _Pools:
    """The pools, made at first use: one serial for the centre, one for drawing and looking ahead."""

    centre: QThreadPool | None = None
    side: QThreadPool | None = None


def centre_pool() -> QThreadPool:
    """Return the serial pool in which all work with the centre runs, in the order it was asked for."""
    if _Pools.centre is None:
        _Pools.centre = QThreadPool()
        _Pools.centre.setMaxThreadCount(1)
        _Pools.centre.setExpiryTimeout(-1)
    return _Pools.centre


def side_pool() -> QThreadPool:
    """Return the pool for work that must not wait behind the centre: page pictures, unlocking."""
    if _Pools.side is None:
        _Pools.side = QThreadPool()
        _Pools.side.setMaxThreadCount(2)
    return _Pools.side


class _Entry(Generic[T]):
    """A job under way: what is to be done, for whom, and what became of it.

    Only the GUI thread lets go of it: a widget that a callable holds must not be freed by a worker.
    """

    def __init__(
        self,
        parent: QObject,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[BeratungError], None] | None,
    ) -> None:
        self.parent, self.work, self.done, self.failed = parent, work, done, failed
        self.value: T | None = None
        self.error: BaseException | None = None

    def hand_over(self) -> None:
        """Call back, in the GUI thread."""
        error = self.error
        if not shiboken6.isValid(self.parent):
            return
        if error is None:
            self.done(self.value)  # type: ignore[arg-type]
        elif isinstance(error, BeratungError) and self.failed is not None:
            self.failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)


class _Job(QRunnable):
    """Runs one entry in a worker and holds nothing of it when it says that it is over."""

    def __init__(self, number: int, relay: _Relay) -> None:
        super().__init__()
        self._number, self._relay = number, relay

    def run(self) -> None:
        _work_off(_waiting[self._number])
        if shiboken6.isValid(self._relay):
            self._relay.finished.emit(self._number)


def _work_off(entry: _Entry[object]) -> None:
    try:
        entry.value = entry.work()
    except BaseException as error:  # noqa: BLE001 -- the edge: nothing may vanish in a worker
        entry.error = error


_waiting: dict[int, _Entry[Any]] = {}
_numbers = count()
_relays: list[_Relay] = []


def _relay() -> _Relay:
    """The relay; made anew where the application that it belonged to is gone."""
    if not _relays or not shiboken6.isValid(_relays[0]):
        relay = _Relay()
        relay.finished.connect(_on_finished, Qt.ConnectionType.QueuedConnection)
        _relays[:] = [relay]
    return _relays[0]


def _on_finished(number: int) -> None:
    _waiting.pop(number).hand_over()


def run(
    parent: QObject,
    work: Callable[[], T],
    done: Callable[[T], None],
    failed: Callable[[BeratungError], None] | None = None,
    *,
    pool: QThreadPool | None = None,
) -> None:
    """Run ``work`` off the GUI thread and call ``done`` with its result in the GUI thread.

    Jobs run one after the other unless ``pool`` says otherwise. Nothing is called if ``parent`` is gone by
    then. A ``BeratungError`` goes to ``failed``; without ``failed``, and for every other exception, the
    window says so in a banner and the place in the code goes into the log.
    """
    number, relay = next(_numbers), _relay()
    _waiting[number] = _Entry(parent, work, done, failed)
    (pool or centre_pool()).start(_Job(number, relay))


def is_busy() -> bool:
    """Say whether any job is under way or its result has not been handed over yet."""
    return bool(_waiting)


def wait(milliseconds: int = 5000) -> bool:
    """Wait until no work with the centre is left; True if that came about in time."""
    return centre_pool().waitForDone(milliseconds)
