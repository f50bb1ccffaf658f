# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A tab with entries of a case, and beside them the form for a new or a corrected one."""

from typing import Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from beratung.domain.cases import Consent, Consultation, Draft
from beratung.domain.errors import BadInput, BeratungError
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui.screens.cases.drafts import DraftKeeper, Typed, typed
from ui.session import Session
from ui.widgets.card import Card
from ui.widgets.labels import Text
from ui.widgets.page import Scroll

E = TypeVar("E", Consultation, Consent)


class EntryForm(Protocol[E]):
    """A form that can be filled with an entry and read again."""

    @property
    def changed(self) -> SignalInstance:
        """An input has another value."""

    def fill(self, entry: E) -> None:
        """Show an entry."""

    def value(self, base: E) -> E:
        """Return the entry with what was typed."""

    def place_problem(self, error: BadInput) -> bool:
        """Show a problem at its field; False where there is no such field."""


class EntryTab(QWidget, Generic[E]):
    """Keeps one entry open in a form: its draft, the way back from giving it up, and what must not be lost.

    ``kind`` names the drafts and is the field of `Typed` that holds the entry. Subclasses build the list, call
    `build_side` with their form, and say what is listed, typed and shown.
    """

    kind = ""
    entry_form: EntryForm[E]

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._base: E | None = None
        self._is_dirty = False
        self._is_saving = False
        self._keeper = DraftKeeper(session, self.kind, self._collect, self)
        self.side = Card(" ", inset=False)
        self.state = Text("", "secondary", "muted", wrap=True)

    def build_side(self, form: QWidget, left: QPushButton, *right: QPushButton) -> None:
        """Put the form into its card, with buttons below it."""
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 8)
        area.column.addWidget(form)
        area.column.addStretch(1)
        self.side.add(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(left)
        buttons.addStretch(1)
        for button in right:
            buttons.addWidget(button)
        foot.addWidget(self.state)
        foot.addLayout(buttons)
        self.side.add(foot)
        self.side.hide()
        self.entry_form.changed.connect(self._on_changed)

    # What a subclass says

    def listed(self, view: CaseView) -> tuple[E, ...]:
        """Return the entries of a case."""
        raise NotImplementedError

    def show_entries(self) -> None:
        """Show the list as it is now."""
        raise NotImplementedError

    def show_form(self) -> None:
        """Show the title and the buttons that fit the open entry."""
        raise NotImplementedError

    def given_up(self) -> str:
        """Return what is said when a changed entry was not saved."""
        raise NotImplementedError

    def save(self) -> bool:
        """Check and store; False where something is wrong and the user must stay."""
        raise NotImplementedError

    # What is shown

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_dirty

    def show_case(self, view: CaseView, drafts: tuple[Draft, ...] = ()) -> None:
        """Show the entries of a case; an unfinished one stays, and a draft that was left comes back."""
        is_same = self._view is not None and self._view.case.id == view.case.id
        if not is_same:
            self._end()
        self._view = view
        self.show_entries()
        if not is_same:
            self._bring_back(view, drafts)

    def _find(self, entry: UUID | None) -> E | None:
        return next((e for e in self.listed(self._view) if e.id == entry), None) if self._view else None

    def _open(self, entry: E) -> None:
        self._base = entry
        self._is_dirty = False
        self.entry_form.fill(entry)
        self.state.setText("")
        self.side.show()
        self.show_form()

    def _end(self) -> None:
        self._base = None
        self._is_dirty = False
        self.side.hide()
        self.state.setText("")

    # Drafts

    def _collect(self) -> tuple[UUID, UUID | None, Typed] | None:
        if self._base is None or not self._is_dirty:
            return None
        entry = self.entry_form.value(self._base)
        content = Typed(consent=entry) if isinstance(entry, Consent) else Typed(consultation=entry)
        return entry.subject, entry.case, content

    def _bring_back(self, view: CaseView, drafts: tuple[Draft, ...]) -> None:
        found = [draft for draft in drafts if draft.form == self.kind and draft.case == view.case.id]
        if not found:
            return
        draft = max(found, key=lambda one: one.typed_at)
        entry: E | None = getattr(typed(draft), self.kind, None)
        if entry is None:
            return
        self._keeper.resume(draft)
        self._open(self._find(entry.id) or msgspec.structs.replace(entry, version=0))
        self.entry_form.fill(entry)
        self._is_dirty = True
        self.show_form()
        at = draft.typed_at.astimezone()
        self.state.setText(
            _("What you typed at %(time)s is here again, not saved yet.") % {"time": f"{at:%H:%M}"}
        )

    # What the user does

    def give_up(self) -> None:
        """Leave the form; undo brings back what was typed."""
        base = self._base
        if base is None:
            return
        typed_now, was_dirty = self.entry_form.value(base), self._is_dirty
        self._keeper.drop()
        self._end()
        self.show_entries()
        if not was_dirty:
            return

        def undo() -> None:
            self._open(base)
            self.entry_form.fill(typed_now)
            self._on_changed()

        self._session.toast(self.given_up(), undo)

    def _on_changed(self) -> None:
        if self._base is not None:
            self._is_dirty = True
            self.state.setText(_("A sealed draft is kept every two seconds."))
            self.show_form()
            self._keeper.touch()

    def _on_refused(self, error: BeratungError) -> None:
        self._is_saving = False
        if not (isinstance(error, BadInput) and self.entry_form.place_problem(error)):
            self._session.problem(error)
