# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Matching as a whole: standing of offers, order, kinds, reasons, questions."""

from datetime import date
from typing import Any

import pytest

from beratung.domain.offers import FieldKind, Matching, OfferKind, OfferStatus, Option, Verdict
from beratung.domain.rules import Leaf, Needs, Op
from beratung.domain.views import FactLine
from beratung.offers.engine import Engine
from beratung.offers.errors import RuleFault
from beratung.offers.service import load_engine
from tests.offers.small import DAY, a_book, a_field, a_rule, all_, any_, is_

A, B, C = a_field("a"), a_field("b"), a_field("c")
SECRET = a_field("secret", is_sensitive=True)
ASKED_FOR = a_field("asked_for", is_on_request=True)
COSTLY = a_field("costly", effort=3)
AGE = a_field("age", FieldKind.NUMBER)


def _facts(**known: Any) -> dict[str, FactLine]:  # noqa: ANN401 - any value of a fact
    return {f: v if isinstance(v, FactLine) else FactLine(field=f, value=v) for f, v in known.items()}


def _verdicts(matching: Matching) -> dict[str, Verdict]:
    return {match.offer: match.verdict for match in matching.offers}


class TestBroken:
    """Rules that cannot be used are refused when they are loaded, not when somebody needs them."""

    @pytest.mark.parametrize(
        ("rules", "what"),
        [
            ([a_rule("x", Needs(offers=("x",)))], "needs itself"),
            (
                [a_rule("x", Needs(offers=("y",))), a_rule("y", all_(is_("a"), Needs(offers=("x",))))],
                "x -> y -> x",
            ),
            ([a_rule("x", Needs(offers=("z",)))], "does not exist"),
            ([a_rule("x", is_("nothing"))], "no field"),
            ([a_rule("x", all_())], "without conditions"),
            ([a_rule("x", is_("a")), a_rule("x", is_("b"))], "twice"),
        ],
    )
    def test_refused(self, rules: list[Any], what: str) -> None:
        with pytest.raises(RuleFault, match=what):
            Engine(a_book(rules, [A, B]))


class TestStanding:
    """Whether an offer runs on the day asked."""

    def _on(self, day: date, **more: Any) -> Verdict:  # noqa: ANN401 - any part of an offer
        engine = Engine(a_book([a_rule("x", is_("a"), **more)], [A]))
        return engine.match(_facts(a=True), day).offers[0].verdict

    def test_not_before_and_not_after(self) -> None:
        span = {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 2, 28)}
        days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
        assert [self._on(day, **span) for day in days] == [Verdict.NO, Verdict.YES, Verdict.YES, Verdict.NO]

    def test_suspended_is_never_a_yes_and_an_ended_programme_is_a_no(self) -> None:
        suspended = {"status": OfferStatus.AUSGESETZT, "valid_until": date(2026, 2, 8)}
        assert [self._on(day, **suspended) for day in (date(2026, 2, 1), DAY)] == [Verdict.UNKNOWN] * 2
        assert self._on(DAY, status=OfferStatus.AUSGELAUFEN) is Verdict.NO
        assert self._on(DAY, status=OfferStatus.UNGEPRUEFT) is Verdict.YES

    def test_what_is_said_about_it(self) -> None:
        def text(**more: Any) -> str:  # noqa: ANN401 - any part of an offer
            engine = Engine(a_book([a_rule("x", is_("a"), **more)], [A]))
            return engine.match({}, DAY).offers[0].criteria[-1].text

        day = date(2026, 2, 8)
        assert text(valid_until=day) == "Angebot gilt bis 08.02.2026"
        assert text(valid_from=day) == "Angebot gilt ab 08.02.2026"
        assert text(valid_from=day, valid_until=DAY) == "Angebot gilt vom 08.02.2026 bis 22.11.2026"
        assert "ausgesetzt nach dem 08.02.2026" in text(status=OfferStatus.AUSGESETZT, valid_until=day)
        assert "zurzeit ausgesetzt" in text(status=OfferStatus.AUSGESETZT)
        assert "ausgelaufen" in text(status=OfferStatus.AUSGELAUFEN)
        assert text() == "a eq True"

    def test_a_suspended_base_counts_at_most_as_unknown(self) -> None:
        base = a_rule("base", is_("a"), status=OfferStatus.AUSGESETZT)
        engine = Engine(a_book([a_rule("x", Needs(offers=("base",)), kind=None), base], [A]))
        assert _verdicts(engine.match(_facts(a=True), DAY))["x"] is Verdict.UNKNOWN
        assert _verdicts(engine.match(_facts(a=False), DAY))["x"] is Verdict.NO
        match = next(m for m in engine.match(_facts(a=True), DAY).offers if m.offer == "x")
        assert not match.can_become_yes
        assert match.missing == ()


