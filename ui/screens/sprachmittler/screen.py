# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The workspace of community interpreters: requests, a week, absences, a time sheet, and never a case."""

from functools import partial

from PySide6.QtCore import Qt

from beratung.domain.errors import N_
from beratung.domain.work import Changes
from beratung.i18n import _
from ui.commands.command import Command
from ui.screens.parts_screen import PartsScreen
from ui.screens.sprachmittler.absences_part import AbsencesPart
from ui.screens.sprachmittler.requests_part import RequestsPart
from ui.screens.sprachmittler.sheet_part import SheetPart
from ui.screens.sprachmittler.week_part import WeekPart
from ui.session import Place, Session

_TITLES = {
    "requests": N_("Open requests"),
    "week": N_("My week"),
    "absences": N_("My times"),
    "sheet": N_("Time sheet"),
}
_FOLLOWED = {"OfferedRequest", "BookedTime", "OwnFile", "Slice"}


class SprachmittlerScreen(PartsScreen):
    """Four tabs; each is read anew when it is shown and when the centre sent something."""

    room = "sprachmittler"
    titles = _TITLES

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        for key, kind in zip(_TITLES, (RequestsPart, WeekPart, AbsencesPart, SheetPart), strict=True):
            self.add_part(key, partial(kind, session))
        session.bus.changed.connect(self._on_changed)

    @property
    def requests(self) -> RequestsPart:
        """What is offered."""
        return self.part("requests", RequestsPart)

    @property
    def week(self) -> WeekPart:
        """What is booked."""
        return self.part("week", WeekPart)

    @property
    def absences(self) -> AbsencesPart:
        """When one can be asked."""
        return self.part("absences", AbsencesPart)

    @property
    def sheet(self) -> SheetPart:
        """The time sheet of a month."""
        return self.part("sheet", SheetPart)

    def say_title(self) -> tuple[str, str]:
        return _("Requests"), _("What can I take?")

    def show_place(self, place: Place) -> None:
        super().show_place(place)
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.is_built("requests"):
            self.requests.is_awaited = self._key == "requests"

    def go_back(self) -> bool:
        return self._key == "requests" and self.requests.go_back()

    def commands(self) -> tuple[Command, ...]:
        group = N_("Requests")
        return (
            Command("accept", N_("Accept the request"), self._accept, "Ctrl+Return", "check",
                    self._may_answer, group=group),
            Command("requests-reload", N_("Read again"), self.reload, "F5", "refresh", group=group),
        )  # fmt: skip

    def _accept(self) -> None:
        self.requests.accept()

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
            self.reload()
