# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A banner: a sentence that matters now, with what can be done about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Picture, Text

_ICONS = {"accent": "info-circle", "info": "info-circle", "yes": "circle-check", "unknown": "alert-triangle",
          "no": "circle-x"}  # fmt: skip


class Banner(QFrame):
    """A title, a sentence and buttons on a soft ground (tones: ``accent``, ``info``, ``yes``, ``unknown``, ``no``).

    Signals:
        closed: the user has closed it (only where ``closable``).
    """

    closed = Signal()

    def __init__(
        self,
        tone: str = "accent",
        title: str = "",
        text: str = "",
        *,
        icon: str | None = None,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(8)
        self._icon = icon
        self._picture = Picture(icon or _ICONS[tone], tone)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Text("", "section", wrap=True)
        self.text = Text("", "body", "muted", wrap=True)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        row.addLayout(self._buttons)
        self._close = IconButton("x", _("Close"), self._on_close)
        row.addWidget(self._close)
        self._close.setVisible(closable)
        self.say(title, text)

    def say(self, title: str, text: str = "", tone: str | None = None) -> None:
        """Show other words, and another tone where one is given."""
        if tone is not None:
            theme.set_tone(self, tone)
            self._picture.show_icon(self._icon or _ICONS[tone], tone)
        self._close.set_name(_("Close"))
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(f"{title} {text}".strip())

    def add_button(self, button: QWidget) -> None:
        """Put a button at the end."""
        self._buttons.addWidget(button)

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()
