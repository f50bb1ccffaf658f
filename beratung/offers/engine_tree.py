# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The rules as one network of conditions: each distinct condition is decided once for all offers.

Nodes are numbers in an order in which every node comes after its parts; the truth of all is one list.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from beratung.domain.offers import FieldKind
from beratung.domain.rules import (
    DERIVED,
    DISTRICT,
    NATIONWIDE,
    RESIDENCE_STATUS,
    Group,
    Leaf,
    Needs,
    Op,
    Part,
    Rule,
    RuleBook,
    status_value,
)
from beratung.domain.views import FactLine
from beratung.offers.engine_values import UNKNOWN, Wanted, decide, decide_derived
from beratung.offers.errors import RuleFault


class Compare(NamedTuple):
    """A distinct condition on a field."""

    node: int
    field: str
    kind: FieldKind
    op: Op
    wanted: Wanted
    is_derived: bool


class Join(NamedTuple):
    """A distinct AND or OR of nodes."""

    node: int
    is_any: bool
    parts: tuple[int, ...]


class Consequences(NamedTuple):
    """What a residence status makes of every condition on it; ``open`` are those that no answer decides."""

    truth: tuple[tuple[int, int], ...]
    open: frozenset[int]


class Network:
    """All conditions of all rules, each once, and the root of every offer.

    ``standing[offer]`` is the node that says whether the offer runs on the day asked, for offers that have
    dates or a status that stops them. ``derived[status]`` is what a residence status says in derived fields.

    Raises:
        RuleFault: an offer needs itself, or one that does not exist, or a condition is on no known field.
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.size = 0
        self.tests: dict[str, list[Compare]] = {}
        self.joins: list[Join] = []
        self.roots: dict[str, int] = {}
        self.standing: dict[str, int] = {}
        self.infos = {rule.info.id: rule.info for rule in book.rules}
        self.derived = {
            code: {field: status_value(status, field) for field in DERIVED}
            for code, status in book.statuses.items()
        }
        self._known: dict[object, int] = {}
        self._rules = {rule.info.id: rule for rule in book.rules}
        if len(self._rules) != len(book.rules):
            raise RuleFault(where="offers", what="an id stands twice")
        for offer in self._rules:
            self.root(offer, ())
        self.by_status = {code: self._of_status(code) for code in book.statuses}
        self.parts_of = {join.node: join for join in self.joins}
        self.fields_of = {test.node: test.field for test in self.all_tests()}

    def root(self, offer: str, asked_by: tuple[str, ...]) -> int:
        """Return the node that decides an offer, adding it with everything below it."""
        if offer in self.roots:
            return self.roots[offer]
        if offer in asked_by:
            raise RuleFault(where=offer, what=f"it needs itself ({' -> '.join((*asked_by, offer))})")
        rule = self._rules.get(offer)
        if rule is None:
            raise RuleFault(where=asked_by[-1], what=f"it needs {offer}, which does not exist")
        parts = [self.add(rule.tree, (*asked_by, offer))]
        region = region_leaf(rule)
        if region is not None:
            parts.append(self.add(region, (*asked_by, offer)))
        if can_stand_still(rule):
            self.standing[offer] = self._new(("standing", offer))
            parts.append(self.standing[offer])
        self.roots[offer] = self._join(parts, is_any=False)
        return self.roots[offer]

    def add(self, part: Part, asked_by: tuple[str, ...]) -> int:
        """Return the node of a part of a rule, the same for the same condition."""
        if isinstance(part, Leaf):
            return self._test(part, asked_by[-1])
        if isinstance(part, Needs):
            return self._join([self.root(base, asked_by) for base in part.offers], is_any=True)
        if not part.parts:
            raise RuleFault(where=asked_by[-1], what="a group without conditions")
        return self._join([self.add(inner, asked_by) for inner in part.parts], is_any=part.is_any)

    def _test(self, leaf: Leaf, offer: str) -> int:
        field = self.book.fields.get(leaf.field)
        if field is None:
            raise RuleFault(where=offer, what=f"there is no field {leaf.field}")
        key = ("test", leaf.field, leaf.op, leaf.wanted, tuple(map(type, leaf.wanted)))
        if key not in self._known:
            node = self._new(key)
            test = Compare(node, leaf.field, field.kind, leaf.op, leaf.wanted, leaf.field in DERIVED)
            self.tests.setdefault(leaf.field, []).append(test)
        return self._known[key]

    def _join(self, nodes: Iterable[int], *, is_any: bool) -> int:
        parts = tuple(sorted(set(nodes)))
        if len(parts) == 1:
            return parts[0]
        key = (is_any, parts)
        if key not in self._known:
            self.joins.append(Join(self._new(key), is_any, parts))
        return self._known[key]

    def _new(self, key: object) -> int:
        node = self.size
        self._known[key] = node
        self.size += 1
        return node

    def _of_status(self, code: str) -> Consequences:
        """Decide every condition on a residence status, and on what is derived from it."""
        line = FactLine(field=RESIDENCE_STATUS, value=code)
        decided = [
            (test.node, decide(test.kind, test.op, test.wanted, line))
            for test in self.tests.get(RESIDENCE_STATUS, [])
        ]
        for field, value in self.derived[code].items():
            tests = self.tests.get(field, [])
            decided += [(test.node, decide_derived(test.op, test.wanted, value)) for test in tests]
        return Consequences(tuple(decided), frozenset(node for node, truth in decided if truth == UNKNOWN))

    def all_tests(self) -> Iterable[Compare]:
        """Return every distinct condition."""
        return (test for tests in self.tests.values() for test in tests)


def region_leaf(rule: Rule) -> Leaf | None:
    """Return the condition on the place of residence; None for a nationwide offer or one that asks itself."""
    region = rule.info.region
    if NATIONWIDE in region:
        return None
    top = rule.tree.parts if isinstance(rule.tree, Group) and not rule.tree.is_any else (rule.tree,)
    if any(isinstance(p, Leaf) and p.field == DISTRICT and p.wanted == region for p in top):
        return None
    return Leaf(field=DISTRICT, op=Op.PREFIX, value=region, text="")


def can_stand_still(rule: Rule) -> bool:
    """Return whether the day asked or the state of the programme can stop an offer."""
    info = rule.info
    return bool(info.valid_from or info.valid_until) or info.status in ("ausgesetzt", "ausgelaufen")


def field_to_ask(field: str) -> str:
    """Return the field whose answer decides a condition: the status for all that is derived from it."""
    return RESIDENCE_STATUS if field in DERIVED else field


def dependents(network: Network, nodes: Iterable[int]) -> tuple[Join, ...]:
    """Return the joins above some nodes, in an order in which each comes after its parts."""
    reached = set(nodes)
    found = []
    for join in network.joins:
        if not reached.isdisjoint(join.parts):
            reached.add(join.node)
            found.append(join)
    return tuple(found)


def names_of(places: Mapping[str, str], region: Iterable[str]) -> str:
    """Return the names of AGS prefixes, joined by "oder"."""
    return " oder ".join(places.get(prefix, prefix) for prefix in region)
