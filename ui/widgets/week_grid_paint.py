# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How the grid of days paints a column and a block. Columns are painted once into pictures; scrolling only moves these."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from ui import icons, theme
from ui.models.grid import DAY, GridBlock, GridColumn, Placed, Span, say_time

RADIUS = 6
INSET = 2
"""Pixels between a block and the edge of its column."""
_BAR = 3
_MORNING = 8 * 60
"""Above it nobody looks for a word."""
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Tone:
    """The colours of a block."""

    ground: QColor
    bar: QColor
    text: QColor
    detail: QColor


def _mix(one: str, other: str, share: float) -> QColor:
    """Return so much of one colour over another."""
    a, b = QColor(one), QColor(other)
    return QColor.fromRgbF(
        a.redF() * share + b.redF() * (1 - share),
        a.greenF() * share + b.greenF() * (1 - share),
        a.blueF() * share + b.blueF() * (1 - share),
    )


class Brushes:
    """Everything that painting needs in the colours and sizes of now; made anew when these change."""

    def __init__(self, ratio: float) -> None:
        c = theme.colours()
        self.ratio = ratio
        self.title = theme.font("secondary", QFont.Weight.DemiBold)
        self.detail = theme.font("secondary")
        self.struck = QFont(self.title)
        self.struck.setStrikeOut(True)
        self.title_metrics = QFontMetrics(self.title)
        self.detail_metrics = QFontMetrics(self.detail)
        self.line = self.title_metrics.height()
        self.side = theme.px(13)
        self.open, self.closed = c.color("surface"), c.color("window")
        self.today = _mix(c.accent_soft, c.surface, 0.35)
        self.hour, self.half = c.color("hairline"), _mix(c.hairline, c.surface, 0.45)
        self.hatch = QBrush(_mix(c.muted, c.window, 0.30), Qt.BrushStyle.BDiagPattern)
        self.muted, self.text = c.color("muted"), c.color("text")
        self.tones = {
            "accent": Tone(c.color("accent_soft"), c.color("accent"), c.color("text"), c.color("muted")),
            "info": Tone(_mix(c.info, c.surface, 0.14), c.color("info"), c.color("text"), c.color("muted")),
            "neutral": Tone(_mix(c.muted, c.surface, 0.13), c.color("control_border"), c.color("text"),
                            c.color("muted")),
            "away": Tone(c.color("window"), c.color("hairline"), c.color("muted"), c.color("muted")),
            "off": Tone(c.color("surface"), c.color("control_border"), c.color("muted"), c.color("muted")),
            "no": Tone(c.color("no_soft"), c.color("no"), c.color("text"), c.color("muted")),
        }  # fmt: skip
        self.is_plain = c.accent_soft in {c.surface, c.window} or c.hairline == c.text
        self._icons: dict[tuple[str, str], QPixmap] = {}

    def icon(self, name: str, colour: QColor) -> QPixmap:
        """Return the picture of a small icon, drawn once."""
        key = (name, colour.name())
        if key not in self._icons:
            side = round(self.side * self.ratio)
            picture = QPixmap(QSize(side, side))
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            icons.paint(painter, QRect(0, 0, side, side), name, colour.name())
            painter.end()
            picture.setDevicePixelRatio(self.ratio)
            self._icons[key] = picture
        return self._icons[key]


def block_rect(placed: Placed, width: float, hour: float) -> QRectF:
    """Return where a block lies in its column, from the column's upper left corner."""
    room = width - 2 * INSET - 1
    lane = room / placed.lanes
    block = placed.block
    top, bottom = block.start * hour / 60, block.end * hour / 60
    return QRectF(
        INSET + lane * placed.lane,
        top + 1,
        max(lane * placed.width - 1, 3),
        max(bottom - top - 2, 13),
    )


def column_picture(
    column: GridColumn,
    placed: Sequence[Placed],
    size: QSize,
    brushes: Brushes,
    direction: Qt.LayoutDirection,
) -> QPixmap:
    """Paint a whole column, from midnight to midnight."""
    picture = QPixmap(size * brushes.ratio)
    picture.setDevicePixelRatio(brushes.ratio)
    picture.fill(brushes.closed)
    hour = size.height() / 24
    painter = QPainter(picture)
    painter.setLayoutDirection(direction)
    _paint_ground(painter, column, size, brushes)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in placed:
        rect = block_rect(item, size.width(), hour)
        paint_block(painter, mirrored(rect, size.width(), direction), item.block, brushes)
    painter.end()
    return picture


def mirrored(rect: QRectF, width: float, direction: Qt.LayoutDirection) -> QRectF:
    """Return where a rectangle lies where everything runs from right to left."""
    if direction is Qt.LayoutDirection.LeftToRight:
        return rect
    return QRectF(width - rect.right(), rect.top(), rect.width(), rect.height())


