# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who did what and when, for those who hold the private half of the audit keys."""

from collections.abc import Sequence
from datetime import timedelta

from beratung.domain.errors import N_
from beratung.domain.trail import TrailLine
from beratung.domain.views import Finding
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
MOST = 2000
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
    "client": N_("person"),
    "case": N_("case"),
    "consultation": N_("consultation"),
    "consent": N_("consent"),
    "referral": N_("referral"),
    "letter": N_("letter"),
    "draft": N_("draft"),
    "centre": N_("centre"),
    "unlock": N_("with a wrong password"),
    "user": N_("account"),
    "keys": N_("keys"),
    "circle": N_("protected case"),
    "access": N_("access to a protected case"),
    "password": N_("password of an account"),
    "state": N_("an older state as the newest"),
    "report": N_("report"),
    "ledger_entry": N_("release ledger"),
    "ledger_paper": N_("release ledger"),
    "ledger_head": N_("release ledger"),
    "year_programme": N_("programme of a year"),
    "closed_year": N_("closed year of the statistics"),
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
                "A client stands here under a sign that nobody can trace, never under a name. Nobody can change or remove an entry unnoticed."
            ),
        )
        self.button.setText(_("Check the trail"))
        self.card.say(
            _("Audit trail"), _("No entries"), _("Every reading, change and print will stand here.")
        )
        self._show(self._lines)

    def load(self) -> None:
        trail, since = self.session.centre.trail, self.session.centre.clock.now() - timedelta(days=DAYS)
        jobs.run(self, lambda: trail.show(since, limit=MOST), self._show, self.session.problem)

    def verify(self) -> None:
        """Check the chains of all users and devices."""
        trail = self.session.centre.trail
        jobs.run(self, trail.verify, self._on_verified, self.session.problem)

    def _on_verified(self, findings: list[Finding]) -> None:
        if not findings:
            self.session.toast(_("The audit trail is complete and unchanged."))
            return
        number = len(findings)
        self.session.problem(
            ngettext("%(n)d thing is not in order", "%(n)d things are not in order", number) % {"n": number}
        )

    def _show(self, lines: Sequence[TrailLine]) -> None:
        self._lines = tuple(lines)
        entries = []
        for number, line in enumerate(self._lines):
            local = line.at.astimezone()
            what = _(KINDS[line.kind]) if line.kind in KINDS else line.kind
            who = line.user_name or (_("the recovery sheet") if line.is_sheet else _("unknown account"))
            look = RowLook(
                dotted((f"{local:%H:%M}", who, _(ACTIONS[line.action]))), dotted((what, line.subject))
            )
            entries.append(
                Entry(str(number), f"{local:%d.%m.%Y}", look, f"{local:%d.%m.%Y} {look.title}, {what}")
            )
        self.card.show_entries(entries, str(len(entries)) if entries else "")
