# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The search field: a magnifier in front, the key that leads to it at the end."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QWidget

from ui import theme
from ui.icons import paint as paint_icon


class SearchField(QLineEdit):
    """A line to search in; ``hint`` is the shortcut shown while nothing is typed."""

    def __init__(self, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setClearButtonEnabled(False)
        self.setProperty("kind", "search")
        self.setTextMargins(theme.px(36), 0, 8, 0)

    def say(self, placeholder: str) -> None:
        """Set what can be searched; it is also the name that is read out."""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.px(18)
        box = QRect(theme.px(11), (self.height() - side) // 2, side, side)
        colours = theme.colours()
        paint_icon(
            painter, QStyle.visualRect(self.layoutDirection(), self.rect(), box), "search", colours.muted
        )
        if self._hint and not self.text():
            painter.setFont(theme.font("body"))
            painter.setPen(colours.color("muted"))
            words = QKeySequence(self._hint).toString(QKeySequence.SequenceFormat.NativeText)
            end = self.rect().adjusted(0, 0, -theme.px(14), 0)
            end = QStyle.visualRect(self.layoutDirection(), self.rect(), end)
            painter.drawText(end, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignTrailing), words)
        painter.end()
