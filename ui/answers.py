# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Takes over what interpreters answered: after unlocking, and whenever one of them writes."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from beratung.domain.interpreting_views import Happening, Taken
from beratung.domain.work import Changes
from beratung.i18n import ngettext
from ui import jobs

if TYPE_CHECKING:
    from ui.session import Session


class AnswerWatch(QObject):
    """One look at a time; what came in is said in passing, screens hear of it like of every change."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._is_running = False
        self._is_wanted = False
        session.bus.changed.connect(self._on_changed)

    def look(self) -> None:
        """Take over what waits, if the user may; a fault is said where somebody plans or books."""
        if not self._session.may_counsel():
            return
        if self._is_running:
            self._is_wanted = True
            return
        self._is_running, self._is_wanted = True, False
        service = self._session.centre.interpreters
        jobs.run(self, service.take_over, self._on_taken, lambda _error: self._on_over())

    def _on_taken(self, found: tuple[Happening, ...]) -> None:
        words = say_happenings(found)
        if words:
            self._session.toast(words)
        self._on_over()

    def _on_over(self) -> None:
        self._is_running = False
        if self._is_wanted:
            self.look()

    def _on_changed(self, changes: Changes) -> None:
        if "Message" in changes.kinds():
            self.look()


def say_happenings(found: Iterable[Happening]) -> str:
    """Say in a few words what interpreters answered; empty where nothing needs to be known."""
    n = Counter(happening.what for happening in found)
    words = {
        Taken.BOOKED: ngettext(
            "%(n)d interpreter accepted.", "%(n)d interpreters accepted.", n[Taken.BOOKED]
        ),
        Taken.DECLINED: ngettext(
            "%(n)d interpreter cannot.", "%(n)d interpreters cannot.", n[Taken.DECLINED]
        ),
        Taken.PROPOSED: ngettext(
            "%(n)d interpreter proposes another time.",
            "%(n)d interpreters propose another time.",
            n[Taken.PROPOSED],
        ),
        Taken.CALLED_OFF: ngettext(
            "%(n)d interpreter called off.", "%(n)d interpreters called off.", n[Taken.CALLED_OFF]
        ),
        Taken.ABSENT_AT_BOOKING: ngettext(
            "%(n)d interpreter is away at a booked time.",
            "%(n)d interpreters are away at booked times.",
            n[Taken.ABSENT_AT_BOOKING],
        ),
        Taken.TOO_LATE: ngettext(
            "%(n)d interpreter accepted too late and is told.",
            "%(n)d interpreters accepted too late and are told.",
            n[Taken.TOO_LATE],
        ),
        Taken.TIMES: ngettext(
            "%(n)d line for a time sheet came in.", "%(n)d lines for time sheets came in.", n[Taken.TIMES]
        ),
    }
    return " ".join(said % {"n": n[what]} for what, said in words.items() if n[what])
