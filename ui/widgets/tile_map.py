# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A map of equal tiles: every district has one, about where it lies, tinted by its protected number."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from beratung.i18n import _
from ui import theme

PLACES: Mapping[str, tuple[int, int]] = {
    "15081": (0, 0), "15090": (1, 0), "15083": (0, 1), "15003": (1, 1), "15086": (2, 1), "15001": (3, 1),
    "15085": (0, 2), "15089": (1, 2), "15082": (2, 2), "15091": (3, 2), "15087": (0, 3), "15088": (1, 3),
    "15002": (2, 3), "15084": (1, 4),
}  # fmt: skip
"""Column and row of each district of Saxony-Anhalt by its AGS; drawn by eye, not measured."""
STEPS = 5
"""So many tints, so that a tint tells less than the number that stands on it."""


class Tile(NamedTuple):
    """A district with its number; None stays in the house."""

    code: str
    label: str
    value: int | None


def is_mapped(codes: Sequence[str]) -> bool:
    """Whether the map has a place for most of these districts."""
    return sum(code in PLACES for code in codes) >= len(PLACES) - 2


class TileMap(QWidget):
    """The tiles; what has no place (unknown, elsewhere) stands below in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[Tile, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.notifier().changed.connect(self.update)

    def show_tiles(self, tiles: Sequence[Tile], name: str) -> None:
        """Show other numbers; ``name`` says what they are."""
        self._tiles = tuple(tiles)
        hidden = _("hidden")
        said = ", ".join(f"{t.label} {hidden if t.value is None else t.value}" for t in self._tiles)
        self.setAccessibleName(f"{name}: {said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(520), theme.px(360))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(260))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        placed = [tile for tile in self._tiles if tile.code in PLACES]
        top = max((tile.value for tile in placed if tile.value is not None), default=0)
        columns, rows = 4, 5
        below = theme.px(24)
        width = min((self.width() - theme.px(8)) / columns, theme.px(190))
        height = min((self.height() - below) / rows, theme.px(84))
        left = (self.width() - columns * width) / 2
        for tile in placed:
            column, row = PLACES[tile.code]
            self._paint(painter, QRectF(left + column * width, row * height, width, height), tile, top)
        rest = [tile for tile in self._tiles if tile.code not in PLACES]
        words = " · ".join(f"{tile.label}: {'.' if tile.value is None else tile.value}" for tile in rest)
        painter.setFont(theme.font("secondary"))
        painter.setPen(theme.colours().color("muted"))
        ground = QRectF(0, rows * height, self.width(), below)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def _paint(self, painter: QPainter, rect: QRectF, tile: Tile, top: int) -> None:
        c = theme.colours()
        inner = rect.adjusted(3, 3, -3, -3)
        ground, ink = c.color("raised"), c.color("text")
        if tile.value:
            step = -(-tile.value * STEPS // max(top, 1))
            ground = _mixed(c.color("surface"), c.color("accent"), 0.1 + 0.8 * (step - 1) / (STEPS - 1))
            ink = max((c.color("text"), c.color("on_accent")), key=lambda one: _contrast(one, ground))
        painter.setPen(QPen(c.color("hairline"), 1))
        painter.setBrush(c.color("unknown_soft") if tile.value is None else ground)
        painter.drawRoundedRect(inner, theme.RADIUS, theme.RADIUS)
        painter.setPen(c.color("unknown") if tile.value is None else ink)
        painter.setFont(theme.font("secondary"))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(tile.label, Qt.TextElideMode.ElideRight, int(inner.width() - 12))
        words = inner.adjusted(8, 6, -6, -6)
        painter.drawText(words, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(theme.font("section", QFont.Weight.DemiBold))
        number = "." if tile.value is None else str(tile.value) if tile.value else "–"
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, number)


def _mixed(one: QColor, other: QColor, part: float) -> QColor:
    """A colour between two; ``part`` 0 is the first."""
    sides = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * part) for a, b in sides))


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colours (WCAG 2.2): 1 is none, 21 the greatest."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
