# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The window from outside: a picture without a display, and no trace of what was typed after a sudden end."""

import base64
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from beratung.centre import Centre, make_demo
from beratung.vault import FOUNDER_ROLES, KdfCost

MARKER = "Xylomarker-Musterfrau"
PASSWORD = "pferd batterie heft"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "centre"
    make_demo(folder, 4, 1)
    (folder.parent / "password").write_text("demo-demo-demo\n", encoding="utf-8")
    return folder


def window(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home)}
    environment.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "ui", *arguments],
        env=environment, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("user", ["beraterin", "leitung"])
def test_a_picture_without_a_display(demo: Path, tmp_path: Path, user: str) -> None:
    picture = tmp_path / "window.png"
    run = window(
        "--centre", str(demo), "--user", user, "--password-file", str(demo.parent / "password"),
        "--picture", str(picture), "--size", "1280x720", "--theme", "dark", "--lang", "en", home=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 720)
    colours = {image.pixel(x, y) for x in range(0, 1280, 9) for y in range(0, 720, 9)}
    assert len(colours) > 20


def test_a_picture_that_cannot_be_made_says_why(demo: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the password", encoding="utf-8")
    target = str(tmp_path / "window.png")
    run = window("--picture", target, home=tmp_path)
    assert run.returncode == 2
    run = window(
        "--centre", str(demo), "--user", "beraterin", "--password-file", str(wrong), "--picture", target,
        "--lang", "en", home=tmp_path,
    )  # fmt: skip
    assert run.returncode == 1
    assert "not right" in run.stderr
    assert "Traceback" not in run.stderr
    assert not Path(target).exists()


TYPIST = """
import os, sys, time, threading
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit
from ui import jobs
from ui.start import build_application, build_window
from ui.opening import open_centre
from ui.session import IMPORT, NEW_CLIENT, NEW_CONSULTATION, Place
from ui.settings import Settings

folder, marker, password = sys.argv[1:]
app = build_application()
window = build_window(app, Settings(centre=folder))
window.show()
window.load_behind()
window.open(open_centre(Path(folder), "m.muster", password))

def settle(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until or jobs.is_busy():
        QCoreApplication.processEvents()
        time.sleep(0.005)

def type_everywhere():
    typed = 0
    for field in window.workspace.findChildren(QLineEdit) + window.workspace.findChildren(QPlainTextEdit):
        if field.isVisible() and field.isEnabled() and not field.isReadOnly():
            field.setFocus()
            QTest.keyClicks(field, marker)
            typed += 1
    return typed

settle(0.5)
counts = []
for place in (Place("cases", tab=NEW_CLIENT), Place("cases", tab=NEW_CONSULTATION), Place("cases"),
              Place("offers"), Place("letters"), Place("administration", tab="letterhead")):
    window.workspace.go(place)
    settle(0.4)
    counts.append(type_everywhere())
    settle(2.6 if place.tab in (NEW_CLIENT, NEW_CONSULTATION) else 0.3)
try:
    raise ValueError(marker)
except ValueError as error:
    sys.excepthook(type(error), error, error.__traceback__)
settle(0.3)
print(*counts, flush=True)
time.sleep(60)
"""


def forms(text: str) -> list[bytes]:
    plain = text.encode()
    shifted = [base64.b64encode(b"x" * pad + plain)[4 if pad else 0 : -4] for pad in range(3)]
    return [plain, text.encode("utf-16-le"), text.encode("utf-16-be"), *shifted]


def test_nothing_typed_is_found_after_a_sudden_end(tmp_path: Path) -> None:
    centre, _sheet = Centre.create(
        tmp_path / "centre", name="Beispielzentrum", user="m.muster", password=PASSWORD, roles=FOUNDER_ROLES,
        cost=KdfCost.FLOOR,
    )  # fmt: skip
    centre.lock()
    for name in ("settings", "state", "cache", "data", "temp"):
        (tmp_path / name).mkdir()
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path / "temp"),
        "XDG_CONFIG_HOME": str(tmp_path / "settings"), "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_DATA_HOME": str(tmp_path / "data"),
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", TYPIST, str(tmp_path / "centre"), MARKER, PASSWORD],
        env=environment, stdout=subprocess.PIPE, text=True,
    ) as typist:  # fmt: skip
        assert typist.stdout is not None
        counts = [int(n) for n in typist.stdout.readline().split()]
        os.kill(typist.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    assert len(counts) == 6
    assert counts[0] >= 5, "the form of a new person has many fields"
    assert counts[5] >= 8, "the letterhead has many fields"
    found = []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    for file in files:
        content = file.read_bytes()
        found += [f"{file.relative_to(tmp_path)}: {form!r}" for form in forms(MARKER) if form in content]
    assert len(files) > 3
    assert not found
