# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of the administration share."""

from PySide6.QtWidgets import QVBoxLayout

from ui.session import Session
from ui.widgets.page import Scroll


class Panel(Scroll):
    """A part of the administration: a column of cards, read anew when it is shown."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.column.setContentsMargins(0, 0, 4, 0)

    @property
    def cards(self) -> QVBoxLayout:
        """Where the cards go."""
        return self.column

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""

    def load(self) -> None:
        """Read what is shown, off the GUI thread."""

    def may_leave(self) -> bool:
        """Save what was typed, and say whether the user may go elsewhere."""
        return True

    def save(self) -> None:
        """Save what was typed."""
