# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A button inside a line, at its end: the calendar of a date, the arrow of a list.

Qt's own actions in a line are smaller than a target may be.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from ui import theme


class LineButton(QToolButton):
    """Stays at the end of its line; the keyboard does not stop at it, for the line has a key of its own."""

    def __init__(self, line: QLineEdit, icon: str, on_click: Callable[[], None]) -> None:
        super().__init__(line)
        self._line = line
        self.setIcon(theme.icon(icon))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setStyleSheet("QToolButton { padding: 2px; }")
        self.clicked.connect(lambda _checked: on_click())
        line.installEventFilter(self)
        self._fit()

    @property
    def room(self) -> int:
        """Width that the button takes from the end of the line."""
        return self.width() + 4

    def set_name(self, name: str) -> None:
        """Say what the button does."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange}:
            self._fit()
        return False

    def _fit(self) -> None:
        side = max(theme.px(26), theme.TARGET)
        self.setIconSize(QSize(theme.px(16), theme.px(16)))
        self.setFixedSize(side, side)
        is_mirrored = self._line.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = 5 if is_mirrored else self._line.width() - side - 5
        self.move(x, (self._line.height() - side) // 2)
        margins = (side + 2, 0, 0, 0) if is_mirrored else (0, 0, side + 2, 0)
        current = self._line.textMargins()
        if (current.left(), current.right()) != (margins[0], margins[2]):
            self._line.setTextMargins(*margins)
