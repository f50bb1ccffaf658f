# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The screen "Letters": the Postbuch, and the page on which a letter is made."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from beratung.domain.errors import N_
from ui.commands.command import Command
from ui.screens.base import Screen
from ui.screens.letters.compose import ComposeView
from ui.screens.letters.postbook import PostbookView
from ui.session import Place, Session

HERE = N_("On this page")


class LettersScreen(Screen):
    """A place with a case is a letter to be made; every other is the Postbuch."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self.postbook = PostbookView(session)
        self.compose = ComposeView(session)
        self._stack.addWidget(self.postbook)
        self._stack.addWidget(self.compose)

    def show_place(self, place: Place) -> None:
        """Show the Postbuch, or begin a letter for the case that the place names."""
        if place.case is not None:
            self._stack.setCurrentWidget(self.compose)
            self.compose.open(place.case, place.offer or "")
            return
        self._stack.setCurrentWidget(self.postbook)
        self.postbook.show_letter(place.record)
        self.postbook.list.setFocus()

    def current_place(self) -> Place | None:
        if self._is_composing():
            return self.compose.place()
        letter = self.postbook.current()
        return Place("letters", record=letter.id if letter is not None else None)

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.postbook.retranslate()
        self.compose.retranslate()

    def may_leave(self) -> bool:
        """Keep what was typed as a draft; nothing forbids to leave."""
        self.compose.keep()
        return True

    def save(self) -> None:
        """Save the letter that is shown as a file."""
        (self.compose if self._is_composing() else self.postbook).save()

    def print_page(self) -> None:
        """Print the letter that is shown."""
        (self.compose if self._is_composing() else self.postbook).print_page()

    def commands(self) -> tuple[Command, ...]:
        """Offer the page's own actions to keyboard and palette."""
        return (
            Command(
                "letters.issue", N_("Issue the letter"), self.compose.issue, "Ctrl+Return", "mail-plus",
                self.compose.may_issue, group=HERE,
            ),
            Command(
                "letters.search", N_("Search in the Postbuch"), self._search, "Ctrl+F", "search", group=HERE,
            ),
        )  # fmt: skip

    def help_topic(self) -> str:
        return "letter" if self._is_composing() else "letters"

    def _is_composing(self) -> bool:
        return self._stack.currentWidget() is self.compose

    def _search(self) -> None:
        if not self._is_composing():
            self.postbook.focus_search()
