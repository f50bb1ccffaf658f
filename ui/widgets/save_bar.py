# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A bar that appears below a form as soon as something was typed: what state it is in, save, give up."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from beratung.i18n import _
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import Picture, Text


class SaveBar(QFrame):
    """Says that there is something to save; hidden while there is nothing."""

    def __init__(
        self, on_save: Callable[[], None], on_discard: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(8)
        self.words = Text("", "body", "muted", wrap=True)
        self.discard = QuietButton(on_click=on_discard)
        self.save = PrimaryButton("", "device-floppy", on_save)
        row.addWidget(Picture("pencil", "muted", 18))
        row.addWidget(self.words, 1)
        row.addWidget(self.discard)
        row.addWidget(self.save)
        self._said = ""
        self.hide()
        self.retranslate()

    def say(self, text: str) -> None:
        """Say something else than usual, for example that a draft is back; empty for the usual words."""
        self._said = text
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        usual = _("Changed. A sealed draft is kept until you save or leave this page.")
        self.words.setText(self._said or usual)
        self.save.setText(_("Save"))
        self.save.setToolTip(_("Save (Ctrl+S)"))
        self.discard.setText(_("Discard changes"))
