# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads plain objects that came from outside (JSON, a form) and names the place of every fault.

No fault repeats what was typed: a name may stand in the wrong field. Only keys and suggestions are shown.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from beratung.domain.codes import Code
from beratung.domain.errors import N_, BadInput, Msgid

SHORT, LONG = 200, 20_000
"""Longest one-line field and longest free text, in characters."""

YEARS = range(1800, 2200)
"""Whatever is typed as a day lies in these."""

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_GERMAN_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4}|\d{2})")
_SAFE_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

E = TypeVar("E", bound=StrEnum)


class UnknownKey(BadInput):
    """A key that nobody asked for."""

    message = N_("%(place)s: there is no such field. These are known: %(known)s.")


class MisspeltKey(UnknownKey):
    """A key that is nearly one that is known."""

    message = N_("%(place)s: there is no such field. Did you mean %(near)s?")


class WrongShape(BadInput):
    """A value of another type than the field takes."""

    message = N_("%(place)s: %(wanted)s is expected here.")

    def __init__(self, *, place: str, wanted: str) -> None:
        super().__init__(place=place, wanted=Msgid(wanted))


class NoSuchDay(BadInput):
    """A date that the calendar does not have."""

    message = N_("%(place)s: this day does not exist. Please write it as 2026-03-14.")


class DistantDay(NoSuchDay):
    """A day that nobody alive means."""

    message = N_("%(place)s: please check the year, this day is too far away.")


class FutureDay(BadInput):
    """A date that cannot lie ahead."""

    message = N_("%(place)s: this day lies in the future. Please check the year.")


class TooLongAgo(BadInput):
    """A birth date that nobody living can have."""

    message = N_("%(place)s: this is more than 125 years ago. Please check the year.")


class TooLong(BadInput):
    """A text that is longer than any that a person would type."""

    message = N_("%(place)s: this text is too long. At most %(limit)d characters fit.")


class OutOfRange(BadInput):
    """A number outside the range that makes sense."""

    message = N_("%(place)s: a number from %(low)d to %(high)d is expected here.")


class UnknownCode(BadInput):
    """A code that stands in no list."""

    message = N_("%(place)s: this code is not in the list.")


class MisspeltCode(UnknownCode):
    """A code or a name that is nearly one of the list."""

    message = N_("%(place)s: this code is not in the list. Did you mean %(near)s?")


class NotOneOf(BadInput):
    """A word that is none of a few."""

    message = N_("%(place)s: one of these is expected here: %(known)s.")


class OneMissing(BadInput):
    """A field without which the rest makes no sense."""

    message = N_("%(place)s: this field is needed.")


def sound_key(key: object) -> str:
    """Return a key as it may be shown; anything that does not look like a field name becomes ``?``."""
    return key if isinstance(key, str) and _SAFE_KEY.fullmatch(key) else "?"


def unknown_key(place: str, key: object, known: Iterable[str]) -> BadInput:
    """Return the fault of a key that nobody asked for, with the nearest one that is known."""
    names = sorted(known)
    where = f"{place}.{sound_key(key)}" if place else sound_key(key)
    near = get_close_matches(str(key).casefold(), names, n=1, cutoff=0.6)
    if near:
        return MisspeltKey(place=where, near=near[0])
    return UnknownKey(place=where, known=", ".join(names))


def read_day(value: object, place: str, *, today: date | None = None) -> date:
    """Read ``2026-03-14``, ``14.3.2026`` or ``14.3.26``.

    Where ``today`` is given a year of two digits is the last such year that is not in the future;
    without it, it is in this century.

    Raises:
        NoSuchDay: it is no date, or one like 31.02.
        DistantDay: it lies before 1800 or after 2199.
    """
    text = value.strip() if isinstance(value, str) else ""
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _GERMAN_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        if len(found.group(3)) == 2:
            year += 2000
            if today is not None and year > today.year:
                year -= 100
    else:
        raise NoSuchDay(place=place)
    try:
        read = date(year, month, day)
    except ValueError:
        raise NoSuchDay(place=place) from None
    if read.year not in YEARS:
        raise DistantDay(place=place)
    return read


def past_day(day: date, place: str, today: date) -> date:
    """Return a day that must not lie ahead."""
    if day > today:
        raise FutureDay(place=place)
    return day


def birth_day(day: date, place: str, today: date) -> date:
    """Return a day on which a living person can have been born."""
    if past_day(day, place, today).year < today.year - 125:
        raise TooLongAgo(place=place)
    return day


