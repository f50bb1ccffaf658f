# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tables of a report as they would leave the house: numbers, plots, and why a number is hidden."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.statistics_views import HIDDEN_SIGN, CellState, ProtectedReport, ReportTable
from beratung.i18n import _, ngettext
from ui import theme
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.screens.statistics.saying import bars_of, keys_of, say_hidden, say_proof, say_shared, tiles_of
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll
from ui.widgets.protected_table import GROUNDS, INKS, ProtectedTable
from ui.widgets.record_list import RecordList, side_by_side
from ui.widgets.segments import Segments
from ui.widgets.tile_map import TileMap, is_mapped

if TYPE_CHECKING:
    from ui.widgets.plots import BarPlot

_TABLE, _PLOT, _MAP, _NOTES = "table", "plot", "map", "notes"
_ROOMY = 800
"""Pixels from which on the list of tables stands beside the table; in less the arrows turn them over."""


def _looks() -> Sequence[tuple[str, str]]:
    return (_TABLE, _("Table")), (_PLOT, _("Plot")), (_MAP, _("Map")), (_NOTES, _("Notes on method"))


class _Swatch(QWidget):
    """A hidden cell in small."""

    def __init__(self, state: CellState) -> None:
        super().__init__()
        self._state = state
        self.setFixedSize(theme.px(26), theme.px(18))
        theme.notifier().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.color(GROUNDS[self._state]))
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setPen(c.color(INKS[self._state]))
        painter.setFont(theme.font("body", QFont.Weight.DemiBold))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, HIDDEN_SIGN)
        painter.end()