class TestStatus:
    """The residence status and what follows from it."""

    TREE = all_(is_("benefit_access", "SGB_II"), is_("residence_status", ("ae_24",), Op.NOT_IN))

    def _match(self, **known: Any) -> Any:  # noqa: ANN401 - any fact
        return Engine(a_book([a_rule("x", self.TREE)], [A])).match(_facts(**known), DAY).offers[0]

    def test_the_value_of_the_status_with_its_note(self) -> None:
        line = FactLine(field="residence_status", value="ae_25_2_fl", source="eAT", on=date(2026, 10, 12))
        benefit, status = self._match(residence_status=line).criteria
        assert (benefit.value, benefit.source, benefit.on) == ("SGB_II", "eAT", date(2026, 10, 12))
        assert benefit.note.startswith("erwerbsfähig")
        assert (status.value, status.note) == ("ae_25_2_fl", "")

    def test_a_title_that_goes_on_is_decided_by_the_previous_one(self) -> None:
        match = self._match(residence_status="fiktion_81_4", previous_status="ae_25_2_fl")
        assert match.verdict is Verdict.YES
        assert [c.value for c in match.criteria] == ["SGB_II", "ae_25_2_fl"]
        assert all("§ 81 Abs. 4" in c.note for c in match.criteria)

    @pytest.mark.parametrize("previous", [None, "unbekannt", "fiktion_81_4", "nonsense", 7])
    def test_without_a_previous_title_it_is_open_and_that_title_is_asked_for(self, previous: Any) -> None:  # noqa: ANN401
        engine = Engine(a_book([a_rule("x", self.TREE)], [A]))
        known = _facts(residence_status="fiktion_81_4")
        if previous is not None:
            known |= _facts(previous_status=previous)
        matching = engine.match(known, DAY)
        assert matching.offers[0].verdict is Verdict.UNKNOWN
        assert matching.offers[0].missing == ("previous_status",)
        assert matching.next_question is not None
        assert (matching.next_question.fact, matching.next_question.decides) == ("previous_status", 1)

    def test_unknown_status_is_missing_even_for_not_in(self) -> None:
        match = self._match(residence_status="unbekannt")
        assert [c.verdict for c in match.criteria] == [Verdict.UNKNOWN] * 2
        assert match.missing == ("residence_status",)

    def test_a_status_that_leaves_it_open_asks_nothing(self) -> None:
        match = self._match(residence_status="ae_18a")
        assert (match.verdict, match.missing, match.can_become_yes) == (Verdict.UNKNOWN, (), False)

    def test_a_derived_value_counts_only_while_the_status_is_unknown(self) -> None:
        tree = is_("residence_group", "eu")
        engine = Engine(a_book([a_rule("x", tree)], [A]))

        def verdict(**known: Any) -> Verdict:  # noqa: ANN401 - any fact
            return engine.match(_facts(**known), DAY).offers[0].verdict

        assert verdict(residence_group="eu") is Verdict.YES
        assert verdict(residence_group=3) is Verdict.UNKNOWN
        assert verdict(residence_group="eu", residence_status="gestattung") is Verdict.NO
        assert verdict(residence_group="eu", residence_status="fiktion_81_4") is Verdict.UNKNOWN
        given = engine.match(_facts(residence_group="eu"), DAY).offers[0].criteria[0]
        assert (given.value, given.verdict) == ("eu", Verdict.YES)

    def test_a_condition_on_the_previous_title_itself(self) -> None:
        tree = any_(is_("previous_status", ("ae_24",), Op.IN), is_("residence_status", "ae_28"))
        engine = Engine(a_book([a_rule("x", tree)], [A]))

        def match(**known: Any) -> Matching:  # noqa: ANN401 - any fact
            return engine.match(_facts(**known), DAY)

        assert match(previous_status="ae_24").offers[0].verdict is Verdict.YES
        assert match(previous_status="unbekannt").offers[0].verdict is Verdict.UNKNOWN
        open_still = match(residence_status="gestattung")
        assert open_still.offers[0].missing == ("previous_status",)
        assert open_still.next_question is not None
        assert open_still.next_question.decides == 1


