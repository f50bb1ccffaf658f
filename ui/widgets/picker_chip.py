# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The chip of an entry that was picked, with a cross that takes it out."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QToolButton, QWidget

from beratung.i18n import _
from ui import icons, theme
from ui.models.choices import Choice


class PickedChip(QToolButton):
    """A picked entry; Delete, Backspace, Enter or a click on its cross take it out."""

    def __init__(self, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Remove %(label)s") % {"label": choice.label})

    def _word(self) -> str:
        return word_of(self.choice)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("secondary", QFont.Weight.DemiBold))
        return QSize(
            min(metrics.horizontalAdvance(self._word()), theme.px(320)) + theme.px(14) + 26, theme.px(26)
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(c.color("accent_soft"))
        painter.setPen(QPen(c.color("focus"), theme.FOCUS) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        font = theme.font("secondary", QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(c.color("accent"))
        side = theme.px(14)
        room = self.rect().adjusted(9, 0, -side - 9, 0)
        word = QFontMetrics(font).elidedText(self._word(), Qt.TextElideMode.ElideRight, room.width())
        direction = self.layoutDirection()
        leading = (
            QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        )
        painter.drawText(QStyle.visualRect(direction, self.rect(), room), leading, word)
        cross = QRect(self.width() - side - 7, (self.height() - side) // 2, side, side)
        icons.paint(painter, QStyle.visualRect(direction, self.rect(), cross), "x", c.accent)
        painter.end()


def word_of(choice: Choice) -> str:
    """Return what the line shows once an entry is picked."""
    return choice.short or choice.label
