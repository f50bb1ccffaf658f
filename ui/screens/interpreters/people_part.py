# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The people and services: a list, and everything that is kept of the chosen one, changed in place."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.appointments import Absence
from beratung.domain.base import Role
from beratung.domain.errors import BadInput, BeratungError, RecordConflict
from beratung.domain.interpreting import ExclusionReason, InterpreterFile
from beratung.domain.views import UserView
from beratung.domain.work import Changes
from beratung.i18n import _, explain
from ui import jobs
from ui.models.merge import clashes, merge
from ui.screens.interpreters.absences_card import AbsencesCard
from ui.screens.interpreters.exclusions_card import ExcludedClients
from ui.screens.interpreters.file_form import FileForm, new_person
from ui.screens.interpreters.people_card import PeopleCard
from ui.screens.interpreters.removing import RemoveFileDialog
from ui.screens.part import Part
from ui.session import Session
from ui.widgets.buttons import QuietButton
from ui.widgets.page import Scroll
from ui.widgets.save_bar import SaveBar

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Around:
    """What belongs to one file."""

    absences: tuple[Absence, ...] = ()
    excluded: dict[UUID, ExclusionReason] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)


class PeoplePart(Part):
    """Left the list, right the form with absences and exclusions; leaving saves, as everywhere."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._files: tuple[InterpreterFile, ...] = ()
        self._pools: tuple[InterpreterFile, ...] = ()
        self._base: InterpreterFile | None = None
        self._is_dirty = self._is_saving = False
        self.dialog: RemoveFileDialog | None = None
        sides = QHBoxLayout()
        sides.setSpacing(14)
        self.card = PeopleCard(session.centre.codes)
        self.card.list.chosen.connect(self.choose)
        self.card.begun.connect(self.begin)
        sides.addWidget(self.card, 4)
        sides.addWidget(self._build_side(), 7)
        self.column.addLayout(sides, 1)
        session.about_to_lock.connect(self.forget)

    def _build_side(self) -> QWidget:
        self.side = QWidget()
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.form = FileForm(self.session.centre.codes)
        self.form.changed.connect(self._on_changed)
        self.absences = AbsencesCard(self.session)
        self.excluded = ExcludedClients(self.session)
        self.remove_button = QuietButton(icon="trash", on_click=self.ask_removal)
        self.area = Scroll()
        self.area.column.setSpacing(12)
        for widget in (self.form, self.absences, self.excluded):
            self.area.column.addWidget(widget)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        self.area.column.addLayout(foot)
        self.area.column.addStretch(1)
        self.bar = SaveBar(self._on_save, self.discard)
        column.addWidget(self.area, 1)
        column.addWidget(self.bar)
        return self.side

    # -- reading -------------------------------------------------------------------------------------

    def load(self) -> None:
        centre, shown = self.session.centre, self._base.id if self._base is not None else None

        def read() -> tuple[tuple[InterpreterFile, ...], tuple[InterpreterFile, ...], list[UserView]]:
            service = centre.interpreters
            files = service.all()
            stored = {file.id for file in files}
            pools = tuple(pool for pool in service.pools() if pool.id not in stored)
            users = [user for user in centre.users() if Role.SPRACHMITTLER in user.roles]
            return files, pools, [user for user in users if not user.is_suspended]

        def done(
            found: tuple[tuple[InterpreterFile, ...], tuple[InterpreterFile, ...], list[UserView]],
        ) -> None:
            self._files, self._pools, users = found
            self.form.offer_accounts(users)
            self._fill()
            if shown is None and self._base is None and self._files:
                self.card.list.choose(self.card.model.shown_keys()[0])
                self.choose(self.card.list.current_key())
            elif self._base is not None:
                self._renew()

        jobs.run(self, read, done, self.session.problem)

    def _fill(self) -> None:
        self.card.show_files(self._files, self._pools, self._base)
        self.side.setVisible(self._base is not None)

    def _renew(self) -> None:
        """Show the chosen file as it is stored now; what was typed stays."""
        base = self._base
        if base is None:
            return
        stored = next((file for file in self._files if file.id == base.id), None)
        if stored is None and base.version:
            self._show(None)
            return
        if stored is not None and not self._is_dirty and not self._is_saving and stored != base:
            self._show(stored)
        elif stored is not None:
            self._read_around(stored.id)

    def _show(self, file: InterpreterFile | None) -> None:
        is_same = file is not None and self._base is not None and file.id == self._base.id
        place = self.area.verticalScrollBar().value() if is_same else 0
        self._base = file
        self._set_dirty(is_dirty=False)
        self.side.setVisible(file is not None)
        if file is None:
            return
        self.form.fill(file)
        self.area.verticalScrollBar().setValue(place)
        is_stored = bool(file.version)
        for widget in (self.absences, self.excluded, self.remove_button):
            widget.setVisible(is_stored)
        if not is_same:
            self._show_around(file.id, Around())
        if is_stored:
            self._read_around(file.id)

    def _read_around(self, own: UUID) -> None:
        service = self.session.centre.interpreters

        def read() -> Around:
            excluded = service.excluded_clients(own)
            return Around(service.absences(own), excluded, self.excluded.names_of(tuple(excluded)))

        def done(around: Around) -> None:
            if self._base is not None and self._base.id == own:
                self._show_around(own, around)

        def failed(_error: BeratungError) -> None:
            """The file is gone; the list says so."""

        jobs.run(self, read, done, failed)

    def _show_around(self, own: UUID, around: Around) -> None:
        self.absences.show_absences(own, around.absences)
        self.excluded.show_exclusions(own, around.excluded, around.names)

    # -- choosing ------------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Show another file; what was typed is saved first."""
        found = next((file for file in self._files if str(file.id) == key), None)
        if found is None or (self._base is not None and found.id == self._base.id):
            return
        if not self.leave():
            self.card.list.choose(str(self._base.id) if self._base is not None else "")
            return
        self._show(found)

    def begin(self, file: InterpreterFile) -> None:
        """Begin a file that is not stored yet."""
        if not self.leave():
            return
        self.card.list.choose_none()
        self._show(file)
        self.form.text.setFocus()
        if file.name:
            self._set_dirty(is_dirty=True)

    # -- saving --------------------------------------------------------------------------------------

    def _on_changed(self) -> None:
        if self._base is not None:
            self._set_dirty(is_dirty=True)

    def _set_dirty(self, *, is_dirty: bool) -> None:
        self._is_dirty = is_dirty
        self.bar.setVisible(is_dirty)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._is_dirty

    def _on_save(self) -> None:
        self.save()

    def leave(self) -> bool:
        """Save what was typed; False where something is wrong and the user must stay."""
        if self._base is not None and not self._base.version and self.form.file(self._base) == self._base:
            self._set_dirty(is_dirty=False)
            return True
        return self.save()

    def save(self) -> bool:
        """Check and store; False where something is wrong."""
        base = self._base
        if base is None or not self._is_dirty or self._is_saving:
            return True
        self.form.place_problem(None)
        if not self.form.tell():
            return False
        wanted = self.form.file(base)
        if not wanted.name:
            self.form.say_at("name", _("Please enter a name, so that colleagues know who is meant."))
            return False
        self._is_saving = True
        self._store(base, wanted)
        return True

    def _store(self, base: InterpreterFile, wanted: InterpreterFile) -> None:
        service = self.session.centre.interpreters

        def work() -> InterpreterFile:
            service.save(wanted)
            return service.file(wanted.id)

        def undo() -> None:
            jobs.run(self, self._restoring(base), lambda _changes: self.load(), self.session.problem)

        def done(stored: InterpreterFile) -> None:
            self._is_saving = False
            self.session.toast(_("Saved."), undo if base.version else None)
            if self._base is not None and self._base.id == stored.id:
                is_newer = self.form.file(base) != wanted
                self._base = stored
                if is_newer:
                    self._set_dirty(is_dirty=True)
                else:
                    self._show(stored)
            self.load()

        def failed(error: BeratungError) -> None:
            self._is_saving = False
            if isinstance(error, RecordConflict):
                self._compare(base, wanted)
            else:
                self._refuse(base, wanted, error)

        jobs.run(self, work, done, failed)

    def _restoring(self, before: InterpreterFile) -> Callable[[], Changes]:
        service = self.session.centre.interpreters
        return lambda: service.save(replace(before, version=service.file(before.id).version))

    def _refuse(self, base: InterpreterFile, wanted: InterpreterFile, error: BeratungError) -> None:
        """Say beside the field what cannot be; who went on meanwhile comes back to it."""
        if (self._base is None or self._base.id != wanted.id) and not self._is_dirty:
            self._show_unsaved(base, wanted)
        is_placed = self._base is not None and self._base.id == wanted.id
        is_said = is_placed and isinstance(error, BadInput) and self.form.place_problem(error)
        if not is_said or not self.isVisible():
            self.session.problem(error)

    def _show_unsaved(self, base: InterpreterFile, wanted: InterpreterFile) -> None:
        self._show(base)
        self.form.fill(wanted)
        self._set_dirty(is_dirty=True)
        self.card.list.choose(str(base.id))

    def _compare(self, base: InterpreterFile, mine: InterpreterFile) -> None:
        """Keep both changes; where both changed the same, say so beside the field and let the user decide."""
        service = self.session.centre.interpreters

        def done(theirs: InterpreterFile) -> None:
            found = [clash for clash in clashes(base, mine, theirs) if clash.field not in _BOOKKEEPING]
            merged = merge(base, mine, theirs, found)
            if not found:
                self._is_saving = True
                self._store(theirs, merged)
                self.session.problem(
                    _("Somebody else has changed this record meanwhile; both changes are kept.")
                )
                return
            if self._base is None or self._base.id != mine.id:
                return
            self._show_unsaved(theirs, merged)
            words = _("Somebody else has changed this meanwhile. Save again to keep yours.")
            said = [self.form.say_at(clash.field, words) for clash in found]
            if not all(said):
                self.session.problem(words)

        jobs.run(self, lambda: service.file(mine.id), done, self.session.problem)

    def discard(self) -> None:
        """Show the stored version again; undo brings the changes back."""
        base = self._base
        if base is None:
            return
        typed = self.form.file(base)
        if not base.version:
            self._show(None)
            self._fill()
        else:
            self._show(base)

        def undo() -> None:
            self._show_unsaved(base, typed)

        self.session.toast(_("The changes are gone."), undo)

    # -- removing ------------------------------------------------------------------------------------

    def ask_removal(self) -> None:
        """Ask once, and delete the file with everything in it."""
        base, service = self._base, self.session.centre.interpreters
        if base is None or not base.version:
            return

        def done(_changes: Changes) -> None:
            dialog.accept()
            self._show(None)
            self.session.toast(_("The file is deleted."))
            self.load()

        def failed(error: BeratungError) -> None:
            dialog.refuse(explain(error))

        def run() -> None:
            dialog.do.setEnabled(False)
            jobs.run(self, lambda: service.remove(base.id), done, failed)

        dialog = self.dialog = RemoveFileDialog(self.window(), base.name, run)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def forget(self) -> None:
        """Save what can be saved at once, and forget everybody."""
        base = self._base
        if base is not None and self._is_dirty and not self.form.problem():
            wanted = self.form.file(base)
            with suppress(BeratungError):  # the lock must not wait: what cannot be stored now is given up
                self.session.centre.interpreters.save(wanted)
        self._files, self._pools = (), ()
        self._show(None)
        self.card.model.clear()
        self._show_around(UUID(int=0), Around())
        self.form.fill(new_person(UUID(int=0)))
        self._set_dirty(is_dirty=False)

    def retranslate(self) -> None:
        self.card.retranslate()
        self.remove_button.setText(_("Delete this file"))
        self.bar.say(_("Changed. It is saved when you leave this page."))
        self.form.retranslate()
        self.absences.retranslate()
        self.excluded.retranslate()
        self.bar.retranslate()
        self._fill()


_BOOKKEEPING = {"heard", "own_slice"}
