# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The list of everybody who interprets, with the ways to begin a new file."""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from beratung.domain.codes import Codes
from beratung.domain.interpreting import InterpreterFile
from beratung.i18n import _
from ui.models.file_words import file_entry
from ui.screens.interpreters.file_form import new_person, new_service
from ui.widgets.buttons import SecondaryButton
from ui.widgets.waiting_card import WaitingCard


class PeopleCard(WaitingCard):
    """People, then services; who is not asked any more is folded away.

    Signals:
        begun: a file that is not stored yet is to be begun; carries it.
    """

    begun = Signal(object)

    def __init__(self, codes: Codes) -> None:
        super().__init__("users", has_actions=True)
        self._codes = codes
        self._pools: tuple[InterpreterFile, ...] = ()
        self.person_button = SecondaryButton(
            icon="user-plus", on_click=lambda: self.begun.emit(new_person(uuid4()))
        )
        self.service_button = SecondaryButton(icon="building", on_click=self._open_services)
        self.head.addWidget(self.person_button)
        self.foot.addWidget(self.service_button)
        self.foot.addStretch(1)

    def show_files(
        self,
        files: Sequence[InterpreterFile],
        pools: Sequence[InterpreterFile],
        chosen: InterpreterFile | None,
    ) -> None:
        """Show files, offer services that are not among them, and mark the chosen one without telling anyone."""
        self._pools = tuple(pools)
        active = [file_entry(self._codes, file) for file in files if file.is_active]
        folded = [file_entry(self._codes, file) for file in files if not file.is_active]
        self.blockSignals(True)
        self.list.blockSignals(True)
        self.show_entries(active + folded, str(len(active)) if active else "")
        self.model.show(active, folded, _("Not asked any more (%(n)d)"))
        if chosen is not None:
            if self.model.is_folded(str(chosen.id)):
                self.model.open_fold(True)
            if not self.list.choose(str(chosen.id), scroll=False):
                self.list.choose_none()
        self.list.blockSignals(False)
        self.blockSignals(False)

    def build_services(self) -> QMenu:
        """Return the services that can be taken over, and an empty one."""
        menu = QMenu(self)
        for pool in self._pools:
            self._add(menu, pool.name, partial(self.begun.emit, pool))
        if self._pools:
            menu.addSeparator()
        self._add(menu, _("Another service …"), lambda: self.begun.emit(new_service(uuid4())))
        return menu

    @staticmethod
    def _add(menu: QMenu, text: str, run: Callable[[], None]) -> None:
        action = QAction(text, menu)
        action.triggered.connect(lambda _checked=False: run())
        menu.addAction(action)

    def _open_services(self) -> None:
        menu = self.build_services()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.service_button.mapToGlobal(QPoint(0, self.service_button.height() + 2)))

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.say(
            _("People and services"),
            _("Nobody yet"),
            _("Enter who interprets for you, or take over a known service. Then they can be asked."),
        )
        self.person_button.setText(_("New person"))
        self.service_button.setText(_("New service"))
