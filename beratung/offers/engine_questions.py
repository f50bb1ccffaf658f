# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Which facts can still change a verdict, and which question decides most open offers.

All answers to one question are tried at once: every node holds two sets of answers as bits, those that make
it true and those that make it false.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from beratung.domain.cases import FactValue
from beratung.domain.offers import FieldInfo, FieldKind
from beratung.domain.rules import (
    DERIVED,
    FORTGELTUNGSFIKTION,
    PREVIOUS_STATUS,
    RESIDENCE_STATUS,
    UNKNOWN_STATUS,
)
from beratung.domain.views import FactLine
from beratung.offers.engine_state import State
from beratung.offers.engine_tree import Compare, Join, Network, dependents
from beratung.offers.engine_values import LEVELS, NO, UNKNOWN, YES, decide, decide_derived, rank

Bits = tuple[int, int]
"""The answers that make a node true, and those that make it false."""

HARDLY = 0.25
"""What deciding an offer is worth that cannot become a yes."""

_NOTHING: frozenset[str] = frozenset()
_CONTINUED = "previous_status, which continues to apply"


class Answers(NamedTuple):
    """All answers to one question that differ for any rule, and what each condition makes of them."""

    values: tuple[FactValue | None, ...]
    bits: Mapping[int, Bits]
    above: tuple[Join, ...]
    roots: tuple[str, ...]


class Score(NamedTuple):
    """How many offers an answer is expected to decide, and which ones some answer decides."""

    expected: float
    offers: tuple[str, ...]


