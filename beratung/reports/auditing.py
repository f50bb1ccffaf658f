# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks the release ledger: its chain, every stored proof, and that all of a year tells nothing of few people.

The stored proof of each release covers everything that was released for its year before; it is checked by additions.
``anew`` trusts no stored proof: the reader reckons on all numbers of a year that left the house, and on nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from beratung.domain.errors import N_, BeratungError
from beratung.domain.releases import LedgerEntry
from beratung.domain.statistics_views import AuditStep, LedgerAudit, ProtectedReport
from beratung.domain.work import Records
from beratung.reports.joining import joined
from beratung.reports.ledger import Paper, read_ledger, read_paper
from beratung.reports.making import Progress
from beratung.reports.protection.checking import NotProven, check
from beratung.reports.release import page_in, slim, with_released
from beratung.reports.revising import corrected, counts_of
from beratung.solving import SolverFailed

LEAKS = N_("All releases of this year together tell something about very few people.")
UNPROVEN = N_("The stored proof does not hold.")
UNDECIDED = N_(
    "Whether all releases of this year together tell something about very few people could not be reckoned anew."
)
OTHERS = N_("The stored proof does not cover everything that was released before.")
OTHER_PAGE = N_("The page says something else than the proof.")


def audit(
    records: Records,
    *,
    anew: bool = False,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> LedgerAudit:
    """Check the whole ledger.

    Raises:
        LedgerAltered: the chain or a paper of it was changed.
    """
    with records.work() as work:
        ledger = read_ledger(work)
        own = [entry for entry in ledger.entries if not entry.repeats]
        papers = {entry.number: read_paper(work, entry) for entry in own}
    years = sorted({entry.year for entry in own})
    total = len(own) + (len(years) if anew else 0)
    steps: list[AuditStep] = []
    for entry in own:
        if cancel is not None and cancel():
            return LedgerAudit(steps=tuple(steps), is_anew=anew, is_whole=False)
        before = [e.number for e in own if e.year == entry.year and e.number < entry.number]
        steps.append(_stored(entry, papers, before))
        if progress is not None:
            progress(len(steps), total)
    for number, year in enumerate(years if anew else (), 1):
        last = max(entry.number for entry in own if entry.year == year)
        outputs = [papers[entry.number].output for entry in own if entry.year == year]
        problem = _leak(outputs, cancel)
        if cancel is not None and cancel():
            return LedgerAudit(steps=tuple(steps), is_anew=anew, is_whole=False)
        if problem:
            steps = [_with_problem(s, problem) if s.number == last else s for s in steps]
        if progress is not None:
            progress(len(own) + number, total)
    return LedgerAudit(steps=tuple(steps), is_anew=anew)


def _stored(entry: LedgerEntry, papers: dict[int, Paper], before: Sequence[int]) -> AuditStep:
    """One release: its proof, that it covers all earlier ones, and that the page says the same."""
    paper = papers[entry.number]
    page = page_in(paper)
    step = AuditStep(number=entry.number, title=entry.title, period=entry.period, hidden=0, witnesses=0)
    if list(page.earlier) != list(before):
        return _with_problem(step, OTHERS)
    old = page_in(papers[paper.about["revises"]]) if paper.about.get("revises") else None
    if not _says_the_same(page, paper.output, old):
        return _with_problem(step, OTHER_PAGE)
    try:
        found = check(with_released(paper.output, [papers[number].output for number in before]))
    except NotProven as fault:
        return msgspec.structs.replace(step, problem=UNPROVEN, details={"place": fault.place})
    return msgspec.structs.replace(step, hidden=found.hidden, witnesses=found.witnesses)


def _leak(outputs: Sequence[dict[str, Any]], cancel: Callable[[], bool] | None) -> str:
    """What to say of everything that left the house for a year; empty where a reader finds nothing."""
    from beratung.reports.protection.document import protect

    known = next(_published_totals(outputs), None)
    if known is None:
        return ""
    rules = {"threshold": 2, "zeros": outputs[0]["zeros"]}
    given = joined([known], [slim(output) for output in outputs], rules)
    try:
        protect(given, is_cancelled=cancel)
    except BeratungError:
        return LEAKS
    except SolverFailed:  # never taken for safe
        return UNDECIDED
    return ""


def _published_totals(outputs: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tables of a single number that is public: nothing new, but something to look at."""
    for output in outputs:
        for table in output["tables"]:
            for cell in table["cells"]:
                if not cell["key"] and cell["count"] is not None:
                    own = {"key": {}, "count": cell["count"], "persons": cell["persons"]}
                    threshold = table.get("threshold", output["threshold"])
                    yield {
                        "name": "~", "dimensions": [], "within": table["within"], "threshold": threshold, "cells": [own],
                    }  # fmt: skip


def _says_the_same(page: ProtectedReport, output: dict[str, Any], old: ProtectedReport | None) -> bool:
    """Whether a page shows the published numbers of its proof and no others; a corrected one, what follows from them."""
    cells = counts_of(output)
    before = dict(_shown(old)) if old is not None else {}
    tables = {table.name: table for table in page.tables}
    for (table, key), value in _shown(page):
        if old is None:
            if cells.get((table, key), -1) != value:
                return False
        elif (table, key) not in before or value != corrected(
            tables[table], dict(key), before[table, key], cells
        ):
            return False
    return True


def _shown(page: ProtectedReport) -> Iterator[tuple[tuple[str, frozenset[tuple[str, str]]], int | None]]:
    """Every cell of a page by its table and key."""
    for table in page.tables:
        for row in table.rows:
            head = {name: c.code for name, c in zip(table.dimensions, row.head, strict=False) if c.code}
            for column, cell in zip(table.columns, row.cells, strict=True):
                across = {table.dimensions[-1]: column.code} if table.across and column.code else {}
                yield (table.name, frozenset((head | across).items())), cell.value


def _with_problem(step: AuditStep, problem: str) -> AuditStep:
    return msgspec.structs.replace(step, problem=problem)
