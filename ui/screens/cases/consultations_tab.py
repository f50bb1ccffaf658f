# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Consultations": a timeline, and beside it the form for a new or a corrected entry."""

from uuid import UUID

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.cases import Consultation, Draft
from beratung.domain.errors import BadInput, BeratungError
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui import jobs
from ui.screens.cases.consultation_form import ConsultationForm, empty_consultation
from ui.screens.cases.drafts import CONSULTATION, DraftKeeper, Typed, typed
from ui.screens.cases.saving import Saver, Ways
from ui.screens.cases.stepping import take_step, timeline_entry
from ui.session import Session
from ui.widgets.buttons import IconButton, PrimaryButton, QuietButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.page import Scroll
from ui.widgets.timeline import Timeline

replace = msgspec.structs.replace


class ConsultationsTab(QWidget):
    """Everything that was talked about in a case, and the form to write it down."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._base: Consultation | None = None
        self._is_dirty = False
        self._is_saving = False
        self.saver = Saver(session, self)
        self._keeper = DraftKeeper(session, CONSULTATION, self._collect, self)
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
        self._form_card.hide()

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
        self._form_card = Card(" ", inset=False)
        self._close = IconButton("x", on_click=self.give_up)
        self._form_card.head.addWidget(self._close)
        self.form = ConsultationForm(self._session.centre.codes)
        self.form.changed.connect(self._on_changed)
        area = Scroll()
        area.column.setContentsMargins(16, 0, 16, 8)
        area.column.addWidget(self.form)
        area.column.addStretch(1)
        self._form_card.add(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(6)
        self.state = Text("", "secondary", "muted", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.remove_button = QuietButton("", "trash", self._on_remove)
        self.save_button = PrimaryButton("", "check", self._on_save)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        foot.addWidget(self.state)
        foot.addLayout(buttons)
        self._form_card.add(foot)
        return self._form_card

    # What is shown

    def show_case(self, view: CaseView, drafts: tuple[Draft, ...] = ()) -> None:
        """Show the consultations of a case; an unfinished entry stays, and a draft that was left comes back."""
        is_same = self._view is not None and self._view.case.id == view.case.id
        if not is_same:
            self._end()
        self._view = view
        self._show_entries()
        if not is_same:
            self._bring_back(view, drafts)

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
        self._show_entries()
        self._show_state()

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self._base is not None

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_dirty

    def focus_entry(self, entry: UUID) -> None:
        """Go to one of the entries."""
        self.timeline.focus_entry(entry)

    def _show_entries(self) -> None:
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
        found = next((c for c in self._view.consultations if c.id == entry), None) if self._view else None
        if found is None or (self._base is not None and self._base.id == entry):
            return
        if self._is_dirty and not self.save():
            return
        self._open(found)
        self.form.text.setFocus()

    def _open(self, entry: Consultation) -> None:
        self._base = entry
        self._is_dirty = False
        self.form.fill(entry)
        self._form_card.show()
        self._show_state()

    def _end(self) -> None:
        self._base = None
        self._is_dirty = False
        self._form_card.hide()
        self.state.setText("")

    def _show_state(self) -> None:
        base = self._base
        is_new = base is None or base.version == 0
        self._form_card.set_title(_("New consultation") if is_new else _("Correct consultation"))
        self.remove_button.setVisible(not is_new)

    def _on_changed(self) -> None:
        if self._base is not None:
            self._is_dirty = True
            self.state.setText(_("A sealed draft is kept every two seconds."))
            self._keeper.touch()

    def _collect(self) -> tuple[UUID, UUID | None, Typed] | None:
        if self._base is None or not self._is_dirty:
            return None
        entry = self.form.value(self._base)
        return entry.subject, entry.case, Typed(consultation=entry)

    def _bring_back(self, view: CaseView, drafts: tuple[Draft, ...]) -> None:
        found = [d for d in drafts if d.form == CONSULTATION and d.case == view.case.id]
        content = typed(max(found, key=lambda d: d.typed_at)) if found else None
        if content is None or content.consultation is None:
            return
        draft = max(found, key=lambda d: d.typed_at)
        entry = content.consultation
        stored = next((c for c in view.consultations if c.id == entry.id), None)
        self._keeper.resume(draft)
        self._open(stored if stored is not None else replace(entry, version=0))
        self.form.fill(entry)
        self._is_dirty = True
        at = draft.typed_at.astimezone()
        self.state.setText(
            _("What you typed at %(time)s is here again, not saved yet.") % {"time": f"{at:%H:%M}"}
        )

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

    def give_up(self) -> None:
        """Close the form; undo brings back what was typed."""
        base = self._base
        if base is None:
            return
        typed_now, was_dirty = self.form.value(base), self._is_dirty
        self._keeper.drop()
        self._end()
        if not was_dirty:
            return

        def undo() -> None:
            self._open(base)
            self.form.fill(typed_now)
            self._on_changed()

        self._session.toast(_("The entry was not saved."), undo)

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

    def _on_refused(self, error: BeratungError) -> None:
        self._is_saving = False
        if not (isinstance(error, BadInput) and self.form.place_problem(error)):
            self._session.problem(error)

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