class TestRegion:
    """An offer for a region asks where the client lives."""

    def test_a_condition_of_its_own_unless_the_rule_asks_itself(self) -> None:
        here = a_rule("here", is_("a"), region=("15003", "15002"))
        own = a_rule("own", all_(is_("a"), Leaf(field="district_ags", op=Op.PREFIX, value="15", text="wohnt im Land")),
                     region=("15",))  # fmt: skip
        single = a_rule(
            "single", Leaf(field="district_ags", op=Op.PREFIX, value="15", text="x"), region=("15",)
        )
        engine = Engine(a_book([here, own, single], [A]))
        found = {m.offer: m for m in engine.match(_facts(a=True, district_ags="15003"), DAY).offers}
        assert [c.text for c in found["here"].criteria] == [
            "a eq True",
            "wohnt in Magdeburg oder Halle (Saale)",
        ]
        assert [c.text for c in found["own"].criteria] == ["a eq True", "wohnt im Land"]
        assert len(found["single"].criteria) == 1
        assert set(_verdicts(engine.match(_facts(a=True, district_ags="15003"), DAY)).values()) == {
            Verdict.YES
        }
        outside = _verdicts(engine.match(_facts(a=True, district_ags="15090"), DAY))
        assert outside == {"here": Verdict.NO, "own": Verdict.YES, "single": Verdict.YES}
        assert found["here"].missing == ()
        assert engine.match(_facts(a=True), DAY).offers[0].missing == ("district_ags",)


class TestReasons:
    """Every condition is reported, whatever the others say."""

    TREE = all_(is_("a"), any_(is_("b"), all_(is_("c"), any_(is_("a"), any_(is_("b", False))))))

    def _match(self, **known: Any) -> Any:  # noqa: ANN401 - any fact
        return Engine(a_book([a_rule("x", self.TREE)], [A, B, C])).match(_facts(**known), DAY).offers[0]

    def test_no_condition_hides_behind_another(self) -> None:
        match = self._match(a=False)
        assert [c.verdict for c in match.criteria] == [
            *(Verdict.NO, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.NO, Verdict.UNKNOWN)
        ]
        assert match.verdict is Verdict.NO
        assert match.missing == ()

    def test_groups_and_alternatives(self) -> None:
        match = self._match()
        assert [(c.group, c.alternative) for c in match.criteria] == [(0, 0), (2, 1), (2, 2), (2, 2), (2, 2)]
        assert [c.path for c in match.criteria] == [(0,), (1, 0), (1, 1, 0), (1, 1, 1, 0), (1, 1, 1, 1)]

    def test_what_the_verdict_rests_on(self) -> None:
        assert [c.is_decisive for c in self._match(a=True, b=True).criteria] == [
            True,
            True,
            False,
            False,
            False,
        ]
        assert [c.is_decisive for c in self._match(a=False, b=True).criteria] == [
            True,
            False,
            False,
            False,
            False,
        ]
        assert [c.is_decisive for c in self._match(a=True, c=False, b=False).criteria] == [
            *(False, True, True, False, False)
        ]

    def test_law_of_the_condition_else_of_its_field_else_of_the_offer(self) -> None:
        own = Leaf(field="a", op=Op.EQ, value=True, text="a", law="§ 44 Abs. 2", note="n")
        field = a_field("b", law="§ 63a")
        tree = all_(own, is_("b"), is_("c"))
        match = Engine(a_book([a_rule("x", tree)], [A, field, C])).match({}, DAY).offers[0]
        assert [c.law for c in match.criteria] == ["§ 44 Abs. 2", "§ 63a", "§ 1"]
        assert match.criteria[0].note == "n"

    def test_a_range_is_shown_as_one(self) -> None:
        line = FactLine(field="age", value=26, upper=27, source="birth_date")
        engine = Engine(a_book([a_rule("x", is_("age", 27, Op.GE))], [AGE]))
        criterion = engine.match({"age": line}, DAY).offers[0].criteria[0]
        assert (criterion.value, criterion.upper, criterion.verdict) == (26, 27, Verdict.UNKNOWN)

    def test_the_catalogue_shows_the_same_conditions(self) -> None:
        info = Engine(a_book([a_rule("x", self.TREE)], [A, B, C])).catalogue[0]
        assert [c.fact for c in info.conditions] == ["a", "b", "c", "a", "b"]
        assert [c.path for c in info.conditions] == [c.path for c in self._match().criteria]


