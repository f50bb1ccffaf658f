# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The workspace of community interpreters: requests, a week, a time sheet, and never a case."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from beratung.i18n import _
from ui.screens.base import Screen
from ui.session import Place, Session
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.feature_card import FeatureCard, Side
from ui.widgets.page import Page


class SprachmittlerScreen(Screen):
    """Says what comes here, and shows what can be done already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page(scrolls=True)
        outer.addWidget(self.page)
        self.banner = Banner("accent", icon="shield-check")
        self.page.add(self.banner)
        self.requests = FeatureCard("messages")
        self.week = FeatureCard("calendar")
        self.sheet = FeatureCard("clipboard-list")
        self.page.add(Side(self.requests, self.week, self.sheet))
        row = QHBoxLayout()
        row.addStretch(1)
        self.button = SecondaryButton(on_click=lambda: session.go(Place("administration")))
        row.addWidget(self.button)
        self.page.add(row)
        self.page.body.addStretch(1)

    def retranslate(self) -> None:
        self.page.header.set_title(_("Requests"), _("What can I take?"))
        self.banner.say(
            _("You see no case here, and nobody can show you one"),
            _(
                "A request names language, time, place and kind of conversation, and no client. "
                "Requests come here as soon as your centre sends them to you."
            ),
        )
        self.requests.say(
            _("Open requests"),
            _("Accept, decline or propose another time. Accepting books the time at once."),
        )
        self.week.say(_("My week"), _("Your bookings, and the times at which you cannot come."))
        self.sheet.say(_("Time sheet"), _("Your hours and journeys of a month, ready to print."))
        self.button.setText(_("Language, colours and your fingerprint"))
