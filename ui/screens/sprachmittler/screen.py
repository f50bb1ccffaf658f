# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The workspace of community interpreters: requests, a week, absences, a time sheet, and never a case."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from beratung.domain.errors import N_
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.base import Screen
from ui.screens.part import Part
from ui.screens.sprachmittler.absences_part import AbsencesPart
from ui.screens.sprachmittler.requests_part import RequestsPart
from ui.screens.sprachmittler.sheet_part import SheetPart
from ui.screens.sprachmittler.week_part import WeekPart
from ui.session import Place, Session
from ui.widgets.page import Page
from ui.widgets.tab_strip import TabStrip

_TITLES = {
    "requests": N_("Open requests"),
    "week": N_("My week"),
    "absences": N_("My times"),
    "sheet": N_("Time sheet"),
}
_FOLLOWED = {"OfferedRequest", "BookedTime", "OwnFile", "Slice"}


class SprachmittlerScreen(Screen):
    """Four tabs; each is read anew when it is shown and when the centre sent something."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.page = Page()
        outer.addWidget(self.page)
        self.tabs = TabStrip()
        self.tabs.tab_chosen.connect(self.show_part)
        self.page.add(self.tabs)
        self.requests, self.week = RequestsPart(session), WeekPart(session)
        self.absences, self.sheet = AbsencesPart(session), SheetPart(session)
        self.parts: dict[str, Part] = {
            "requests": self.requests, "week": self.week, "absences": self.absences, "sheet": self.sheet,
        }  # fmt: skip
        self.stack = QStackedWidget()
        for part in self.parts.values():
            self.stack.addWidget(part)
        self.page.add(self.stack, 1)
        self._key = "requests"
        session.bus.changed.connect(self._on_changed)

    def show_place(self, place: Place) -> None:
        self.show_part(place.tab if place.tab in self.parts else self._key)
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.requests.is_awaited = self._key == "requests"

    def go_back(self) -> bool:
        return self._key == "requests" and self.requests.go_back()

    def current_place(self) -> Place:
        return Place("sprachmittler", tab=self._key)

    def show_part(self, key: str) -> None:
        """Show one of the tabs."""
        self._key = key
        self.tabs.choose(key)
        self.stack.setCurrentWidget(self.parts[key])
        self.parts[key].load()

    def reload(self) -> None:
        """Read what is shown anew."""
        self.parts[self._key].load()

    def commands(self) -> tuple[Command, ...]:
        group = N_("Requests")
        return (
            Command("accept", N_("Accept the request"), self.requests.accept, "Ctrl+Return", "check",
                    self._may_answer, group=group),
            Command("requests-reload", N_("Read again"), self.reload, "F5", "refresh", group=group),
        )  # fmt: skip

    def _may_answer(self) -> bool:
        request = self.requests.current()
        return self._key == "requests" and request is not None and request.answered is None

    def print_page(self) -> None:
        if self._key == "sheet":
            self.sheet.print_sheet()

    def save(self) -> None:
        if self._key == "sheet":
            self.sheet.save_pdf()

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds() & _FOLLOWED:
            self.parts[self._key].load()

    def retranslate(self) -> None:
        self.page.header.set_title(_("Requests"), _("What can I take?"))
        self.tabs.set_tabs([(key, _(title), None) for key, title in _TITLES.items()])
        self.tabs.setAccessibleName(_("Requests"))
        for part in self.parts.values():
            part.retranslate()
