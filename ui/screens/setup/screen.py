# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The wizard that creates a centre. Nothing exists before the second step is done, and no centre without a sheet."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from beratung.domain.errors import BadInput, BeratungError
from beratung.i18n import _, explain
from ui import jobs, language, opening
from ui.screens.setup import sheet
from ui.screens.setup.frame import Frame
from ui.screens.setup.steps import CentreStep, SheetStep, Step, TrialStep, UserStep, step_words
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.opening import Created


class SetupScreen(Frame):
    """Four steps: the centre, the user, the recovery sheet, its trial.

    Signals:
        finished: the open ``Centre`` and its folder.
    """

    finished = Signal(object, str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._created: Created | None = None
        self._is_busy = False
        self._create: Callable[..., Created] = opening.create_centre
        self.centre, self.user, self.sheet, self.trial = CentreStep(), UserStep(), SheetStep(), TrialStep()
        self.steps: tuple[Step, ...] = (self.centre, self.user, self.sheet, self.trial)
        self.pile = QStackedWidget()
        for step in self.steps:
            self.pile.addWidget(step)
        self.card.add(self.pile)
        self.add_foot()
        for step in self.steps:
            step.changed.connect(self._allow)
        self.sheet.save_wanted.connect(self._on_save)
        self.sheet.print_wanted.connect(self._on_print)
        self.retranslate()

    # -- words ----------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Set every text in the language spoken now."""
        self.heading.setText(_("Create a centre"))
        self.progress.setAccessibleName(_("The centre is being made"))
        for step in self.steps:
            step.retranslate()
        self._show()

    def _show(self) -> None:
        at = self.pile.currentIndex()
        self.count.setText(step_words(at + 1, len(self.steps)))
        self.back_button.setText(_("Cancel") if at == 0 else _("Back"))
        self.back_button.setVisible(self._created is None or at == len(self.steps) - 1)
        words = (_("Continue"), _("Create the centre"), _("Continue"), _("Open the centre"))
        self.next_button.setText(words[at])
        self._allow()

    def _allow(self) -> None:
        self.next_button.setEnabled(self._step().is_ready() and not self._is_busy)
        self.back_button.setEnabled(not self._is_busy)

    def _step(self) -> Step:
        return self.steps[self.pile.currentIndex()]

    def show_problem(self, text: str) -> None:
        """Show a sentence below what is asked."""
        self._step().error.say(text)

    def take_focus(self) -> None:
        """Put the cursor where the next thing is to be typed."""
        self._step().take_focus()

    # -- going on and back --------------------------------------------------------------------------------

    def _go_to(self, at: int) -> None:
        self.pile.setCurrentIndex(at)
        self._show()
        self.take_focus()

    def back(self) -> None:
        """One step back; from the first one, out of the wizard."""
        at = self.pile.currentIndex()
        if self._is_busy or (self._created is not None and at == 2):
            return
        if at == 0:
            self.cancelled.emit()
        else:
            self._go_to(at - 1)

    def go_on(self) -> None:
        """Look at what was typed and go on; after the second step the centre is made."""
        step = self._step()
        if self._is_busy or not step.is_ready():
            return
        wrong = step.problem()
        step.error.say(wrong)
        if wrong:
            step.take_focus()
            return
        if step is self.user:
            self._make()
        elif step is self.trial:
            self._try()
        else:
            self._go_to(self.pile.currentIndex() + 1)

    def _make(self) -> None:
        self._set_busy(is_busy=True)
        folder, name = self.centre.path(), self.centre.name.text().strip()
        user, password, roles = (
            self.user.user.text().strip(),
            self.user.password.first.text(),
            self.user.roles(),
        )
        spoken = language.spoken()
        jobs.run(
            self,
            lambda: self._create(
                folder, name=name, user=user, password=password, roles=roles, language=spoken
            ),
            self._on_made,
            self._on_failed,
            pool=jobs.side_pool(),
        )

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.pile.setEnabled(not is_busy)
        self.progress.setVisible(is_busy)
        self._allow()

    def _on_made(self, created: "Created") -> None:
        self._created = created
        self._set_busy(is_busy=False)
        self.user.password.take()
        self._go_to(2)

    def _on_failed(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        if not isinstance(error, BadInput):
            self._go_to(0)
        self.show_problem(explain(error))
        self.take_focus()

    def _try(self) -> None:
        created, code = self._created, self.trial.code.text()
        if created is None:
            return
        self._set_busy(is_busy=True)
        jobs.run(self, lambda: created.try_sheet(code), lambda _nothing: self._finish(), self._on_not_tried,
                 pool=jobs.side_pool())  # fmt: skip

    def _on_not_tried(self, error: BeratungError) -> None:
        self._set_busy(is_busy=False)
        self.trial.error.say(explain(error))
        self.trial.take_focus()

    def _finish(self) -> None:
        self._set_busy(is_busy=False)
        created = self._created
        if created is not None:
            self.trial.forget()
            self._created = None
            self.finished.emit(created.centre, str(self.centre.path()))

    # -- the sheet ------------------------------------------------------------------------------------------

    def _on_save(self) -> None:
        created, file = self._created, sheet.ask_file(self)
        if created is None or file is None:
            return

        def done(_nothing: None) -> None:
            self.sheet.mark_out(_("Saved. Please put the file on a stick and lock it away."))

        jobs.run(
            self, lambda: created.save_sheet(file), done, lambda error: self.sheet.error.say(explain(error))
        )

    def _on_print(self) -> None:
        if self._created is None:
            return
        if sheet.print_sheet(self, self._created):
            self.sheet.mark_out(_("Sent to the printer. Please check that the whole code can be read."))

    def must_stay(self) -> bool:
        """Say whether a centre was made whose sheet has not been tried yet, and say so in the window."""
        if self._created is None:
            return False
        self.show_problem(
            _("Please keep and try the sheet first. Without it the centre can be lost for good.")
        )
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)
