# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One condition on one fact."""

from typing import Any

import pytest

from beratung.domain.cases import FactValue
from beratung.domain.offers import FieldKind
from beratung.domain.rules import Op
from beratung.domain.views import FactLine
from beratung.offers.engine_values import NO, UNKNOWN, YES, decide, decide_derived, rank

YES_NO, NUMBER, MONTHS, CHOICE, LEVEL, STATUS, PLACE = FieldKind


def _line(value: FactValue | None, upper: FactValue | None = None, *, running: bool = False) -> FactLine:
    return FactLine(field="f", value=value, upper=upper, is_running=running)


@pytest.mark.parametrize(
    ("kind", "op", "wanted", "line", "truth"),
    [
        (YES_NO, Op.EQ, (True,), _line(True), YES),
        (YES_NO, Op.EQ, (True,), _line(False), NO),
        (YES_NO, Op.NE, (True,), _line(False), YES),
        (YES_NO, Op.EQ, (True,), _line(None), UNKNOWN),
        (YES_NO, Op.EQ, (True,), _line(1), UNKNOWN),
        (YES_NO, Op.EQ, (True,), _line("ja"), UNKNOWN),
        (NUMBER, Op.GE, (18,), _line(18), YES),
        (NUMBER, Op.GE, (18,), _line(17), NO),
        (NUMBER, Op.GT, (35,), _line(35), NO),
        (NUMBER, Op.LE, (26,), _line(26), YES),
        (NUMBER, Op.LT, (27,), _line(27), NO),
        (NUMBER, Op.LE, (32000,), _line(32000.5), NO),
        (NUMBER, Op.GE, (18,), _line(True), UNKNOWN),
        (NUMBER, Op.GE, (18,), _line("18"), UNKNOWN),
        (NUMBER, Op.GE, (27,), _line(26, 27), UNKNOWN),
        (NUMBER, Op.GE, (27,), _line(27, 28), YES),
        (NUMBER, Op.LT, (27,), _line(27, 28), NO),
        (NUMBER, Op.GE, (27,), _line(26, "x"), NO),
        (NUMBER, Op.IN, (7, 8, 9), _line(8), YES),
        (NUMBER, Op.IN, (7, 8, 9), _line(6), NO),
        (NUMBER, Op.IN, (7, 8, 9), _line(6, 7), UNKNOWN),
        (NUMBER, Op.NOT_IN, (7, 8, 9), _line(8), NO),
        (NUMBER, Op.NOT_IN, (7, 8, 9), _line(6), YES),
        (NUMBER, Op.NE, (7,), _line(6, 8), UNKNOWN),
        (NUMBER, Op.EQ, ("x",), _line(6), UNKNOWN),
        (MONTHS, Op.GT, (18,), _line(18), NO),
        (MONTHS, Op.GT, (18,), _line(18, running=True), YES),
        (MONTHS, Op.LE, (18,), _line(18, running=True), NO),
        (MONTHS, Op.GE, (19,), _line(18, running=True), NO),
        (MONTHS, Op.LT, (12,), _line(11, running=True), YES),
        (MONTHS, Op.LT, (12,), _line(12, running=True), NO),
        (MONTHS, Op.GE, (60,), _line(48, 999), UNKNOWN),
        (MONTHS, Op.GE, (36,), _line(48, 999), YES),
        (LEVEL, Op.LT, ("B1",), _line("A2"), YES),
        (LEVEL, Op.LT, ("B1",), _line("B1"), NO),
        (LEVEL, Op.GE, ("A1",), _line("A0"), NO),
        (LEVEL, Op.LT, ("A1",), _line("0"), YES),
        (LEVEL, Op.LT, ("A1",), _line(0), YES),
        (LEVEL, Op.GE, ("B1",), _line("C2"), YES),
        (LEVEL, Op.GE, ("B1",), _line("A2", "B1"), UNKNOWN),
        (LEVEL, Op.GE, ("A2",), _line("A2", "B1"), YES),
        (LEVEL, Op.GE, ("A2",), _line("fluent"), UNKNOWN),
        (LEVEL, Op.EQ, ("A2",), _line("A2"), YES),
        (CHOICE, Op.EQ, ("SGB_II",), _line("SGB_II"), YES),
        (CHOICE, Op.NE, ("SGB_II",), _line("AsylbLG"), YES),
        (CHOICE, Op.IN, ("a", "b"), _line(("b", "c")), YES),
        (CHOICE, Op.IN, ("a", "b"), _line(("c",)), NO),
        (CHOICE, Op.NOT_IN, ("a", "b"), _line(("c", "d")), YES),
        (CHOICE, Op.NOT_IN, ("a", "b"), _line(("a", "b")), NO),
        (CHOICE, Op.NOT_IN, ("a", "b"), _line(("a", "c")), UNKNOWN),
        (CHOICE, Op.EQ, ("a",), _line(()), UNKNOWN),
        (CHOICE, Op.EQ, ("a",), _line(3), UNKNOWN),
        (STATUS, Op.NOT_IN, ("ae_24",), _line("ae_25_3"), YES),
        (PLACE, Op.PREFIX, ("15",), _line("15003"), YES),
        (PLACE, Op.PREFIX, ("15003", "15002"), _line("15002000"), YES),
        (PLACE, Op.PREFIX, ("15003",), _line("15090"), NO),
        (PLACE, Op.PREFIX, ("15003",), _line("15"), UNKNOWN),
        (PLACE, Op.PREFIX, ("15",), _line(15), UNKNOWN),
    ],
)
def test_decide(kind: FieldKind, op: Op, wanted: tuple[Any, ...], line: FactLine, truth: int) -> None:
    assert decide(kind, op, wanted, line) == truth


