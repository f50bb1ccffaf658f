# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks an answer to a question of the rules against what the field takes."""

from collections.abc import Callable, Mapping
from datetime import date

from beratung.domain.cases import FactValue
from beratung.domain.checking import DerivedField, check_municipality
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.facts_situation import GENDERS
from beratung.domain.offers import FieldInfo, FieldKind
from beratung.domain.reading import (
    NotOneOf,
    OutOfRange,
    WrongShape,
    check_code,
    past_day,
    read_day,
    unknown_key,
)

_MOST = 10_000_000


class FieldCheck:
    """A `FactCheck` by the fields of the rules.

    Raises:
        UnknownKey: there is no such field.
        DerivedField: it follows from the record and is never stored.
        BadInput: the value is none that the field takes.
    """

    def __init__(self, fields: Mapping[str, FieldInfo], codes: Codes, today: Callable[[], date]) -> None:
        self._fields = fields
        self._codes = codes
        self._today = today
        self._takers: Mapping[FieldKind, Callable[[FieldInfo, object, str], FactValue]] = {
            FieldKind.YES_NO: self._yes_no,
            FieldKind.NUMBER: self._number,
            FieldKind.MONTHS: self._number,
            FieldKind.CHOICE: self._choice,
            FieldKind.LEVEL: self._level,
            FieldKind.STATUS: self._status,
            FieldKind.PLACE: self._place,
        }

    def __call__(self, field: str, value: object, place: str) -> FactValue | None:
        """Return the value as it is stored; None stays None."""
        info = self._fields.get(field)
        if info is None:
            raise unknown_key("facts", field, self._fields)
        if info.is_derived:
            raise DerivedField(place=place)
        if value is None:
            return None
        if isinstance(value, str) and (info.asks_date or field == "age"):
            return past_day(read_day(value, place), place, self._today()).isoformat()
        if field == "gender" and isinstance(value, str):
            value = GENDERS.get(value, value)
        return self._takers[info.kind](info, value, place)

    def _yes_no(self, _info: FieldInfo, value: object, place: str) -> FactValue:
        if not isinstance(value, bool):
            raise WrongShape(place=place, wanted=N_("true or false"))
        return value

    def _number(self, info: FieldInfo, value: object, place: str) -> FactValue:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WrongShape(place=place, wanted=N_("a number"))
        high = info.maximum if info.maximum is not None else _MOST
        if not info.minimum <= value <= high:
            raise OutOfRange(place=place, low=info.minimum, high=high)
        return value

    def _choice(self, info: FieldInfo, value: object, place: str) -> FactValue:
        known = [option.value for option in info.options]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list | tuple) or any(entry not in known for entry in values):
            raise NotOneOf(place=place, known=", ".join(known))
        if info.is_multiple:
            return tuple(dict.fromkeys(values))
        if len(values) != 1:
            raise NotOneOf(place=place, known=", ".join(known))
        return str(values[0])

    def _level(self, _info: FieldInfo, value: object, place: str) -> FactValue:
        if not isinstance(value, str) or value not in self._codes.german:
            raise NotOneOf(place=place, known=", ".join(self._codes.german))
        return value

    def _status(self, _info: FieldInfo, value: object, place: str) -> FactValue:
        return check_code(value, place, self._codes.statuses)

    def _place(self, _info: FieldInfo, value: object, place: str) -> FactValue:
        if not isinstance(value, str):
            raise WrongShape(place=place, wanted=N_("a code as a text"))
        return value if value in self._codes.districts else check_municipality(value, place, self._codes)
