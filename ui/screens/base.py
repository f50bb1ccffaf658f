# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the window expects of a screen."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.session import Place, Session

if TYPE_CHECKING:
    from ui.commands.command import Command


class Screen(QWidget):
    """A page of the window. Subclasses build their widgets once, and set all texts in ``retranslate``.

    The window calls ``retranslate`` after building and at every switch of language, and ``show_place``
    whenever the user comes to the screen.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def show_place(self, place: Place) -> None:
        """Show what a place names; called with the screen's own room every time the user comes to it."""

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""

    def may_leave(self) -> bool:
        """Save what was typed, and say whether the user may go elsewhere."""
        return True

    def save(self) -> None:
        """Save (Ctrl+S)."""

    def print_page(self) -> None:
        """Print (Ctrl+P)."""

    def go_back(self) -> bool:
        """Take one step back inside the screen (Esc), and say whether there was one."""
        return False

    def commands(self) -> "tuple[Command, ...]":
        """Return what can be done here, for the palette and the sheet of shortcuts."""
        return ()

    def help_topic(self) -> str:
        """Return the topic of the help page for what is shown; empty for the page of the room."""
        return ""

    def current_place(self) -> Place | None:
        """Return where inside the screen the user is now, or None for where ``show_place`` put him."""
        return None
