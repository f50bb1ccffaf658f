# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What can be chosen on the page of reports, and a search that may be given up."""

from dataclasses import dataclass
from threading import Event

from beratung.domain.report_definitions import ReportDefinition
from beratung.domain.statistics_views import PeriodInfo, ReportInfo
from beratung.i18n import _


@dataclass(frozen=True)
class Choices:
    """What can be chosen."""

    reports: tuple[ReportInfo, ...]
    periods: tuple[PeriodInfo, ...]
    definition: ReportDefinition | None = None
    is_whole: bool = True
    """Whether everything that was recorded before is counted."""


class Search:
    """A search for fewer hidden cells that may be given up."""

    def __init__(self) -> None:
        self.is_over = Event()

    def cancel(self) -> None:
        """End it with what was found so far."""
        self.is_over.set()

    def is_cancelled(self) -> bool:
        """Whether it was given up."""
        return self.is_over.is_set()


def say_period(info: PeriodInfo) -> str:
    """A period, and whether it runs or left the house."""
    if not info.is_over:
        return _("%(period)s (still running)") % {"period": info.label}
    if info.is_frozen:
        return _("%(period)s (released)") % {"period": info.label}
    return info.label
