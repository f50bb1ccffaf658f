# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The line that says that the server is away, and goes by itself when it is there again."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.banner import Banner

CALM = 700
"""Milliseconds that a gap may last without a word: a server that starts anew is there again by then."""


class LinkLine(QWidget):
    """Hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner("unknown", icon="refresh")
        holder = QVBoxLayout(self)
        holder.setContentsMargins(theme.MARGIN, 10, theme.MARGIN, 0)
        holder.addWidget(self.banner)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words in the language spoken now."""
        self.banner.say(
            _("No connection to the server. What you typed stays here."),
            _("What you saved goes there by itself as soon as the server answers again."),
        )

    def show_link(self, is_there: bool) -> bool:
        """Say or unsay it; returns whether it had been said."""
        was_said = not self.isHidden()
        if is_there:
            self._timer.stop()
            self.hide()
        elif not was_said:
            self._timer.start(CALM)
        return was_said
