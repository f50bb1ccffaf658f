# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Backups behind the window: what is due is made and checked after unlocking and every hour, and told to all screens."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from beratung.domain.backup_views import BackupReport, BackupState
from ui import jobs

if TYPE_CHECKING:
    from ui.session import Session

EVERY = 60 * 60 * 1000
"""Milliseconds between two looks whether a backup is due."""
AFTER_UNLOCKING = 20 * 1000
"""The first screen, its lists and the comparison come first."""


class BackupWatch(QObject):
    """Runs what is due in the background, one at a time, and knows how it stands.

    Signals:
        changed: a ``BackupState``.
    """

    changed = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self.state: BackupState | None = None
        self.is_running = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.run)

    def start(self) -> None:
        """Tell how it stands, and begin to look."""
        self.look()
        QTimer.singleShot(AFTER_UNLOCKING, self, self.run)
        self._timer.start()

    def look(self) -> None:
        """Ask how it stands."""
        backups = self._session.centre.backups
        jobs.run(self, backups.last, self._on_looked, lambda _error: None, pool=jobs.side_pool())

    def run(self) -> None:
        """Make and check what is due; a fault stands in the state, and is said where somebody asks for a backup."""
        if self.is_running:
            return
        self.is_running = True
        backups = self._session.centre.backups

        def done(_report: BackupReport | None) -> None:
            self.is_running = False
            self.look()

        jobs.run(self, backups.run_if_due, done, lambda _error: done(None), pool=jobs.side_pool())

    def _on_looked(self, state: BackupState) -> None:
        self.state = state
        self.changed.emit(state)
