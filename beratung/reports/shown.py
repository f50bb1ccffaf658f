# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What was on the screen of a report since the program began, so that a second look tells no more than the first.

A quick plan and the best one hide different cells, and who sees both sees what only one of them hides. So the first
page that is shown of a report counts as told: a later one only shows more of it. The same for parts of one report.
"""

from collections.abc import Mapping
from threading import RLock

from beratung.reports.making import Made, Page, digest, mark_of

MOST = 24
"""So many reports are remembered."""
Filters = tuple[tuple[str, tuple[str, ...]], ...]
WHOLE: Filters = ()
"""How the page itself is named among its parts."""


class Shown:
    """The pages of each report by what they were narrowed to. May be used from any thread."""

    def __init__(self) -> None:
        self._known: dict[str, dict[Filters, Made]] = {}
        self._lock = RLock()

    def of(self, place: str) -> Mapping[Filters, Made]:
        """What was shown of a report, as it is now."""
        with self._lock:
            return dict(self._known.get(place, {}))

    def show(self, place: str, filters: Filters, made: Made, before: Made | None = None) -> Made:
        """Note what is shown; returns what another thread showed meanwhile in place of ``before``, else the page."""
        with self._lock:
            if place not in self._known:
                while len(self._known) >= MOST:
                    self._known.pop(next(iter(self._known)))
            pages = self._known.setdefault(place, {})
            there = pages.get(filters)
            if there is not None and there is not before:
                return there
            pages[filters] = made
            return made


def place_of(page: Page, definition: object, last: str) -> str:
    """Names a report as long as its facts, its definition and the ledger stay what they are."""
    return digest([page.facts, mark_of(page), definition, str(page.period), last])


def is_final(made: Made) -> bool:
    """Whether a search came to its end."""
    return made.report.is_proven or not made.report.is_stopped


def is_beside(one: Filters, other: Filters) -> bool:
    """Whether parts of a report are of the same kind, or one of them a part of that: what one tells, the other may undo."""
    names, others = {name for name, _ in one}, {name for name, _ in other}
    return names <= others or others <= names
