# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tab "Documents": the letters of a case as the Postbuch keeps them, with the page as it went out."""

from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from beratung.domain.cases import Letter
from beratung.domain.errors import N_, BeratungError
from beratung.domain.views import CaseView
from beratung.i18n import _, explain, ngettext
from ui import jobs
from ui.models.looks import RowLook, Sign
from ui.models.looks_list import LooksModel
from ui.models.words import OUTCOMES, RELEASE_FIELDS, dotted, say_day
from ui.session import Place, Session
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.look_list import LookList
from ui.widgets.page_preview import PageView


class DocumentsTab(QWidget):
    """What left the house for this case; the PDF is opened from its seal only to be shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: CaseView | None = None
        self._wanted: UUID | None = None
        self.model = LooksModel(self)
        self.list = LookList(self.model)
        self.list.chosen.connect(self._on_chosen)
        self.card = Card(" ", inset=False)
        self.nothing = EmptyState("mail", on_action=self._on_new)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.nothing)
        self.card.add(self._pages, 1)
        self.side = Card(" ", inset=False)
        words = QVBoxLayout()
        words.setContentsMargins(16, 0, 16, 8)
        self.facts = Text("", "secondary", "muted", wrap=True)
        words.addWidget(self.facts)
        self.side.add(words)
        self.page = PageView(session)
        self.side.add(self.page, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.card, 4)
        row.addWidget(self.side, 5)

    def show_case(self, view: CaseView) -> None:
        """Show the letters of a case."""
        if self._view is None or self._view.case.id != view.case.id:
            self.page.show_pdf(b"")
        self._view = view
        self._fill()

    def show_letter(self, letter: UUID) -> None:
        """Show one of the letters."""
        self._wanted = letter
        self.list.choose(letter)

    def clear(self) -> None:
        """Forget the case."""
        self._view = None
        self.model.show(())
        self.page.show_pdf(b"")

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.list.setAccessibleName(_("Letters of this case"))
        self.nothing.say(
            _("No letter yet"),
            _("Letters that leave the house stand here, with what they told and the consent they rest on."),
            _("Write the first letter"),
        )
        self._fill()

    def _fill(self) -> None:
        letters = self._view.letters if self._view else ()
        self.card.set_title(_("Postbuch of this case"))
        keep = self._wanted or self.list.current()
        self.model.show([(letter.id, self._look(letter)) for letter in letters])
        self._pages.setCurrentIndex(0 if letters else 1)
        self.side.setVisible(bool(letters))
        self.list.choose(keep)

    def _look(self, letter: Letter) -> RowLook:
        referral = (
            next((r for r in self._view.referrals if r.letter == letter.id), None) if self._view else None
        )
        sign = Sign("signature", "info", N_("to the client")) if letter.to_client else None
        title = _("No. %(number)d · %(recipient)s") % {"number": letter.number, "recipient": letter.recipient}
        outcome = _(OUTCOMES[referral.outcome]) if referral else ""
        return RowLook(title, dotted((say_day(letter.on), outcome, letter.author)), sign)

    def _on_chosen(self, letter: UUID | None) -> None:
        found = next((x for x in self._view.letters if x.id == letter), None) if self._view else None
        if found is None:
            return
        self._wanted = None
        self.side.set_title(_("Letter no. %(number)d") % {"number": found.number}, say_day(found.on))
        told = ", ".join(_(RELEASE_FIELDS[field]) for field in found.fields)
        count = ngettext("%(n)d detail told", "%(n)d details told", len(found.fields)) % {
            "n": len(found.fields)
        }
        hand = _("for the client's own hand") if found.to_client else ""
        self.facts.setText(f"{dotted((found.recipient, hand, count))}\n{told}".strip())
        letters = self._session.centre.letters

        def done(full: Letter) -> None:
            if self.list.current() == full.id:
                self.page.show_pdf(full.pdf)

        def failed(error: BeratungError) -> None:
            self.facts.setText(explain(error))

        jobs.run(self, lambda: letters.letter(found.id), done, failed)

    def _on_new(self) -> None:
        if self._view is not None:
            self._session.go(Place("letters", case=self._view.case.id))
