# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says how numbers will be told. No count is shown before it is protected, not even a small one."""

from beratung.i18n import _
from ui.screens.explained import ExplainedScreen
from ui.session import Place, Session


class StatisticsScreen(ExplainedScreen):
    """Explains what will stand here, and leads to what is there already."""

    def __init__(self, session: Session) -> None:
        first_step = Place("today") if session.may_counsel() else Place("administration")
        super().__init__(session, ("chart-bar", "send", "clipboard-list"), first_step)

    def retranslate(self) -> None:
        tables, release, ledger = self.features
        self.page.header.set_title(_("Statistics"), _("What may be told without telling on anybody"))
        self.banner.say(
            _("No number is shown here before it is protected"),
            _(
                "A small number can give a person away, and so can two tables that are subtracted from each other. "
                "Tables stand here as soon as they are protected together and a certificate proves it."
            ),
        )
        tables.say(
            _("Tables"),
            _("Consultations by Handlungsfeld, topic, nationality, residence status and district, for a quarter or "
              "a year. A hidden cell says why it is hidden."),
        )  # fmt: skip
        release.say(
            _("Release"),
            _("A report for the funder as a table and as a PDF. The proof that nobody can be found in it stays in "
              "the house."),
        )  # fmt: skip
        ledger.say(
            _("What was told before"),
            _("Every release is entered here, so that a later one cannot reveal what an earlier one hid."),
        )
        self.button.setText(_("Show today") if self.session.may_counsel() else _("Show administration"))
