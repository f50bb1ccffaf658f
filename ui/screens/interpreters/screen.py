# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who interprets? Requests of the coming weeks, the planned week, the people and services, and their time sheets."""

from functools import partial

from beratung.domain.errors import N_
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.interpreters.people_part import PeoplePart
from ui.screens.interpreters.plan_part import PlanPart
from ui.screens.interpreters.requests_part import RequestsPart
from ui.screens.interpreters.sheets_part import SheetsPart
from ui.screens.parts_screen import PartsScreen
from ui.session import Session

_GROUP = N_("Interpreters")
_TITLES = {
    "requests": N_("Requests"),
    "plan": N_("Plan the week"),
    "people": N_("People and services"),
    "sheets": N_("Time sheets"),
}
_FOLLOWED = {"InterpreterRequest", "InterpreterFile", "WorkedTime", "Exclusion", "Absence"}


class InterpretersScreen(PartsScreen):
    """Tabs; each is read anew when it is shown, lists also when something changed."""

    room = "interpreters"
    titles = _TITLES

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        for key, kind in zip(_TITLES, (RequestsPart, PlanPart, PeoplePart, SheetsPart), strict=True):
            self.add_part(key, partial(kind, session))
        session.bus.changed.connect(self._on_changed)

    @property
    def requests(self) -> RequestsPart:
        """The requests of the coming weeks."""
        return self.part("requests", RequestsPart)

    @property
    def plan(self) -> PlanPart:
        """The proposal for a week."""
        return self.part("plan", PlanPart)

    @property
    def people(self) -> PeoplePart:
        """Interpreters and services."""
        return self.part("people", PeoplePart)

    @property
    def sheets(self) -> SheetsPart:
        """The time sheets of a month."""
        return self.part("sheets", SheetsPart)

    def say_title(self) -> tuple[str, str]:
        return _("Interpreters"), _("Who interprets?")

    def show_part(self, key: str) -> None:
        """Show one of the tabs; what was typed is saved first."""
        if self._key == "people" and key != "people" and not self.people.leave():
            self.tabs.choose(self._key)
            return
        super().show_part(key)

    def commands(self) -> tuple[Command, ...]:
        return (
            Command("interpreters-plan", N_("Plan the week of interpreters"), lambda: self.show_part("plan"), "",
                    "calendar", group=_GROUP),
            Command("interpreters-reload", N_("Read again"), self.reload, "F5", "refresh", group=_GROUP),
        )  # fmt: skip

    def print_page(self) -> None:
        if self._key == "sheets":
            self.sheets.print_sheet()

    def may_leave(self) -> bool:
        return not self.is_built("people") or self.people.leave()

    def save(self) -> None:
        if self._key == "people":
            self.people.save()
        elif self._key == "sheets":
            self.sheets.save_pdf()

    def _on_changed(self, changes: Changes) -> None:
        if self._key != "plan" and changes.kinds() & _FOLLOWED:
            self.reload()
