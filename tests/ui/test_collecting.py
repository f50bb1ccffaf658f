# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Widgets die in the GUI thread alone."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.collecting import Collecting


class Circle:
    """Something that only the collector can free; it remembers in which thread that was."""

    freed_in: list[int]

    def __init__(self, freed_in: list[int]) -> None:
        self.me = self
        self.freed_in = freed_in

    def __del__(self) -> None:
        self.freed_in.append(threading.get_ident())


def test_garbage_waits_for_the_gui_thread(qtbot: QtBot) -> None:
    owner = QObject()
    collecting = Collecting(owner)
    freed_in: list[int] = []

    def make_garbage() -> None:
        for _number in range(gc.get_threshold()[0] * 3):
            Circle(freed_in)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(make_garbage).result()
    assert not gc.isenabled()
    assert freed_in == [], "nothing is freed in the thread of a job"
    collecting.look()
    assert set(freed_in) == {threading.get_ident()}
