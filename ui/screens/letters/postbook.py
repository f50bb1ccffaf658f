# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The Postbuch: what left the house, with the letter as it went out, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from beratung.domain.cases import Letter, Referral, ReferralOutcome
from beratung.domain.errors import N_, BeratungError
from beratung.domain.work import Changes
from beratung.i18n import _, current, ngettext, pgettext
from ui import jobs
from ui.models.folding import haystack
from ui.models.looks import RowLook, Sign
from ui.models.sections import Entry, SectionModel
from ui.models.words import dotted, say_day
from ui.screens.letters.outcome import SIGNS, OutcomeLine
from ui.screens.letters.printing import print_letter, save_letter
from ui.session import Place, Session
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_line import FilterLine
from ui.widgets.labels import Text
from ui.widgets.page import Page
from ui.widgets.page_preview import PageView
from ui.widgets.section_list import SectionList

_LIMIT = 500
"""So many letters are listed, the newest first."""


class Answer(StrEnum):
    """Whether it is known what became of a letter."""

    AWAITED = "awaited"
    KNOWN = "known"


_SIGNS = {
    Answer.AWAITED: Sign("clock", "unknown", N_("open")),
    Answer.KNOWN: Sign("circle-check", "yes", N_("answered")),
}


@dataclass(frozen=True)
class _Book:
    """The letters with what belongs to them."""

    letters: tuple[Letter, ...] = ()
    referrals: Mapping[UUID, Referral] = field(default_factory=dict)
    """By letter."""
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Who a case is about."""


class PostbookView(Page):
    """The list of letters; the chosen one is shown beside it as it went out."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._book = _Book()
        self._letter: Letter | None = None
        self._wanted = ""
        self._run = self._letter_run = 0
        self._is_loaded = False
        self._build()
        session.bus.changed.connect(self._on_changed)
        session.about_to_lock.connect(self.forget)

    def _build(self) -> None:
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._build_list(), 5)
        sides.addWidget(self._build_letter(), 6)
        self.add(sides, 1)

    def _build_list(self) -> QWidget:
        self.model = SectionModel(self)
        self.list = SectionList(self.model)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(lambda _key: self.preview.setFocus(Qt.FocusReason.TabFocusReason))
        self._card = Card(" ", inset=False)
        self._card.body.setContentsMargins(0, 0, 0, 8)
        self.filter: FilterLine[Answer] = FilterLine(_SIGNS)
        self.filter.switch(frozenset(Answer))
        self.filter.searched.connect(self._on_searched)
        self.filter.switched.connect(self._show_list)
        self.filter.went_down.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        self._nothing = EmptyState("mail", on_action=lambda: self._session.go(Place("cases")))
        self._card.add(self.filter)
        self._card.add(self.list, 1)
        self._card.add(self._nothing, 1)
        self._nothing.hide()
        return self._card

    def _build_letter(self) -> QWidget:
        self._side = Card(" ", inset=False)
        self._about = Text("", "body", "muted", wrap=True)
        about = QVBoxLayout()
        about.setContentsMargins(16, 0, 16, 8)
        about.addWidget(self._about)
        self.save_button = IconButton("device-floppy", on_click=self.save)
        self.print_button = IconButton("printer", on_click=self.print_page)
        self.case_button = SecondaryButton(icon="folder-open", on_click=self._to_case)
        for button in (self.save_button, self.print_button, self.case_button):
            self._side.head.addWidget(button)
        self._side.add(about)
        self.outcome = OutcomeLine(self._session)
        self._side.add(self.outcome)
        self.preview = PageView(self._session)
        self._side.add(self.preview, 1)
        return self._side

    def show_letter(self, letter: UUID | None) -> None:
        """Load the Postbuch, and show a letter once it is there."""
        self._wanted = str(letter) if letter else self._wanted
        self._load()

    def forget(self) -> None:
        """Forget all letters."""
        self._run += 1
        self._letter_run += 1
        self._book, self._letter, self._wanted = _Book(), None, ""
        self._is_loaded = False
        self.model.clear()
        self.preview.clear()
        self._side.hide()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self.list.setAccessibleName(_("Letters of the Postbuch"))
        self.filter.search.say(_("Search number, recipient or person"))
        self.save_button.set_name(_("Save as PDF (Ctrl+S)"))
        self.print_button.set_name(_("Print (Ctrl+P)"))
        self.case_button.setText(_("To the case"))
        self.outcome.retranslate()
        self.preview.retranslate()
        self._show_list()

    def focus_search(self) -> None:
        """Put the keyboard on the search field."""
        self.filter.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.search.selectAll()

    def current(self) -> Letter | None:
        """Return the letter that is shown."""
        return self._letter

    def save(self) -> None:
        """Save the chosen letter as a file."""
        if self._letter is not None and self._letter.pdf:
            save_letter(self, self._session, self._letter.pdf, self._letter.number)

    def print_page(self) -> None:
        """Print the chosen letter."""
        if self._letter is not None and self._letter.pdf:
            print_letter(self, self._session, self._letter.pdf, self._letter.number)

    # -- loading ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        self._run += 1
        run, centre = self._run, self._session.centre

        def work() -> _Book:
            names = {row.case: row.name for row in centre.clients.roster() if row.case is not None}
            referrals = {r.letter: r for r in centre.cases.referrals() if r.letter is not None}
            return _Book(centre.letters.postbook(_LIMIT), referrals, names)

        def done(book: _Book) -> None:
            if run == self._run:
                self._book, self._is_loaded = book, True
                self._show_list()

        jobs.run(self, work, done, self._on_failed)

    def _on_failed(self, error: BeratungError) -> None:
        self._session.problem(error)

    def _on_changed(self, changes: Changes) -> None:
        if self._is_loaded and changes.kinds() & {"Letter", "Referral", "Client"}:
            self._load()

    # -- the list ---------------------------------------------------------------------------------------------

    def _answer(self, letter: Letter) -> Answer:
        referral = self._book.referrals.get(letter.id)
        is_open = referral is not None and referral.outcome is ReferralOutcome.OPEN
        return Answer.AWAITED if is_open else Answer.KNOWN

    def _show_list(self) -> None:
        letters = self._book.letters
        n = len(letters)
        awaited = sum(self._answer(letter) is Answer.AWAITED for letter in letters)
        said = ngettext("%(n)d letter", "%(n)d letters", n) % {"n": n} if n else ""
        more = _("%(n)d awaiting an answer") % {"n": awaited} if awaited else ""
        self.header.set_title(_("Letters"), dotted((said, more)))
        self._card.set_title(_("Postbuch"))
        self.filter.count({Answer.AWAITED: awaited, Answer.KNOWN: n - awaited})
        shown = self.filter.shown()
        keep = self._wanted or self.list.current_key()
        place = self.list.verticalScrollBar().value()
        self.model.show([self._entry(letter) for letter in letters if self._answer(letter) in shown])
        self.list.verticalScrollBar().setValue(place)
        if self._is_loaded:
            self._session.count("letters", awaited)
        self._choose(keep)

    def _entry(self, letter: Letter) -> Entry:
        referral = self._book.referrals.get(letter.id)
        sign = SIGNS[referral.outcome] if referral is not None else None
        number = _("No. %(n)d") % {"n": letter.number}
        name = self._book.names.get(letter.case, "")
        second = dotted((number, say_day(letter.on), name, say_basis(letter)))
        look = RowLook(letter.recipient, second, sign)
        spoken = ", ".join(filter(None, (letter.recipient, number, sign.label if sign else "")))
        hay = haystack(letter.recipient, str(letter.number), say_day(letter.on), name)
        return Entry(str(letter.id), _month(letter), look, spoken, hay)

    def _choose(self, key: str) -> None:
        is_wanted, self._wanted = bool(self._wanted), "" if self._is_loaded else self._wanted
        if not (key and self.list.choose(key, scroll=is_wanted)):
            key = next(iter(self.model.shown_keys()), "")
            self.list.choose(key)
        is_empty = self._is_loaded and self.model.rowCount() == 0
        has_letters = bool(self._book.letters)
        self.list.setVisible(not is_empty)
        self._nothing.setVisible(is_empty)
        if has_letters:
            self._nothing.say(_("No letter is shown"), _("No letter meets the search and the filter."))
        else:
            self._nothing.say(
                _("No letter has left the house yet"),
                _("Open a case, choose an offer there and refer to it: the letter will stand here."),
                _("Show cases"),
            )
        self._show_letter(key)

    def _on_chosen(self, key: str) -> None:
        self._show_letter(key)

    def _on_searched(self, words: tuple[str, ...]) -> None:
        keep = self.list.current_key()
        self.model.search(words)
        self._choose(keep)

    # -- the letter -------------------------------------------------------------------------------------------

    def _show_letter(self, key: str) -> None:
        letter = next((entry for entry in self._book.letters if str(entry.id) == key), None)
        self._side.setVisible(letter is not None)
        if letter is None:
            self._letter = None
            self.preview.clear()
            return
        name = self._book.names.get(letter.case, "")
        self._side.set_title(_("No. %(n)d") % {"n": letter.number})
        self._about.setText(dotted((letter.recipient, say_day(letter.on), name, say_basis(letter))))
        self.outcome.show_referral(self._book.referrals.get(letter.id))
        if self._letter is not None and self._letter.id == letter.id:
            return
        self._letter = letter
        self._load_pdf(letter)

    def _load_pdf(self, letter: Letter) -> None:
        """Show the letter as it went out; the PDF is fetched for the chosen one alone."""
        self._letter_run += 1
        run, letters, which = self._letter_run, self._session.centre.letters, letter.id
        self.preview.clear()

        def done(found: Letter) -> None:
            if run == self._letter_run:
                self._letter = found
                self.preview.show_pdf(found.pdf, _("Letter %(n)d") % {"n": found.number})

        jobs.run(self, lambda: letters.letter(which), done, self._on_failed)

    def _to_case(self) -> None:
        if self._letter is not None:
            self._session.go(Place("cases", case=self._letter.case, tab="documents", record=self._letter.id))


def say_basis(letter: Letter) -> str:
    """Say on what a letter rests: a consent, or that the client carried it."""
    if letter.to_client:
        return _("handed over")
    return _("with consent") if letter.consent is not None else ""


def _month(letter: Letter) -> str:
    """Return the month of a letter as a title."""
    from PySide6.QtCore import QLocale

    name = QLocale(current().language).standaloneMonthName(letter.on.month)
    return pgettext("month and year", "%(month)s %(year)d") % {"month": name, "year": letter.on.year}
