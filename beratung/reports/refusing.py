# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts into words why a report cannot be made safe: which release and the new one tell too much together. Pure."""

import time
from collections.abc import Sequence

import msgspec

from beratung.domain.errors import BeratungError
from beratung.domain.statistics_views import MergeProposal
from beratung.reports.counting import CountedTable
from beratung.reports.errors import (
    LeaksTogether,
    LeaksTogetherPlain,
    LeaksTogetherWithout,
    PartLeaks,
    SortedAnew,
    SortedAnewWithout,
    TooFine,
    TooFinePlain,
    TooFineWithout,
)
from beratung.reports.ledger import Ledger
from beratung.reports.making import Earlier, Page, make
from beratung.reports.periods import Period
from beratung.reports.programme import MARGIN
from beratung.reports.protection.document import CannotProtect
from beratung.reports.protection.file import Contradiction, OtherThanReleased, ReleasedSmall
from beratung.reports.protection.links import OtherParts
from beratung.reports.protection.reckoning import OutOfTime
from beratung.reports.wording import period_words, words

SECONDS = 15.0
"""How long each pair is looked at."""
PATIENCE = 40.0
"""How long it is looked for tables that could be left out."""
LEAKS = (CannotProtect, Contradiction, OtherThanReleased, ReleasedSmall)


def explain(fault: BeratungError, page: Page, earlier: Sequence[Earlier], ledger: Ledger) -> None:
    """Raise what is to be said in place of a fault of protection; returns where it is none of that kind.

    Raises:
        TooFine: the tables are too fine by themselves.
        LeaksTogether: they are not, but together with a release that it names.
        PartLeaks: together with the page that a look was opened from.
        SortedAnew: they do not fit beside a release that it names, since the program sorts in another way now.
    """
    if isinstance(fault, OtherParts) and earlier:
        raise _sorted_anew(page, earlier, ledger) from fault
    if not isinstance(fault, LEAKS):
        return
    alone = _fault(page, ())
    if alone is not None:
        raise _too_fine(page, alone) from fault
    if not earlier:
        return
    culprit = next((one for one in earlier if _fault(page, (one,)) is not None), None)
    if culprit is None:
        culprit = _last_straw(page, earlier)
    if not culprit.number:
        raise _part_leaks(page, earlier) from fault
    details = _both(page, culprit, ledger)
    merges, said = proposals(page, fault), merge_words(page, fault)
    without, tables = ((), "") if merges else _in_the_way(page, earlier)
    if without:
        refusal: LeaksTogether = LeaksTogetherWithout(**details, tables=tables)
    else:
        refusal = LeaksTogether(**details, merge=said) if said else LeaksTogetherPlain(**details)
    refusal.merges, refusal.without = merges, without
    raise refusal from fault


def _too_fine(page: Page, fault: BeratungError) -> TooFine:
    """Say that the tables are too fine by themselves, and what helps."""
    merges, said = proposals(page, fault), merge_words(page, fault)
    without, tables = ((), "") if merges else _in_the_way(page, ())
    details: dict[str, str | int] = {"title": page.title, "period": period_words(page.period)}
    if without:
        refusal: TooFine = TooFineWithout(**details, tables=tables)
    else:
        refusal = TooFine(**details, merge=said) if said else TooFinePlain(**details)
    refusal.merges, refusal.without = merges, without
    return refusal


def _part_leaks(page: Page, earlier: Sequence[Earlier]) -> PartLeaks:
    """Say that a look tells too much beside the page it was opened from, or beside another look."""
    without, tables = _in_the_way(page, earlier)
    refusal = PartLeaks(title=page.title, period=period_words(page.period), tables=tables)
    refusal.without = without
    return refusal


def _both(page: Page, culprit: Earlier, ledger: Ledger) -> dict[str, str | int]:
    """The two releases that a refusal names."""
    entry = ledger.entry(culprit.number)
    return {
        "number": entry.number,
        "title": entry.title,
        "period": period_words(Period.read(entry.period)),
        "new_title": page.title,
        "new_period": period_words(page.period),
    }


