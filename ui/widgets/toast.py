# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A message in passing at the bottom, with a way to take back what was done."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.labels import Picture, Text

SECONDS = 8
WITH_UNDO = 15
ABOVE = 88
"""Pixels from the lower edge: the buttons of a card stay free."""


class Toast(QFrame):
    """Lies over the lower edge of its parent, and goes by itself unless the mouse rests on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("kind", "toast")
        self._undo: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(Picture("circle-check", "yes"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = Text()
        row.addWidget(self.text)
        self.undo_button = QuietButton(on_click=self._on_undo)
        self._close = IconButton("x", on_click=self.hide)
        row.addWidget(self.undo_button)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a message; with ``undo`` also the button that takes it back."""
        self._undo = undo
        self.text.setText(text)
        self.undo_button.setText(_("Undo"))
        self.undo_button.setVisible(undo is not None)
        self._close.set_name(_("Close"))
        self._place()
        self.show()
        self.raise_()
        self._timer.start((WITH_UNDO if undo else SECONDS) * 1000)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _on_undo(self) -> None:
        self.take_back()

    def take_back(self) -> bool:
        """Undo what the message is about; False where there is nothing to undo."""
        undo, self._undo = self._undo, None
        if undo is None or self.isHidden():
            return False
        self.hide()
        undo()
        return True

    def forget(self) -> None:
        """Hide, and drop text and undo: the centre is being locked."""
        self._undo = None
        self.text.setText("")
        self.hide()

    def _place(self) -> None:
        parent = self._over
        self.adjustSize()
        width = min(self.sizeHint().width(), parent.width() - 2 * theme.MARGIN)
        self.resize(width, self.sizeHint().height())
        self.move((parent.width() - width) // 2, parent.height() - self.height() - ABOVE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._timer.start(SECONDS * 1000)
        super().leaveEvent(event)
