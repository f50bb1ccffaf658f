# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Is the centre in order? Every record that can be opened is opened, every signature and sum is checked."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.domain.errors import N_, BeratungError
from beratung.domain.views import Verification
from beratung.i18n import _, current, ngettext
from ui import jobs
from ui.screens.administration.panel import Panel
from ui.session import Busy, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.emptied import empty_out
from ui.widgets.labels import Text

DOMAINS = {
    "identity": N_("who somebody is"),
    "case": N_("what was told"),
    "scheduling": N_("appointments"),
    "statistics": N_("facts for statistics"),
    "audit": N_("audit trail"),
}


class CheckPanel(Panel):
    """The check of the centre, and where its data lie."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._outcome: Verification | None = None
        self.card = Card(" ")
        self._intro = Text("", "body", "muted", wrap=True)
        self.card.add(self._intro)
        row = QHBoxLayout()
        self.button = PrimaryButton(icon="shield-check", on_click=self.check)
        row.addWidget(self.button)
        row.addStretch(1)
        self.card.add(row)
        self.result = Banner("yes")
        self.result.hide()
        self.card.add(self.result)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(4)
        self.card.add(self._findings)
        self.cards.addWidget(self.card)
        self.place = Card(" ")
        self._folder = Text("", "body", "muted", wrap=True)
        self.place.add(self._folder)
        line = QHBoxLayout()
        self.open_button = SecondaryButton(icon="folder-open", on_click=self._on_open)
        line.addWidget(self.open_button)
        line.addStretch(1)
        self.place.add(line)
        self.cards.addWidget(self.place)
        self.cards.addStretch(1)

    def retranslate(self) -> None:
        self.card.set_title(_("Check the centre"), "")
        self._intro.setText(
            _(
                "Opens every record that you hold a key for, and checks signatures, sums and whether the newest state "
                "is there. Nothing is changed. A large centre takes a few minutes; you can go on working."
            )
        )
        self.button.setText(_("Check now"))
        self.place.set_title(_("Where the data lie"), "")
        folder = self.session.settings.centre
        self._folder.setText(folder or _("On a server"))
        self.open_button.setText(_("Show the folder"))
        self.open_button.setVisible(bool(folder))
        if self._outcome is not None:
            self._show(self._outcome)

    def check(self) -> None:
        """Check everything, off the GUI thread."""
        centre = self.session.centre
        busy = self.session.busy(_("Checking the centre"))
        self.button.setEnabled(False)
        jobs.run(self, lambda: centre.verify(full=True), lambda outcome: self._on_done(busy, outcome),
                 lambda error: self._on_failed(busy, error))  # fmt: skip

    def _on_done(self, busy: Busy, outcome: Verification) -> None:
        busy.finish()
        self.button.setEnabled(True)
        self._show(outcome)

    def _on_failed(self, busy: Busy, error: BeratungError) -> None:
        busy.finish()
        self.button.setEnabled(True)
        self.session.problem(error)

    def _show(self, outcome: Verification) -> None:
        self._outcome = outcome
        empty_out(self._findings)
        said = _("Checked: %(domains)s.") % {"domains": _domains(outcome.covered)}
        if outcome.not_covered:
            said += " " + _("Not checked, because you hold no key: %(domains)s.") % {
                "domains": _domains(outcome.not_covered)
            }
        if outcome.ok:
            self.result.say(_("All is in order"), said, "yes")
        else:
            number = len(outcome.findings)
            title = ngettext("%(n)d thing is not in order", "%(n)d things are not in order", number) % {
                "n": number
            }
            self.result.say(title, said, "no")
        self.result.show()
        for finding in outcome.findings[:50]:
            words = current().gettext(finding.what) % finding.details
            self._findings.addWidget(Text(f"{finding.where}: {words}", "body", "no", wrap=True))

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.session.settings.centre))


def _domains(names: tuple[str, ...]) -> str:
    return ", ".join(_(DOMAINS[name]) if name in DOMAINS else name for name in names)
