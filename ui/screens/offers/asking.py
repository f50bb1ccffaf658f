# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks the next question of a case, stores the answer and offers to take it back."""

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from beratung.domain.cases import FactValue
from beratung.domain.errors import BeratungError
from beratung.domain.offers import FieldInfo, Matching
from beratung.domain.views import CaseView
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.questions import Answer, as_fact, is_english, question_for
from ui.screens.offers.answers import restore
from ui.screens.offers.matches import Catalogue
from ui.session import Session
from ui.widgets.question_banner import QuestionBanner

SOURCE = "client"
"""An answer given here was said by the client."""


@dataclass(frozen=True)
class _Stored:
    """An answer that was stored and not told yet."""

    before: CaseView
    after: CaseView
    is_known: bool


class Asking(QObject):
    """Puts the question into a banner; the screen tells it the case and what matching says.

    Signals:
        stored: the case as it is after an answer, or after one was taken back; match it anew.
        refused: a ``BeratungError``; nothing was stored.
    """

    stored = Signal(object)
    refused = Signal(object)

    def __init__(self, session: Session, banner: QuestionBanner, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._banner = session, banner
        self._case: UUID | None = None
        self._matching: Matching | None = None
        self._catalogue: Catalogue | None = None
        self._wanted: str | None = None
        self._stored: _Stored | None = None
        self._had_keyboard = False
        self.is_storing = False
        banner.answered.connect(self._on_answered)
        banner.not_known.connect(lambda: self._store(None))
        banner.left.connect(self._on_left)

    def show(self, case: UUID, matching: Matching, catalogue: Catalogue) -> None:
        """Ask what matching proposes; the user's own choice goes first."""
        self._case, self._matching, self._catalogue = case, matching, catalogue
        self._ask()
        if self._had_keyboard and self._banner.isVisible():
            self._banner.focus_first()
        self._had_keyboard = False

    def clear(self) -> None:
        """Forget the case."""
        self._case = self._matching = self._wanted = self._stored = None
        self.is_storing = self._had_keyboard = False
        self._banner.ask_nothing()

    def ask_field(self, field: str) -> None:
        """Ask for a certain field now, instead of the one that is proposed."""
        self._wanted = field
        self._ask()
        self._banner.focus_first()

    def retranslate(self) -> None:
        """Ask in the language spoken now."""
        self._ask()

    def tell(self, decided: int) -> None:
        """Say in passing what an answer has changed, with the way back."""
        stored, self._stored = self._stored, None
        if stored is None:
            return
        text = _("Answer recorded.") if stored.is_known else _("Recorded: not known.")
        if decided:
            more = ngettext("%(n)d offer has changed.", "%(n)d offers have changed.", decided) % {
                "n": decided
            }
            text = f"{text} {more}"
        self._session.toast(text, lambda: self._take_back(stored))

    def _field(self) -> FieldInfo | None:
        if self._matching is None or self._catalogue is None:
            return None
        proposed = self._matching.next_question
        name = self._wanted or (proposed.fact if proposed else "")
        return self._catalogue.fields.get(name)

    def _ask(self) -> None:
        field, matching, catalogue = self._field(), self._matching, self._catalogue
        if field is None or matching is None or catalogue is None:
            self._banner.ask_nothing()
            return
        today, proposed = self._session.today(), matching.next_question
        if proposed is None or proposed.fact != field.name:
            self._banner.ask(question_for(field, catalogue.codes), today, is_out_of_turn=True)
        else:
            text = (proposed.text_en if is_english() else "") or proposed.text
            self._banner.ask(question_for(field, catalogue.codes, self._say_decides(), text), today)
        self._banner.set_waiting(self.is_storing)

    def _say_decides(self) -> str:
        """Say how many open offers the answer decides, and which is the first of them."""
        question = self._matching.next_question if self._matching else None
        if question is None or self._catalogue is None:
            return ""
        first = self._catalogue.offers.get(question.offers[0]) if question.offers else None
        n, name = question.decides, first.name if first else ""
        if n == 0:
            return _("Matters for %(offer)s.") % {"offer": name} if name else ""
        if not name:
            return ngettext("Decides %(n)d open offer.", "Decides %(n)d open offers.", n) % {"n": n}
        if n == 1:
            return _("Decides one open offer: %(offer)s.") % {"offer": name}
        return ngettext(
            "Decides %(n)d open offer, among them %(offer)s.",
            "Decides %(n)d open offers, among them %(offer)s.",
            n,
        ) % {"n": n, "offer": name}

    def _on_left(self) -> None:
        self._wanted = None
        self._ask()
        if self._banner.isVisible():
            self._banner.focus_first()

    def _on_answered(self, answer: Answer) -> None:
        self._store(as_fact(answer))

    def _store(self, value: FactValue | None) -> None:
        case, field, centre, today = self._case, self._field(), self._session.centre, self._session.today()
        if case is None or field is None or self.is_storing:
            return
        name = field.name
        self._begin()

        def work() -> _Stored:
            before = centre.cases.show(case)
            centre.cases.answer(case, name, value, SOURCE, today)
            return _Stored(before, centre.cases.show(case), value is not None)

        def done(stored: _Stored) -> None:
            self._wanted = None
            self._finish(stored.after, stored)

        jobs.run(self, work, done, self._on_refused)

    def _take_back(self, stored: _Stored) -> None:
        centre = self._session.centre
        self._begin()

        def work() -> CaseView:
            restore(centre, stored.before, stored.after)
            return centre.cases.show(stored.before.case.id)

        def done(view: CaseView) -> None:
            self._session.toast(_("The answer was taken back."))
            self._finish(view, None)

        jobs.run(self, work, done, self._on_refused)

    def _begin(self) -> None:
        self.is_storing = True
        self._had_keyboard = self._banner.has_keyboard()
        self._banner.set_waiting(True)

    def _finish(self, view: CaseView, stored: _Stored | None) -> None:
        self.is_storing = False
        if view.case.id == self._case:
            self._stored = stored
            self.stored.emit(view)

    def _on_refused(self, error: BeratungError) -> None:
        self.is_storing = False
        self._banner.set_waiting(False)
        self.refused.emit(error)
