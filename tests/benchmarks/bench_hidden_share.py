# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""How much of the default report is hidden on the demo centre, by how many groups of nationalities are kept."""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from beratung.centre.centre import Centre
from beratung.centre.demo import make_demo
from beratung.domain.errors import BeratungError
from beratung.domain.report_definitions import ReportDefinition, merged
from tests.benchmarks import Row
from tests.builders import TODAY

CASES, SEED = 1500, 1
REPORT, GROUPING = "year", "nationality_groups"
SECONDS = 20.0


def run() -> Iterator[Row]:
    """Merge the smallest groups one after the other into the rest, and look at the report of the running year."""
    folder = Path(tempfile.mkdtemp()) / "zentrum"
    make_demo(folder, CASES, SEED, on=TODAY)
    centre = Centre.open(folder, user="leitung", password="demo-demo-demo")
    begun = time.monotonic()
    first = centre.reports.preview(REPORT, str(TODAY.year), seconds=SECONDS)
    took = time.monotonic() - begun
    own: ReportDefinition = centre.reports.definition(REPORT)
    sizes: dict[str, int] = {}
    table = first.tables[0]
    for column, cell in zip(table.columns, table.rows[-1].cells, strict=True):
        if column.code:
            sizes[column.code] = cell.value or 0
    rest = next(c.id for c in own.grouping(GROUPING).categories if c.is_rest)
    order = sorted((code for code in sizes if code != rest), key=lambda code: sizes[code])
    shares = {len(sizes): first.hidden_share}
    for count in range(1, len(order)):
        changed = merged(own, GROUPING, (*order[:count], rest), {"de": "Sonstige"})
        try:
            centre.reports.save_report(msgspec.structs.replace(changed, id=f"kurve{count}"))
            shown = centre.reports.preview(f"kurve{count}", str(TODAY.year), seconds=SECONDS)
            shares[len(sizes) - count] = shown.hidden_share
        except BeratungError as refused:
            sys.stdout.write(f"  {len(sizes) - count} groups: {refused}\n")
    for groups, share in sorted(shares.items(), reverse=True):
        sys.stdout.write(
            f"  {groups} groups of nationalities, 14 districts: {share:.1%} of the cells hidden\n"
        )
    centre.lock()
    yield Row(
        "hidden share of the default report, per cent",
        first.hidden_share * 100,
        10,
        "at most 1 times",
        "10 %",
    )
    yield Row(
        "the default report, counted and protected", took * 1000, SECONDS * 1000, "at most 1 times", "20 s"
    )
