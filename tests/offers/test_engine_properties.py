# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What must hold for any rules and any facts: Kleene's logic, reasons that agree, questions that matter."""

from datetime import date
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from beratung.domain.offers import FieldKind, OfferKind, Verdict
from beratung.domain.rules import Group, Leaf, Needs, Op, Part, RuleBook, leaves
from beratung.domain.views import FactLine
from beratung.offers.engine import Engine
from beratung.offers.service import load_engine
from tests.offers.small import DAY, a_book, a_field, a_rule

RELAXED = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
FLAGS = ("a", "b", "c", "d")
NUMBER, LIMITS = "n", (1, 3)
DOMAINS: dict[str, tuple[Any, ...]] = dict.fromkeys(FLAGS, (True, False)) | {NUMBER: (0, 1, 2, 3, 4)}
FIELDS = [a_field(flag) for flag in FLAGS] + [a_field(NUMBER, FieldKind.NUMBER)]


def _leaf() -> st.SearchStrategy[Part]:
    flag = st.builds(
        lambda field, value: Leaf(field=field, op=Op.EQ, value=value, text=f"{field} is {value}"),
        st.sampled_from(FLAGS),
        st.booleans(),
    )
    number = st.builds(
        lambda op, limit: Leaf(field=NUMBER, op=op, value=limit, text=f"n {op} {limit}"),
        st.sampled_from([Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE]),
        st.sampled_from(LIMITS),
    )
    return flag | number


