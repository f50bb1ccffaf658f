# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From the start of the process to the painted unlock window, beside a bare PySide6 window."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import Row

ROUNDS = 7
GOAL = 1.5

BARE = """
import os, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, told)
def told():
    print(time.time(), flush=True)
    os._exit(0)
app = QApplication(sys.argv)
window = Window()
window.setCentralWidget(QLabel("Beratung"))
window.resize(1360, 860)
window.show()
app.exec()
"""

OURS = """
import os, time
from ui import application
def told():
    print(time.time(), flush=True)
    os._exit(0)
application.main([], on_painted=told)
"""


def milliseconds(code: str, home: str) -> float:
    """Return how long it takes a fresh process to paint its window."""
    environment = {**os.environ, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return (float(done.stdout.strip().splitlines()[-1]) - began) * 1000


def run() -> list[Row]:
    """Measure both, one after the other, several times."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "beratung" / "window.json"
        settings.parent.mkdir()
        settings.write_text('{"centre": "/nowhere/centre"}', encoding="utf-8")
        for code in (BARE, OURS):
            milliseconds(code, home)
        for _round in range(ROUNDS):
            bare.append(milliseconds(BARE, home))
            ours.append(milliseconds(OURS, home))
    return [
        Row(
            name="start to the painted unlock window",
            ours=statistics.median(ours),
            comparison=statistics.median(bare),
            goal="at most 1.5 times",
            against="a bare PySide6 window",
        )
    ]
