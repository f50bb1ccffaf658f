# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a condition says: short German phrases that a counsellor understands, and the same in English."""

import re
from collections.abc import Iterator

import pytest

from beratung.domain.offers import FieldKind, OfferStatus
from beratung.domain.rules import Leaf, Op, leaves
from beratung.offers.errors import RuleFault
from beratung.offers.rules import Node, OfferEntry, Reader, load_rules
from beratung.offers.service import load_engine
from beratung.offers.wording import FieldEntry, months, word

MOST = 90
"""Longest condition, in characters: two lines beside the list."""


def _leaves() -> Iterator[tuple[str, Leaf]]:
    for rule in load_rules().rules:
        for leaf in leaves(rule.tree):
            yield rule.info.id, leaf


def _texts(offer: str) -> list[str]:
    return [c.text for info in load_engine().catalogue if info.id == offer for c in info.conditions]


def test_the_main_course() -> None:
    assert _texts("ik_anspruch") == [
        "Aufenthaltstitel mit Anspruch",
        "Titel zum ersten Mal erteilt",
        "§ 23 Abs. 2 (Bundesaufnahme) oder § 23 Abs. 4 (Resettlement)",
        "Titel vor weniger als einem Jahr erteilt",
        "Anmeldung war ohne eigene Schuld nicht möglich",
        "Verpflichtung zum Kurs besteht noch",
        "Titel für mindestens ein Jahr",
        "Titel seit mehr als 18 Monaten",
        "dauerhafter Aufenthalt zu erwarten",
        "Deutsch unter B1",
        "nicht in der Schule",
        "27 Jahre oder älter",
    ]


@pytest.mark.parametrize(
    ("offer", "text"),
    [
        ("brafo", "7. bis 9. Klasse"),
        ("brafo", "Sekundarschule, Gemeinschaftsschule, Gesamtschule oder Förderschule"),
        ("anerk_zuschuss", "Einkommen höchstens 32.000 Euro im Jahr"),
        ("eutb", "Behinderung: ja oder drohend"),
        ("mia", "kommt nicht aus Westeuropa, Nordamerika oder Australien"),
        ("bleiberecht_25b", "seit mindestens 6 Jahren ohne Unterbrechung in Deutschland"),
        ("ik_alpha", "nicht oder wenig alphabetisiert"),
        ("ik_alpha", "Zugang: Integrationskurs (Anspruch nach § 44 Abs. 1 AufenthG)"),
        ("jmd", "nicht: deutsch (auch Spätaussiedler)"),
        ("gbb", "wohnt in Sachsen-Anhalt"),
        ("agentur_arbeit", "keine Leistungen vom Jobcenter"),
        ("ads_st", "Diskriminierung erlebt"),
        ("jobcenter_sgb2", "Status öffnet SGB II"),
        ("asylblg", "Status öffnet AsylbLG"),
    ],
)
def test_some_conditions(offer: str, text: str) -> None:
    assert text in _texts(offer)


def test_every_condition_reads_well_in_both_languages() -> None:
    codes = set(load_rules().statuses)
    for offer, leaf in _leaves():
        for text in (leaf.text, leaf.text_en):
            assert text, (offer, leaf.field, leaf.op)
            assert len(text) <= MOST, (offer, text)
            assert "{" not in text, text
            assert not re.search(r"[a-z]_[a-z]|\btrue\b|\bfalse\b|None", text), text
            assert not codes - {"deutsch", "gestattung"} & set(text.split()), text


def test_every_field_can_be_asked_in_both_languages() -> None:
    for info in load_rules().fields.values():
        assert info.question.endswith("?"), info.name
        assert info.question_en.endswith("?"), info.name
        assert info.label
        assert info.label_en
        assert info.effort in (1, 2, 3)
        assert info.is_derived or info.known_by in ("client", "paper", "authority", "employer", "counsellor")
        if info.asks_date:
            assert info.kind is FieldKind.MONTHS
            assert re.match(r"(Wann|Seit wann)\b", info.question), info.question
        if info.kind is FieldKind.CHOICE:
            assert len(info.options) > 1, info.name
            assert all(option.label and option.label_en for option in info.options)


