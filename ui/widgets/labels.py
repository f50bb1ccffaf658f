# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Text in the sizes and tones of the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class Text(QLabel):
    """A label of a size (``title``, ``heading``, ``section``, ``body``, ``strong``, ``secondary``, ``caps``) and tone.

    Text is always plain: nothing that a client told is ever read as markup.
    """

    def __init__(
        self,
        text: str = "",
        size: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", size)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Write the text in the colour of another role."""
        theme.set_tone(self, tone)


class Line(QFrame):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("kind", "vline" if vertical else "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Picture(QLabel):
    """An icon as a picture that follows the theme; it says nothing to a screen reader.

    It is drawn when it is first shown, so that a hidden one costs nothing.
    """

    def __init__(
        self, name: str, role: str = "muted", size: int = theme.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._role, self._size = name, role, size
        self._is_drawn = False
        side = theme.px(size)
        self.setFixedSize(side, side)
        theme.notifier().changed.connect(self._on_theme_changed)

    def show_icon(self, name: str, role: str) -> None:
        """Show another icon."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self._on_theme_changed()

    def showEvent(self, event: "QShowEvent") -> None:
        if not self._is_drawn:
            self._draw()
        super().showEvent(event)

    def _on_theme_changed(self) -> None:
        self._is_drawn = False
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self._is_drawn = True
        self.setPixmap(theme.pixmap(self._name, self._role, self._size, self.devicePixelRatioF()))
        side = theme.px(self._size)
        self.setFixedSize(side, side)
