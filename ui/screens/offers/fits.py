# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whom an offer fits: goes through the cases when asked to, and can be stopped."""

from threading import Event
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.offers import Fit, Verdict
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.folding import haystack
from ui.models.looks import VERDICTS, RowLook
from ui.models.sections import Entry, SectionModel
from ui.screens.offers.words import say_missing
from ui.session import Busy, Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_line import FilterLine
from ui.widgets.labels import Text
from ui.widgets.section_list import SectionList

_ASKED = (Verdict.YES, Verdict.UNKNOWN)


class Fits(QWidget):
    """The people whom one offer may fit. Nothing is computed before the button is pressed.

    Signals:
        opened: the id of the case that the user wants to see.
    """

    opened = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._offer = ""
        self._run = 0
        self._stop: Event | None = None
        self._busy: Busy | None = None
        self._found: tuple[Fit, ...] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 8)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(18, 0, 18, 0)
        self._said = Text("", "body", "muted", wrap=True)
        self.search = SecondaryButton(icon="users", on_click=self.start)
        head.addWidget(self._said, 1)
        head.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.filter: FilterLine[Verdict] = FilterLine({v: VERDICTS[v] for v in _ASKED})
        self.filter.switch(frozenset(_ASKED))
        self.filter.hide()
        column.addWidget(self.filter)
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.opened.connect(self._on_opened)
        self.filter.searched.connect(self.model.search)
        self.filter.switched.connect(self._show)
        self.filter.went_down.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        column.addWidget(self.list, 1)
        self._empty = EmptyState("users")
        column.addWidget(self._empty, 1)
        self.retranslate()

    def show_offer(self, offer: str) -> None:
        """Get ready for another offer; what was found for the one before is forgotten."""
        if offer != self._offer:
            self.clear()
            self._offer = offer
            self._show()

    def clear(self) -> None:
        """Stop searching and forget everybody."""
        self._run += 1
        self._end()
        self._offer, self._found = "", None
        self.filter.reset()
        self.model.clear()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self.list.setAccessibleName(_("People whom the offer may fit"))
        self.filter.search.say(_("Search a name"))
        self._show()

    def start(self) -> None:
        """Go through the cases; pressed again, stop and show whom was found so far."""
        if self._stop is not None:
            self._stop.set()
            return
        self._run += 1
        run, offer, centre, today = self._run, self._offer, self._session.centre, self._session.today()
        stop = self._stop = Event()
        busy = self._busy = self._session.busy(_("Going through the cases"), self.start)

        def work() -> tuple[Fit, ...]:
            return centre.offers.who_fits(
                offer, _ASKED, on=today, progress=busy.progress, cancelled=stop.is_set
            )

        def done(found: tuple[Fit, ...]) -> None:
            if run == self._run:
                self._end()
                self._found = found
                self._show()
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: BeratungError) -> None:
            if run == self._run:
                self._end()
                self._show()
                self._session.problem(error)

        jobs.run(self, work, done, failed)
        self._show()

    def _end(self) -> None:
        if self._stop is not None:
            self._stop.set()
        if self._busy is not None:
            self._busy.finish()
        self._stop = self._busy = None

    def _show(self) -> None:
        """Say how far it is, and list whom was found."""
        is_searching, found = self._stop is not None, self._found
        self.search.setText(_("Stop") if is_searching else _("Go through my cases"))
        self.search.setHidden(found is not None and not is_searching)
        self.filter.setHidden(not found)
        self.list.setHidden(not found)
        self._empty.setHidden(bool(found))
        if found is None:
            self._said.setText(
                _("This checks the offer for every case that you can read. Nothing leaves the house.")
            )
            self._empty.say(_("Nobody has been searched for yet"))
            self.model.show(())
            return
        self._said.setText(
            ngettext("It may fit %(n)d person.", "It may fit %(n)d people.", len(found)) % {"n": len(found)}
        )
        self._empty.say(_("It fits nobody at present"), _("No open case meets its conditions."))
        shown = self.filter.shown()
        self.filter.count({v: sum(f.match.verdict is v for f in found) for v in _ASKED})
        self.model.show([_entry(fit) for fit in found if fit.match.verdict in shown])

    def _on_opened(self, key: str) -> None:
        self.opened.emit(UUID(key))


def _entry(fit: Fit) -> Entry:
    sign = VERDICTS[fit.match.verdict]
    name = fit.name or _("Anonymous client")
    missing = say_missing(len(fit.match.missing)) if fit.match.missing else ""
    return Entry(str(fit.case), "", RowLook(name, missing, sign), f"{name}, {sign.label}", haystack(name))