@pytest.mark.parametrize(
    ("count", "german", "dative", "english"),
    [
        (1, "einen Monat", "einem Monat", "1 month"),
        (6, "6 Monate", "6 Monaten", "6 months"),
        (12, "ein Jahr", "einem Jahr", "1 year"),
        (18, "18 Monate", "18 Monaten", "18 months"),
        (60, "5 Jahre", "5 Jahren", "5 years"),
        (0, "0 Monate", "0 Monaten", "0 months"),
    ],
)
def test_months_in_words(count: int, german: str, dative: str, english: str) -> None:
    assert months(count, "de") == german
    assert months(count, "de", is_dative=True) == dative
    assert months(count, "en") == english


def test_a_field_without_a_phrase_of_its_own() -> None:
    entry = FieldEntry(kind=FieldKind.CHOICE, label="Amt", label_en="Office", question="?", question_en="?")
    labels = {"a": ("Ausländerbehörde", "Ausländerbehörde")}
    assert word(entry, labels, Op.IN, ("a", "b")) == (
        "Amt: Ausländerbehörde oder b",
        "Office: Ausländerbehörde or b",
    )
    assert word(entry, labels, Op.NE, ("a",)) == (
        "Amt: nicht Ausländerbehörde",
        "Office: not Ausländerbehörde",
    )


class TestBrokenRules:
    """A rule with a typing error is refused when it is read, with the offer and the fault."""

    def _reader(self) -> Reader:
        def entry(kind: FieldKind, **options: tuple[str, str]) -> FieldEntry:
            return FieldEntry(
                kind=kind, label="x", label_en="x", question="?", question_en="?", options=options
            )

        entries = {
            "flag": entry(FieldKind.YES_NO),
            "count": entry(FieldKind.NUMBER),
            "level": entry(FieldKind.LEVEL),
            "pick": entry(FieldKind.CHOICE, a=("A", "A")),
            "place": entry(FieldKind.PLACE),
            "status": entry(FieldKind.STATUS),
        }
        from beratung.offers.codes import load_codes

        return Reader(load_codes(), entries, {}, {})

    @pytest.mark.parametrize(
        ("node", "what"),
        [
            (Node(), "exactly one"),
            (Node(field="flag", use="x", eq=True), "exactly one"),
            (Node(use="nothing"), "no shared condition nothing"),
            (Node(field="nothing", eq=True), "no field nothing"),
            (Node(field="flag"), "exactly one comparison"),
            (Node(field="count", lt=3, gt=1), "exactly one comparison"),
            (Node(field="status", in_group="nothing"), "no list nothing"),
            (Node(field="flag", eq="ja"), "flag cannot be ja"),
            (Node(field="count", eq=True), "count cannot be True"),
            (Node(field="level", lt="B3"), "level cannot be B3"),
            (Node(field="pick", in_=("a", "b")), "pick cannot be b"),
            (Node(field="status", eq="ae_99"), "status cannot be ae_99"),
            (Node(field="place", prefix="Halle"), "place cannot be Halle"),
        ],
    )
    def test_refused(self, node: Node, what: str) -> None:
        with pytest.raises(RuleFault, match=f"offer_x: .*{what}"):
            self._reader().part(node, "offer_x")

    def test_an_effect_that_does_not_exist(self) -> None:
        entry = OfferEntry(
            id="offer_x", name="x", handlungsfeld=(1,), provider="", target_group="", region=("DE",),
            effect="certain", status=OfferStatus.AKTIV, criteria=Node(field="flag", eq=True), law="§ 1",
            verified="read",
        )  # fmt: skip
        with pytest.raises(RuleFault, match="offer_x: there is no effect certain"):
            self._reader().rule(entry, "test")
