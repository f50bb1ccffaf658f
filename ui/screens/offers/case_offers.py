# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Offers" of a case: the next question, what may be possible, and why."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.errors import BeratungError
from beratung.domain.offers import Matching, Verdict
from beratung.domain.views import CaseView
from beratung.domain.work import Changes
from beratung.i18n import _, explain
from ui import jobs
from ui.models.looks import VERDICTS
from ui.models.sections import SectionModel
from ui.models.words import dotted, say_day
from ui.screens.offers.asking import Asking
from ui.screens.offers.match_detail import MatchDetail
from ui.screens.offers.matches import Catalogue, build_entries, count, what_changed
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_line import FilterLine
from ui.widgets.question_banner import QuestionBanner
from ui.widgets.section_list import SectionList

_USUAL = frozenset(Verdict)
_PATIENCE = 300
"""Milliseconds after a change in which ``show_case`` may bring it along; then it is matched in any case."""
_MATTERS = frozenset({"Client", "Case", "Consultation"})
"""Kinds of records that matching looks at."""


class CaseOffers(QWidget):
    """All offers decided for one case. ``show_case`` may be called again with the same case at any time."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._matching: Matching | None = None
        self._catalogue: Catalogue | None = None
        self._wanted = ""
        self._run = 0
        self._stamp: object = None
        self._later = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._later.timeout.connect(self._match)
        self._build()
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.clear)
        self.retranslate()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.banner = QuestionBanner()
        self._asking = Asking(self._session, self.banner, self)
        self._asking.stored.connect(self._on_stored)
        self._asking.refused.connect(self._on_refused)
        self.problem = Banner("no", closable=True)
        self.problem.hide()
        column.addWidget(self.banner)
        column.addWidget(self.problem)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_list(), 5)
        self.detail = MatchDetail()
        self.detail.asked.connect(self.ask_field)
        self.detail.referred.connect(self._on_referred)
        sides.addWidget(self.detail, 4)
        column.addLayout(sides, 1)

    def _build_list(self) -> QWidget:
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.card = Card(" ", inset=False)
        self.card.head.setContentsMargins(16, 10, 10, 8)
        self.card.body.setContentsMargins(0, 0, 0, 8)
        self._filter_button = IconButton("filter", on_click=self._on_filter)
        self._filter_button.setCheckable(True)
        self.card.head.addWidget(self._filter_button)
        self.filter: FilterLine[Verdict] = FilterLine(VERDICTS)
        self.filter.switch(_USUAL)
        self.filter.hide()
        self.filter.searched.connect(self._on_searched)
        self.filter.switched.connect(self._show_list)
        self.filter.left.connect(lambda: self._open_filter(is_open=False))
        self.filter.went_down.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        self.card.add(self.filter)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _key: self.detail.setFocus(Qt.FocusReason.TabFocusReason))
        self._empty = EmptyState("map-pin-heart")
        self._empty.hide()
        self.card.add(self.list, 1)
        self.card.add(self._empty, 1)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(lambda: self._open_filter(is_open=True))
        return self.card

    def show_case(self, view: CaseView) -> None:
        """Match the case anew and show what comes of it; another case starts at the top."""
        if self._view is None or self._view.case.id != view.case.id:
            self.clear()
        self._view = view
        self._later.stop()
        if self._matching is None or self._stamp != _stamp(view):
            self._match()

    def select_offer(self, offer: str) -> None:
        """Show an offer's details, as soon as matching has been done."""
        self._wanted = offer
        if self._matching is not None:
            self._show_list()

    def ask_field(self, field: str) -> None:
        """Ask for a certain field now, instead of the one that is proposed."""
        self._asking.ask_field(field)

    def clear(self) -> None:
        """Forget the case and all that was said about it."""
        self._run += 1
        self._later.stop()
        self._view = self._matching = self._stamp = None
        self._wanted = ""
        self.model.clear()
        self.detail.clear()
        self._asking.clear()
        self.problem.hide()
        self.filter.reset()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self._filter_button.set_name(_("Search and filter (Ctrl+F)"))
        self.filter.search.say(_("Search in the offers"))
        self.list.setAccessibleName(_("Offers for this case"))
        self._empty.say(_("No offer is shown"), _("No offer of the list meets the search and the filter."))
        self.detail.retranslate()
        self._show_list()
        self._asking.retranslate()

    # -- matching -------------------------------------------------------------------------------------------

    def _match(self) -> None:
        view, centre, today = self._view, self._session.centre, self._session.today()
        if view is None:
            return
        self._run += 1
        self._later.stop()
        self._stamp = _stamp(view)
        run, case, known = self._run, view.case.id, self._catalogue

        def work() -> tuple[Matching, Catalogue]:
            catalogue = known or Catalogue(
                {info.id: info for info in centre.offers.catalogue()}, centre.offers.fields(), centre.codes
            )
            return centre.match(case, today), catalogue

        def done(found: tuple[Matching, Catalogue]) -> None:
            if run == self._run:
                self._take(*found)

        jobs.run(self, work, done, self._on_failed)

    def _take(self, matching: Matching, catalogue: Catalogue) -> None:
        """Show a new answer of the matching, and mark what is different from the one before."""
        view, before = self._view, self._matching
        self._matching, self._catalogue = matching, catalogue
        if view is None:
            return
        changed = what_changed(before, matching) if before is not None else {}
        if changed:
            self.model.mark_changed({})
        self._show_list()
        if changed:
            self.model.mark_changed(changed)
            self.list.glow()
        self._asking.show(view.case.id, matching, catalogue)
        self._asking.tell(len(changed))

    def _on_failed(self, error: BeratungError) -> None:
        self.problem.say(_("The offers could not be checked."), explain(error))
        self.problem.show()

    def _on_changed(self, changes: Changes) -> None:
        view = self._view
        if view is not None and not self._asking.is_storing and _concerns(view, changes):
            self._later.start()

    # -- the list -------------------------------------------------------------------------------------------

    def _show_list(self) -> None:
        matching, catalogue = self._matching, self._catalogue
        if matching is None or catalogue is None:
            self.card.set_title(_("Possible offers"))
            return
        numbers = count(matching)
        self.card.set_title(
            _("Possible offers"),
            dotted(
                (
                    _("%(n)d possible") % {"n": numbers[Verdict.YES]},
                    _("%(n)d open") % {"n": numbers[Verdict.UNKNOWN]},
                    _("law as of %(day)s") % {"day": say_day(matching.law_as_of)},
                )
            ),
        )
        self.filter.count(numbers)
        entries, folded = build_entries(matching, catalogue, self.filter.shown())
        keep = self._wanted or self.list.current_key()
        place = self.list.verticalScrollBar().value()
        self.model.show(entries, folded, _("Not at present · %(n)d"))
        self.list.verticalScrollBar().setValue(place)
        self._choose(keep)
        self._show_emptiness()

    def _choose(self, key: str) -> None:
        """Keep an offer chosen if it is still there, else choose the first."""
        if key and self.model.is_folded(key) and key == self._wanted:
            self.model.open_fold(True)
        is_wanted, self._wanted = bool(self._wanted), ""
        if not (key and self.list.choose(key, scroll=is_wanted)):
            shown = self.detail.match
            key = (
                shown.offer
                if shown is not None and key == shown.offer
                else next(iter(self.model.shown_keys()), "")
            )
            self.list.choose(key)
        self._show_detail(key)

    def _show_detail(self, key: str) -> None:
        match = next((m for m in self._matching.offers if m.offer == key), None) if self._matching else None
        if match is not None and self._catalogue is not None:
            self.detail.show_match(match, self._catalogue)
        else:
            self.detail.clear()

    def _show_emptiness(self) -> None:
        is_empty = self.model.rowCount() == 0
        self.list.setVisible(not is_empty)
        self._empty.setVisible(is_empty)

    def _on_chosen(self, key: str) -> None:
        self._show_detail(key)

    def _on_searched(self, words: tuple[str, ...]) -> None:
        keep = self.list.current_key()
        self.model.search(words)
        self._choose(keep)
        self._show_emptiness()

    def _on_filter(self) -> None:
        self._open_filter(is_open=self._filter_button.isChecked())

    def _open_filter(self, *, is_open: bool) -> None:
        self._filter_button.setChecked(is_open)
        self.filter.setVisible(is_open)
        if is_open:
            self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.search.selectAll()
            return
        self.filter.reset()
        self.filter.switch(_USUAL)
        self._show_list()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_referred(self, offer: str) -> None:
        if self._view is not None:
            self._session.go(Place("letters", case=self._view.case.id, offer=offer))

    def _on_stored(self, view: CaseView) -> None:
        self.problem.hide()
        if self._view is not None and self._view.case.id == view.case.id:
            self._view = view
            self._match()

    def _on_refused(self, error: BeratungError) -> None:
        self.problem.say(_("The answer could not be recorded."), explain(error))
        self.problem.show()


def _concerns(view: CaseView, changes: Changes) -> bool:
    """Return whether a change is about what matching looks at of this client."""
    return any(t.subject == view.client.id and t.kind in _MATTERS for t in changes.touched)


def _stamp(view: CaseView) -> object:
    """Return what tells two states of a case apart, as far as matching looks at them."""
    notes = tuple((note.id, note.version) for note in view.consultations)
    return view.case.id, view.client.version, view.case.version, notes
