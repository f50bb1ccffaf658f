# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts into words why a report cannot be made safe: which release and the new one tell too much together. Pure."""

from collections.abc import Sequence

from beratung.domain.errors import BeratungError
from beratung.domain.statistics_views import MergeProposal
from beratung.reports.errors import LeaksTogether, LeaksTogetherPlain, ReportRefused, TooFine
from beratung.reports.ledger import Ledger
from beratung.reports.making import Earlier, Page, make
from beratung.reports.periods import Period
from beratung.reports.protection.document import CannotProtect
from beratung.reports.protection.file import Contradiction, OtherThanReleased, ReleasedSmall
from beratung.reports.protection.reckoning import OutOfTime
from beratung.reports.wording import period_words, words

SECONDS = 15.0
"""How long each pair is looked at."""
LEAKS = (CannotProtect, Contradiction, OtherThanReleased, ReleasedSmall)


def explain(fault: BeratungError, page: Page, earlier: Sequence[Earlier], ledger: Ledger) -> None:
    """Raise what is to be said in place of a fault of protection; returns where it is none of that kind.

    Raises:
        TooFine: the tables are too fine by themselves.
        LeaksTogether: they are not, but together with a release that it names.
    """
    if not isinstance(fault, LEAKS):
        return
    alone = _fault(page, ())
    if alone is not None:
        said = merge_words(page, alone)
        refusal: ReportRefused = TooFine(title=page.title, period=period_words(page.period), merge=said)
        refusal.merges = proposals(page, alone)
        raise refusal from fault
    if not earlier:
        return
    culprit = next((one for one in earlier if _fault(page, (one,)) is not None), None)
    if culprit is None:
        culprit = _last_straw(page, earlier)
    entry = ledger.entry(culprit.number)
    merges = merge_words(page, fault)
    details: dict[str, str | int] = {
        "number": entry.number,
        "title": entry.title,
        "period": period_words(Period.read(entry.period)),
        "new_title": page.title,
        "new_period": period_words(page.period),
    }
    refusal = LeaksTogether(**details, merge=merges) if merges else LeaksTogetherPlain(**details)
    refusal.merges = proposals(page, fault)
    raise refusal from fault


def _fault(page: Page, earlier: Sequence[Earlier]) -> BeratungError | None:
    """What stands against a page together with some releases."""
    try:
        make(page, earlier, seconds=SECONDS)
    except LEAKS as fault:
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
    return "; ".join(
        f"{names[m.dimension]}: {', '.join(labels[m.dimension].get(code, code) for code in m.categories)}"
        for m in fault.merges
        if m.dimension in names
    )


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
