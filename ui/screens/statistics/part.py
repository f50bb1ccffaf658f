# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of the statistics page share."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.session import Session


class Part(QWidget):
    """A part of the page: built once, read anew when it is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def load(self) -> None:
        """Read what is shown, off the GUI thread."""

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""

    def forget(self) -> None:
        """Forget what was read: the centre is locked or something was saved."""