OPEN = ("bedingt", "pruefen", "unbekannt", "abhaengig", "variante", "wie_zweck", "verboten_oder_erlaubnis")


@pytest.mark.parametrize("value", OPEN)
def test_a_value_that_leaves_it_open_is_unknown_unless_it_is_named(value: str) -> None:
    assert decide_derived(Op.EQ, ("ja",), value) == UNKNOWN
    assert decide_derived(Op.NE, ("ja",), value) == UNKNOWN
    assert decide_derived(Op.NOT_IN, ("ja", "nein"), value) == UNKNOWN
    assert decide_derived(Op.EQ, (value,), value) == YES
    assert decide_derived(Op.IN, ("ja", value), value) == YES
    assert decide_derived(Op.NOT_IN, ("ja", value), value) == NO


@pytest.mark.parametrize(
    ("value", "sgb_ii", "asylblg"),
    [
        ("SGB_II_gefaehrdet_titel", UNKNOWN, NO),
        ("ausgeschlossen_regel", UNKNOWN, NO),
        ("ausgeschlossen_3_monate", UNKNOWN, NO),
        ("AsylbLG_formal_meldegefahr", NO, UNKNOWN),
        ("ausgeschlossen", NO, NO),
        ("SGB_II", YES, NO),
        ("AsylbLG", NO, YES),
    ],
)
def test_benefits_that_do_harm_are_never_a_yes(value: str, sgb_ii: int, asylblg: int) -> None:
    assert decide_derived(Op.EQ, ("SGB_II",), value) == sgb_ii
    assert decide_derived(Op.EQ, ("AsylbLG",), value) == asylblg
    assert decide_derived(Op.NE, ("SGB_II",), value) == YES - sgb_ii


@pytest.mark.parametrize("value", ["nein", "verboten", "ausgeschlossen"])
def test_a_plain_no_is_no_unless_it_is_named(value: str) -> None:
    assert decide_derived(Op.EQ, ("ja",), value) == NO
    assert decide_derived(Op.IN, (value, "ermessen"), value) == YES


def test_levels_are_ordered_and_anything_else_is_none() -> None:
    ranks = [rank(level) for level in ("A0", "A1", "A2", "B1", "B2", "C1", "C2")]
    assert ranks == sorted(range(7))
    assert rank("0") == rank(0) == rank("A0") == 0
    assert rank(None) is rank(False) is rank(("A1",)) is rank("B3") is None
