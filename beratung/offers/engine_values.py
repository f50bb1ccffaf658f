# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Decides one condition on one fact, three-valued.

Truth is an int so that AND is the least and OR the greatest of the parts (Kleene's strong logic).
"""

from beratung.domain.cases import FactValue
from beratung.domain.offers import FieldKind
from beratung.domain.rules import Op
from beratung.domain.views import FactLine

NO, UNKNOWN, YES = 0, 1, 2

LEVELS = {"A0": 0, "0": 0, "A1": 1, "A2": 2, "B1": 3, "B2": 4, "C1": 5, "C2": 6}
"""Levels of German and English in their order."""

SOFT = frozenset(
    {
        "bedingt",
        "pruefen",
        "unbekannt",
        "abhaengig",
        "variante",
        "wie_zweck",
        "wie_vorheriger_titel",
        "verboten_oder_erlaubnis",
    }
)
"""Derived values that leave it open: unknown in every comparison that does not name exactly this value."""

NEVER_SURE = {
    ("SGB_II_gefaehrdet_titel", "SGB_II"),
    ("ausgeschlossen_regel", "SGB_II"),
    ("ausgeschlossen_3_monate", "SGB_II"),
    ("AsylbLG_formal_meldegefahr", "AsylbLG"),
}
"""Pairs of derived value and wanted value that are unknown: the claim exists, but claiming it does harm."""

_NEGATIVE = frozenset({Op.NE, Op.NOT_IN})
_MEMBERSHIP = frozenset({Op.EQ, Op.NE, Op.IN, Op.NOT_IN})

Wanted = tuple[bool | int | str, ...]


def three(flag: bool) -> int:
    """Return the truth of something that is known."""
    return YES if flag else NO


def decide(kind: FieldKind, op: Op, wanted: Wanted, line: FactLine) -> int:
    """Decide a condition on a fact; a value of another type than the field takes is unknown."""
    value = line.value
    if value is None:
        return UNKNOWN
    if kind is FieldKind.YES_NO:
        return _member(op, wanted, (value,)) if isinstance(value, bool) else UNKNOWN
    if kind is FieldKind.LEVEL:
        return _ordered(op, tuple(map(rank, wanted)), rank(value), _rank_or_none(line.upper))
    if kind in (FieldKind.NUMBER, FieldKind.MONTHS):
        numbers = tuple(map(_number, wanted))
        upper = None if line.upper is None else _number(line.upper)
        return _ordered(op, numbers, _number(value), upper, line.is_running)
    if op is Op.PREFIX:
        return _prefix(wanted, value)
    values = value if isinstance(value, tuple) else (value,)
    return _member(op, wanted, values) if all(isinstance(v, str) for v in values) else UNKNOWN


def decide_derived(op: Op, wanted: Wanted, value: str) -> int:
    """Decide a condition on a value that follows from the residence status."""
    truth = max(_agrees(value, str(one)) for one in wanted)
    return YES - truth if op in _NEGATIVE else truth


def rank(level: FactValue | None) -> int | None:
    """Return the place of a level in its order, None where it is no level."""
    if isinstance(level, bool | tuple) or level is None:
        return None
    return LEVELS.get(str(level))


def _rank_or_none(level: FactValue | None) -> int | None:
    return None if level is None else rank(level)


def _agrees(value: str, wanted: str) -> int:
    if value == wanted:
        return YES
    if value in SOFT or (value, wanted) in NEVER_SURE:
        return UNKNOWN
    return NO


def _number(value: FactValue | None) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None  # type: ignore[return-value]


def _member(op: Op, wanted: Wanted, values: tuple[FactValue, ...]) -> int:
    """Several values at once: one hit makes a positive condition true, one miss leaves a negative one open."""
    if not values:
        return UNKNOWN
    hits = sum(value in wanted for value in values)
    if op not in _NEGATIVE:
        return three(hits > 0)
    if hits == 0:
        return YES
    return NO if hits == len(values) else UNKNOWN


def _prefix(wanted: Wanted, value: FactValue) -> int:
    """An AGS that is shorter than the prefix and begins it says too little to decide."""
    if not isinstance(value, str):
        return UNKNOWN
    prefixes = [str(one) for one in wanted]
    if any(value.startswith(prefix) for prefix in prefixes):
        return YES
    return UNKNOWN if any(prefix.startswith(value) for prefix in prefixes) else NO


def _ordered(
    op: Op,
    wanted: tuple[float | None, ...],
    low: float | None,
    high: float | None,
    is_running: bool = False,
) -> int:
    """Compare a value, or a range of which both ends must agree."""
    limits = [limit for limit in wanted if limit is not None]
    if low is None or not limits:
        return UNKNOWN
    if high is None:
        high = low
    if op in _MEMBERSHIP:
        inside = [limit for limit in limits if low <= limit <= high]
        truth = NO if not inside else YES if low == high else UNKNOWN
        return YES - truth if op in _NEGATIVE else truth
    at_low, at_high = (_compare(op, end, limits[0], is_running) for end in (low, high))
    return three(at_low) if at_low == at_high else UNKNOWN


def _compare(op: Op, value: float, limit: float, is_running: bool) -> bool:
    """A running count lies above its whole number: 18 completed months and a day are more than 18."""
    if op is Op.GE:
        return value >= limit
    if op is Op.LT:
        return value < limit
    is_above = value >= limit if is_running else value > limit
    return is_above if op is Op.GT else not is_above
