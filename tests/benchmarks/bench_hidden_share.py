# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How much of the default report is hidden on demo centres, by how many groups of nationalities are kept."""

import sys
import time
from collections.abc import Iterator

import msgspec

from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import ReportDefinition, merged
from beratung.domain.statistics_views import ProtectedReport
from tests.benchmarks import Row
from tests.builders import TODAY
from tests.reports.office import Demo, Office

CASES, SEEDS = 1500, (1, 2, 3)
YEARS = (TODAY.year - 1, TODAY.year)
REPORT, TABLE, USUAL = "year", "nationality_district", "nationality_four"
FINER = ("nationality_states", "nationality_groups")
SECONDS = 20.0


def run() -> Iterator[Row]:
    """The report as it comes along, with finer groups, and with the smallest ones merged one after the other."""
    shares: list[float] = []
    longest = 0.0
    for seed in SEEDS:
        demo = Demo(CASES, seed, YEARS)
        for year in YEARS:
            office = Office(demo.facts, demo.offers)
            begun = time.monotonic()
            first = office.reports.preview(REPORT, str(year), seconds=SECONDS)
            longest = max(longest, time.monotonic() - begun)
            shares.append(first.hidden_share)
            found = [_said(first)]
            for name, own in _others(office.definition(REPORT), first):
                try:
                    office.reports.save_report(own)
                    found.append(_said(office.reports.preview(own.id, str(year), seconds=SECONDS)))
                except BeratungError as refused:
                    found.append((0, f"{name}: {type(refused).__name__}"))
            curve = ", ".join(text for _, text in sorted(found, reverse=True))
            sys.stdout.write(f"  seed {seed}, {year}, 14 districts: {curve}\n")
    yield Row(
        "hidden share of the default report, per cent, the worst of all",
        max(shares) * 100, 10, "at most 1 times", "10 %",
    )  # fmt: skip
    yield Row(
        "the default report, counted and protected", longest * 1000, SECONDS * 1000, "at most 1 times", "20 s"
    )


def _others(own: ReportDefinition, first: ProtectedReport) -> Iterator[tuple[str, ReportDefinition]]:
    """The report with other groups of nationalities in the table by district."""
    for name in FINER:
        tables = tuple(msgspec.structs.replace(t, columns=name) if t.id == TABLE else t for t in own.tables)
        yield name, msgspec.structs.replace(own, id=f"kurve-{name}", tables=tables)
    table = next(one for one in first.tables if one.name == TABLE)
    sizes = {c.code: cell.value or 0 for c, cell in zip(table.columns, table.rows[-1].cells, strict=True)}
    rest = next(c.id for c in own.grouping(USUAL).categories if c.is_rest)
    order = sorted((code for code in sizes if code and code != rest), key=lambda code: sizes[code])
    for count in range(1, len(order)):
        changed = merged(own, USUAL, (*order[:count], rest), {"de": "Sonstige"})
        yield f"{len(order) + 1 - count} groups", msgspec.structs.replace(changed, id=f"kurve{count}")


def _said(page: ProtectedReport) -> tuple[int, str]:
    table = next(one for one in page.tables if one.name == TABLE)
    groups = len(table.columns) - 1
    return groups, f"{groups} groups {page.hidden_share:.1%}"
