# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads the rules of ``resources/rules`` into what the engine takes: expanded, worded and checked."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import msgspec
from msgspec import UNSET, UnsetType

from beratung.domain.codes import Codes
from beratung.domain.offers import FieldInfo, FieldKind, OfferInfo, OfferKind, OfferStatus
from beratung.domain.rules import Group, Leaf, Needs, Op, Part, Phrases, Rule, RuleBook, RuleValue
from beratung.offers.codes import load_codes
from beratung.offers.errors import RuleFault
from beratung.offers.wording import FieldEntry, Pair, options_of, word
from beratung.resources import path, read_yaml

EFFECTS = {
    "anspruch": OfferKind.CLAIM,
    "ermessen": OfferKind.DISCRETION,
    "offen": OfferKind.OPEN,
    "pruefhinweis": OfferKind.CHECK,
    "grundzugang": None,
}
"""What a rule file says a yes means; ``grundzugang`` takes over the kind of the base that applies."""


class Node(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"any_": "any", "in_": "in"}
):
    """A condition or a group as a rule file writes it: a field with one comparison, or all/any/use/..."""

    all: "tuple[Node, ...] | UnsetType" = UNSET
    any_: "tuple[Node, ...] | UnsetType" = UNSET
    use: str | UnsetType = UNSET
    requires_offer_any: tuple[str, ...] | UnsetType = UNSET
    field: str | UnsetType = UNSET
    eq: bool | int | str | UnsetType = UNSET
    ne: bool | int | str | UnsetType = UNSET
    in_: tuple[int | str, ...] | UnsetType = UNSET
    not_in: tuple[int | str, ...] | UnsetType = UNSET
    lt: int | str | UnsetType = UNSET
    le: int | str | UnsetType = UNSET
    gt: int | str | UnsetType = UNSET
    ge: int | str | UnsetType = UNSET
    prefix: str | UnsetType = UNSET
    in_group: str | UnsetType = UNSET
    not_in_group: str | UnsetType = UNSET
    text: str = ""
    text_en: str = ""
    law: str = ""
    note: str = ""


class OfferEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An offer as a rule file writes it."""

    id: str
    name: str
    handlungsfeld: tuple[int, ...]
    querschnitt: tuple[str, ...] = ()
    provider: str
    target_group: str
    region: tuple[str, ...]
    effect: str
    status: OfferStatus
    valid_from: date | None = None
    valid_to: date | None = None
    criteria: Node
    documents: tuple[str, ...] = ()
    cost: str = ""
    law: str
    source: str = ""
    source_date: str = ""
    verified: str
    reviewed_on: date | None = None
    authority: bool = False
    on_request: bool = False
    caveats: str = ""


class StatusList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named list of residence statuses."""

    text: str
    text_en: str
    law: str = ""
    statuses: tuple[str, ...]


class _Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[str, FieldEntry]


