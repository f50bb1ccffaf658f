# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Makes a report of the centre's own out of what is looked at: as it is now, a part of it, or without some tables."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from beratung.domain.report_definitions import ReportDefinition, free_name, leaving_out, narrowed
from beratung.domain.statistics_views import MergeProposal, ReportInfo
from beratung.i18n import _


class Reports(Protocol):
    """What is needed of the service."""

    def definitions(self) -> tuple[ReportInfo, ...]:
        """Every report."""

    def definition(self, name: str) -> ReportDefinition:
        """One of them."""

    def save_report(self, definition: ReportDefinition) -> ReportInfo:
        """Keep one of the centre's own."""

    def merge(
        self, definition: str, proposal: MergeProposal, *, label: str = "", name: str = ""
    ) -> ReportInfo:
        """Keep one in which some categories are one."""


def keep_merged(service: Reports, report: str, merges: tuple[MergeProposal, ...]) -> ReportInfo:
    """A report in which the categories of each merge are one."""
    info = service.merge(report, merges[0])
    for one in merges[1:]:
        info = service.merge(info.id, one, name=info.id)
    return info


def keep_without(service: Reports, report: str, tables: tuple[str, ...]) -> ReportInfo:
    """A report without some tables."""
    own = service.definition(report)
    title = _("%(title)s (shorter)") % {"title": own.title.get("de", own.id)}
    return service.save_report(leaving_out(own, tables, name=_name(service, title), title=title))


def keep_part(service: Reports, report: str, filters: Mapping[str, str]) -> ReportInfo:
    """A report about a part of the people: by id of a sorting the category."""
    own = service.definition(report)
    labels = [
        category.text()
        for name, code in filters.items()
        for category in own.grouping(name).categories
        if category.id == code
    ]
    title = f"{own.title.get('de', own.id)}: {', '.join(labels)}"
    return service.save_report(narrowed(own, filters, name=_name(service, title), title=title))


def keep_anew(service: Reports, report: str) -> ReportInfo:
    """The same report under a name that nothing left the house with."""
    own = service.definition(report)
    title = _("%(title)s (new)") % {"title": own.title.get("de", own.id)}
    kept = msgspec.structs.replace(own, id=_name(service, title), title={"de": title}, is_own=True)
    return service.save_report(kept)


def _name(service: Reports, title: str) -> str:
    return free_name(title, {info.id for info in service.definitions()})
