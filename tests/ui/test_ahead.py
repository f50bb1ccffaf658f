# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The code of the rooms is read off the GUI thread before anybody opens them."""

import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.ahead import Ahead, modules
from ui.collecting import Collecting
from ui.screens import ENTRIES

PART = "import threading\nTHREAD = threading.get_ident()\n"
OPENED = """
import sys
from importlib import import_module
from ui.ahead import modules
for name in modules():
    import_module(name)
before = set(sys.modules)
from tests.ui.shell import fake_centre, TODAY, EVERYTHING, dress, settle
from ui.main_window import MainWindow
from ui.session import Place
from ui.settings import Settings
dress("light")
window = MainWindow(Settings())
known = set(sys.modules)
window.open(fake_centre(TODAY, EVERYTHING))
settle(30)
for room in ("statistics", "calendar", "interpreters", "letters", "offers", "cases"):
    assert window.workspace.go(Place(room))
    settle(30)
late = {name for name in set(sys.modules) - known if name.startswith(("ui.screens", "ui.widgets", "pyqtgraph"))}
print(sorted(late))
sys.stdout.flush()
import os
os._exit(0)
"""


def test_every_room_is_read_ahead() -> None:
    assert {entry.target.partition(":")[0] for entry in ENTRIES} <= set(modules())


def test_one_after_the_other_off_the_gui_thread(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["ahead_of_one", "ahead_of_two"]
    for name in names:
        (tmp_path / f"{name}.py").write_text(PART, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    owner = QObject()
    ahead = Ahead(owner, names)
    with qtbot.waitSignal(ahead.finished):
        ahead.go_on()
    threads = [sys.modules.pop(name).THREAD for name in names]
    assert threading.get_ident() not in threads


def test_no_room_reads_code_when_it_is_opened() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENED], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stdout + done.stderr


def test_what_is_there_is_left_out_of_every_later_look(qtbot: QtBot) -> None:
    del qtbot
    owner = QObject()
    collecting = Collecting(owner)
    gc.unfreeze()
    before = len(gc.get_objects())
    collecting.spare()
    assert len(gc.get_objects()) < before / 10