def _paint_ground(painter: QPainter, column: GridColumn, size: QSize, brushes: Brushes) -> None:
    """Paint open and closed time, absences and the lines of the hours."""
    hour, width = size.height() / 24, size.width()

    def part(span: Span) -> QRect:
        return QRect(0, round(span.start * hour / 60), width, round((span.end - span.start) * hour / 60))

    if not column.shut:
        for span in column.open:
            painter.fillRect(part(span), brushes.today if column.is_today else brushes.open)
    for number in range(25):
        y = round(number * hour)
        painter.setPen(QPen(brushes.hour, 1))
        painter.drawLine(0, y, width, y)
        if hour >= theme.px(34):
            painter.setPen(QPen(brushes.half, 1, Qt.PenStyle.DotLine))
            painter.drawLine(0, round(y + hour / 2), width, round(y + hour / 2))
    spans = (Span(0, DAY, column.shut),) if column.shut else column.away
    for span in spans:
        rect = part(span)
        painter.fillRect(rect, brushes.closed)
        painter.fillRect(rect, brushes.hatch)
        top = max(rect.top(), round(_MORNING * hour / 60))
        if span.word and rect.bottom() - top > brushes.line + 14:
            _paint_word(painter, QRect(0, top, width, rect.bottom() - top), span.word, brushes)
    painter.setPen(QPen(brushes.hour, 1))
    painter.drawLine(width - 1, 0, width - 1, size.height())


def _paint_word(painter: QPainter, rect: QRect, word: str, brushes: Brushes) -> None:
    """Write on a hatched part why nobody is there, where it can be read."""
    text = brushes.title_metrics.elidedText(word, Qt.TextElideMode.ElideRight, rect.width() - 16)
    wide = brushes.title_metrics.horizontalAdvance(text) + 12
    plate = QRectF(rect.left() + (rect.width() - wide) / 2, rect.top() + 6, wide, brushes.line + 4)
    painter.fillRect(plate, brushes.closed)
    painter.setPen(brushes.muted)
    painter.setFont(brushes.title)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def paint_block(painter: QPainter, rect: QRectF, block: GridBlock, brushes: Brushes) -> None:
    """Paint a block: its ground, a bar in its colour, what it is and when."""
    tone = brushes.tones.get(block.tone, brushes.tones["neutral"])
    outline = Qt.PenStyle.DashLine if block.tone == "off" else Qt.PenStyle.SolidLine
    has_frame = block.tone == "off" or brushes.is_plain
    painter.setPen(QPen(tone.bar, 1, outline) if has_frame else Qt.PenStyle.NoPen)
    painter.setBrush(tone.ground)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    direction = painter.layoutDirection()
    is_mirrored = direction is Qt.LayoutDirection.RightToLeft
    if block.tone not in {"off", "away"}:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone.bar)
        x = rect.right() - _BAR - 2 if is_mirrored else rect.left() + 2
        painter.drawRoundedRect(QRectF(x, rect.top() + 3, _BAR, max(rect.height() - 6, 4)), 1.5, 1.5)
    lead = _BAR + 6
    words = rect.adjusted(4, 1, -lead, -1) if is_mirrored else rect.adjusted(lead, 1, -4, -1)
    _paint_words(painter, words, block, tone, brushes)


def _paint_words(painter: QPainter, rect: QRectF, block: GridBlock, tone: Tone, brushes: Brushes) -> None:
    """Write title, time and detail as far as there is room."""
    if rect.width() < 2 * brushes.line:
        return  # not even the first letters could be read
    line, when = brushes.line, say_time(block.start, block.end)
    is_tall = rect.height() >= 2 * line + 2
    top = rect.top() + (2 if is_tall else max((rect.height() - line) / 2, 0))
    room = _paint_signs(painter, rect, top, block, brushes)
    painter.setFont(brushes.struck if block.tone == "off" else brushes.title)
    painter.setPen(tone.text)
    title = brushes.title_metrics.elidedText(block.title, Qt.TextElideMode.ElideRight, round(room))
    is_mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
    left = rect.right() - room if is_mirrored else rect.left()
    painter.drawText(QRectF(left, top, room, line), _LEADING, title)
    painter.setFont(brushes.detail)
    painter.setPen(tone.detail)
    if not is_tall:
        used = brushes.title_metrics.horizontalAdvance(title) + 8
        if room - used >= brushes.detail_metrics.horizontalAdvance("00:00"):
            at = left if is_mirrored else left + used
            short = when if room - used >= brushes.detail_metrics.horizontalAdvance(when) else when[:5]
            painter.drawText(QRectF(at, top, room - used, line), _LEADING, short)
        return
    wide = brushes.detail_metrics.horizontalAdvance(when)
    if wide >= rect.width() - 1:
        when = when[:5]
    lines = [when]
    if block.detail and rect.height() >= 3 * line + 2:
        lines.append(block.detail)
    elif block.detail and wide + 4 * brushes.side < rect.width():
        lines = [f"{when} · {block.detail}"]
    for number, words in enumerate(lines, start=1):
        text = brushes.detail_metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(rect.width()))
        painter.drawText(QRectF(rect.left(), top + number * line, rect.width(), line), _LEADING, text)


def _paint_signs(painter: QPainter, rect: QRectF, top: float, block: GridBlock, brushes: Brushes) -> float:
    """Draw the signs at the end of the first line and return how wide the title may be."""
    room = rect.width()
    side = brushes.side
    y = top + (brushes.line - side) / 2
    for name in block.signs:
        if room - side - 3 < 3 * side:
            break
        room -= side + 3
        at = QRectF(rect.left() + room + 3, y, side, side)
        is_mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = rect.left() + rect.right() - at.right() if is_mirrored else at.left()
        painter.drawPixmap(QPointF(x, y), brushes.icon(name, brushes.muted))
    return room