def _spellings(table: Mapping[str, Code]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entry in table.items():
        for name in (code, entry.name, entry.name_en):
            if name:
                found.setdefault(name.casefold(), code)
    return found


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common from the start."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _nearest(typed: str, table: Mapping[str, Code]) -> str | None:
    """Return the code that was probably meant: one that begins alike, else by spelling."""
    if typed.isdigit():
        best = max(table, key=lambda code: _shared(code, typed), default="")
        return best if 2 * _shared(best, typed) > len(typed) else None
    if begun := next((code for code in table if typed and code.startswith(f"{typed}_")), None):
        return begun
    spelt = _spellings(table)
    near = get_close_matches(typed, list(spelt), n=1, cutoff=0.6)
    return spelt[near[0]] if near else None


def check_code(value: object, place: str, table: Mapping[str, Code]) -> str:
    """Return a code of a list; a misspelt one is refused with the nearest.

    Raises:
        UnknownCode: it is not in the list.
    """
    if isinstance(value, str) and value in table:
        return value
    if not isinstance(value, str):
        raise WrongShape(place=place, wanted=N_("a code as a text"))
    code = _nearest(value.strip().casefold(), table)
    if code is None:
        raise UnknownCode(place=place)
    raise MisspeltCode(place=place, near=f"{code} ({table[code].name})")


class Fields:
    """An object that came from outside, read field by field.

    ``place`` leads the names of its fields in every fault, for example ``residence 2.until``.

    Raises:
        WrongShape: it is no object.
        UnknownKey: it has a key that is not among ``known``.
    """

    def __init__(self, data: object, known: Iterable[str], place: str = "") -> None:
        names = tuple(known)
        if not isinstance(data, Mapping):
            raise WrongShape(place=place or "?", wanted=N_("an object with named fields"))
        for key in data:
            if key not in names:
                raise unknown_key(place, key, names)
        self.data = data
        self.place = place

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def at(self, key: str) -> str:
        """Return the place of a field."""
        return f"{self.place}.{key}" if self.place else key

    def raw(self, key: str) -> object:
        """Return a value as it came; None where it is absent."""
        return self.data.get(key)

    def text(self, key: str, *, limit: int = SHORT) -> str:
        """Return a text without blanks around it; empty where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise WrongShape(place=self.at(key), wanted=N_("a text"))
        if len(value) > limit:
            raise TooLong(place=self.at(key), limit=limit)
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise WrongShape(place=self.at(key), wanted=N_("a text"))
        return value.strip()

    def needed(self, key: str) -> None:
        """Refuse an object without this field."""
        if self.data.get(key) in (None, ""):
            raise OneMissing(place=self.at(key))

    def day(self, key: str) -> date | None:
        """Return a date; None where it is absent or null."""
        value = self.data.get(key)
        return None if value is None else read_day(value, self.at(key))

    def flag(self, key: str) -> bool | None:
        """Return true or false; None where it is absent or null."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, bool):
            raise WrongShape(place=self.at(key), wanted=N_("true or false"))
        return value

    def whole(self, key: str, low: int, high: int) -> int | None:
        """Return a whole number in a range; None where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise WrongShape(place=self.at(key), wanted=N_("a whole number"))
        if not low <= value <= high:
            raise OutOfRange(place=self.at(key), low=low, high=high)
        return value

    def number(self, key: str, low: int, high: int) -> float | None:
        """Return a number in a range; None where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise WrongShape(place=self.at(key), wanted=N_("a number"))
        if not low <= value <= high:
            raise OutOfRange(place=self.at(key), low=low, high=high)
        return float(value)

    def choice(self, key: str, words: type[E]) -> E | None:
        """Return one of a few words; None where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            raise NotOneOf(place=self.at(key), known=", ".join(words)) from None

    def word(self, key: str, words: Iterable[str]) -> str | None:
        """Return one of a few words that are no enum; None where it is absent or null."""
        value = self.data.get(key)
        known = tuple(words)
        if value is None:
            return None
        if value not in known:
            raise NotOneOf(place=self.at(key), known=", ".join(known))
        return str(value)

    def code(self, key: str, table: Mapping[str, Code]) -> str | None:
        """Return a code of a list; None where it is absent, null or empty."""
        value = self.data.get(key)
        return None if value in (None, "") else check_code(value, self.at(key), table)

    def entries(self, key: str, known: Iterable[str]) -> "list[Fields]":
        """Return a list of objects; empty where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise WrongShape(place=self.at(key), wanted=N_("a list"))
        names = tuple(known)
        return [Fields(entry, names, f"{self.at(key)} {n}") for n, entry in enumerate(value, 1)]

    def words(self, key: str) -> list[str]:
        """Return a list of texts, or a single text as a list of one; empty where it is absent or null."""
        value = self.data.get(key)
        if value is None:
            return []
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
            raise WrongShape(place=self.at(key), wanted=N_("a list of texts"))
        return found
