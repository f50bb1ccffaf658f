# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Plots of protected numbers: bars side by side, and lines over time. What is hidden is a gap, never a guess."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.i18n import _
from ui import theme
from ui.models.plotted import Bar, Curve
from ui.widgets.columns import FlowLayout
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Text

MOST_BARS = 24
"""More would be unreadable; the table beside has them all."""
HUES = ("accent", "info", "unknown", "yes", "no", "muted")
SYMBOLS = ("o", "s", "t1", "d", "p", "x")
"""A line is known by its sign too, not by its colour alone."""
HATCH = Qt.BrushStyle.BDiagPattern


class _Plot(QWidget):
    """A pyqtgraph plot in the colours of the window, that cannot be dragged away by mistake."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.plot = pg.PlotWidget(self)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self.plot)
        theme.notifier().changed.connect(self.paint_anew)

    def paint_anew(self) -> None:
        """Draw everything in the colours and sizes that hold now."""
        c = theme.colours()
        self.plot.setBackground(c.color("surface"))
        self.plot.clear()
        for name in ("left", "bottom"):
            axis = self.plot.getAxis(name)
            axis.setPen(pg.mkPen(c.color("hairline")))
            axis.setTextPen(pg.mkPen(c.color("muted")))
            axis.setStyle(tickFont=theme.font("secondary", QFont.Weight.Normal), tickLength=0)
        self.draw()

    def draw(self) -> None:
        """Put the items on the plot; subclasses say which."""
        raise NotImplementedError


class BarPlot(_Plot):
    """Bars from the left, the first one on top, each with its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.keys = PlotKeys()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self.keys)
        self.plot.invertY(True)
        self.plot.hideAxis("bottom")
        self.paint_anew()

    def show_bars(self, bars: Sequence[Bar], name: str, keys: Sequence[str] = ()) -> None:
        """Show other bars; ``name`` says what they are to who cannot see them, ``keys`` what their parts are."""
        self._bars = tuple(bars)[:MOST_BARS]
        said = ", ".join(f"{bar.label} {bar.value}" for bar in self._bars if bar.value is not None)
        self.setAccessibleName(f"{name}: {said}")
        has_hidden = any(None in bar.parts for bar in self._bars)
        self.keys.show_keys(keys, _("hidden") if has_hidden else "")
        self.plot.setMinimumHeight(theme.px(28) * len(self._bars) + theme.px(16))
        self.paint_anew()

    def draw(self) -> None:
        top = max((bar.value for bar in self._bars if bar.value is not None), default=1) or 1
        axis = self.plot.getAxis("left")
        axis.setTicks([[(at, bar.label) for at, bar in enumerate(self._bars)]])
        metrics = QFontMetrics(theme.font("secondary", QFont.Weight.Normal))
        wide = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0)
        axis.setWidth(wide + theme.px(16))  # by itself it would be as wide as the words it had before
        for at, bar in enumerate(self._bars):
            end = self._draw_bar(at, bar, top * 0.035)
            words = "." if bar.value is None else str(bar.value)
            text = pg.TextItem(words, color=theme.colours().color("text"), anchor=(0, 0.5))
            text.setFont(theme.font("secondary", QFont.Weight.DemiBold))
            text.setPos(end + top * 0.008, at)
            self.plot.addItem(text, ignoreBounds=True)
        self.plot.setRange(xRange=(0, top * 1.35), yRange=(-0.5, max(len(self._bars), 1) - 0.5), padding=0)

    def _draw_bar(self, at: int, bar: Bar, stub: float) -> float:
        """Draw the parts of a bar, and hatched what is hidden in it; return where it ends."""
        left = 0.0
        for hue, part in zip(HUES, bar.parts or (bar.value,), strict=False):
            left = self._draw_part(at, left, part or 0, theme.colours().color(hue))
        rest = stub if bar.value is None else bar.value - left
        return self._draw_part(at, left, rest, theme.colours().color("muted"), HATCH)

    def _draw_part(
        self,
        at: int,
        left: float,
        wide: float,
        colour: QColor,
        style: Qt.BrushStyle = Qt.BrushStyle.SolidPattern,
    ) -> float:
        if wide > 0:
            brush, pen = QBrush(colour, style), pg.mkPen(theme.colours().color("surface"))
            self.plot.addItem(pg.BarGraphItem(x0=left, y=at, height=0.56, width=wide, brush=brush, pen=pen))
        return left + max(wide, 0)


