# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What became of a referral: shown as a sign, and set from a line of controls."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from beratung.domain.cases import Referral, ReferralOutcome
from beratung.domain.errors import N_
from beratung.i18n import _
from ui import jobs
from ui.models.looks import Sign
from ui.models.words import OUTCOMES
from ui.session import Session
from ui.widgets.buttons import SecondaryButton
from ui.widgets.inputs import Menu, TextLine
from ui.widgets.labels import Text

SIGNS: Mapping[ReferralOutcome, Sign] = {
    ReferralOutcome.OPEN: Sign("clock", "unknown", OUTCOMES[ReferralOutcome.OPEN]),
    ReferralOutcome.ACCEPTED: Sign("circle-check", "yes", OUTCOMES[ReferralOutcome.ACCEPTED]),
    ReferralOutcome.WAITING_LIST: Sign("calendar-due", "info", OUTCOMES[ReferralOutcome.WAITING_LIST]),
    ReferralOutcome.DECLINED: Sign("circle-x", "no", OUTCOMES[ReferralOutcome.DECLINED]),
    ReferralOutcome.DONE: Sign("check", "yes", OUTCOMES[ReferralOutcome.DONE]),
    ReferralOutcome.NOT_REACHED: Sign("help-circle", "unknown", OUTCOMES[ReferralOutcome.NOT_REACHED]),
}


def _options() -> Sequence[tuple[ReferralOutcome, str]]:
    return [(outcome, sign.label) for outcome, sign in SIGNS.items()]


class OutcomeLine(QWidget):
    """Sets the outcome of one referral, with a note; the message offers to take it back."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._referral: Referral | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        self._label = Text("", "secondary", "muted")
        self.outcome: Menu[ReferralOutcome] = Menu(_options)
        self.outcome.setMinimumContentsLength(14)
        self.note = TextLine(N_("Note"), most=2000)
        self.store = SecondaryButton(on_click=self._on_store)
        self._label.setBuddy(self.outcome)
        row.addWidget(self._label)
        row.addWidget(self.outcome, 2)
        row.addWidget(self.note, 3)
        row.addWidget(self.store)
        self.outcome.changed.connect(self._show_state)
        self.note.changed.connect(self._show_state)
        self.note.returnPressed.connect(self._on_store)
        self.retranslate()

    def show_referral(self, referral: Referral | None) -> None:
        """Show the outcome of a referral; nothing where there is none. What is being typed stays."""
        is_same = referral is not None and self._referral is not None and referral.id == self._referral.id
        if is_same and referral == self._referral:
            return
        self._referral = referral
        self.setVisible(referral is not None)
        if referral is not None:
            self.outcome.set_value(referral.outcome)
            self.note.set_value(referral.note)
        self._show_state()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self._label.setText(_("Out&come"))
        self.outcome.set_name(_("Outcome of the referral"))
        self.outcome.retranslate()
        self.note.set_name(_("Note on the outcome"))
        self.note.retranslate()
        self.store.setText(_("Apply"))

    def _show_state(self) -> None:
        referral = self._referral
        is_other = referral is not None and (
            self.outcome.value() is not referral.outcome or self.note.value() != referral.note
        )
        self.store.setEnabled(is_other)

    def _on_store(self) -> None:
        referral = self._referral
        if referral is None or not self.store.isEnabled():
            return
        cases, outcome, note = self._session.centre.cases, self.outcome.value(), self.note.value()

        def take_back() -> None:
            jobs.run(
                self,
                lambda: cases.set_outcome(referral.id, referral.outcome, referral.note),
                lambda _changes: None,
                self._session.problem,
            )

        jobs.run(
            self,
            lambda: cases.set_outcome(referral.id, outcome, note),
            lambda _changes: self._session.toast(_("The outcome is recorded."), take_back),
            self._session.problem,
        )
