# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The card "This leaves the house": on which consent the letter rests, and every field with its words."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from beratung.domain.cases import Consent
from beratung.domain.views import ConsentState, LetterPlan
from beratung.i18n import _
from ui.models.words import CONSENT_KINDS, dotted, say_day
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.release_list import ReleaseList


class ReleaseCard(Card):
    """Says whether the letter may leave the house, and lets fields be ticked.

    Signals:
        ticked: other fields are to leave than before.
        consent_wanted: the user wants to record a consent for this recipient.
        handed_over: True: the client is to carry the letter; False: it goes to the service after all.
    """

    ticked = Signal()
    consent_wanted = Signal()
    handed_over = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self._plan: LetterPlan | None = None
        self._recipients: tuple[str, ...] = ()
        self.consent = Banner("yes")
        self.consent.hide()
        self.record = SecondaryButton(icon="signature", on_click=self.consent_wanted.emit)
        self.to_client = SecondaryButton(on_click=lambda: self.handed_over.emit(True))
        self.to_service = QuietButton(on_click=lambda: self.handed_over.emit(False))
        self.fields = ReleaseList()
        self.fields.changed.connect(self.ticked)
        self.add(self.consent)
        self.add(self._buttons())
        self.add(self.fields)
        self.retranslate()

    def _buttons(self) -> QWidget:
        from ui.widgets.columns import FlowLayout

        self._row = QWidget()
        self._row.setProperty("kind", "plain")
        flow = FlowLayout(self._row)
        for button in (self.record, self.to_client, self.to_service):
            flow.addWidget(button)
        self._row.hide()
        return self._row

    def show_plan(self, plan: LetterPlan, recipients: Sequence[str] = ()) -> None:
        """Show what could leave the house by this plan; ``recipients`` are those with a valid consent."""
        self._plan, self._recipients = plan, tuple(recipients)
        self._say_consent(plan)
        self.fields.show_fields(plan.fields, to_client=plan.to_client)

    def clear(self) -> None:
        """Forget plan and ticks."""
        self._plan = None
        self.consent.hide()
        self._row.hide()
        self.fields.clear()

    def retranslate(self) -> None:
        """Set all texts in the language spoken now."""
        self.set_title(_("This leaves the house"))
        self.record.setText(_("Record a &consent"))
        self.to_client.setText(_("&Hand it to the client"))
        self.to_service.setText(_("Send it to the service after all"))
        self.fields.setAccessibleName(_("This leaves the house"))
        self.fields.retranslate()
        if self._plan is not None:
            self._say_consent(self._plan)

    def may_leave(self) -> bool:
        """Return whether the letter may be made by what the plan found."""
        states = {ConsentState.VALID, ConsentState.NOT_NEEDED}
        return self._plan is not None and self._plan.consent_state in states

    def _say_consent(self, plan: LetterPlan) -> None:
        state = plan.consent_state
        if state is ConsentState.VALID and plan.consent is not None:
            self.consent.say(_("There is a consent for this recipient."), _say_consent(plan.consent), "yes")
        elif state is ConsentState.NOT_NEEDED:
            self.consent.say(
                _("The letter is handed to the client."),
                _("The client decides who gets it. No consent is needed for that."),
                "info",
            )
        else:
            text = _("Without a consent no letter leaves the house.")
            if self._recipients:
                others = _("There are consents for: %(names)s.") % {"names": ", ".join(self._recipients)}
                text = f"{text} {others}"
            self.consent.say(_lacking(state), text, "unknown")
        self.consent.show()
        is_lacking = not self.may_leave()
        self.record.setVisible(is_lacking)
        self.to_client.setVisible(is_lacking)
        self.to_service.setVisible(state is ConsentState.NOT_NEEDED)
        self._row.setVisible(is_lacking or state is ConsentState.NOT_NEEDED)


def _lacking(state: ConsentState) -> str:
    return {
        ConsentState.NONE: _("There is no consent for this recipient."),
        ConsentState.NOT_YET: _("The consent for this recipient is not valid yet."),
        ConsentState.EXPIRED: _("The consent for this recipient has run out."),
        ConsentState.REVOKED: _("The consent for this recipient was revoked."),
    }[state]


def _say_consent(consent: Consent) -> str:
    until = (
        _("valid until %(day)s") % {"day": say_day(consent.until)}
        if consent.until
        else _("valid until revoked")
    )
    given = _("%(kind)s of %(day)s") % {
        "kind": _(CONSENT_KINDS[consent.kind_of]),
        "day": say_day(consent.given_on),
    }
    return dotted((given, until, consent.recipient))
