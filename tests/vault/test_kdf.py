# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The limits of the derivation hold before anything is derived."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beratung.vault import CostRefused, KdfCost, WeakPassword, calibrate, check_new_password, delay_after, kdf
from beratung.vault.kdf import derive

FLOOR, CEILING = KdfCost.FLOOR, KdfCost.CEILING

WRONG_COSTS = [
    pytest.param(KdfCost(FLOOR.memory_kib - 1, 3, 4), id="memory below"),
    pytest.param(KdfCost(FLOOR.memory_kib, 2, 4), id="passes below"),
    pytest.param(KdfCost(FLOOR.memory_kib, 3, 3), id="lanes below"),
    pytest.param(KdfCost(0, 0, 0), id="nothing"),
    pytest.param(KdfCost(-1, -1, -1), id="negative"),
    pytest.param(KdfCost(CEILING.memory_kib + 1, 3, 4), id="memory above"),
    pytest.param(KdfCost(FLOOR.memory_kib, 21, 4), id="passes above"),
    pytest.param(KdfCost(FLOOR.memory_kib, 3, 17), id="lanes above"),
    pytest.param(KdfCost(1 << 40, 1 << 20, 1 << 20), id="monstrous"),
]


@pytest.mark.parametrize("cost", WRONG_COSTS)
def test_a_cost_outside_the_limits_is_refused_before_deriving(
    cost: KdfCost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(**_: object) -> None:
        pytest.fail("derived")

    monkeypatch.setattr(kdf, "Argon2id", never)
    with pytest.raises(CostRefused) as caught:
        derive("probe-probe-probe", bytes(16), cost, file="probe.key")
    assert caught.value.details == {"file": "probe.key"}


def test_floor_and_ceiling_are_what_the_design_says() -> None:
    assert (FLOOR.memory_kib, FLOOR.passes, FLOOR.lanes) == (64 * 1024, 3, 4)
    assert (CEILING.memory_kib, CEILING.passes, CEILING.lanes) == (1024 * 1024, 20, 16)
    assert (KdfCost.DEFAULT.memory_kib, KdfCost.DEFAULT.passes, KdfCost.DEFAULT.lanes) == (128 * 1024, 3, 4)
    assert FLOOR.is_allowed()
    assert CEILING.is_allowed()


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(CostRefused):
        derive("probe-probe-probe", bytes(8), FLOOR)


def test_every_part_matters() -> None:
    salt = os.urandom(16)
    base = derive("probe-probe-probe", salt, FLOOR)
    assert derive("probe-probe-probe", salt, FLOOR) == base
    others = [
        derive("probe-probe-probf", salt, FLOOR),
        derive("probe-probe-probe", os.urandom(16), FLOOR),
        derive("probe-probe-probe", salt, KdfCost(FLOOR.memory_kib, 4, 4)),
    ]
    assert base not in others


def test_the_same_password_typed_on_another_system_is_the_same() -> None:
    composed, decomposed = "Übergrößen-Träger", "U\u0308bergro\u0308ßen-Tra\u0308ger"
    assert derive(composed, bytes(16), FLOOR) == derive(decomposed, bytes(16), FLOOR)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        pytest.param(1.0, KdfCost.DEFAULT, id="about a second"),
        pytest.param(0.25, KdfCost(128 << 10, 12, 4), id="fast machine"),
        pytest.param(0.001, KdfCost(128 << 10, 20, 4), id="never above the ceiling"),
        pytest.param(1.4, KdfCost.DEFAULT, id="a little slow"),
        pytest.param(3.0, KdfCost.FLOOR, id="slow machine"),
    ],
)
def test_calibration_aims_at_a_second(taken: float, expected: KdfCost) -> None:
    assert calibrate(1.0, lambda _: taken) == expected


def test_calibration_measures_this_machine() -> None:
    assert calibrate(0.000001) == KdfCost.FLOOR
    assert calibrate().is_allowed()


@pytest.mark.parametrize(
    "password", ["", "kurz", "elf-zeichen", "aaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabc", "x" * 2000]
)
def test_weak_new_passwords_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        check_new_password(password)
    assert caught.value.place == "password"


@pytest.mark.parametrize("password", ["demo-demo-demo", "ein langer satz", "שלום שלום שלום", "🐢🐇🦊🐻" * 3])
def test_good_passwords_pass(password: str) -> None:
    check_new_password(password)


@given(st.integers(0, 10_000))
def test_the_delay_grows_and_stays_bearable(failures: int) -> None:
    assert delay_after(failures) <= delay_after(failures + 1) <= 60


def test_the_first_mistakes_cost_nothing() -> None:
    assert [delay_after(n) for n in range(10)] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60]


def test_the_cost_shows_itself() -> None:
    assert repr(FLOOR) == "<KdfCost 64 MiB, 3 passes, 4 lanes>"
