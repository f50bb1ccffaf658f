# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who did what and when, for those who hold the private half of the audit keys."""

from collections.abc import Sequence
from datetime import timedelta

from beratung.domain.errors import N_
from beratung.domain.views import TrailLine, Verification
from beratung.domain.work import Action
from beratung.i18n import _, ngettext
from ui import jobs
from ui.models.looks import RowLook
from ui.models.sections import Entry
from ui.models.words import dotted
from ui.screens.administration.panel import Panel
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.waiting_card import WaitingCard

DAYS = 30
ACTIONS = {
    Action.READ: N_("read"),
    Action.CREATED: N_("recorded"),
    Action.CHANGED: N_("changed"),
    Action.DELETED: N_("deleted"),
    Action.EXPORTED: N_("exported"),
    Action.PRINTED: N_("printed"),
    Action.GRANTED: N_("gave a right"),
    Action.UNLOCKED: N_("opened the centre"),
    Action.REFUSED: N_("was refused"),
}
KINDS = {
    "Client": N_("person"),
    "Case": N_("case"),
    "case": N_("case"),
    "client": N_("person"),
    "Consultation": N_("consultation"),
    "Consent": N_("consent"),
    "Referral": N_("referral"),
    "Letter": N_("letter"),
    "letter": N_("letter"),
    "Draft": N_("draft"),
    "centre": N_("centre"),
}


class TrailPanel(Panel):
    """The entries of the last month, newest first, and whether the chains hold together."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: tuple[TrailLine, ...] = ()
        self.banner = Banner("accent", icon="history")
        self.button = SecondaryButton(icon="shield-check", on_click=self.verify)
        self.banner.add_button(self.button)
        self.cards.addWidget(self.banner)
        self.card = WaitingCard("history")
        self.cards.addWidget(self.card, 1)

    def retranslate(self) -> None:
        self.banner.say(
            _("What was done in the last thirty days"),
            _(
                "Entries name a record by its number and never a client. Nobody can change or remove one unnoticed."
            ),
        )
        self.button.setText(_("Check the chains"))
        self.card.say(
            _("Audit trail"), _("No entries"), _("Every reading, change and print will stand here.")
        )
        self._show(self._lines)

    def load(self) -> None:
        privacy, since = self.session.centre.privacy, self.session.today() - timedelta(days=DAYS)
        jobs.run(self, lambda: tuple(privacy.trail(since)), self._show, self.session.problem)

    def verify(self) -> None:
        """Check the chains of all users and devices."""
        privacy = self.session.centre.privacy
        jobs.run(self, privacy.verify_trail, self._on_verified, self.session.problem)

    def _on_verified(self, outcome: Verification) -> None:
        if outcome.ok:
            self.session.toast(_("The audit trail is complete and unchanged."))
            return
        number = len(outcome.findings)
        self.session.problem(
            ngettext("%(n)d thing is not in order", "%(n)d things are not in order", number) % {"n": number}
        )

    def _show(self, lines: Sequence[TrailLine]) -> None:
        self._lines = tuple(lines)
        entries = []
        for number, line in enumerate(self._lines):
            local = line.at.astimezone()
            what = _(KINDS[line.what]) if line.what in KINDS else line.what
            subject = str(line.subject)[:8] if line.subject else ""
            look = RowLook(
                dotted((f"{local:%H:%M}", line.user, _(ACTIONS[line.action]))), dotted((what, subject))
            )
            entries.append(
                Entry(str(number), f"{local:%d.%m.%Y}", look, f"{local:%d.%m.%Y} {look.title}, {what}")
            )
        self.card.show_entries(entries, str(len(entries)) if entries else "")
