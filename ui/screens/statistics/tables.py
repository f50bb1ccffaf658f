# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tables of a report as they would leave the house: numbers, plots, and why a number is hidden."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.statistics_views import CellState, ProtectedReport, ReportTable
from beratung.i18n import _, ngettext
from ui import theme
from ui.models.looks import RowLook
from ui.models.sections import Entry, SectionModel
from ui.screens.statistics.saying import bars_of, say_hidden, say_merge, say_proof, say_shared, tiles_of
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.note import Note
from ui.widgets.page import Scroll
from ui.widgets.plots import BarPlot
from ui.widgets.protected_table import GROUNDS, ProtectedTable
from ui.widgets.section_list import SectionList
from ui.widgets.segments import Segments
from ui.widgets.tile_map import TileMap, is_mapped

_TABLE, _PLOT, _MAP = "table", "plot", "map"
_MOST_MERGES = 2


def _looks() -> Sequence[tuple[str, str]]:
    return (_TABLE, _("Table")), (_PLOT, _("Plot")), (_MAP, _("Map"))


class _Legend(QWidget):
    """What the two grounds mean, in words."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 12)
        row.setSpacing(8)
        self._words: list[tuple[QWidget, Text, CellState]] = []
        for state in (CellState.SMALL, CellState.BESIDE):
            swatch = QWidget()
            swatch.setFixedSize(theme.px(18), theme.px(14))
            words = Text("", "secondary", "muted")
            row.addWidget(swatch)
            row.addWidget(words)
            row.addSpacing(8)
            self._words.append((swatch, words, state))
        row.addStretch(1)
        theme.notifier().changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        for swatch, _words, state in self._words:
            ground = theme.colours().color(GROUNDS[state]).name()
            swatch.setStyleSheet(f"background: {ground}; border-radius: 4px;")

    def retranslate(self) -> None:
        """Say the meanings in the language spoken now."""
        said = {
            CellState.SMALL: _("few people: hidden"),
            CellState.BESIDE: _("hidden so that no other can be worked out"),
        }
        for _swatch, words, state in self._words:
            words.setText(said[state])


class TablesView(QWidget):
    """One report: a banner that says how safe it is, a tab for each table, the table or its plot.

    Signals:
        merge_wanted: a `MergeProposal` that the user wants to try.
    """

    merge_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: ProtectedReport | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.banner = Banner("yes", icon="shield-check")
        column.addWidget(self.banner)
        self.shared = Note()
        column.addWidget(self.shared)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.chosen.connect(lambda _key: self._show_table())
        self.list.opened.connect(lambda _key: self.table.setFocus(Qt.FocusReason.TabFocusReason))
        self.index = Card(" ", inset=False)
        self.index.add(self.list, 1)
        self.merges = Card(" ")
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.index, 1)
        left.addWidget(self.merges)
        sides.addLayout(left, 2)
        sides.addWidget(self._build_card(), 5)
        column.addLayout(sides, 1)

    def _build_card(self) -> QWidget:
        self.card = Card(" ", inset=False)
        self.look = Segments(_looks, _TABLE)
        self.look.changed.connect(self._lay_out)
        self.card.head.addWidget(self.look)
        self.table = ProtectedTable()
        self.table.explained.connect(self._explain)
        self.plot = BarPlot()
        around = Scroll()
        around.column.setContentsMargins(16, 0, 16, 12)
        around.column.addWidget(self.plot)
        around.column.addStretch(1)
        self.around = around
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.table, 3)
        row.addWidget(around, 2)
        self.map = TileMap()
        row.addWidget(self.map, 3)
        self.card.add(row, 1)
        self.why = Text("", "body", wrap=True)
        self.why.setContentsMargins(16, 8, 16, 4)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.card.add(self.why)
        self.legend = _Legend()
        self.card.add(self.legend)
        return self.card

    def show_report(self, report: ProtectedReport) -> None:
        """Show another report, or the same one made better."""
        self.report = report
        kept = self.list.current_key()
        self.model.show([_entry(table) for table in report.tables])
        if not self.list.choose(kept, scroll=False) and report.tables:
            self.list.choose(report.tables[0].name)
        self.retranslate()
        self._show_table()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.look.retranslate()
        self.legend.retranslate()
        self.index.set_title(_("Tables"))
        self.list.setAccessibleName(_("Tables"))
        if self.report is None:
            return
        report = self.report
        tone = "yes" if report.is_safe else "no"
        self.banner.say(say_hidden(report), say_proof(report), tone)
        self.shared.say(say_shared(report), "unknown", "alert-triangle")
        self._show_merges(report)

    def current(self) -> ReportTable | None:
        """The table that is shown."""
        if self.report is None:
            return None
        key = self.list.current_key()
        tables = self.report.tables
        return next((table for table in tables if table.name == key), tables[0] if tables else None)

    def _show_table(self) -> None:
        table = self.current()
        self.card.setVisible(table is not None)
        if table is None:
            return
        self.card.set_title(table.title)
        self.table.show_table(table)
        self.plot.show_bars(bars_of(table), table.title)
        self.map.show_tiles(tiles_of(table), table.title)
        self.why.setText(table.note or _("Choose a cell, and this line says why it looks as it does."))
        self.legend.setVisible(any(cell.is_hidden for cell in table.cells()))
        self._lay_out()

    def _explain(self, words: str) -> None:
        if words:
            self.why.setText(words)

    def _lay_out(self) -> None:
        """A narrow table has its plot or its map beside it; a wide one gives way to them."""
        table = self.current()
        if table is None:
            return
        is_narrow, has_map = len(table.columns) == 1, is_mapped([tile.code for tile in tiles_of(table)])
        self.look.segments[2].setVisible(has_map)
        look = self.look.value() if has_map or self.look.value() != _MAP else _TABLE
        self.look.setVisible(has_map or not is_narrow)
        self.map.setVisible(look == _MAP)
        self.table.setVisible(look == _TABLE or (is_narrow and look == _PLOT))
        self.around.setVisible(look == _PLOT or (is_narrow and look == _TABLE))

    def _show_merges(self, report: ProtectedReport) -> None:
        while (item := self.merges.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.merges.setVisible(bool(report.merges))
        self.merges.set_title(_("Less would be hidden"))
        for merge in report.merges[:_MOST_MERGES]:
            self.merges.add(Text(say_merge(merge), "secondary", wrap=True))
            button = SecondaryButton(_("Merge"), on_click=self._wanting(merge))
            button.setAccessibleDescription(say_merge(merge))
            self.merges.add(button)

    def _wanting(self, merge: object) -> Callable[[], None]:
        return lambda: self.merge_wanted.emit(merge)


def _entry(table: ReportTable) -> Entry:
    """A table in the list: what it is about, and how much of it is hidden."""
    hidden = sum(cell.is_hidden for cell in table.cells())
    said = ngettext("%(n)d number hidden", "%(n)d numbers hidden", hidden) % {"n": hidden}
    detail = said if hidden else _("nothing hidden")
    title = table.title.removeprefix(f"{table.measure_label}: ")
    return Entry(
        table.name,
        table.measure_label,
        RowLook(title[:1].upper() + title[1:], detail),
        f"{table.title}, {detail}",
    )
