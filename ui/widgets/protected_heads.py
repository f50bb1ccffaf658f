# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The heads of a protected table: in line with its numbers, over two lines where the words are long."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.models.protected_rows import IS_TOTAL

PAD = 12
"""Pixels between a number and the end of its cell."""
_EDGE = 17
"""Pixels before the first word of a line, as before the title of the card."""
_LINES = 2
_WIDEST = 280
_WIDEST_COLUMN = 132


class TableHead(QHeaderView):
    """Names of columns or lines, quiet beside the numbers; a total is written like its numbers."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self._is_across = orientation is Qt.Orientation.Horizontal
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def words_at(self, section: int) -> str:
        """What a column or a line is called."""
        return str(self.model().headerData(section, self.orientation(), Qt.ItemDataRole.DisplayRole) or "")

    def width_for(self, section: int) -> int:
        """How wide a column must be so that its name fits into two lines."""
        metrics, words = QFontMetrics(_font(is_total=True, is_across=True)), self.words_at(section).split()
        halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words) + 1)]
        wide = min((max(map(metrics.horizontalAdvance, half)) for half in halves), default=0)
        return min(wide + 2, theme.px(_WIDEST_COLUMN)) + theme.px(8 + PAD)

    def fit(self) -> None:
        """Take the room that the names need; call it when the table has another shape."""
        metrics = QFontMetrics(_font(is_total=True, is_across=self._is_across))
        wide = [metrics.horizontalAdvance(self.words_at(n)) for n in range(self.count())]
        if self._is_across:
            rooms = [self.sectionSize(n) - theme.px(8 + PAD) for n in range(self.count())]
            lines = _LINES if any(w > room for w, room in zip(wide, rooms, strict=True)) else 1
            self.setFixedHeight(metrics.lineSpacing() * lines + theme.px(14))
        else:
            self.setFixedWidth(min(max(wide, default=0) + theme.px(_EDGE + 8), theme.px(_WIDEST)))

    def sizeHint(self) -> QSize:
        """Never look at the sections: Qt asks while the table changes its shape."""
        return QSize(self.minimumWidth(), self.minimumHeight())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c = theme.colours()
        painter.save()
        painter.fillRect(rect, c.color("surface"))
        is_total = bool(self.model().headerData(section, self.orientation(), IS_TOTAL))
        painter.setFont(_font(is_total=is_total, is_across=self._is_across))
        painter.setPen(c.color("muted" if self._is_across and not is_total else "text"))
        words = self.words_at(section)
        if self._is_across:
            inner = rect.adjusted(theme.px(8), 0, -theme.px(PAD), -theme.px(7))
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            wrap = int(Qt.TextFlag.TextWordWrap)
            painter.drawText(inner, flags | wrap, self._cut(words, inner))
        else:
            inner = rect.adjusted(theme.px(_EDGE), 0, -theme.px(8), 0)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                inner = rect.adjusted(theme.px(8), 0, -theme.px(_EDGE), 0)
            words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter), words)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), c.color("hairline"))
        painter.restore()

    def _cut(self, words: str, inner: QRect) -> str:
        """The words, cut where even two lines cannot hold them."""
        metrics = QFontMetrics(_font(is_total=True, is_across=True))
        room = QRect(0, 0, inner.width(), metrics.lineSpacing() * 9)
        needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), words)
        if needed.height() <= metrics.lineSpacing() * _LINES and needed.width() <= inner.width():
            return words
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(inner.width() * _LINES * 0.95))


def _font(*, is_total: bool, is_across: bool = False) -> QFont:
    return theme.font(
        "secondary" if is_across else "body", QFont.Weight.DemiBold if is_total else QFont.Weight.Normal
    )
