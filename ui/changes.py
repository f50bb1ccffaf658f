# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How screens learn what was saved."""

import shiboken6
from PySide6.QtCore import QObject, Signal

from beratung.domain.work import Changes


class ChangeBus(QObject):
    """Brings what a commit changed to the GUI thread, whichever thread committed it.

    The session connects it to the centre: screens listen, and never publish themselves.

    Signals:
        changed: a ``Changes``; reload what you show if one of its subjects or kinds is yours.
    """

    changed = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell every screen; may be called from any thread, and after the session has ended."""
        if changes.touched and shiboken6.isValid(self):
            self.changed.emit(changes)