def _tree() -> st.SearchStrategy[Part]:
    return st.recursive(
        _leaf(),
        lambda inner: st.builds(
            lambda is_any, parts: Group(is_any=is_any, parts=tuple(parts)),
            st.booleans(),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=7,
    )


def _facts(known: dict[str, Any]) -> dict[str, FactLine]:
    return {field: FactLine(field=field, value=value) for field, value in known.items()}


@st.composite
def _known(draw: st.DrawFn) -> dict[str, Any]:
    fields = draw(st.sets(st.sampled_from(list(DOMAINS))))
    return {field: draw(st.sampled_from(DOMAINS[field])) for field in sorted(fields)}


def _book(tree: Part) -> RuleBook:
    return a_book([a_rule("offer", tree)], FIELDS)


def _holds(tree: Part, known: dict[str, Any]) -> bool:
    """Decide a tree with every fact known, in plain two-valued logic."""
    if isinstance(tree, Group):
        return (any if tree.is_any else all)(_holds(part, known) for part in tree.parts)
    assert isinstance(tree, Leaf)
    value, limit = known[tree.field], tree.value
    assert isinstance(limit, int)
    answers = {
        Op.EQ: value == limit,
        Op.NE: value != limit,
        Op.LT: value < limit,
        Op.LE: value <= limit,
        Op.GT: value > limit,
        Op.GE: value >= limit,
    }
    return bool(answers[tree.op])


def _outcomes(tree: Part, known: dict[str, Any]) -> set[bool]:
    """Return what comes out for all completions of the facts."""
    open_fields = [field for field in DOMAINS if field not in known]
    return {
        _holds(tree, known | dict(zip(open_fields, values, strict=True)))
        for values in product(*(DOMAINS[field] for field in open_fields))
    }


@given(_tree(), _known())
@RELAXED
def test_a_verdict_agrees_with_every_completion(tree: Part, known: dict[str, Any]) -> None:
    """Kleene may say unknown where all completions agree (x or not x), but never yes or no where they differ."""
    verdict = Engine(_book(tree)).match(_facts(known), DAY).offers[0].verdict
    outcomes = _outcomes(tree, known)
    if verdict is not Verdict.UNKNOWN:
        assert outcomes == {verdict is Verdict.YES}
    if len(known) == len(DOMAINS):
        assert verdict is (Verdict.YES if outcomes == {True} else Verdict.NO)


def _can_turn_it(tree: Part, known: dict[str, Any], field: str) -> bool:
    """Return whether some completion of the other facts leaves it to this one what comes out."""
    others = [name for name in DOMAINS if name not in known and name != field]
    return any(
        len(
            {
                _holds(tree, known | dict(zip(others, values, strict=True)) | {field: v})
                for v in DOMAINS[field]
            }
        )
        > 1
        for values in product(*(DOMAINS[name] for name in others))
    )


@given(_tree(), _known())
@RELAXED
def test_where_each_field_stands_once_kleene_is_exact(tree: Part, known: dict[str, Any]) -> None:
    fields = [leaf.field for leaf in leaves(tree)]
    assume(len(fields) == len(set(fields)))
    match = Engine(_book(tree)).match(_facts(known), DAY).offers[0]
    outcomes = _outcomes(tree, known)
    assert (match.verdict is Verdict.UNKNOWN) == (len(outcomes) == 2)
    relevant = {field for field in fields if field not in known and _can_turn_it(tree, known, field)}
    assert set(match.missing) == relevant


STUCK = Leaf(field="benefit_access", op=Op.EQ, value="SGB_II", text="depends")
"""A condition that no answer decides: with the status below it stays unknown."""


def _with_stuck(tree: Part, places: list[bool]) -> Part:
    """Return a tree in which some conditions are replaced by one that stays unknown."""
    if isinstance(tree, Group):
        return Group(is_any=tree.is_any, parts=tuple(_with_stuck(part, places) for part in tree.parts))
    return STUCK if places and places.pop() else tree


def _order_of(tree: Part, known: dict[str, Any]) -> int:
    """Decide a tree in three values, 0 to 2, with every fact but the stuck one known."""
    if isinstance(tree, Group):
        return (max if tree.is_any else min)(_order_of(part, known) for part in tree.parts)
    return 1 if tree is STUCK else 2 * _holds(tree, known)


@given(_tree(), _known(), st.lists(st.booleans(), max_size=7))
@RELAXED
def test_what_is_missing_is_exact_beside_what_stays_unknown(
    tree: Part, known: dict[str, Any], places: list[bool]
) -> None:
    tree = _with_stuck(tree, places)
    fields = [leaf.field for leaf in leaves(tree) if leaf is not STUCK]
    assume(len(fields) == len(set(fields)))
    facts = _facts(known | {"residence_status": "ae_18a"})
    match = Engine(_book(tree)).match(facts, DAY).offers[0]
    relevant, reached = set(), set()
    for field in [f for f in fields if f not in known] or list(DOMAINS)[:1]:
        others = [name for name in DOMAINS if name not in known and name != field]
        for values in product(*(DOMAINS[name] for name in others)):
            whole = dict(zip(others, values, strict=True)) | known
            found = {_order_of(tree, {field: v} | whole) for v in DOMAINS[field]}
            reached |= found
            if len(found) > 1:
                relevant.add(field)
    if match.verdict is Verdict.UNKNOWN:
        assert set(match.missing) == relevant & set(fields)
    assert match.can_become_yes == (2 in reached)


@given(_tree(), _known(), st.sampled_from(list(DOMAINS)), st.data())
@RELAXED
def test_one_more_fact_never_turns_a_yes_or_a_no(
    tree: Part, known: dict[str, Any], field: str, data: st.DataObject
) -> None:
    assume(field not in known)
    engine = Engine(_book(tree))
    before = engine.match(_facts(known), DAY).offers[0]
    value = data.draw(st.sampled_from(DOMAINS[field]))
    after = engine.match(_facts(known | {field: value}), DAY).offers[0]
    assert before.verdict in (Verdict.UNKNOWN, after.verdict)
    if before.verdict is Verdict.UNKNOWN and after.verdict is not Verdict.UNKNOWN:
        assert field in before.missing


def _shuffled(tree: Part, data: st.DataObject) -> Part:
    if isinstance(tree, Group):
        parts = data.draw(st.permutations([_shuffled(part, data) for part in tree.parts]))
        return Group(is_any=tree.is_any, parts=tuple(parts))
    return tree


@given(_tree(), _known(), st.data())
@RELAXED
def test_the_order_of_conditions_does_not_matter(
    tree: Part, known: dict[str, Any], data: st.DataObject
) -> None:
    one = Engine(_book(tree)).match(_facts(known), DAY)
    two = Engine(_book(_shuffled(tree, data))).match(_facts(known), DAY)
    assert one.offers[0].verdict is two.offers[0].verdict
    assert set(one.offers[0].missing) == set(two.offers[0].missing)
    if one.next_question is not None and two.next_question is not None:
        assert one.next_question.decides == two.next_question.decides


@given(_tree(), _known())
@RELAXED
def test_every_condition_is_given_with_its_reason(tree: Part, known: dict[str, Any]) -> None:
    match = Engine(_book(tree)).match(_facts(known), DAY).offers[0]
    assert [c.text for c in match.criteria] == [leaf.text for leaf in leaves(tree)]
    for criterion in match.criteria:
        assert (criterion.verdict is Verdict.UNKNOWN) == (criterion.fact not in known)
        assert criterion.value == known.get(criterion.fact)
    assert _combined(list(match.criteria), 0) is match.verdict
    decisive = [c for c in match.criteria if c.is_decisive]
    assert decisive
    if match.verdict is Verdict.NO:
        assert all(c.verdict is Verdict.NO for c in decisive)
    else:
        assert match.verdict in {c.verdict for c in decisive}
        assert all(c.verdict is not Verdict.NO for c in decisive)


def _combined(criteria: list[Any], depth: int) -> Verdict:
    """Decide from the reasons alone, along their paths."""
    parts: dict[int, list[Any]] = {}
    for criterion in criteria:
        parts.setdefault(criterion.path[depth], []).append(criterion)
    verdicts = [
        part[0].verdict if len(part[0].path) == depth + 1 else _combined(part, depth + 1)
        for part in parts.values()
    ]
    order = [Verdict.NO, Verdict.UNKNOWN, Verdict.YES]
    best = max if depth % 2 else min
    return best(verdicts, key=order.index)


@given(st.lists(_tree(), min_size=1, max_size=4), _known(), st.sets(st.sampled_from(list(DOMAINS))))
@RELAXED
def test_a_question_is_asked_while_something_that_is_missing_can_be_asked(
    trees: list[Part], known: dict[str, Any], asked: set[str]
) -> None:
    engine = Engine(a_book([a_rule(f"offer_{n}", tree) for n, tree in enumerate(trees)], FIELDS))
    facts = _facts(known) | {f: FactLine(field=f, value=None) for f in asked - set(known)}
    matching = engine.match(facts, DAY)
    missing = {f for m in matching.offers if m.verdict is Verdict.UNKNOWN for f in m.missing}
    question = matching.next_question
    assert (question is None) == (not missing - asked)
    if question is None:
        return
    assert question.fact in missing - asked
    decided = set()
    for value in DOMAINS[question.fact]:
        after = engine.match(facts | _facts({question.fact: value}), DAY)
        was_open = {m.offer for m in matching.offers if m.verdict is Verdict.UNKNOWN}
        decided |= {m.offer for m in after.offers if m.verdict is not Verdict.UNKNOWN} & was_open
    assert question.decides == len(decided)
    if decided:
        assert set(question.offers) == decided


@given(st.lists(_tree(), min_size=2, max_size=4), _known())
@RELAXED
def test_an_offer_that_needs_others_is_the_or_of_them(trees: list[Part], known: dict[str, Any]) -> None:
    bases = [a_rule(f"base_{n}", tree) for n, tree in enumerate(trees)]
    needing = a_rule("course", Needs(offers=tuple(b.info.id for b in bases)), kind=None)
    found = {m.offer: m for m in Engine(a_book([needing, *bases], FIELDS)).match(_facts(known), DAY).offers}
    order = [Verdict.NO, Verdict.UNKNOWN, Verdict.YES]
    best = max((found[b.info.id].verdict for b in bases), key=order.index)
    assert found["course"].verdict is best
    assert found["course"].kind is OfferKind.OPEN
    assert [c.verdict for c in found["course"].criteria] == [found[b.info.id].verdict for b in bases]


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_the_product_s_rules_are_monotone(data: st.DataObject) -> None:
    """Adding any fact to any facts turns unknown into yes or no, and nothing else."""
    engine = load_engine()
    names = sorted(name for name, info in engine.book.fields.items() if not info.is_derived)
    facts: dict[str, Any] = {}
    before = {m.offer: m.verdict for m in engine.match({}, date(2026, 11, 22)).offers}
    for name in data.draw(st.lists(st.sampled_from(names), unique=True, max_size=25)):
        facts[name] = _draw_value(engine, name, data)
        after = {m.offer: m.verdict for m in engine.match(_facts(facts), date(2026, 11, 22)).offers}
        turned = {
            o: (v, after[o]) for o, v in before.items() if v is not Verdict.UNKNOWN and after[o] is not v
        }
        assert not turned, (name, facts)
        before = after


def _draw_value(engine: Engine, name: str, data: st.DataObject) -> Any:  # noqa: ANN401 - any fact
    info = engine.book.fields[name]
    if info.kind is FieldKind.YES_NO:
        return data.draw(st.booleans())
    if info.kind is FieldKind.LEVEL:
        return data.draw(st.sampled_from(["A0", "A1", "A2", "B1", "B2", "C1", "C2"]))
    if info.kind is FieldKind.STATUS:
        return data.draw(st.sampled_from(list(engine.book.statuses)))
    if info.kind is FieldKind.PLACE:
        return data.draw(st.sampled_from(["15003", "15002", "15090", "14713"]))
    if info.options:
        return data.draw(st.sampled_from([option.value for option in info.options]))
    return data.draw(st.integers(0, 90))
