# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Says how numbers will be told. No count is shown before it is protected, not even a small one."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.i18n import _
from ui.screens.base import Screen
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.feature_card import FeatureCard, Side
from ui.widgets.page import Page


class StatisticsScreen(Screen):
    """Explains what will stand here, and leads to what is there already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page(scrolls=True)
        outer.addWidget(self.page)
        self.banner = Banner("accent", icon="shield-check")
        self.page.add(self.banner)
        self.tables = FeatureCard("chart-bar")
        self.release = FeatureCard("send")
        self.ledger = FeatureCard("clipboard-list")
        self.page.add(Side(self.tables, self.release, self.ledger))
        row = QHBoxLayout()
        row.addStretch(1)
        place = Place("today") if session.may_counsel() else Place("administration")
        self.button = SecondaryButton(on_click=lambda: session.go(place))
        row.addWidget(self.button)
        self.page.add(row)
        self.page.body.addStretch(1)

    def retranslate(self) -> None:
        self.page.header.set_title(_("Statistics"), _("What may be told without telling on anybody"))
        self.banner.say(
            _("No number is shown here before it is protected"),
            _(
                "A small number can give a person away, and so can two tables that are subtracted from each other. "
                "Tables stand here as soon as they are protected together and a certificate proves it."
            ),
        )
        self.tables.say(
            _("Tables"),
            _("Consultations by Handlungsfeld, topic, nationality, residence status and district, for a quarter or "
              "a year. A hidden cell says why it is hidden."),
        )  # fmt: skip
        self.release.say(
            _("Release"),
            _("A report for the funder as a table and as a PDF. The proof that nobody can be found in it stays in "
              "the house."),
        )  # fmt: skip
        self.ledger.say(
            _("What was told before"),
            _("Every release is entered here, so that a later one cannot reveal what an earlier one hid."),
        )
        self.button.setText(_("Show today") if self.session.may_counsel() else _("Show administration"))