class Relevance:
    """Finds the fields whose answers can still change what an offer is, for one client."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._found: dict[tuple[int, int, int], frozenset[str]] = {}

    def fields(self, node: int, low: int = NO, high: int = YES) -> frozenset[str]:
        """Return the fields that matter to a node whose value counts only between ``low`` and ``high``.

        What a part does outside the range that the whole can reach is lost in the whole.
        """
        state = self._state
        low, high = max(low, state.least[node]), min(high, state.most[node])
        if low >= high:
            return _NOTHING
        key = (node, low, high)
        found = self._found.get(key)
        if found is None:
            join = state.network.parts_of.get(node)
            if join is None:
                found = frozenset((state.ask_for(state.network.fields_of[node]),))
            else:
                found = frozenset().union(*(self.fields(part, low, high) for part in join.parts))
            self._found[key] = found
        return found


class Questions:
    """Weighs the questions that are still open. Made once for a set of rules."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._statuses = tuple(
            code for code in network.book.statuses if code not in (UNKNOWN_STATUS, FORTGELTUNGSFIKTION)
        )
        self._prepared: dict[str, Answers] = {}
        statuses = self._answers(RESIDENCE_STATUS)
        by_status = (RESIDENCE_STATUS, *DERIVED)
        for field in {*network.tests, RESIDENCE_STATUS} - set(DERIVED):
            fields = by_status if field == RESIDENCE_STATUS else (field,)
            self._prepared[field] = self._prepare(fields, self._answers(field))
        self._prepared[_CONTINUED] = self._prepare((PREVIOUS_STATUS, *by_status), statuses)

    def best(
        self, state: State, open_offers: Mapping[str, tuple[str, ...]], asked: frozenset[str]
    ) -> tuple[FieldInfo, Score] | None:
        """Return the question to ask next; None where nothing that is missing can be asked.

        ``open_offers`` are the undecided offers with what each misses. Sensitive questions come last;
        otherwise the one whose answer is expected to decide most, divided by the effort of asking it. Where no
        answer alone decides anything, it is the one that matters to most offers.
        """
        matters = Counter(field for lacking in open_offers.values() for field in lacking)
        found: tuple[tuple[bool, float], FieldInfo, Score] | None = None
        for name, count in matters.items():
            info = self._network.book.fields[name]
            if name in asked or info.is_on_request:
                continue
            score = self._score(state, name, open_offers)
            key = (info.is_sensitive, -(score.expected + count / 1000) / info.effort)
            if found is None or key < found[0]:
                found = (key, info, score)
        return None if found is None else (found[1], found[2])

    def _score(self, state: State, field: str, open_offers: Mapping[str, tuple[str, ...]]) -> Score:
        answers = self._prepared[
            _CONTINUED if field == PREVIOUS_STATUS and state.standing.continues else field
        ]
        possible = _possible(answers.values, state.facts.get(field))
        bits = self._spread(state, answers, possible)
        total = possible.bit_count() or 1
        expected = 0.0
        decided = []
        for offer in answers.roots:
            if offer not in open_offers:
                continue
            is_true, is_false = bits[self._network.roots[offer]]
            if is_true or is_false:
                worth = 1.0 if state.most[self._network.roots[offer]] == YES else HARDLY
                expected += worth * (is_true | is_false).bit_count() / total
                decided.append(offer)
        return Score(expected, tuple(decided))

    def _spread(self, state: State, answers: Answers, everything: int) -> dict[int, Bits]:
        """Return, for every node that the answers reach, which of the possible ones make it true or false."""
        fixed = {YES: (everything, 0), NO: (0, everything), UNKNOWN: (0, 0)}
        bits = {node: (yes & everything, no & everything) for node, (yes, no) in answers.bits.items()}
        for node, is_any, parts in answers.above:
            is_true, is_false = (0, everything) if is_any else (everything, 0)
            for part in parts:
                known = bits.get(part)
                true_part, false_part = known if known is not None else fixed[state.truth[part]]
                if is_any:
                    is_true |= true_part
                    is_false &= false_part
                else:
                    is_true &= true_part
                    is_false |= false_part
            bits[node] = (is_true, is_false)
        return bits

    def _prepare(self, fields: Iterable[str], answers: Sequence[FactLine]) -> Answers:
        """Return what the answers make of every condition on the fields that they decide."""
        tests = [test for field in fields for test in self._network.tests.get(field, [])]
        bits = {test.node: self._bits(test, answers) for test in tests}
        above = dependents(self._network, bits)
        reached = {join.node for join in above} | set(bits)
        roots = tuple(offer for offer, root in self._network.roots.items() if root in reached)
        return Answers(tuple(answer.value for answer in answers), bits, above, roots)

    def _bits(self, test: Compare, answers: Iterable[FactLine]) -> Bits:
        is_true = is_false = 0
        for place, answer in enumerate(answers):
            if test.is_derived:
                value = self._network.derived[str(answer.value)][test.field]
                truth = decide_derived(test.op, test.wanted, value)
            else:
                truth = decide(test.kind, test.op, test.wanted, answer)
            is_true |= (truth == YES) << place
            is_false |= (truth == NO) << place
        return is_true, is_false

    def _answers(self, field: str) -> list[FactLine]:
        """Return answers of which every rule sees at least one of each kind that it tells apart."""
        info = self._network.book.fields[field]
        wanted = {one for test in self._network.tests.get(field, []) for one in test.wanted}
        values: Iterable[bool | int | str]
        if info.kind is FieldKind.YES_NO:
            values = (True, False)
        elif info.kind is FieldKind.LEVEL:
            values = [level for level in LEVELS if level != "0"]
        elif info.kind is FieldKind.STATUS:
            values = self._statuses
        elif info.kind is FieldKind.PLACE:
            values = [*sorted(map(str, wanted)), "00000"]
        elif info.options:
            values = [option.value for option in info.options]
        else:
            numbers = [one for one in wanted if isinstance(one, int)]
            values = sorted({n + step for n in numbers for step in (-1, 0, 1) if n + step >= 0})
        return [FactLine(field=field, value=value) for value in values]


def _possible(values: tuple[FactValue | None, ...], line: FactLine | None) -> int:
    """Return the answers, as bits, that agree with what is known roughly; all of them where nothing is.

    Every limit of a rule has answers on both sides, so a range that no rule decides holds some of them.
    """
    if line is None or line.upper is None:
        return (1 << len(values)) - 1
    low, high = _place(line.value), _place(line.upper)
    return sum((low <= _place(value) <= high) << at for at, value in enumerate(values))


def _place(value: FactValue | None) -> float:
    """Return where a value stands in the order of its field."""
    level = rank(value) if isinstance(value, str) else None
    if level is not None:
        return level
    return value if isinstance(value, int | float) else 0
