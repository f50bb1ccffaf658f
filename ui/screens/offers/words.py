# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the screens of the offers say: second lines, reasons, regions, how old a source is."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.facts import SOURCES as DERIVED
from beratung.domain.offers import (
    Condition,
    CriterionResult,
    FieldInfo,
    OfferInfo,
    OfferKind,
    OfferMatch,
    OfferStatus,
    Verdict,
)
from beratung.i18n import _, current, ngettext
from ui.models.looks import STATES
from ui.models.questions import UNLIMITED, is_english, label, say_value
from ui.models.words import SOURCES, dotted, say_day, say_source

KINDS: Mapping[OfferKind, str] = {
    OfferKind.CLAIM: N_("claim"),
    OfferKind.DISCRETION: N_("at discretion"),
    OfferKind.OPEN: N_("open service"),
    OfferKind.CHECK: N_("worth checking"),
}
VERIFIED: Mapping[str, str] = {
    "read": N_("read in the source"),
    "mixed": N_("partly read in the source"),
    "recall": N_("not yet checked against the source"),
}


_TOGETHER = re.compile(r"(§§?|Art\.|Abs\.|S\.|Satz|Nr\.|Bst\.) (?=\S)")
"""What must not stand at the end of a line, apart from its number."""


def criterion_text(criterion: CriterionResult | Condition) -> str:
    """Return what is asked, in the language spoken now where there is a translation."""
    text = (criterion.text_en if is_english() else "") or criterion.text
    return text[:1].upper() + text[1:]


def short_law(law: str) -> str:
    """Return the first provision that a rule names."""
    return law.split(";", maxsplit=1)[0].strip()


def say_missing(count: int) -> str:
    """Say how many facts are missing."""
    if count == 1:
        return _("one fact missing")
    return ngettext("%(n)d fact missing", "%(n)d facts missing", count) % {"n": count}


def say_state(status: OfferStatus) -> str:
    """Say what is to be minded about an offer's existence; empty where it is known to exist."""
    return "" if status is OfferStatus.AKTIV else STATES[status].label


def second_line(match: OfferMatch, info: OfferInfo | None) -> str:
    """Say in one line: the law, what is missing or what the yes means, and whether the offer exists."""
    law = short_law(info.law) if info else ""
    if match.verdict is Verdict.UNKNOWN:
        what = say_missing(len(match.missing)) if match.missing else _("cannot be decided from the record")
    elif match.verdict is Verdict.YES:
        what = _(KINDS[match.kind])
    else:
        against = next((c for c in match.criteria if c.verdict is Verdict.NO and c.is_decisive), None)
        what = criterion_text(against) if against else ""
        law = ""
    return dotted((law, what, say_state(match.status)))


def advice(match: OfferMatch) -> str:
    """Say what a verdict means; never more than that access is possible."""
    if match.verdict is Verdict.NO:
        return _("Not possible at present by what is recorded. Please check.")
    possible = _("Possible access, please check.")
    if match.verdict is Verdict.YES:
        return possible
    count = len(match.missing)
    if count == 0:
        return possible
    lacking = (
        _("One fact is still missing.")
        if count == 1
        else ngettext("%(n)d fact is still missing.", "%(n)d facts are still missing.", count) % {"n": count}
    )
    return f"{possible} {lacking}"


def reason(
    criterion: CriterionResult, fields: Mapping[str, FieldInfo], codes: Codes, known_law: str = ""
) -> str:
    """Say on what a condition rests: the fact with its source and day, and the law.

    ``known_law`` is that of the whole offer: it is not said again with every condition.
    """
    info = fields.get(criterion.fact)
    law = criterion.law if criterion.law != known_law else ""
    return dotted((_said(criterion, info, codes), _origin(criterion), together(law), criterion.note))


def together(law: str) -> str:
    """Return a provision in which no sign is parted from its number at the end of a line."""
    return _TOGETHER.sub("\\1\N{NO-BREAK SPACE}", law)


def _said(criterion: CriterionResult, info: FieldInfo | None, codes: Codes) -> str:
    if info is None:
        return ""
    if criterion.value is None:
        return _("not recorded yet: %(fact)s") % {"fact": label(info)}
    said = say_value(info, codes, criterion.value)
    if isinstance(criterion.upper, int) and criterion.upper >= UNLIMITED and said:
        return _("at least %(low)s") % {"low": said}
    if criterion.upper is not None and criterion.upper != criterion.value:
        upper = say_value(info, codes, criterion.upper)
        return _("between %(low)s and %(high)s") % {"low": said, "high": upper}
    return said


def _origin(criterion: CriterionResult) -> str:
    """Say where a fact comes from; what follows from the record bears no day of its own."""
    source = criterion.source
    word = say_source(source)
    if source in DERIVED and source not in SOURCES:
        return _(DERIVED[source]) if source != "record" else _dated(_(DERIVED[source]), criterion.on)
    return _dated(word, criterion.on)


def _dated(word: str, on: date | None) -> str:
    if word and on:
        return _("%(source)s on %(day)s") % {"source": word, "day": say_day(on)}
    return word or (_("recorded on %(day)s") % {"day": say_day(on)} if on else "")


def say_region(codes: Codes, region: Iterable[str]) -> str:
    """Say where an offer exists."""
    names = []
    for code in region:
        if code == "DE":
            names.append(_("nationwide"))
        elif code == "15":
            names.append(_("in Sachsen-Anhalt"))
        else:
            district = codes.districts.get(code)
            names.append(district.label(current().language) if district else code)
    return ", ".join(names)


def say_freshness(info: OfferInfo) -> str:
    """Say how old the data of an offer are and how sure."""
    day = info.source_date
    parts = day.split("-")
    if len(parts) == 3:
        day = f"{parts[2]}.{parts[1]}.{parts[0]}"
    checked = _(VERIFIED[info.verified]) if info.verified in VERIFIED else info.verified
    return dotted((_("as of %(day)s") % {"day": day} if day else "", checked))


def section_title(codes: Codes, info: OfferInfo | None) -> str:
    """Return the Handlungsfeld under which an offer stands."""
    if info is None or not info.handlungsfeld:
        return _("Further offers")
    return codes.handlungsfeld(info.handlungsfeld[0]).label(current().language)


def section_rank(info: OfferInfo | None) -> int:
    """Return the place of an offer's section."""
    return info.handlungsfeld[0] if info and info.handlungsfeld else 99
