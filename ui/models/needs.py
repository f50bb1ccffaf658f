# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Unmet needs and cross-cutting topics as choices of a form."""

from collections.abc import Iterable

from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.statistics import WAITING_BANDS, Unmet, UnmetNeed
from beratung.i18n import _, current, ngettext
from ui.models.choices import Choice

UNTOLD = ""
"""Nobody said how many weeks."""
NEEDS = {
    Unmet.NO_PLACE: N_("No place"),
    Unmet.NO_OFFER_DISTRICT: N_("No offer in the district"),
    Unmet.NO_INTERPRETER: N_("No interpreter"),
}
WAITING = {
    "4": N_("Waiting up to 4 weeks"),
    "8": N_("Waiting 5 to 8 weeks"),
    "12": N_("Waiting 9 to 12 weeks"),
    "26": N_("Waiting 13 to 26 weeks"),
    "52": N_("Waiting more than 26 weeks"),
    UNTOLD: N_("Waiting list, time unknown"),
}
"""By the weeks that are kept; the statistics know these bands only."""


def needs() -> list[Choice]:
    """Return everything that could not be had."""
    plain = [Choice(need.value, _(label)) for need, label in NEEDS.items()]
    return plain[:1] + [Choice(f"waiting {weeks}", _(label)) for weeks, label in WAITING.items()] + plain[1:]


def cross_topics(codes: Codes) -> list[Choice]:
    """Return the cross-cutting topics."""
    language = current().language
    return [Choice(q.code, q.label(language), also=(q.name, q.name_en)) for q in codes.querschnitt.values()]


def say_need(need: UnmetNeed) -> str:
    """Say a need; of waiting the weeks as they were noted."""
    if need.need is not Unmet.WAITING_WEEKS:
        return _(NEEDS[need.need])
    if need.weeks is None:
        return _(WAITING[UNTOLD])
    return ngettext("Waiting %(n)d week", "Waiting %(n)d weeks", need.weeks) % {"n": need.weeks}


def codes_of(some: Iterable[UnmetNeed]) -> tuple[str, ...]:
    """Return the choices that stand for needs."""
    return tuple(dict.fromkeys(_code(need) for need in some))


def needs_of(codes: Iterable[str], before: Iterable[UnmetNeed] = ()) -> tuple[UnmetNeed, ...]:
    """Return the needs that choices stand for; the exact weeks of one that was there before stay."""
    known = {_code(need): need for need in before}
    return tuple(known.get(code) or _need(code) for code in codes)


def _code(need: UnmetNeed) -> str:
    if need.need is not Unmet.WAITING_WEEKS:
        return need.need.value
    if need.weeks is None:
        return "waiting "
    band = sum(need.weeks >= start for start in WAITING_BANDS[1:])
    return f"waiting {tuple(WAITING)[band]}"


def _need(code: str) -> UnmetNeed:
    if not code.startswith("waiting "):
        return UnmetNeed(need=Unmet(code))
    weeks = code.removeprefix("waiting ")
    return UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=int(weeks) if weeks else None)
