# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list of all people with saved views, search as one types, and a preview beside it."""

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from beratung.domain.views import PersonRow
from beratung.domain.work import Changes
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.people import VIEW_TITLES, PeopleIndex, PeopleModel, SavedView
from ui.screens.cases.person_list import PersonList
from ui.screens.cases.preview import PreviewCard
from ui.session import IMPORT, NEW_CLIENT, Place, Session
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.page import Page
from ui.widgets.search_field import SearchField
from ui.widgets.tab_strip import TabStrip

_KINDS = frozenset({"Client", "Case", "Consultation", "Referral"})


class ListPage(Page):
    """Whom? Search as you type, saved views, the list, and a preview."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._index: PeopleIndex | None = None
        self._view = SavedView.OPEN
        self._chosen: UUID | None = None
        self._is_loading = False
        self._is_stale = False
        self.model = PeopleModel(session.centre.codes, self)
        self.import_button = SecondaryButton(
            "", "file-import", lambda: session.go(Place("cases", tab=IMPORT))
        )
        self.new_button = PrimaryButton("", "user-plus", lambda: session.go(Place("cases", tab=NEW_CLIENT)))
        self.header.add_action(self.import_button)
        self.header.add_action(self.new_button)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self._on_view)
        self.add(self.tabs)
        self.filter = SearchField()
        self.filter.textChanged.connect(self._filter)
        self.filter.installEventFilter(self)
        self.found = Text("", "secondary", "muted")
        self.list = PersonList(self.model)
        self.list.opened.connect(self.open_person)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.nobody = EmptyState("users", on_action=self._on_nobody)
        self.preview = PreviewCard(session, self.model, self.open_person)
        self.add(self._build_split(), 1)
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.forget)

    def _build_split(self) -> QWidget:
        card = Card(inset=False)
        line = QHBoxLayout()
        line.setContentsMargins(12, 12, 16, 12)
        line.setSpacing(12)
        line.addWidget(self.filter, 1)
        line.addWidget(self.found)
        card.add(line)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.nobody)
        card.add(self.pages, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(card)
        split.addWidget(self.preview)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([600, 400])
        return split

    # What is shown

    def reload(self) -> None:
        """Read the people again, off the GUI thread; asking twice while reading reads once more afterwards."""
        if self._is_loading:
            self._is_stale = True
            return
        self._is_loading, self._is_stale = True, False
        centre, before = self._session.centre, self._index
        user, today = self._session.user.name, self._session.today()

        def work() -> PeopleIndex:
            return PeopleIndex(centre.clients.roster(), centre.codes, before).prepare(user, today)

        jobs.run(self, work, self._on_loaded)

    def forget(self) -> None:
        """Drop everybody, as locking does."""
        self._index = None
        self.model.clear()
        self.preview.forget()
        self.filter.clear()

    def focus_list(self) -> None:
        """Put the keyboard where the list is searched."""
        self.filter.setFocus()
        self.filter.selectAll()

    def clear_filter(self) -> bool:
        """Take the search away; False if there was none."""
        if not self.filter.text():
            return False
        self.filter.clear()
        return True

    def open_person(self, row: PersonRow) -> None:
        """Open the case of a person."""
        if row.case is not None:
            self._session.go(Place("cases", case=row.case))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.import_button.setText(_("Take over a list"))
        self.new_button.setText(_("New person"))
        self.filter.say(_("Name, birth date, country, place or status"))
        self.list.setAccessibleName(_("People"))
        self.tabs.setAccessibleName(_("Saved views"))
        self.preview.retranslate()
        self._show_counts()
        self._filter()

    def _on_loaded(self, index: PeopleIndex) -> None:
        self._is_loading = False
        self._index = index
        self._show_counts()
        self._filter()
        if self._is_stale:
            self.reload()

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds() & _KINDS:
            self.reload()

    def _show_counts(self) -> None:
        user, today = self._session.user.name, self._session.today()
        index = self._index
        counts = {v: index.count(v, user, today) if index is not None else 0 for v in SavedView}
        self.tabs.set_tabs([(view, _(VIEW_TITLES[view]), counts[view]) for view in SavedView])
        self.tabs.choose(self._view)
        total = len(index) if index is not None else 0
        said = ngettext(
            "%(n)d person, encrypted on this computer", "%(n)d people, encrypted on this computer", total
        )
        self.header.set_title(_("Cases"), said % {"n": total} if index is not None else "")

    def _filter(self) -> None:
        if self._index is None:
            return
        user, today = self._session.user.name, self._session.today()
        rows = self._index.select(self._view, self.filter.text(), user, today)
        chosen = self._chosen
        self.model.show(rows)
        self.found.setVisible(bool(self.filter.text()))
        self.found.setText(
            ngettext("%(n)d found", "%(n)d found", len(rows)) % {"n": len(rows)} if self.filter.text() else ""
        )
        self._show_nobody(len(rows))
        if rows:
            row = self.model.row_of(chosen) if chosen is not None else None
            self.list.choose_row(row or 0)
        else:
            self.preview.show_person(None)

    def _show_nobody(self, found: int) -> None:
        """Say what will stand here, and offer the first step."""
        is_empty = self._index is not None and not len(self._index)
        if self.filter.text():
            self.nobody.say(
                _("Nobody found"), _("Try fewer letters, or look in another view."), _("Search all views")
            )
        elif is_empty:
            self.nobody.say(
                _("Nobody is recorded yet"),
                _(
                    "Here you will find everybody you counsel. Record the first person, or take over an existing list."
                ),
                _("Record the first person"),
            )
        else:
            self.nobody.say(_("Nobody in this view"), _("Whoever this view is about will stand here."))
        self.pages.setCurrentWidget(self.list if found else self.nobody)

    # What the user does

    def _on_view(self, key: str) -> None:
        self._view = SavedView(key)
        self._filter()

    def _on_current(self) -> None:
        row = self.list.person()
        if row is not None:
            self._chosen = row.client
        self.preview.show_person(row)

    def _on_nobody(self) -> None:
        if not self.filter.text():
            self._session.go(Place("cases", tab=NEW_CLIENT))
            return
        index = self._index
        user, today = self._session.user.name, self._session.today()
        for view in (SavedView.OPEN, SavedView.CLOSED):
            if index is not None and index.select(view, self.filter.text(), user, today):
                self.tabs.choose(view)
                self._on_view(view)
                return
        self.filter.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            row = self.list.currentIndex().row()
            last = len(self.model.rows) - 1
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            step = steps.get(Qt.Key(event.key()))
            if step is not None and last >= 0:
                self.list.choose_row(min(max(row + step, 0), last))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                person = self.list.person()
                if person is not None:
                    self.open_person(person)
                return True
        return super().eventFilter(watched, event)
