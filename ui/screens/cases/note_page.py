# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A new consultation without a case at hand: first for whom, or anonymous."""

from uuid import UUID

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import Draft
from beratung.domain.errors import BadInput, BeratungError
from beratung.domain.views import Hit, PersonRow
from beratung.domain.work import Changes
from beratung.i18n import _
from ui import jobs
from ui.models.people import PeopleModel
from ui.screens.cases.consultation_form import ConsultationForm, empty_consultation
from ui.screens.cases.drafts import CONSULTATION, DraftKeeper, Typed, typed
from ui.screens.cases.person_list import PersonList
from ui.session import NEW_CLIENT, NEW_CONSULTATION, Place, Session
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.page import Page, Scroll
from ui.widgets.search_field import SearchField

replace = msgspec.structs.replace
PAUSE = 120
"""Milliseconds of rest before people are searched."""
SHOWN = 12


class NotePage(Page):
    """For whom? A person found by name, somebody new, or nobody: an anonymous consultation."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._base = empty_consultation(session)
        self._is_dirty = False
        self._is_saving = False
        self._asked = 0
        self._keeper = DraftKeeper(session, CONSULTATION, self._collect, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._find)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._build_people(), 5)
        row.addWidget(self._build_form(), 6)
        self.body.addLayout(row, 1)
        session.about_to_lock.connect(self.clear)

    def _build_people(self) -> QWidget:
        self.who = Card(" ", inset=False)
        words = QVBoxLayout()
        words.setContentsMargins(16, 0, 16, 10)
        words.setSpacing(8)
        self.search = SearchField()
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.installEventFilter(self)
        words.addWidget(self.search)
        self.who.add(words)
        self.model = PeopleModel(self._session.centre.codes, self)
        self.list = PersonList(self.model)
        self.list.opened.connect(self._on_person)
        self.who.add(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 10)
        self.new_button = QuietButton(
            "", "user-plus", lambda: self._session.go(Place("cases", tab=NEW_CLIENT))
        )
        foot.addWidget(self.new_button)
        foot.addStretch(1)
        self.who.add(foot)
        return self.who

    def _build_form(self) -> QWidget:
        self.card = Card(" ", inset=False)
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 8)
        self.words = Text("", "body", "muted", wrap=True)
        self.form = ConsultationForm(self._session.centre.codes)
        self.form.changed.connect(self._on_changed)
        area.column.addWidget(self.words)
        area.column.addWidget(self.form)
        area.column.addStretch(1)
        self.card.add(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        self.state = Text("", "secondary", "muted", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.cancel_button = SecondaryButton(on_click=self.give_up)
        self.save_button = PrimaryButton("", "check", self._on_save)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        foot.addWidget(self.state)
        foot.addLayout(buttons)
        self.card.add(foot)
        return self.card

    # What is shown

    def start(self) -> None:
        """Begin, with the anonymous draft that was left where there is one."""
        if not self._is_dirty:
            self.clear()
            jobs.run(self, self._session.centre.cases.drafts, self._on_drafts)
        self._find()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forget everybody and what was typed."""
        self._base = empty_consultation(self._session)
        self._is_dirty = False
        self.form.fill(self._base)
        self.search.clear()
        self.model.clear()
        self.state.setText("")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.header.set_title(_("New consultation"), _("For somebody you know, or without a name."))
        self.who.set_title(_("For whom?"))
        self.search.say(_("Search by name"))
        self.list.setAccessibleName(_("People found"))
        self.new_button.setText(_("New person"))
        self.card.set_title(_("Anonymous consultation"))
        self.words.setText(
            _("It is kept without a person and cannot be found by name. It counts in the statistics.")
        )
        self.cancel_button.setText(_("Cancel"))
        self.save_button.setText(_("Save anonymously"))
        self.form.retranslate()

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_dirty

    def _find(self) -> None:
        text = self.search.text().strip()
        self._asked += 1
        asked, clients = self._asked, self._session.centre.clients

        def work() -> list[PersonRow]:
            if text:
                hits: tuple[Hit, ...] = clients.search(text, SHOWN)
                return [hit.row for hit in hits if hit.row.case is not None]
            rows: tuple[PersonRow, ...] = clients.roster()
            latest = [row for row in rows if row.is_open and row.last_contact is not None]
            latest.sort(key=lambda row: row.last_contact or self._session.today(), reverse=True)
            return latest[:SHOWN]

        def done(rows: list[PersonRow]) -> None:
            if asked == self._asked:
                self.model.show(rows)
                if rows:
                    self.list.choose_row(0)

        jobs.run(self, work, done)

    # Drafts

    def _collect(self) -> tuple[UUID, UUID | None, Typed] | None:
        if not self._is_dirty:
            return None
        entry = self.form.value(self._base)
        return entry.subject, None, Typed(consultation=entry)

    def _on_drafts(self, drafts: tuple[Draft, ...]) -> None:
        mine = [d for d in drafts if d.form == CONSULTATION and d.case is None]
        if not mine or self._is_dirty:
            return
        draft = max(mine, key=lambda d: d.typed_at)
        content = typed(draft)
        if content is None or content.consultation is None:
            return
        self._keeper.resume(draft)
        self._base = replace(content.consultation, version=0)
        self.form.fill(content.consultation)
        self._is_dirty = True
        at = draft.typed_at.astimezone()
        self.state.setText(
            _("What you typed at %(time)s is here again, not saved yet.") % {"time": f"{at:%H:%M}"}
        )

    def _on_changed(self) -> None:
        self._is_dirty = True
        self.state.setText(_("A sealed draft is kept every two seconds."))
        self._keeper.touch()

    # What the user does

    def save(self) -> bool:
        """Check and store; False where something is wrong and the user must stay."""
        if self._is_saving or not self._is_dirty:
            return True
        if not self.form.tell():
            return False
        entry, cases = self.form.value(self._base), self._session.centre.cases
        self._is_saving = True

        def undo() -> None:
            jobs.run(self, lambda: cases.remove_note(entry.id), _nothing)

        def done(_changes: Changes) -> None:
            self._is_saving = False
            self._keeper.drop()
            self.clear()
            self._find()
            self._session.toast(_("Anonymous consultation saved."), undo)

        jobs.run(self, lambda: cases.note(entry), done, self._on_refused)
        return True

    def give_up(self) -> None:
        """Leave; undo brings back what was typed."""
        if self._is_dirty:
            base, typed_now = self._base, self.form.value(self._base)
            self._keeper.drop()
            self.clear()

            def undo() -> None:
                self._session.go(Place("cases", tab=NEW_CONSULTATION))
                self._base = base
                self.form.fill(typed_now)
                self._on_changed()

            self._session.toast(_("The entry was not saved."), undo)
        self._session.back()

    def _on_save(self) -> None:
        self.save()

    def _on_refused(self, error: BeratungError) -> None:
        self._is_saving = False
        if not (isinstance(error, BadInput) and self.form.place_problem(error)):
            self._session.problem(error)

    def _on_person(self, row: PersonRow) -> None:
        self._session.go(Place("cases", case=row.case, tab=NEW_CONSULTATION))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            last = len(self.model.rows) - 1
            row = self.list.currentIndex().row()
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and last >= 0:
                self.list.choose_row(min(max(row + step, 0), last))
                return True
            person = self.list.person()
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and person is not None:
                self._on_person(person)
                return True
        return super().eventFilter(watched, event)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
