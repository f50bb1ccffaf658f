# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Work off the GUI thread: a plain callable goes in, its result comes back in the GUI thread."""

import sys
from collections.abc import Callable
from typing import Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from beratung.domain.errors import BeratungError

T = TypeVar("T")


class _Relay(QObject):
    """Lives in the GUI thread and receives what the worker sends."""

    finished = Signal(object)


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


class _Outcome(Generic[T]):
    """What became of a job: a value or an error."""

    def __init__(self) -> None:
        self.value: T | None = None
        self.error: BaseException | None = None


class _Job(QRunnable, Generic[T]):
    """Runs a callable and hands its outcome to the relay."""

    def __init__(self, work: Callable[[], T], relay: _Relay) -> None:
        super().__init__()
        self._work, self._relay = work, relay

    def run(self) -> None:
        outcome: _Outcome[T] = _Outcome()
        try:
            outcome.value = self._work()
        except BaseException as error:  # noqa: BLE001 -- the edge: nothing may vanish in a worker
            outcome.error = error
        if shiboken6.isValid(self._relay):
            self._relay.finished.emit(outcome)


_waiting: set[_Relay] = set()


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
    relay = _Relay()
    _waiting.add(relay)

    def on_finished(outcome: _Outcome[T]) -> None:
        _waiting.discard(relay)
        relay.deleteLater()
        if not shiboken6.isValid(parent):
            return
        error = outcome.error
        if error is None:
            done(outcome.value)  # type: ignore[arg-type]
        elif isinstance(error, BeratungError) and failed is not None:
            failed(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    relay.finished.connect(on_finished, Qt.ConnectionType.QueuedConnection)
    (pool or centre_pool()).start(_Job(work, relay))


def is_busy() -> bool:
    """Say whether any job is under way or its result has not been handed over yet."""
    return bool(_waiting)


def wait(milliseconds: int = 5000) -> bool:
    """Wait until no work with the centre is left; True if that came about in time."""
    return centre_pool().waitForDone(milliseconds)
