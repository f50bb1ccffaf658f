# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The workspace of community interpreters: requests, a week, a time sheet, and never a case."""

from beratung.i18n import _
from ui.screens.explained import ExplainedScreen
from ui.session import Place, Session


class SprachmittlerScreen(ExplainedScreen):
    """Says what comes here, and shows what can be done already."""

    def __init__(self, session: Session) -> None:
        first_step = Place("administration")
        super().__init__(session, ("messages", "calendar", "clipboard-list"), first_step)

    def retranslate(self) -> None:
        requests, week, sheet = self.features
        self.page.header.set_title(_("Requests"), _("What can I take?"))
        self.banner.say(
            _("You see no case here, and nobody can show you one"),
            _(
                "A request names language, time, place and kind of conversation, and no client. "
                "Requests come here as soon as your centre sends them to you."
            ),
        )
        requests.say(
            _("Open requests"),
            _("Accept, decline or propose another time. Accepting books the time at once."),
        )
        week.say(_("My week"), _("Your bookings, and the times at which you cannot come."))
        sheet.say(_("Time sheet"), _("Your hours and journeys of a month, ready to print."))
        self.button.setText(_("Language, colours and your fingerprint"))
