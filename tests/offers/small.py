# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Small sets of rules for tests of the engine."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from beratung.domain.offers import FieldInfo, FieldKind, OfferInfo, OfferKind, OfferStatus
from beratung.domain.rules import Group, Leaf, Op, Part, Rule, RuleBook, RuleValue
from beratung.offers.rules import load_rules

DAY = date(2026, 11, 22)


def a_field(name: str, kind: FieldKind = FieldKind.YES_NO, **more: Any) -> FieldInfo:  # noqa: ANN401
    """Return a field."""
    texts = {"label": name, "label_en": name, "question": f"{name}?", "question_en": f"{name}?"}
    return FieldInfo(name=name, kind=kind, **(texts | more))


def is_(field: str, value: RuleValue = True, op: Op = Op.EQ) -> Leaf:
    """Return a condition."""
    return Leaf(field=field, op=op, value=value, text=f"{field} {op} {value}")


def all_(*parts: Part) -> Group:
    """Return conditions that are all needed."""
    return Group(is_any=False, parts=parts)


def any_(*parts: Part) -> Group:
    """Return conditions of which one suffices."""
    return Group(is_any=True, parts=parts)


def a_rule(offer: str, tree: Part, kind: OfferKind | None = OfferKind.OPEN, **more: Any) -> Rule:  # noqa: ANN401
    """Return the rule of a nationwide offer that is active."""
    info = OfferInfo(
        id=offer,
        name=offer.title(),
        category="test",
        handlungsfeld=(1,),
        provider="",
        target_group="",
        region=("DE",),
        kind=kind,
        status=OfferStatus.AKTIV,
        law="§ 1",
        verified="read",
    )
    return Rule(info=replace(info, **more), tree=tree)


def a_book(rules: Iterable[Rule], fields: Iterable[FieldInfo]) -> RuleBook:
    """Return a set of rules with these fields, the product's fields of the residence status, and its statuses."""
    product = load_rules()
    known = {
        name: info
        for name, info in product.fields.items()
        if info.is_derived or name in ("residence_status", "previous_status", "district_ags")
    }
    return replace(product, rules=tuple(rules), fields=known | {field.name: field for field in fields})
