# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The form of a letter: for which offer, to whom, what it is about."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from beratung.domain.errors import N_
from beratung.domain.offers import OfferInfo, OfferMatch
from beratung.i18n import _
from ui.models.choices import Choice
from ui.models.dates import Lean
from ui.models.looks import VERDICTS
from ui.screens.letters.wish import LetterWish
from ui.widgets.date_field import DateField
from ui.widgets.form import Form
from ui.widgets.inputs import TextBox, TextLine
from ui.widgets.picker import Picker
from ui.widgets.segments import Segments


def _ways() -> Sequence[tuple[bool, str]]:
    """Return the two ways a letter can take."""
    return ((False, _("To the service")), (True, _("Handed to the client")))


class LetterForm(Form):
    """Offer, way, recipient, address, concern, enclosures and the day by which an answer is wished."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        self._providers: dict[str, str] = {}
        self.offer = Picker(lambda: self._choices, placeholder=N_("Type or choose an offer"))
        self.way: Segments[bool] = Segments(_ways, False)
        self.recipient = TextLine(most=200)
        self.address = TextBox(2, 6, N_("Street, postal code and town"))
        self.concern = TextBox(3, 12, N_("What is it about? One or two sentences are enough."))
        self.enclosures = TextBox(1, 6, N_("One per line"))
        self.answer_by = DateField(lean=Lean.FUTURE)
        to_whom = self.add_group(N_("Reci&pient"), column=200, most=2)
        to_whom.add_field(N_("Offer"), self.offer, 2)
        to_whom.add_field(N_("Way of the letter"), self.way, 2)
        to_whom.add_field(N_("Name of the recipient"), self.recipient)
        to_whom.add_field(N_("Address"), self.address)
        about = self.add_group(N_("C&oncern"), column=200, most=2)
        about.add_field(N_("Reason and request"), self.concern, 2)
        about.add_field(N_("Enclosures"), self.enclosures)
        self._answer_field = about.add_field(N_("Answer wished by"), self.answer_by)
        self.offer.changed.connect(self._on_offer)
        self.way.changed.connect(self._show_way)

    def offer_choices(self, offers: Sequence[OfferInfo], matches: Sequence[OfferMatch]) -> None:
        """Take the offers to choose from: those that may be possible first."""
        by_id = {info.id: info for info in offers}
        self._providers = {info.id: info.provider for info in offers}
        matched = [m.offer for m in matches if m.offer in by_id and not m.is_on_request]
        words = {m.offer: VERDICTS[m.verdict].label for m in matches}
        rest = [info.id for info in offers if info.id not in matched]
        self._choices = [
            Choice(key, by_id[key].name, words.get(key, ""), also=(by_id[key].provider, by_id[key].law))
            for key in (*matched, *rest)
        ]
        self.offer.refresh()

    def wish(self) -> LetterWish:
        """Return what the form holds."""
        return LetterWish(
            offer=self.offer.code() or "",
            to_client=self.way.value(),
            recipient=self.recipient.value(),
            address=self.address.value(),
            concern=self.concern.value(),
            enclosures=self.enclosures.value(),
            answer_by=self.answer_by.value(),
        )

    def show_wish(self, wish: LetterWish) -> None:
        """Show a letter's wish without telling anyone; an empty recipient becomes the provider."""
        self.offer.set_code(wish.offer)
        self.way.set_value(wish.to_client)
        self.recipient.set_value(wish.recipient or self._providers.get(wish.offer, ""))
        self.address.set_value(wish.address)
        self.concern.set_value(wish.concern)
        self.enclosures.set_value(wish.enclosures)
        self.answer_by.set_value(wish.answer_by)
        self._show_way()

    def propose_answer_by(self, day: date | None) -> None:
        """Show a day that was proposed, where none was typed."""
        if day is not None and not self.answer_by.text():
            self.answer_by.set_value(day)

    def is_own_recipient(self) -> bool:
        """Return whether the recipient is another than the offer's provider."""
        provider = self._providers.get(self.offer.code() or "", "")
        return self.recipient.value() != " ".join(provider.split())

    def hand_over(self, *, to_client: bool) -> None:
        """Choose the way of the letter, as the user would."""
        self.way.set_value(to_client)
        self._show_way()
        self.changed.emit()

    def recipient_names(self, names: Sequence[str]) -> None:
        """Propose names while the recipient is typed: those for whom there is a consent."""
        completer = QCompleter(list(names), self.recipient)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.recipient.setCompleter(completer)

    def _on_offer(self) -> None:
        self.recipient.set_value(self._providers.get(self.offer.code() or "", ""))
        self.address.set_value("")

    def _show_way(self) -> None:
        self._answer_field.setVisible(not self.way.value())
