# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rules of access as the engine takes them: trees of conditions, already expanded and worded."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from beratung.domain.codes import StatusInfo
from beratung.domain.offers import FieldInfo, OfferInfo

RESIDENCE_STATUS = "residence_status"
PREVIOUS_STATUS = "previous_status"
DISTRICT = "district_ags"
NATIONWIDE = "DE"
UNKNOWN_STATUS = "unbekannt"
FORTGELTUNGSFIKTION = "fiktion_81_4"
"""§ 81 Abs. 4 AufenthG: the previous title continues to apply, with all that follows from it."""

DERIVED = {
    "residence_group": "group",
    "integrationskurs_access": "integrationskurs",
    "work_access": "work",
    "benefit_access": "benefits",
    "bafoeg_access": "bafoeg",
    "kindergeld_access": "kindergeld",
}
"""Fields that follow from the residence status, and the part of `StatusInfo` that holds them."""

RuleValue = bool | int | str | tuple[int | str, ...]


class Op(StrEnum):
    """How a condition compares."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    PREFIX = "prefix"


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """A condition on one field."""

    field: str
    op: Op
    value: RuleValue
    text: str
    text_en: str = ""
    law: str = ""
    note: str = ""

    @property
    def wanted(self) -> tuple[bool | int | str, ...]:
        """The values to compare with, one or many."""
        return self.value if isinstance(self.value, tuple) else (self.value,)


class Needs(msgspec.Struct, frozen=True, kw_only=True):
    """Access to one of several other offers (the Grundzugang)."""

    offers: tuple[str, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions of which all are needed, or of which one suffices."""

    is_any: bool
    parts: "tuple[Part, ...]"


Part = Leaf | Needs | Group


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """An offer with its tree of conditions."""

    info: OfferInfo
    tree: Part


class Phrases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts of conditions that stand in no rule, each in German and in English."""

    lives_in: tuple[str, str]
    runs_from: tuple[str, str]
    runs_until: tuple[str, str]
    runs_between: tuple[str, str]
    is_suspended: tuple[str, str]
    suspended_since: tuple[str, str]
    has_ended: tuple[str, str]
    needs_offer: tuple[str, str]
    continues_to_apply: str


class RuleBook(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the engine needs: rules, fields, statuses and the texts that go with them."""

    rules: tuple[Rule, ...]
    fields: Mapping[str, FieldInfo]
    statuses: Mapping[str, StatusInfo]
    places: Mapping[str, str]
    """Names of AGS prefixes."""
    phrases: Phrases
    law_as_of: date
    later_changes: tuple[str, ...] = ()
    """Changes of the law that are known but not in the text the rules rest on."""
    review_after_months: int = 6


def leaves(part: Part) -> Iterator[Leaf]:
    """Yield every condition on a field, in the order of the rule."""
    if isinstance(part, Leaf):
        yield part
    elif isinstance(part, Group):
        for inner in part.parts:
            yield from leaves(inner)


def status_value(status: StatusInfo, field: str) -> str:
    """Return what a residence status says in a derived field, exactly as its column stands."""
    found = getattr(status, DERIVED[field])
    return str(found) if isinstance(found, str) else str(found.value)


def status_note(status: StatusInfo, field: str) -> str:
    """Return the note that goes with a derived field; it must be shown where the value is not plain."""
    found = getattr(status, DERIVED[field])
    return "" if isinstance(found, str) else str(found.note)
