# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Taking over an existing list: choose a file, look what goes where, confirm, and see what came of it."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from beratung.domain.errors import BeratungError
from beratung.domain.views import ImportPreview, ImportResult
from beratung.i18n import _, explain, ngettext
from ui import files, jobs, theme
from ui.models.import_rows import FIELDS, ImportRowsModel
from ui.session import Busy, Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.empty_state import EmptyState
from ui.widgets.inputs import Menu
from ui.widgets.labels import Text
from ui.widgets.page import Page, Scroll
from ui.widgets.tab_strip import TabStrip


def _targets() -> list[tuple[str | None, str]]:
    return [(None, _("leave out")), *((field, _(word)) for field, word in FIELDS.items())]


class ImportPage(Page):
    """Nothing is written before the user confirms what he sees."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._path: Path | None = None
        self.preview: ImportPreview | None = None
        self.menus: dict[str, Menu[str | None]] = {}
        self._run = 0
        self._busy: Busy | None = None
        self.dialog: QFileDialog | None = None
        self.cancel_button = SecondaryButton(on_click=self._give_up)
        self.import_button = PrimaryButton("", "file-import", self.run_import)
        self.header.add_action(self.cancel_button)
        self.header.add_action(self.import_button)
        self.banner = Banner("no", closable=True)
        self.banner.hide()
        self.add(self.banner)
        self.pages = QStackedWidget()
        self.add(self.pages, 1)
        self.first = Card()
        self.choose = EmptyState("file-import", on_action=self.ask_file)
        self.first.add(self.choose, 1)
        self.pages.addWidget(self.first)
        self.pages.addWidget(self._build_preview())
        session.about_to_lock.connect(self.clear)

    def _build_preview(self) -> QWidget:
        holder = QWidget()
        holder.setProperty("kind", "plain")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.mapping = Card(" ", inset=False)
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 16)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(8)
        area.column.addLayout(self.grid)
        area.column.addStretch(1)
        self.mapping.add(area, 1)
        self.result = Card(" ", inset=False)
        words = QVBoxLayout()
        words.setContentsMargins(16, 0, 16, 4)
        self.summary = Text("", "body", wrap=True)
        words.addWidget(self.summary)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(lambda _key: self._show_rows())
        words.addWidget(self.tabs)
        self.result.add(words)
        self.rows = ImportRowsModel(self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setStyleSheet("QTableView { border: 0; }")
        self.result.add(self.table, 1)
        self.fine = EmptyState("circle-check")
        self.result.add(self.fine, 1)
        row.addWidget(self.mapping, 6)
        row.addWidget(self.result, 5)
        return holder

    # What is shown

    def start(self) -> None:
        """Begin with choosing a file, unless one is being looked at."""
        if self._path is None:
            self.clear()
            self.choose.button.setFocus()

    def clear(self) -> None:
        """Forget the file and all that was read from it."""
        self._run += 1
        self._path, self.preview = None, None
        self.menus.clear()
        self._empty_grid()
        self.rows.clear()
        self.banner.hide()
        self.pages.setCurrentIndex(0)
        self.import_button.hide()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.header.set_title(
            _("Take over a list"), _("From CSV or Excel. Nothing is written before you confirm.")
        )
        self.cancel_button.setText(_("Cancel"))
        self.choose.say(
            _("Choose the list"),
            _("A CSV file or an Excel table with one person a row and a first line of titles. "
              "Names, birth date, nationality, language and place are recognised by themselves."),
            _("Choose file"),
        )  # fmt: skip
        self.table.setAccessibleName(_("Rows of the file"))
        self.mapping.set_title(_("What goes where"), _("Examples from the file"))
        for header, menu in self.menus.items():
            menu.retranslate()
            menu.set_name(_("Field for the column %(column)s") % {"column": header})
        self._show_summary()

    def ask_file(self) -> None:
        """Ask for a file."""
        kinds = [_("Lists (*.csv *.txt *.xlsx)"), _("All files (*)")]
        self.dialog = files.open_dialog(self.window(), _("Choose the list"), kinds)
        self.dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def look_at(self, path: Path, mapping: Mapping[str, str | None] | None = None) -> None:
        """Read a file and show what an import would do."""
        self._run += 1
        run, clients = self._run, self._session.centre.clients
        self._busy = self._session.busy(_("The list is being read."))

        def done(preview: ImportPreview) -> None:
            self._finish()
            if run == self._run:
                self._path = path
                self._take(preview, is_new=mapping is None)

        jobs.run(self, lambda: clients.preview_import(path, mapping), done, self._on_failed)

    def _take(self, preview: ImportPreview, *, is_new: bool) -> None:
        self.preview = preview
        self.banner.hide()
        self.pages.setCurrentIndex(1)
        if is_new:
            self._build_mapping(preview)
        self._show_summary()

    def _build_mapping(self, preview: ImportPreview) -> None:
        self._empty_grid()
        self.menus = {}
        for number, column in enumerate(preview.columns):
            menu: Menu[str | None] = Menu(_targets)
            menu.set_value(column.field)
            menu.set_name(_("Field for the column %(column)s") % {"column": column.header})
            menu.changed.connect(self._on_mapping)
            menu.setMinimumWidth(theme.px(170))
            self.grid.addWidget(Text(column.header, "strong", wrap=True), number, 0)
            self.grid.addWidget(menu, number, 1)
            sample = " · ".join(text for text in column.sample if text)
            self.grid.addWidget(Text(sample, "secondary", "muted", wrap=True), number, 2)
            self.menus[column.header] = menu
        self.grid.setColumnStretch(2, 1)
        first = next(iter(self.menus.values()), None)
        if first is not None:
            first.setFocus()

    def _empty_grid(self) -> None:
        empty_out(self.grid)

    def _show_summary(self) -> None:
        preview = self.preview
        self.import_button.setVisible(preview is not None)
        if preview is None:
            return
        n = preview.accepted
        self.import_button.setText(ngettext("Take over %(n)d person", "Take over %(n)d people", n) % {"n": n})
        self.import_button.setEnabled(n > 0)
        self.result.set_title(_("What will happen"))
        rows = ngettext("%(n)d row was read.", "%(n)d rows were read.", preview.rows) % {"n": preview.rows}
        taken = ngettext("%(n)d can be taken over.", "%(n)d can be taken over.", n) % {"n": n}
        self.summary.setText(f"{rows} {taken}")
        self.tabs.set_tabs(
            (
                ("rejected", _("Not possible"), len(preview.rejected)),
                ("duplicates", _("Perhaps there already"), len(preview.possible_duplicates)),
            )
        )
        if not preview.rejected and preview.possible_duplicates:
            self.tabs.choose("duplicates")
        self._show_rows()

    def _show_rows(self) -> None:
        preview = self.preview
        if preview is None:
            return
        if self.tabs.current_key() == "duplicates":
            self.rows.show_duplicates(preview.possible_duplicates)
            self.fine.say(_("Nobody seems to be there already"))
        else:
            self.rows.show_rejected(preview.rejected)
            self.fine.say(_("Every row can be taken over"))
        is_empty = self.rows.rowCount() == 0
        self.table.setVisible(not is_empty)
        self.fine.setVisible(is_empty)

    # What the user does

    def _on_mapping(self) -> None:
        if self._path is not None:
            self.look_at(self._path, self._chosen())

    def _chosen(self) -> dict[str, str | None]:
        return {header: menu.value() for header, menu in self.menus.items()}

    def run_import(self) -> None:
        """Take over every row that can be taken, in one go."""
        path, clients = self._path, self._session.centre.clients
        if path is None or self.preview is None:
            return
        mapping = self._chosen()
        self.import_button.setEnabled(False)
        self._busy = self._session.busy(_("The list is being taken over."))

        def done(result: ImportResult) -> None:
            self._finish()
            self.clear()
            said = ngettext("%(n)d person was taken over.", "%(n)d people were taken over.", result.imported)
            left = len(result.rejected)
            rest = ngettext("%(n)d row was left out.", "%(n)d rows were left out.", left) % {"n": left}
            self._session.toast(f"{said % {'n': result.imported}} {rest if left else ''}".strip())
            self._session.go(Place("cases"))

        jobs.run(self, lambda: clients.run_import(path, mapping), done, self._on_failed)

    def _on_failed(self, error: BeratungError) -> None:
        self._finish()
        self.import_button.setEnabled(True)
        self.banner.say(_("The list could not be read. Nothing was written."), explain(error), "no")
        self.banner.show()

    def _finish(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.finish()

    def _give_up(self) -> None:
        self.clear()
        self._session.go(Place("cases"))