def _sorted_anew(page: Page, earlier: Sequence[Earlier], ledger: Ledger) -> SortedAnew:
    """Say that categories stand for something else than when a release was made."""
    culprit = next((one for one in earlier if isinstance(_fault(page, (one,)), OtherParts)), earlier[0])
    without, tables = _in_the_way(page, earlier)
    details = _both(page, culprit, ledger) | {"next": page.period.year + 1}
    refusal = SortedAnewWithout(**details, tables=tables) if without else SortedAnew(**details)
    refusal.without = without
    return refusal


def _in_the_way(page: Page, earlier: Sequence[Earlier]) -> tuple[tuple[str, ...], str]:
    """Tables without which the others could go out, and their titles; none where that is all of them, or not known."""
    until = time.monotonic() + PATIENCE
    names = list(dict.fromkeys(_drawn(table) for table in page.tables))
    kept: list[str] = []
    for name in names:
        if time.monotonic() > until:
            return (), ""
        if _fault(_only(page, [*kept, name]), earlier) is None:
            kept.append(name)
    without = tuple(name for name in names if name not in kept)
    if not kept or not without:
        return (), ""
    titles = [table.definition.title.get("de", "") for table in page.tables if _drawn(table) in without]
    return without, "; ".join(titles)


def _drawn(table: CountedTable) -> str:
    """The id of the table in the definition, of which this may be a side."""
    return table.definition.id.partition(MARGIN)[0]


def _only(page: Page, names: Sequence[str]) -> Page:
    """A page with some of its tables, and with what follows from those."""
    tables = tuple(table for table in page.tables if _drawn(table) in names)
    told = [(table.definition.measure, {*table.dimensions, *table.within}) for table in tables]
    silent = tuple(
        one
        for one in page.silent
        if any(measure is one.definition.measure and set(one.dimensions) <= sides for measure, sides in told)
    )
    printed = {table.definition.id for table in tables}
    shapes = tuple(shape for shape in page.shapes if shape.name in printed)
    return msgspec.structs.replace(page, tables=tables, shapes=shapes, silent=silent)


def _fault(page: Page, earlier: Sequence[Earlier]) -> BeratungError | None:
    """What stands against a page together with some releases."""
    try:
        make(page, earlier, seconds=SECONDS)
    except (*LEAKS, OtherParts) as fault:
        return fault
    except OutOfTime:
        return None
    return None


def _last_straw(page: Page, earlier: Sequence[Earlier]) -> Earlier:
    """The release without which those before it would still be safe together with the new one."""
    low, high = 1, len(earlier)
    while low < high:
        middle = (low + high) // 2
        if _fault(page, earlier[:middle]) is None:
            low = middle + 1
        else:
            high = middle
    return earlier[low - 1]


def merge_words(page: Page, fault: BeratungError) -> str:
    """What to merge, in the words of the page; empty where nothing is known that helps."""
    if not isinstance(fault, CannotProtect):
        return ""
    names: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for side in (side for shape in page.shapes for side in shape.sides):
        names.setdefault(side.name, side.label)
        labels.setdefault(side.name, {}).update(side.categories)
    found = []
    for merge in fault.merges:
        known = labels.get(merge.dimension, {})
        said = [known[code] for code in merge.categories if code in known]
        if len(said) > 1:  # what other reports sort by has no words here
            found.append(f"{names[merge.dimension]}: {', '.join(said)}")
    return "; ".join(found)


def proposals(page: Page, fault: BeratungError) -> tuple[MergeProposal, ...]:
    """The merges of a fault that a report of the centre's own could have: of what the page is laid out by."""
    found = []
    groupings = list({g.id: g for table in page.tables for g in table.groupings}.values())
    for merge in fault.merges if isinstance(fault, CannotProtect) else ():
        for grouping in groupings:
            chosen = tuple(c for c in grouping.categories if c.id in merge.categories)
            if grouping.name != merge.dimension or not 2 <= len(chosen) < len(grouping.categories):
                continue
            found.append(
                MergeProposal(
                    dimension=grouping.name,
                    dimension_label=grouping.label.get("de", grouping.id),
                    grouping=grouping.id,
                    categories=tuple(category.id for category in chosen),
                    labels=tuple(category.text() for category in chosen),
                    label=words().rest,
                    hidden_before=1.0,
                )
            )
    return tuple(found)
