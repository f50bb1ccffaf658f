# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The tree of an offer's conditions: at even depth all parts are needed, at odd depth one suffices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from beratung.domain.offers import CriterionResult, Verdict


class Placed(Protocol):
    """A condition that knows its place in the tree."""

    @property
    def path(self) -> tuple[int, ...]:
        """The place at each depth."""


C = TypeVar("C", bound=Placed)


@dataclass(frozen=True)
class Node(Generic[C]):
    """A condition, or parts of which all or one are needed."""

    item: C | None = None
    is_any: bool = False
    parts: "tuple[Node[C], ...]" = ()

    def items(self) -> list[C]:
        """Return all conditions in it."""
        own = [self.item] if self.item is not None else []
        return own + [item for part in self.parts for item in part.items()]


def tree(items: Sequence[C], depth: int = 0) -> tuple[Node[C], ...]:
    """Return the parts at a depth, in their order; a part with one condition is that condition."""
    found: dict[int, list[C]] = {}
    for number, item in enumerate(items):
        key = item.path[depth] if len(item.path) > depth else -number - 1
        found.setdefault(key, []).append(item)
    return tuple(_node(part, depth) for part in found.values())


def _node(items: Sequence[C], depth: int) -> Node[C]:
    if len(items) == 1:
        return Node(items[0])
    return Node(None, depth % 2 == 0, tree(items, depth + 1))


def decide(node: Node[CriterionResult]) -> Verdict:
    """Combine the verdicts of a part by Kleene's logic."""
    if node.item is not None:
        return node.item.verdict
    return combine([decide(part) for part in node.parts], is_any=node.is_any)


def combine(verdicts: Sequence[Verdict], *, is_any: bool) -> Verdict:
    """Combine verdicts of which all, or one, are needed."""
    decisive, other = (Verdict.YES, Verdict.NO) if is_any else (Verdict.NO, Verdict.YES)
    if decisive in verdicts:
        return decisive
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else other


def telling(node: Node[CriterionResult], most: int) -> tuple[Node[CriterionResult], int]:
    """Return the part without the ways that do not matter for its verdict, and how many those are."""
    if node.item is not None:
        return node, 0
    parts, hidden = list(node.parts), 0
    if node.is_any:
        verdict = decide(node)
        kept = [part for part in parts if any(item.is_decisive for item in part.items())] or parts
        if verdict is not Verdict.NO:
            kept = [part for part in kept if decide(part) is verdict] or kept
        kept = kept[:most]
        hidden = len(parts) - len(kept)
        parts = kept
    pruned = [telling(part, most) for part in parts]
    hidden += sum(count for _part, count in pruned)
    if len(pruned) == 1:
        return pruned[0][0], hidden
    return Node(None, node.is_any, tuple(part for part, _count in pruned)), hidden
