# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Unmet needs as choices: what is shown and kept is what was noted."""

import pytest

from beratung.domain.statistics import Unmet, UnmetNeed
from ui.models.needs import codes_of, needs, needs_of, say_need

WEEKS = (0, 4, 5, 8, 9, 12, 13, 26, 27, 400, None)


@pytest.mark.parametrize("weeks", WEEKS)
def test_the_weeks_that_were_noted_stay(weeks: int | None) -> None:
    before = (UnmetNeed(need=Unmet.WAITING_WEEKS, weeks=weeks), UnmetNeed(need=Unmet.NO_INTERPRETER))
    codes = codes_of(before)
    assert set(codes) <= {choice.code for choice in needs()}
    assert needs_of(codes, before) == before


def test_every_choice_can_be_taken_and_is_found_again() -> None:
    for choice in needs():
        (need,) = needs_of((choice.code,))
        assert codes_of((need,)) == (choice.code,)
        assert say_need(need)