class _Groups(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    groups: dict[str, StatusList]


class _Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    shared: dict[str, Node]


class _Offers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    offers: tuple[OfferEntry, ...]


class _Meta(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    law_as_of: date
    source: str
    drafted: date
    review_after_months: int
    later_changes: tuple[str, ...]
    phrases: Phrases
    categories: tuple[str, ...]


@lru_cache
def load_rules() -> RuleBook:
    """Return all rules of the product; the files are read once.

    Raises:
        RuleFault: a file names something that does not exist.
    """
    codes = load_codes()
    meta = read_yaml("rules/meta.yaml", _Meta)
    reader = Reader(
        codes,
        read_yaml("rules/fields.yaml", _Fields).fields,
        read_yaml("rules/groups.yaml", _Groups).groups,
        read_yaml("rules/shared.yaml", _Shared).shared,
    )
    rules = tuple(
        reader.rule(entry, category)
        for category in meta.categories
        for entry in read_yaml(f"rules/offers/{category}.yaml", _Offers).offers
    )
    return RuleBook(
        rules=rules,
        fields=reader.fields(),
        statuses=codes.statuses,
        places=places(codes),
        phrases=meta.phrases,
        law_as_of=meta.law_as_of,
        later_changes=meta.later_changes,
        review_after_months=meta.review_after_months,
    )


def rule_files() -> list[str]:
    """Return the names of the files with offers, without ending."""
    return sorted(file.stem for file in path("rules", "offers").glob("*.yaml"))


def places(codes: Codes) -> dict[str, str]:
    """Return the names of districts, and of the state, by AGS prefix."""
    return {"15": "Sachsen-Anhalt"} | {district.code: district.name for district in codes.districts.values()}


class Reader:
    """Turns what the files say into rules."""

    def __init__(
        self,
        codes: Codes,
        entries: Mapping[str, FieldEntry],
        groups: Mapping[str, StatusList],
        shared: Mapping[str, Node],
    ) -> None:
        self._codes = codes
        self._entries = entries
        self._groups = groups
        self._shared = shared
        self._labels = {name: self._labels_of(entry) for name, entry in entries.items()}

    def _labels_of(self, entry: FieldEntry) -> dict[str, Pair]:
        if entry.kind is FieldKind.STATUS:
            return {code: (info.short, info.short) for code, info in self._codes.statuses.items()}
        if entry.kind is FieldKind.PLACE:
            return {code: (name, name) for code, name in places(self._codes).items()}
        return {o.value: (o.label, o.label_en) for o in options_of(entry, self._codes)}

    def fields(self) -> dict[str, FieldInfo]:
        """Return every field as the screens see it."""
        return {
            name: FieldInfo(
                name=name,
                kind=entry.kind,
                label=entry.label,
                label_en=entry.label_en,
                question=entry.question,
                question_en=entry.question_en,
                options=options_of(entry, self._codes),
                is_multiple=entry.multiple,
                asks_date=entry.since,
                home=entry.home,
                is_sensitive=entry.sensitive,
                effort=entry.effort,
                known_by=entry.known_by,
                is_derived=entry.derived,
                is_on_request=entry.on_request,
                note=entry.note,
                law=entry.law,
                minimum=entry.minimum,
                maximum=entry.maximum,
            )
            for name, entry in self._entries.items()
        }

    def rule(self, entry: OfferEntry, category: str) -> Rule:
        """Return the rule of one offer."""
        if entry.effect not in EFFECTS:
            raise RuleFault(where=entry.id, what=f"there is no effect {entry.effect}")
        info = OfferInfo(
            id=entry.id,
            name=entry.name,
            category=category,
            handlungsfeld=entry.handlungsfeld,
            querschnitt=entry.querschnitt,
            provider=entry.provider,
            target_group=entry.target_group,
            region=entry.region,
            kind=EFFECTS[entry.effect],
            status=entry.status,
            documents=entry.documents,
            cost=entry.cost,
            law=entry.law,
            source=entry.source,
            source_date=entry.source_date,
            verified=entry.verified,
            valid_from=entry.valid_from,
            valid_until=entry.valid_to,
            reviewed_on=entry.reviewed_on,
            caveats=entry.caveats,
            is_authority=entry.authority,
            is_on_request=entry.on_request,
        )
        return Rule(info=info, tree=self.part(entry.criteria, entry.id))

    def part(self, node: Node, where: str) -> Part:
        """Return a condition or a group, with shared ones and named lists put in."""
        kinds = (node.all, node.any_, node.use, node.requires_offer_any, node.field)
        if sum(kind is not UNSET for kind in kinds) != 1:
            raise RuleFault(where=where, what="a condition is exactly one of all, any, use, field ...")
        if isinstance(node.use, str):
            if node.use not in self._shared:
                raise RuleFault(where=where, what=f"there is no shared condition {node.use}")
            return self.part(self._shared[node.use], where)
        if isinstance(node.requires_offer_any, tuple):
            return Needs(offers=node.requires_offer_any)
        if isinstance(node.field, str):
            return self._leaf(node, node.field, where)
        parts = node.all if isinstance(node.all, tuple) else node.any_
        inner = tuple(self.part(one, where) for one in parts if parts) if isinstance(parts, tuple) else ()
        return Group(is_any=node.all is UNSET, parts=inner)

    def _leaf(self, node: Node, field: str, where: str) -> Leaf:
        if field not in self._entries:
            raise RuleFault(where=where, what=f"there is no field {field}")
        op, value, named = self._comparison(node, field, where)
        text, text_en, law = node.text, node.text_en, node.law
        if named is not None:
            text, text_en, law = text or named.text, text_en or named.text_en, law or named.law
        if not text:
            values = value if isinstance(value, tuple) else (value,)
            text, text_en = word(self._entries[field], self._labels[field], op, values)
        return Leaf(field=field, op=op, value=value, text=text, text_en=text_en, law=law, note=node.note)

    def _comparison(self, node: Node, field: str, where: str) -> tuple[Op, RuleValue, StatusList | None]:
        written = {op: getattr(node, "in_" if op is Op.IN else op.value) for op in Op}
        found: list[tuple[Op, RuleValue, StatusList | None]] = [
            (op, value, None) for op, value in written.items() if value is not UNSET
        ]
        for op, name in ((Op.IN, node.in_group), (Op.NOT_IN, node.not_in_group)):
            if isinstance(name, str):
                if name not in self._groups:
                    raise RuleFault(where=where, what=f"there is no list {name}")
                found.append((op, self._groups[name].statuses, self._groups[name]))
        if len(found) != 1:
            raise RuleFault(where=where, what=f"{field} needs exactly one comparison")
        op, value, named = found[0]
        self._check(field, value, where)
        return op, value, named

    def _check(self, field: str, value: RuleValue, where: str) -> None:
        """Refuse a value that the field can never have: a typing error would silently never match."""
        entry = self._entries[field]
        values = value if isinstance(value, tuple) else (value,)
        known = self._labels[field]
        if entry.kind in (FieldKind.STATUS, FieldKind.CHOICE):
            unknown = [str(v) for v in values if v not in known]
        elif entry.kind is FieldKind.YES_NO:
            unknown = [str(v) for v in values if not isinstance(v, bool)]
        elif entry.kind in (FieldKind.NUMBER, FieldKind.MONTHS):
            unknown = [str(v) for v in values if isinstance(v, bool) or not isinstance(v, int)]
        elif entry.kind is FieldKind.LEVEL:
            unknown = [str(v) for v in values if v not in self._codes.german]
        else:
            unknown = [str(v) for v in values if not str(v).isdigit()]
        if unknown:
            raise RuleFault(where=where, what=f"{field} cannot be {unknown[0]}")
