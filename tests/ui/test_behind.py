# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Behind the first screen: all rows are compared step by step, then the lists are kept."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from beratung.domain.errors import BeratungError
from beratung.domain.views import Verification
from tests.fakes.centre import FakeFacts
from tests.ui.shell import open_window, settle
from ui.behind import Behind


class Scripted:
    """Lists that answer what they are told to."""

    def __init__(self, *steps: Verification | BeratungError | None) -> None:
        self.steps = list(steps)
        self.kept = 0

    def compare(self) -> Verification | None:
        step = self.steps.pop(0)
        if isinstance(step, BeratungError):
            raise step
        return step

    def keep(self, seconds: float | None = None) -> bool:
        assert seconds is not None
        self.kept += 1
        return self.kept == 3


class Desk:
    def __init__(self, lists: Scripted) -> None:
        self.lists = lists
        self.facts = FakeFacts()
        self.tidied = 0

    def tidy_calendar(self) -> None:
        self.tidied += 1


def test_steps_follow_one_another_until_all_is_done(qtbot: QtBot) -> None:
    del qtbot
    fine = Verification(findings=(), covered=("case",), not_covered=())
    lists, parent = Scripted(None, None, fine), QObject()
    told: list[Verification] = []
    desk = Desk(lists)
    behind = Behind(desk, parent)  # type: ignore[arg-type]
    behind.compared.connect(told.append)
    behind.start()
    settle()
    assert told == [fine]
    assert (lists.steps, lists.kept, desk.tidied) == ([], 3, 1)


def test_a_step_that_fails_says_nothing_and_ends_it(qtbot: QtBot) -> None:
    del qtbot
    lists, parent = Scripted(None, BeratungError()), QObject()
    told: list[Verification] = []
    behind = Behind(Desk(lists), parent)  # type: ignore[arg-type]
    behind.compared.connect(told.append)
    behind.start()
    settle()
    assert told == []
    assert lists.kept == 0


def test_the_window_does_it_after_unlocking(qtbot: QtBot) -> None:
    _window, _workspace, centre = open_window(qtbot)
    settle()
    assert centre.lists.done == ["compare", "compare", "keep", "keep"]
    assert centre.facts.steps == 2
