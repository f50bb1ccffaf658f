# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A row of a list with a sign and a word at its end, painted by a delegate."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons, theme
from ui.models.looks import LOOK, RowKind, RowLook, Sign

Index = QModelIndex | QPersistentModelIndex
_PAD = 16
_CHIP_PAD = 8
_CHIP_ICON = 14
_CHIP_GAP = 5


def _chip_font() -> QFont:
    return theme.font("secondary", QFont.Weight.DemiBold)


def chip_size(sign: Sign) -> QSize:
    """Return how large a chip is with the text of now."""
    metrics = QFontMetrics(_chip_font())
    width = 2 * _CHIP_PAD + theme.px(_CHIP_ICON) + _CHIP_GAP + metrics.horizontalAdvance(sign.label)
    return QSize(width, max(metrics.height() + 6, theme.px(22)))


def paint_chip(painter: QPainter, place: QRect, sign: Sign, direction: Qt.LayoutDirection) -> None:
    """Draw a chip: a soft ground, the sign and its word."""
    c = theme.colours()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(c.color(sign.role), 1) if _is_plain(sign.role) else Qt.PenStyle.NoPen)
    painter.setBrush(c.color(theme.SOFT[sign.role]))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
    side = theme.px(_CHIP_ICON)
    at = QRect(place.left() + _CHIP_PAD, place.center().y() - side // 2 + 1, side, side)
    icons.paint(painter, QStyle.visualRect(direction, place, at), sign.icon, c.color(sign.role).name())
    painter.setFont(_chip_font())
    painter.setPen(c.color(sign.role))
    text = place.adjusted(_CHIP_PAD + side + _CHIP_GAP, 0, -2, 0)
    painter.setLayoutDirection(direction)
    painter.drawText(QStyle.visualRect(direction, place, text), _LEADING, sign.label)
    painter.restore()


def _is_plain(role: str) -> bool:
    """Return whether the soft ground cannot be told from the surface, as in high contrast."""
    c = theme.colours()
    return str(getattr(c, theme.SOFT[role])) in {c.surface, c.window}


_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class VerdictDelegate(QStyledItemDelegate):
    """Paints rows of two lines with a chip, section titles and folds from the model's `RowLook`."""

    def look(self, index: Index) -> RowLook:
        """Return what a row looks like."""
        found = index.data(LOOK)
        return found if isinstance(found, RowLook) else RowLook(str(index.data() or ""))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self.look(index)
        if look.kind is not RowKind.ROW:
            return QSize(0, QFontMetrics(_chip_font()).height() + theme.px(18))
        lines = QFontMetrics(theme.font("body")).height() + QFontMetrics(theme.font("secondary")).height()
        return QSize(0, lines + theme.px(20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = self.look(index)
        painter.save()
        painter.setLayoutDirection(option.direction)
        if look.kind is RowKind.ROW:
            self._paint_row(painter, option, look)
        else:
            self._paint_title(painter, option, look)
        painter.restore()

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, look: RowLook) -> None:
        c = theme.colours()
        rect, direction = _rect(option), _direction(option)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if look.kind is RowKind.FOLD:
            self._paint_ground(painter, option, look)
            side = theme.px(16)
            at = QRect(inner.right() - side, inner.center().y() - side // 2 + 1, side, side)
            arrow = "chevron-up" if look.is_open else "chevron-down"
            icons.paint(painter, QStyle.visualRect(direction, rect, at), arrow, c.muted)
            inner.setRight(at.left() - 8)
        painter.setFont(_chip_font())
        painter.setPen(c.color("muted"))
        metrics = QFontMetrics(_chip_font())
        title = metrics.elidedText(look.title.upper(), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(QStyle.visualRect(direction, rect, inner), _LEADING, _isolated(title, direction))
        if look.kind is RowKind.FOLD:
            _paint_focus(painter, option)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, look: RowLook) -> None:
        c = theme.colours()
        rect, direction = _rect(option), _direction(option)
        if _has(option, QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, c.color("accent_soft"))
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, bar), c.color("accent"))
        elif look.glow > 0:
            tint = c.color("accent_soft")
            tint.setAlphaF(min(look.glow, 1.0))
            painter.fillRect(rect, tint)
        elif _has(option, QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, c.color("hover"))

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, look: RowLook) -> None:
        c = theme.colours()
        rect, direction = _rect(option), _direction(option)
        self._paint_ground(painter, option, look)
        if not _has(option, QStyle.StateFlag.State_Selected):
            line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
            painter.fillRect(line, c.color("hairline"))
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        width = self._paint_end(painter, rect, inner, look, direction)
        inner.setRight(inner.right() - width)
        name, small = theme.font("body", QFont.Weight.DemiBold), theme.font("secondary")
        name_metrics, small_metrics = QFontMetrics(name), QFontMetrics(small)
        height = name_metrics.height() + (small_metrics.height() + 1 if look.detail else 0)
        top = inner.top() + (inner.height() - height) // 2
        first = QRect(inner.left(), top, inner.width(), name_metrics.height())
        second = QRect(inner.left(), first.bottom() + 2, inner.width(), small_metrics.height())
        for place, font, metrics, role, text in (
            (first, name, name_metrics, "text", look.title),
            (second, small, small_metrics, "muted", look.detail),
        ):
            painter.setFont(font)
            painter.setPen(c.color(role))
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(
                QStyle.visualRect(direction, rect, place), _LEADING, _isolated(elided, direction)
            )
        _paint_focus(painter, option)

    def _paint_end(
        self, painter: QPainter, rect: QRect, inner: QRect, look: RowLook, direction: Qt.LayoutDirection
    ) -> int:
        """Draw the chip and the word beside it; return the width that they take."""
        if look.sign is None:
            return 0
        size = chip_size(look.sign)
        at = QRect(inner.right() - size.width() + 1, inner.center().y() - size.height() // 2, *size.toTuple())
        paint_chip(painter, QStyle.visualRect(direction, rect, at), look.sign, direction)
        taken = size.width() + 12
        if look.before:
            metrics = QFontMetrics(theme.font("secondary"))
            wide = metrics.horizontalAdvance(look.before)
            word = QRect(at.left() - 8 - wide, inner.top(), wide, inner.height())
            painter.setFont(theme.font("secondary"))
            painter.setPen(theme.colours().color("muted"))
            painter.drawText(
                QStyle.visualRect(direction, rect, word), _LEADING, _isolated(look.before, direction)
            )
            taken += wide + 8
        return taken


def _isolated(text: str, direction: Qt.LayoutDirection) -> str:
    """Return a text that runs its own way in a window that runs from right to left."""
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if is_mirrored else text


def _rect(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)


def _direction(option: QStyleOptionViewItem) -> Qt.LayoutDirection:
    direction: Qt.LayoutDirection = option.direction
    return direction


def _has(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def _paint_focus(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Draw the focus ring, where the list is used by keyboard."""
    view = option.widget
    if not _has(option, QStyle.StateFlag.State_HasFocus) or not getattr(view, "shows_focus", True):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.colours().focus), theme.FOCUS))
    painter.drawRoundedRect(QRectF(_rect(option)).adjusted(2, 2, -2, -2), 4, 4)
