# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Consultations": a timeline, and beside it the form for a new or a corrected entry."""

from uuid import UUID

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from beratung.domain.cases import Consultation
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui import jobs
from ui.screens.cases.consultation_form import ConsultationForm, empty_consultation
from ui.screens.cases.drafts import CONSULTATION
from ui.screens.cases.entry_tab import EntryTab
from ui.screens.cases.saving import Saver, Ways
from ui.screens.cases.stepping import take_step, timeline_entry
from ui.session import Session
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.page import Scroll
from ui.widgets.timeline import Timeline

replace = msgspec.structs.replace


class ConsultationsTab(EntryTab[Consultation]):
    """Everything that was talked about in a case, and the form to write it down."""

    kind = CONSULTATION

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.saver = Saver(session, self)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._build_list())
        split.addWidget(self._build_form())
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([500, 520])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _build_list(self) -> QWidget:
        self._card = Card(" ", inset=False)
        self.timeline = Timeline()
        self.timeline.opened.connect(self.edit)
        self.timeline.step_done.connect(self._on_step_done)
        area = Scroll()
        area.column.addWidget(self.timeline)
        area.column.addStretch(1)
        self.timeline.focused.connect(area.ensureWidgetVisible)
        self.nothing = EmptyState("messages", on_action=self.begin)
        self._pages = QStackedWidget()
        self._pages.addWidget(area)
        self._pages.addWidget(self.nothing)
        self._card.add(self._pages, 1)
        return self._card

    def _build_form(self) -> QWidget:
        self._close = IconButton("x", on_click=self.give_up)
        self.side.head.addWidget(self._close)
        self.form = self.entry_form = ConsultationForm(self._session.centre.codes)
        self.remove_button = QuietButton("", "trash", self._on_remove)
        self.save_button = PrimaryButton("", "check", self._on_save)
        self.build_side(self.form, self.remove_button, self.save_button)
        return self.side

    # What is shown

    def listed(self, view: CaseView) -> tuple[Consultation, ...]:
        """Return the consultations of a case."""
        return view.consultations

    def given_up(self) -> str:
        """Return what is said when a changed consultation was not saved."""
        return _("The entry was not saved.")

    def clear(self) -> None:
        """Forget the case."""
        self._end()
        self._view = None
        self.timeline.clear()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.save_button.setText(_("Save consultation"))
        self.remove_button.setText(_("Delete"))
        self._close.set_name(_("Close the form"))
        self.form.retranslate()
        self.timeline.setAccessibleName(_("Consultations"))
        self.timeline.retranslate()
        self.show_entries()
        self.show_form()

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self._base is not None

    def focus_entry(self, entry: UUID) -> None:
        """Go to one of the entries."""
        self.timeline.focus_entry(entry)

    def show_entries(self) -> None:
        """Show the consultations."""
        view = self._view
        notes = view.consultations if view else ()
        self._card.set_title(_("Consultations"), self._sum(notes))
        codes, today = self._session.centre.codes, self._session.today()
        self.timeline.show_entries([timeline_entry(codes, entry, today) for entry in notes])
        self.nothing.say(
            _("No consultation yet"),
            _("Every conversation stands here with its topics and the next step."),
            _("Write down the first one"),
        )
        self._pages.setCurrentIndex(0 if notes else 1)

    def _sum(self, notes: tuple[Consultation, ...]) -> str:
        minutes = sum(entry.minutes or 0 for entry in notes)
        if minutes < 120:
            return _("%(n)d minutes in all") % {"n": minutes} if minutes else ""
        hours = f"{minutes / 60:.1f}".replace(".", ",").removesuffix(",0")
        return _("%(hours)s hours in all") % {"hours": hours}

    # The form

    def begin(self) -> None:
        """Open the form for a new consultation; one that is open already stays."""
        view = self._view
        if view is None:
            return
        if self._base is None:
            last = view.consultations[0] if view.consultations else None
            tongue = next(iter(view.client.interpreter_languages), "")
            entry = replace(
                empty_consultation(self._session),
                subject=view.client.id,
                case=view.case.id,
                language=last.language if last else tongue,
                interpreter=last.interpreter if last else bool(tongue),
            )
            self._open(entry)
        self.form.setFocus()

    def edit(self, entry: UUID) -> None:
        """Open the form for an entry that exists."""
        found = self._find(entry)
        if found is None or (self._base is not None and self._base.id == entry):
            return
        if self._is_dirty and not self.save():
            return
        self._open(found)
        self.form.text.setFocus()

    def show_form(self) -> None:
        """Show the title and the buttons that fit the open consultation."""
        base = self._base
        is_new = base is None or base.version == 0
        self.side.set_title(_("New consultation") if is_new else _("Correct consultation"))
        self.remove_button.setVisible(not is_new)

    # What the user does

    def _on_save(self) -> None:
        self.save()

    def save(self) -> bool:
        """Check and store; False where something is wrong and the user must stay."""
        base = self._base
        if base is None or self._is_saving:
            return True
        if not self.form.tell():
            return False
        entry = self.form.value(base)
        if base.version == 0 and not self._is_dirty:
            self._end()
            return True
        self._is_saving = True
        self._keeper.hurry()
        if base.version == 0:
            cases = self._session.centre.cases
            jobs.run(self, lambda: cases.note(entry), lambda _c: self._on_noted(entry), self._on_refused)
        else:
            ways = Ways(lambda: self._on_corrected(base), self._on_refused, self._on_left)
            self.saver.save([(base, entry)], ways)
        return True

    def _on_noted(self, entry: Consultation) -> None:
        cases = self._session.centre.cases
        self._finish()
        self._session.toast(
            _("Consultation saved."), lambda: jobs.run(self, lambda: cases.remove_note(entry.id), _nothing)
        )

    def _on_corrected(self, before: Consultation) -> None:
        self._finish()
        self._session.toast(_("Consultation corrected."), lambda: self.saver.restore([before]))

    def _finish(self) -> None:
        self._is_saving = False
        self._keeper.drop()
        self._end()
        self.timeline.setFocus()

    def _on_left(self) -> None:
        self._is_saving = False

    def _on_remove(self) -> None:
        base = self._base
        if base is None:
            return
        cases = self._session.centre.cases

        def undo() -> None:
            jobs.run(self, lambda: cases.note(replace(base, version=0)), _nothing)

        def done(_changes: object) -> None:
            self._keeper.drop()
            self._end()
            self._session.toast(_("Consultation deleted."), undo)

        jobs.run(self, lambda: cases.remove_note(base.id), done, self._on_refused)

    def _on_step_done(self, entry: UUID) -> None:
        take_step(self._session, self, entry)


def _nothing(_result: object) -> None:
    """Go on: the screens hear of it by the bus."""
