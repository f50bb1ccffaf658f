# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Person and family": everything that client and case say, changed in place and saved on leaving."""

from uuid import UUID

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.cases import Case, Draft
from beratung.domain.errors import N_, BadInput, BeratungError
from beratung.domain.offers import FieldInfo
from beratung.domain.people import Client
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui import jobs
from ui.screens.cases.drafts import PERSON, DraftKeeper, Typed, typed
from ui.screens.cases.facts_editor import FactsEditor
from ui.screens.cases.person_form import PersonForm
from ui.screens.cases.saving import Saver, Stored, Ways
from ui.session import Session
from ui.widgets.page import Scroll
from ui.widgets.save_bar import SaveBar

replace = msgspec.structs.replace


class PersonTab(QWidget):
    """Edits a client and the case; nothing is stored half."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._base: tuple[Client, Case] | None = None
        self._is_dirty = False
        self._is_saving = False
        self.form = PersonForm(session.centre.codes, is_whole=True)
        group = self.form.add_group(N_("Further fac&ts for offers"))
        self.facts = FactsEditor(session.centre.codes)
        group.add_rows(self.facts)
        self.form.changed.connect(self._on_changed)
        self.bar = SaveBar(self._on_save, self.discard)
        self.saver = Saver(session, self)
        self._keeper = DraftKeeper(session, PERSON, self._collect, self)
        self.area = Scroll()
        self.area.column.addWidget(self.form)
        self.area.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.area, 1)
        column.addWidget(self.bar)
        self.setFocusProxy(self.form.names)
        jobs.run(self, lambda: dict(session.centre.offers.fields()), self._on_fields)

    # What is shown

    def show_case(self, view: CaseView, drafts: tuple[Draft, ...] = ()) -> None:
        """Show a case; what was typed and not saved stays, and a draft that was left comes back."""
        is_same = self._base is not None and self._base[1].id == view.case.id
        if is_same and (self._is_dirty or self._is_saving):
            return
        place = self.area.verticalScrollBar().value() if is_same else 0
        self._base = (view.client, view.case)
        self._fill(view.client, view.case)
        self.area.verticalScrollBar().setValue(place)
        if not is_same:
            self._bring_back(view, drafts)

    def show_field(self, name: str) -> None:
        """Go to one of the further facts."""
        self.facts.show_field(name)
        self.area.ensureWidgetVisible(self.facts)

    def clear(self) -> None:
        """Forget the case."""
        self._base = None
        self._is_dirty = False
        self.bar.hide()
        nobody = UUID(int=0)
        self._fill(
            Client(id=nobody, subject=nobody), Case(id=nobody, subject=nobody, opened=self._session.today())
        )

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.form.retranslate()
        self.bar.retranslate()

    @property
    def is_dirty(self) -> bool:
        """Whether something was changed and is not saved."""
        return self._is_dirty

    def _fill(self, client: Client, case: Case) -> None:
        self.form.fill(client, case)
        self.facts.set_value(case.facts)

    def records(self) -> tuple[Client, Case] | None:
        """Return the client and the case as the form says them."""
        if self._base is None:
            return None
        client, case = self._base
        return self.form.client(client), replace(self.form.case(case), facts=self.facts.value())

    def _on_fields(self, fields: dict[str, FieldInfo]) -> None:
        self.facts.set_fields(fields)

    # Drafts

    def _collect(self) -> tuple[UUID, UUID | None, Typed] | None:
        records = self.records()
        if records is None or self._base is None or not self._is_dirty:
            return None
        (client, case), base = records, self._base
        return client.id, case.id, Typed(client=client, case=case, base_client=base[0], base_case=base[1])

    def _bring_back(self, view: CaseView, drafts: tuple[Draft, ...]) -> None:
        found = [d for d in drafts if d.form == PERSON and d.case == view.case.id]
        if not found:
            return
        draft = max(found, key=lambda d: d.typed_at)
        content = typed(draft)
        if content is None:
            return
        client, case, base = content.client, content.case, (content.base_client, content.base_case)
        if client is None or case is None or base[0] is None or base[1] is None:
            return
        self._keeper.resume(draft)
        if (client, case) == base:
            self._keeper.drop()
            return
        self._base = (base[0], base[1])
        self._fill(client, case)
        at = draft.typed_at.astimezone()
        self.bar.say(_("What you typed at %(time)s is here again, not saved yet.") % {"time": f"{at:%H:%M}"})
        self._set_dirty(is_dirty=True)

    def _on_changed(self) -> None:
        if self._base is not None:
            self._set_dirty(is_dirty=True)
            self._keeper.touch()

    def _set_dirty(self, *, is_dirty: bool) -> None:
        self._is_dirty = is_dirty
        self.bar.setVisible(is_dirty)
        if not is_dirty:
            self.bar.say("")

    # What the user does

    def _on_save(self) -> None:
        self.save()

    def save(self) -> bool:
        """Check and store; False where something is wrong and the user must stay."""
        records = self.records()
        if records is None or not self._is_dirty:
            return True
        if not self.form.tell():
            return False
        if self._base is None or self._is_saving:
            return True
        base, self._is_saving = self._base, True
        self._keeper.hurry()

        def done() -> None:
            self._is_saving = False
            self._keeper.drop()
            self._set_dirty(is_dirty=self.records() != records)
            self._reload(base[1].id)
            self._session.toast(_("Saved."), lambda: self._take_back(base))

        def failed(error: BeratungError) -> None:
            self._is_saving = False
            if not (isinstance(error, BadInput) and self.form.place_problem(error)):
                self._session.problem(error)

        pairs: list[tuple[Stored, Stored]] = [(base[0], records[0]), (base[1], records[1])]
        self.saver.save(pairs, Ways(done, failed, self._on_left))
        return True

    def _on_left(self) -> None:
        self._is_saving = False

    def discard(self) -> None:
        """Show the stored version again; undo brings the changes back."""
        records = self.records()
        if records is None or self._base is None:
            return
        self._keeper.drop()
        self._fill(*self._base)
        self._set_dirty(is_dirty=False)

        def undo() -> None:
            self._fill(*records)
            self._set_dirty(is_dirty=True)
            self._keeper.touch()

        self._session.toast(_("The changes are gone."), undo)

    def _take_back(self, base: tuple[Client, Case]) -> None:
        self.saver.restore(base, lambda: self._reload(base[1].id))

    def _reload(self, case: UUID) -> None:
        """Read what is stored now, so that the next saving starts from it."""
        cases = self._session.centre.cases

        def done(view: CaseView) -> None:
            if self._base is None or self._base[1].id != case:
                return
            self._base = (view.client, view.case)
            if not self._is_dirty:
                self._fill(*self._base)

        jobs.run(self, lambda: cases.show(case), done)