class _Legend(QWidget):
    """What the ground of a cell means, in words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        self._words = Text("", "secondary", "muted")
        row.addWidget(_Swatch(CellState.HIDDEN))
        row.addWidget(self._words)
        row.addStretch(1)

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self._words.setText(_("hidden: few people, or it protects such a number"))


class TablesView(QWidget):
    """One report: a banner that says how safe it is, the list of its tables, the table or its plot.

    Signals:
        less_wanted: the user wants to see how less could be hidden.
    """

    less_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: ProtectedReport | None = None
        self._plot: BarPlot | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.banner = Banner("yes", icon="shield-check")
        self.less_button = SecondaryButton(on_click=self.less_wanted.emit)
        self.banner.add_button(self.less_button)
        column.addWidget(self.banner)
        self.shared = Note()
        column.addWidget(self.shared)
        self.index = RecordList("chart-bar", _entry)
        self.list = self.index.list
        self.index.chosen.connect(self._show_table)
        self.index.opened.connect(lambda: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        column.addLayout(side_by_side((self.index, 2), (self._build_card(), 5)), 1)

    def _build_card(self) -> QWidget:
        self.card = Card(" ", inset=False)
        self.card.title.setWordWrap(True)
        self.card.head.setStretch(0, 1)
        self.card.head.setStretch(1, 0)
        self.look = Segments(_looks, _TABLE)
        self.look.changed.connect(self._lay_out)
        self.before = IconButton("chevron-left", on_click=lambda: self.turn(-1))
        self.after = IconButton("chevron-right", on_click=lambda: self.turn(1))
        for control in (self.look, self.before, self.after):
            self.card.head.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        self.table = ProtectedTable()
        self.table.explained.connect(self._explain)
        self.around = Scroll()
        self.around.column.setContentsMargins(16, 0, 16, 12)
        self.around.column.addStretch(1)
        self.map = TileMap()
        self.notes = Scroll()
        self.notes.column.setContentsMargins(16, 0, 16, 12)
        self.note_words = Text("", "body", wrap=True)
        self.note_words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes.column.addWidget(self.note_words)
        self.notes.column.addStretch(1)
        for shown in (self.table, self.around, self.map, self.notes):
            self.card.add(shown, 1)
        self.why = Text("", "body", wrap=True)
        self.why.setContentsMargins(16, 8, 16, 8)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card.add(self.why)
        self.legend = _Legend()
        self.card.add(self.legend)
        return self.card

    @property
    def plot(self) -> "BarPlot":
        """The bars; made when they are first looked at, since what draws them takes a while to load."""
        if self._plot is None:
            from ui.widgets.plots import BarPlot

            self._plot = BarPlot()
            self.around.column.insertWidget(0, self._plot)
        return self._plot

    def show_report(self, report: ProtectedReport) -> None:
        """Show another report, or the same one made better."""
        self.report = report
        self.index.show_records(report.tables)
        self.retranslate()
        self._show_table()

    def forget(self) -> None:
        """Forget the report."""
        self.report = None
        self.index.show_records(())
        self.table.show_table(None)
        self.map.show_tiles((), "")
        if self._plot is not None:
            self._plot.show_bars((), "")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.look.retranslate()
        self.legend.retranslate()
        self.table.retranslate()
        self.before.set_name(_("Table before"))
        self.after.set_name(_("Next table"))
        self.less_button.setText(_("Hide less"))
        self.list.setAccessibleName(_("Tables"))
        if self.report is None:
            return
        report = self.report
        self.index.set_title(_("Tables"), str(len(report.tables)))
        self.note_words.setText("\n\n".join(report.method.lines))
        self.banner.say(say_hidden(report), say_proof(report), "yes" if report.is_safe else "no")
        self.shared.say(say_shared(report), "unknown", "alert-triangle")
        self.less_button.setVisible(bool(report.merges))

    def current(self) -> ReportTable | None:
        """The table that is shown."""
        return self.index.current()

    def take_focus(self) -> None:
        """Put the keyboard into the list of tables, or into the table where it is alone."""
        shown = self.list if self.list.isVisible() else self.table
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self, steps: int) -> None:
        """Show the next table, or the one before; after the last comes the first."""
        tables = self.index.records
        if tables:
            at = [table.name for table in tables].index(self.list.current_key())
            self.list.choose(tables[(at + steps) % len(tables)].name)
            self._show_table()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In little room, or where it is the only one, the table is alone."""
        is_roomy, has_several = self.width() >= theme.px(_ROOMY), len(self.index.records) > 1
        self.index.setVisible(is_roomy and has_several)
        for button in (self.before, self.after):
            button.setVisible(not is_roomy and has_several)

    def _show_table(self) -> None:
        table = self.current()
        self.card.setVisible(table is not None)
        self._make_room()
        if table is None:
            return
        self.card.set_title(table.title)
        self.table.show_table(table)
        self.map.show_tiles(tiles_of(table), table.title)
        if not self.table.currentIndex().isValid():
            self.why.setText(table.note or _("Choose a cell, and this line says why it looks as it does."))
        self._lay_out()

    def _explain(self, words: str) -> None:
        if words:
            self.why.setText(words)

    def _lay_out(self) -> None:
        """A table with one number a line has its bars in it; others have a plot of their totals beside."""
        table = self.current()
        if table is None:
            return
        has_plot, has_map = len(table.columns) > 1, is_mapped([tile.code for tile in tiles_of(table)])
        offered = {_TABLE: True, _PLOT: has_plot, _MAP: has_map, _NOTES: True}
        self.look.show_only([name for name, is_offered in offered.items() if is_offered])
        look = self.look.value() if offered[self.look.value()] else _TABLE
        self.table.setVisible(look == _TABLE)
        self.map.setVisible(look == _MAP)
        self.notes.setVisible(look == _NOTES)
        self.around.setVisible(look == _PLOT)
        self.why.setVisible(look == _TABLE)
        self.legend.setVisible(look == _TABLE and any(cell.is_hidden for cell in table.cells()))
        if look == _PLOT:
            self.plot.show_bars(bars_of(table), table.title, keys_of(table))


def _entry(table: ReportTable) -> Entry:
    """A table in the list: what it is about, and how much of it is hidden."""
    hidden = sum(cell.is_hidden for cell in table.cells())
    said = ngettext("%(n)d number hidden", "%(n)d numbers hidden", hidden) % {"n": hidden}
    detail = said if hidden else _("nothing hidden")
    title = _without_measure(table)
    return Entry(
        table.name,
        table.measure_label,
        RowLook(title[:1].upper() + title[1:], detail),
        f"{table.title}, {detail}",
    )


def _without_measure(table: ReportTable) -> str:
    """A title below the word for what is counted need not say that word again."""
    head, sign, rest = table.title.partition(" nach ")
    if sign and head and head in table.measure_label:
        return sign.strip() + f" {rest}"
    return table.title.removeprefix(f"{table.measure_label}: ")
