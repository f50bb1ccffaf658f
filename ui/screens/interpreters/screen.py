# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Who interprets? Requests of the coming weeks, the planned week, the people and services, and their time sheets."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from beratung.domain.errors import N_
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.base import Screen
from ui.screens.interpreters.people_part import PeoplePart
from ui.screens.interpreters.plan_part import PlanPart
from ui.screens.interpreters.requests_part import RequestsPart
from ui.screens.interpreters.sheets_part import SheetsPart
from ui.screens.part import Part
from ui.session import Place, Session
from ui.widgets.page import Page
from ui.widgets.tab_strip import TabStrip

_GROUP = N_("Interpreters")
_TITLES = {
    "requests": N_("Requests"),
    "plan": N_("Plan the week"),
    "people": N_("People and services"),
    "sheets": N_("Time sheets"),
}
_FOLLOWED = {"InterpreterRequest", "InterpreterFile", "WorkedTime", "Exclusion", "Absence"}


class InterpretersScreen(Screen):
    """Tabs; each is read anew when it is shown, lists also when something changed."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self.show_part)
        self.page.add(self.tabs)
        self.requests, self.plan = RequestsPart(session), PlanPart(session)
        self.people, self.sheets = PeoplePart(session), SheetsPart(session)
        self.parts: dict[str, Part] = {
            "requests": self.requests,
            "plan": self.plan,
            "people": self.people,
            "sheets": self.sheets,
        }
        self.stack = QStackedWidget()
        for part in self.parts.values():
            self.stack.addWidget(part)
        self.page.add(self.stack, 1)
        self._key = "requests"
        session.bus.changed.connect(self._on_changed)

    def show_place(self, place: Place) -> None:
        self.show_part(place.tab if place.tab in self.parts else self._key)

    def current_place(self) -> Place:
        return Place("interpreters", tab=self._key)

    def show_part(self, key: str) -> None:
        """Show one of the tabs; what was typed is saved first."""
        if self._key == "people" and key != "people" and not self.people.leave():
            self.tabs.choose(self._key)
            return
        self._key = key
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self.parts[key])
        self.parts[key].load()

    def reload(self) -> None:
        """Read what is shown anew."""
        self.parts[self._key].load()

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
        return self.people.leave()

    def save(self) -> None:
        if self._key == "people":
            self.people.save()
        elif self._key == "sheets":
            self.sheets.save_pdf()

    def _on_changed(self, changes: Changes) -> None:
        if self._key != "plan" and changes.kinds() & _FOLLOWED:
            self.reload()

    def retranslate(self) -> None:
        self.page.header.set_title(_("Interpreters"), _("Who interprets?"))
        self.tabs.set_tabs([(key, _(title), None) for key, title in _TITLES.items()])
        self.tabs.setAccessibleName(_("Interpreters"))
        for part in self.parts.values():
            part.retranslate()