class PlotKeys(QWidget):
    """What the hues of a plot mean, in the order in which they stand."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=12)
        self.labels: list[str] = []

    def show_keys(self, keys: Sequence[str], hidden: str = "") -> None:
        """Show other keys, and a word for what is hatched."""
        empty_out(self._flow)
        self.labels = [*keys, hidden] if keys and hidden else list(keys)
        for number, label in enumerate(self.labels):
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
            row.addWidget(_Key(HUES[number] if number < len(keys) else ""))
            row.addWidget(Text(label, "secondary", "muted"))
            self._flow.addWidget(holder)
        self.setVisible(bool(keys))


class _Key(QWidget):
    """A square in a hue, or a hatched one."""

    def __init__(self, hue: str) -> None:
        super().__init__()
        self._hue = hue
        self.setFixedSize(theme.px(14), theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        brush = QBrush(c.color(self._hue)) if self._hue else QBrush(c.color("muted"), HATCH)
        painter.fillRect(self.rect(), brush)
        painter.end()


class TrendPlot(_Plot):
    """A few lines over the periods; the name of each stands at its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] = ()
        self._periods: tuple[str, ...] = ()
        self._marked = ""
        self._top = 1.0
        self._ends: list[tuple[float, float, pg.TextItem]] = []
        """Value and place of the last point of each line, and its name."""
        self.paint_anew()

    def show_curves(
        self, curves: Sequence[Curve], periods: Sequence[str], name: str, marked: str = ""
    ) -> None:
        """Show other lines over these periods; the one whose label is ``marked`` is drawn bolder."""
        self._curves, self._periods, self._marked = tuple(curves)[: len(HUES)], tuple(periods), marked
        self.setAccessibleName(name)
        self.paint_anew()

    def draw(self) -> None:
        c = theme.colours()
        self.plot.getAxis("bottom").setTicks([list(enumerate(self._periods))])
        self.plot.showGrid(y=True, alpha=0.25)
        top = 1
        ends: list[tuple[float, float, str, QColor]] = []
        for number, curve in enumerate(self._curves):
            colour = QColor(c.color(HUES[number]))
            values = [float("nan") if value is None else float(value) for value in curve.values]
            shown = [(at, value) for at, value in enumerate(curve.values) if value is not None]
            top = max([top, *(value for _at, value in shown)])
            self.plot.plot(
                list(range(len(values))),
                values,
                pen=pg.mkPen(colour, width=4 if curve.label == self._marked else 2),
                antialias=True,
                symbol=SYMBOLS[number],
                symbolBrush=colour,
                symbolPen=pg.mkPen(c.color("surface")),
                symbolSize=theme.px(9),
                connect="finite",
            )
            if shown:
                ends.append((float(shown[-1][1]), float(shown[-1][0]), curve.label, colour))
        last = max(len(self._periods) - 1, 1)
        self.plot.setRange(
            xRange=(-0.2 - last * 0.04, last + last * 0.25 + 0.3), yRange=(0, top * 1.08), padding=0
        )
        self._top, self._ends = top * 1.08, []
        for value, at, label, hue in sorted(ends, key=lambda end: end[0]):
            text = pg.TextItem(label, color=hue, anchor=(0, 0.5))
            text.setFont(theme.font("secondary", QFont.Weight.DemiBold))
            self.plot.addItem(text, ignoreBounds=True)
            self._ends.append((value, at + last * 0.02, text))
        self._place_names()

    def _place_names(self) -> None:
        """Put the name of each line at its end, pushed apart where two would lie over each other."""
        room = theme.px(17) / max(self.plot.height() - theme.px(30), theme.px(120)) * self._top
        places = spread([value for value, _at, _text in self._ends], room)
        for (_value, at, text), place in zip(self._ends, places, strict=True):
            text.setPos(at, place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_names()


def spread(values: Sequence[float], room: float) -> list[float]:
    """Places for words near these ascending values, none nearer than ``room`` to the next, none below half of it."""
    groups: list[list[float]] = []  # middle of the group, number of its members
    for value in values:
        groups.append([max(value, room / 2), 1.0])
        while len(groups) > 1:
            (low, below), (high, above) = groups[-2:]
            if high - low >= room * (below + above) / 2:
                break
            both = below + above
            middle = (low * below + high * above) / both
            groups[-2:] = [[max(middle, room * both / 2), both]]
    return [middle + room * (at - (n - 1) / 2) for middle, n in groups for at in range(int(n))]
