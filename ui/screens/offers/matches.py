# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Turns what matching answers into rows of the list, and finds what has changed between two answers."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from beratung.domain.codes import Codes
from beratung.domain.offers import (
    FieldInfo,
    Matching,
    OfferInfo,
    OfferMatch,
    Verdict,
)
from beratung.i18n import _
from ui.models.folding import haystack
from ui.models.looks import VERDICTS, RowLook
from ui.models.sections import Entry
from ui.screens.offers.words import second_line, section_rank, section_title

_RANK = {Verdict.YES: 0, Verdict.UNKNOWN: 1, Verdict.NO: 2}


@dataclass(frozen=True)
class Catalogue:
    """What the window knows of all offers: their data, the fields of the rules, the code lists."""

    offers: Mapping[str, OfferInfo]
    fields: Mapping[str, FieldInfo]
    codes: Codes


def count(matching: Matching) -> Counter[Verdict]:
    """Count the verdicts, without offers that are shown only to who asks for them."""
    return Counter(match.verdict for match in proposed(matching))


def proposed(matching: Matching) -> tuple[OfferMatch, ...]:
    """Return the offers that may be shown: one on request only once it is a yes."""
    return tuple(m for m in matching.offers if not m.is_on_request or m.verdict is Verdict.YES)


def build_entries(
    matching: Matching, catalogue: Catalogue, shown: Collection[Verdict]
) -> tuple[list[Entry], list[Entry]]:
    """Return the rows under their Handlungsfelder, and those that are folded away."""
    open_rows: list[tuple[int, int, int, Entry]] = []
    folded: list[Entry] = []
    for place, match in enumerate(proposed(matching)):
        info = catalogue.offers.get(match.offer)
        if match.verdict is Verdict.NO:
            if Verdict.NO in shown:
                folded.append(_entry(match, info, "", catalogue))
        elif match.verdict in shown:
            title = section_title(catalogue.codes, info)
            entry = _entry(match, info, title, catalogue)
            open_rows.append((section_rank(info), _RANK[match.verdict], place, entry))
    return [row[-1] for row in sorted(open_rows, key=lambda row: row[:3])], folded


def _entry(match: OfferMatch, info: OfferInfo | None, section: str, catalogue: Catalogue) -> Entry:
    sign = VERDICTS[match.verdict]
    second = second_line(match, info)
    more = (info.provider, info.target_group, info.law) if info else ()
    return Entry(
        key=match.offer,
        section=section,
        look=RowLook(match.name, second, sign),
        spoken=f"{match.name}, {sign.label}",
        hay=haystack(match.name, second, section, *more),
    )


def what_changed(before: Matching, after: Matching) -> dict[str, str]:
    """Return the offers whose verdict is another one now, each with a word for the verdict before."""
    old = {match.offer: match.verdict for match in before.offers}
    return {
        match.offer: _("was %(verdict)s") % {"verdict": VERDICTS[old[match.offer]].label}
        for match in after.offers
        if match.offer in old and old[match.offer] is not match.verdict
    }