class TestOrder:
    """Best first."""

    def test_verdict_then_what_is_missing_then_kind_then_status(self) -> None:
        rules = [
            a_rule("no", is_("a", False), OfferKind.CLAIM),
            a_rule("two_missing", all_(is_("b"), is_("c")), OfferKind.CLAIM),
            a_rule("one_missing", is_("b"), OfferKind.CHECK),
            a_rule("suspended", is_("b"), OfferKind.CLAIM, status=OfferStatus.AUSGESETZT),
            a_rule("on_request", is_("b"), OfferKind.CLAIM, is_on_request=True),
            a_rule("open_unverified", is_("a"), OfferKind.OPEN, status=OfferStatus.UNGEPRUEFT),
            a_rule("open", is_("a"), OfferKind.OPEN),
            a_rule("check", is_("a"), OfferKind.CHECK),
            a_rule("discretion", is_("a"), OfferKind.DISCRETION),
            a_rule("claim", is_("a"), OfferKind.CLAIM),
        ]
        matching = Engine(a_book(rules, [A, B, C])).match(_facts(a=True), DAY)
        assert [m.offer for m in matching.offers] == [
            *("claim", "discretion", "open", "open_unverified", "check"),
            *("one_missing", "two_missing", "suspended", "on_request", "no"),
        ]

    def test_kind_of_the_base_that_applies(self) -> None:
        rules = [
            a_rule("course", all_(is_("c"), Needs(offers=("claim", "duty"))), kind=None),
            a_rule("claim", is_("a"), OfferKind.CLAIM),
            a_rule("duty", is_("b"), OfferKind.DISCRETION),
        ]
        engine = Engine(a_book(rules, [A, B, C]))

        def kind(**known: Any) -> OfferKind:  # noqa: ANN401 - any fact
            return next(m.kind for m in engine.match(_facts(**known), DAY).offers if m.offer == "course")

        assert kind(a=True, b=True) is OfferKind.CLAIM
        assert kind(a=False, b=True) is OfferKind.DISCRETION
        assert kind(a=False) is OfferKind.DISCRETION
        assert kind() is OfferKind.CLAIM


