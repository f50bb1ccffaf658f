# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Goals": what it will hold; and the agreed steps of a case as a card, also for the appointments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from beratung.domain.cases import Consultation
from beratung.domain.errors import N_
from beratung.domain.views import CaseView
from beratung.i18n import _
from ui.screens.cases.matters import Matter, MatterKind
from ui.screens.cases.overview_tab import MatterRow
from ui.screens.cases.stepping import say_step, take_step
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Line, Text
from ui.widgets.page import Scroll


@dataclass(frozen=True)
class Promise:
    """What a tab will hold one day, and what stands there now; message ids."""

    icon: str
    title: str
    text: str
    list_title: str
    takes: Callable[[Consultation], bool]


GOALS = Promise(
    "list-check",
    N_("Goals will stand here"),
    N_(
        "Agreed goals of the case management, with what was reached. Until then the agreed steps show the way."
    ),
    N_("Steps that were agreed"),
    lambda entry: bool(entry.next_step),
)
APPOINTMENTS = Promise(
    "calendar",
    "",
    "",
    N_("Steps with a date"),
    lambda entry: entry.due is not None,
)


class StepsCard(Card):
    """The steps of a case, which can be marked as done."""

    def __init__(self, session: Session, promise: Promise, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self._session, self._promise = session, promise
        self._view: CaseView | None = None

    def show_case(self, view: CaseView) -> None:
        """Show the steps of a case."""
        self._view = view
        self.retranslate()

    def clear(self) -> None:
        """Forget the case."""
        self._view = None
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        empty_out(self.body)
        self.set_title(_(self._promise.list_title))
        today = self._session.today()
        entries = [e for e in self._view.consultations if self._promise.takes(e)] if self._view else []
        entries.sort(key=lambda e: (not e.has_open_step, e.due or date.max))
        for number, entry in enumerate(entries):
            if number:
                self.add(Line())
            self.add(self._row(entry, today))
        if not entries:
            self.add(Text(_("Nothing has been agreed yet."), "body", "muted"))

    def _row(self, entry: Consultation, today: date) -> QWidget:
        note, role = say_step(entry, today)
        icon = "arrow-right" if entry.has_open_step else "circle-check"
        matter = Matter(MatterKind.STEP, entry.next_step or _("Next step"), note, role, icon, entry.id)
        action = None
        if entry.has_open_step:
            action = SecondaryButton(_("Done"), "check", lambda: take_step(self._session, self, entry.id))
            action.setAccessibleName(_("Step done: %(step)s") % {"step": matter.title})
            action.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return MatterRow(matter, action)


class LaterTab(QWidget):
    """Says what will stand here and shows the steps of the case.

    Signals:
        note_wanted: a new consultation is to be written.
    """

    note_wanted = Signal()

    def __init__(self, session: Session, promise: Promise, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._promise = promise
        self.banner = Banner("accent", icon=promise.icon)
        self.new_button = SecondaryButton("", "plus", self.note_wanted.emit)
        self.banner.add_button(self.new_button)
        self.card = StepsCard(session, promise)
        area = Scroll()
        area.column.addWidget(self.card)
        area.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.banner)
        column.addWidget(area, 1)

    def show_case(self, view: CaseView) -> None:
        """Show the steps of a case."""
        self.card.show_case(view)

    def clear(self) -> None:
        """Forget the case."""
        self.card.clear()

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.banner.say(_(self._promise.title), _(self._promise.text))
        self.new_button.setText(_("Agree a step"))
        self.card.retranslate()
