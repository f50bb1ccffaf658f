# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads facts that are handed in without a record, checked field by field.

Months and ages are those on the day asked. No fault repeats a value: only field names and answers are named.
"""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches

from beratung.domain.cases import FactValue
from beratung.domain.codes import Code, Codes
from beratung.domain.errors import N_
from beratung.domain.fieldcheck import FieldCheck
from beratung.domain.offers import FieldInfo, FieldKind
from beratung.domain.reading import (
    Fields,
    MisspeltCode,
    MisspeltKey,
    NotOneOf,
    UnknownCode,
    WrongShape,
    check_code,
    sound_key,
    unknown_key,
)
from beratung.domain.rules import (
    DERIVED,
    FORTGELTUNGSFIKTION,
    PREVIOUS_STATUS,
    RESIDENCE_STATUS,
    UNKNOWN_STATUS,
    status_value,
)
from beratung.domain.spans import completed_months, completed_years
from beratung.domain.views import FactLine
from beratung.offers.errors import Contradiction, NoSuchFact, WholeNumber

_WRAPPED = ("value", "source", "on")
_GENDERS = {"f": "weiblich", "m": "maennlich", "d": "divers"}
_AGS = re.compile(r"(0[1-9]|1[0-6])(\d{3}(\d{3})?)?")
_STATE, _DISTRICT = 2, 5
"""Digits of the AGS of a state and of a district."""


class HandedFacts:
    """Checks facts that are handed in and turns them into what the engine takes."""

    def __init__(self, fields: Mapping[str, FieldInfo], codes: Codes) -> None:
        self._fields = fields
        self._codes = codes

    def read(self, data: Mapping[str, object], on: date) -> dict[str, FactLine]:
        """Return the facts of an object; a value may stand alone or in ``{"value", "source", "on"}``.

        Raises:
            BadInput: an unknown name, a wrong value, or a derived fact that contradicts the status.
        """
        lines = {field: self._line(field, given, on) for field, given in data.items()}
        for field in DERIVED:
            if field in lines:
                self._agree(lines, field)
        return lines

    def _line(self, field: str, given: object, on: date) -> FactLine:
        info = self._fields.get(field)
        if info is None:
            fault = unknown_key("", field, self._fields)
            raise fault if isinstance(fault, MisspeltKey) else NoSuchFact(place=sound_key(field))
        source, day = "", None
        if isinstance(given, dict):
            wrapped = Fields(given, _WRAPPED, field)
            source, day, given = wrapped.text("source"), wrapped.day("on"), given.get("value")
        return FactLine(field=field, value=self._value(info, given, on), source=source, on=day)

    def _value(self, info: FieldInfo, given: object, on: date) -> FactValue | None:
        if given is None:
            return None
        given = _usual(info, given)
        if info.is_derived:
            known = [option.value for option in info.options]
            if given not in known:
                raise NotOneOf(place=info.name, known=", ".join(known))
            return str(given)
        if info.kind is FieldKind.PLACE:
            return self._place(given, info.name)
        if info.kind is FieldKind.STATUS:
            return self._status(given, info.name)
        value = FieldCheck(self._fields, self._codes, lambda: on)(info.name, given, info.name)
        if info.kind in (FieldKind.NUMBER, FieldKind.MONTHS):
            return _number(info, value, on)
        return value

    def _status(self, given: object, place: str) -> str:
        """Return a code of a residence status; of a wrong one, name those that begin or look like it."""
        if not isinstance(given, str):
            raise WrongShape(place=place, wanted=N_("a code as a text"))
        known = self._codes.statuses
        if given in known:
            return given
        near = [code for code in known if given and code.startswith(given.casefold())]
        near += [code for code in get_close_matches(given.casefold(), known) if code not in near]
        raise MisspeltCode(place=place, near=", ".join(near[:5])) if near else UnknownCode(place=place)

    def _place(self, given: object, place: str) -> str:
        """Return the AGS of a state, a district or a municipality; those of the list must be on it."""
        if not isinstance(given, str) or not _AGS.fullmatch(given):
            raise WrongShape(place=place, wanted=N_("an AGS of two, five or eight digits, as a text,"))
        is_listed = given[:_STATE] in {code[:_STATE] for code in self._codes.districts}
        if len(given) == _STATE or not is_listed:
            return given
        table: Mapping[str, Code] = self._codes.districts
        if len(given) > _DISTRICT:
            table = self._codes.municipalities
        return check_code(given, place, table)

    def _agree(self, lines: Mapping[str, FactLine], field: str) -> None:
        """Refuse a derived value that is not the one of the status (or of the title that it continues)."""
        given = lines[field].value
        code = _text(lines, RESIDENCE_STATUS)
        if given is None or code in (None, UNKNOWN_STATUS):
            return
        allowed = [status_value(self._codes.statuses[str(code)], field)]
        previous = _text(lines, PREVIOUS_STATUS)
        if code == FORTGELTUNGSFIKTION and previous is not None:
            allowed.insert(0, status_value(self._codes.statuses[previous], field))
        if given not in allowed:
            raise Contradiction(place=field, derived=allowed[0])


def _text(lines: Mapping[str, FactLine], field: str) -> str | None:
    line = lines.get(field)
    return line.value if line is not None and isinstance(line.value, str) else None


def _usual(info: FieldInfo, given: object) -> object:
    """Return a value as the rules write it: ``f`` for weiblich, ``0`` for A0."""
    if info.name == "gender" and isinstance(given, str):
        return _GENDERS.get(given, given)
    if info.kind is FieldKind.LEVEL and given in (0, "0") and not isinstance(given, bool):
        return "A0"
    return given


def _number(info: FieldInfo, value: FactValue | None, on: date) -> FactValue:
    """Return whole months and years, counted from a day where one was given; sums of money may have a fraction."""
    if isinstance(value, str):
        event = date.fromisoformat(value)
        return completed_years(event, on) if info.name == "age" else completed_months(event, on)
    number = float(value) if isinstance(value, int | float) else 0.0
    if number.is_integer():
        return int(number)
    if info.kind is FieldKind.MONTHS or info.maximum is not None:
        raise WholeNumber(place=info.name)
    return number