class TestQuestion:
    """The next question."""

    def _question(self, rules: list[Any], fields: list[Any], **known: Any) -> Any:  # noqa: ANN401 - any fact
        return Engine(a_book(rules, fields)).match(_facts(**known), DAY).next_question

    def test_the_one_that_decides_most(self) -> None:
        rules = [a_rule("x", is_("a")), a_rule("y", all_(is_("a"), is_("b")))]
        question = self._question(rules, [A, B])
        assert (question.fact, question.decides, question.offers) == ("a", 2, ("x", "y"))
        assert question.text == "a?"

    def test_effort_counts_and_sensitive_ones_come_last(self) -> None:
        rules = [a_rule("x", is_("costly")), a_rule("y", is_("costly")), a_rule("z", is_("a"))]
        assert self._question(rules, [A, COSTLY]).fact == "a"
        rules = [a_rule("x", is_("secret")), a_rule("y", is_("secret")), a_rule("z", is_("costly"))]
        assert self._question(rules, [SECRET, COSTLY]).fact == "costly"
        last = self._question(rules, [SECRET, COSTLY], costly=True)
        assert (last.fact, last.is_sensitive, last.decides) == ("secret", True, 2)

    def test_what_the_client_does_not_know_is_not_asked_again(self) -> None:
        rules = [a_rule("x", is_("a")), a_rule("y", is_("b"))]
        assert self._question(rules, [A, B], a=None).fact == "b"
        matching = Engine(a_book(rules, [A, B])).match(_facts(a=None, b=None), DAY)
        assert matching.next_question is None
        assert [m.missing for m in matching.offers] == [("a",), ("b",)]
        expired = FactLine(field="a", value=None, source="title_expired", is_derived=True)
        assert self._question(rules, [A, B], a=expired).fact == "a"

    def test_return_counselling_is_never_proposed(self) -> None:
        rules = [a_rule("return", all_(is_("asked_for"), is_("a")), is_on_request=True)]
        assert self._question(rules, [ASKED_FOR, A]) is None
        rules = [a_rule("other", is_("asked_for"))]
        assert self._question(rules, [ASKED_FOR]) is None

    def test_an_offer_that_cannot_become_a_yes_is_worth_less(self) -> None:
        rules = [a_rule(offer, is_("a"), status=OfferStatus.AUSGESETZT) for offer in ("x", "y")]
        rules.append(a_rule("z", is_("b")))
        assert self._question(rules, [A, B]).fact == "b"

    def test_where_no_answer_alone_decides_the_one_that_matters_to_most(self) -> None:
        d = a_field("d")
        rules = [
            a_rule("x", all_(any_(is_("a"), is_("b")), any_(is_("c"), is_("d")))),
            a_rule("y", all_(any_(is_("a"), is_("c")), any_(is_("b"), is_("c", False)))),
        ]
        question = self._question(rules, [A, B, C, d])
        assert question.decides == 0
        assert set(question.offers) == {"x", "y"}

    def test_a_range_is_asked_about_and_only_answers_inside_it_count(self) -> None:
        rules = [a_rule("x", is_("age", 27, Op.GE)), a_rule("y", is_("age", 18, Op.LT))]
        line = FactLine(field="age", value=26, upper=28, is_derived=True)
        question = self._question(rules, [AGE], age=line)
        assert (question.fact, question.decides, question.offers) == ("age", 1, ("x",))
        level = a_field("level", FieldKind.LEVEL)
        both = all_(is_("level", "A2", Op.GE), is_("level", "B1", Op.LT))
        rough = FactLine(field="level", value="A1", upper="B1", is_derived=True)
        question = self._question([a_rule("x", both)], [level], level=rough)
        assert (question.fact, question.decides) == ("level", 1)

    def test_choices_places_and_dates(self) -> None:
        options = (Option(value="a", label="A"), Option(value="b", label="B"))
        choice = a_field("pick", FieldKind.CHOICE, options=options)
        assert self._question([a_rule("x", is_("pick", "a"))], [choice]).decides == 1
        assert self._question([a_rule("x", is_("a"), region=("15",))], [A], a=True).fact == "district_ags"
        since = a_field("held", FieldKind.MONTHS, asks_date=True)
        assert self._question([a_rule("x", is_("held", 6, Op.GE))], [since]).asks_date


class TestOneOffer:
    """Deciding one offer for many people."""

    def test_the_same_as_among_all(self) -> None:
        engine = load_engine()
        facts = _facts(residence_status="ae_25_2_fl", german_level="A1", literacy="nicht", in_school=False)
        among_all = {m.offer: m for m in engine.match(facts, DAY).offers}
        for offer in ("ik_alpha", "mbe", "kita"):
            assert engine.decide(offer, facts, DAY) == among_all[offer]
            assert engine.alone(offer).decide(offer, facts, DAY) == among_all[offer]

    def test_only_what_it_needs_is_kept(self) -> None:
        chain = [
            a_rule("top", Needs(offers=("middle",)), kind=None),
            a_rule("middle", Needs(offers=("base",)), kind=None),
            a_rule("base", is_("a")),
            a_rule("other", is_("b")),
        ]
        alone = Engine(a_book(chain, [A, B])).alone("top")
        assert [info.id for info in alone.catalogue] == ["top", "middle", "base"]
        assert alone.decide("top", _facts(a=True), DAY).kind is OfferKind.CHECK


def test_facts_that_no_rule_asks_for_and_wrong_types_do_no_harm() -> None:
    matching = load_engine().match(_facts(shoe_size=38, age="old", german_level=3.5, topic=()), DAY)
    assert set(_verdicts(matching).values()) == {Verdict.UNKNOWN}
    assert len(matching.offers) == 77
