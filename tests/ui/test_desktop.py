# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Nothing personal stays on the desktop: clipboard, temporary files, settings, lists of recent files, titles."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes.people import AMAL
from tests.ui.shell import dress, open_window, settle
from ui import files
from ui.clipboard import HINTS, OURS, ClipboardGuard
from ui.private_folder import PrivateFolder, base
from ui.screens.letters.screen import LettersScreen
from ui.session import Place
from ui.settings import Settings, config_folder
from ui.widgets.page_preview import PageView

ROOT = Path(__file__).parents[2]
NAME = "Amal Musterfrau"
OFFER = "ik_anspruch"


@pytest.fixture
def guard(qtbot: QtBot) -> Iterator[ClipboardGuard]:
    del qtbot
    dress()
    QGuiApplication.clipboard().clear()
    made = ClipboardGuard(seconds=0.05)
    made.watch(is_on=True)
    yield made
    made.watch(is_on=False)
    QGuiApplication.clipboard().clear()


def held() -> QMimeData:
    """What the clipboard holds."""
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return found if found is not None else QMimeData()


# -- the clipboard ----------------------------------------------------------------------------------------


def test_what_is_copied_bears_the_hints_of_all_systems(guard: ClipboardGuard) -> None:
    guard.copy(NAME)
    assert held().text() == NAME
    assert held().data("x-kde-passwordManagerHint").data() == b"secret"
    formats = " ".join(held().formats())
    for hint in ("ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory",
                 "org.nspasteboard.ConcealedType"):  # fmt: skip
        assert hint in formats
    assert set(HINTS) < set(held().formats())


def test_it_is_taken_back_after_a_while(guard: ClipboardGuard, qtbot: QtBot) -> None:
    guard.copy(NAME)
    qtbot.waitUntil(lambda: held().text() == "", timeout=3000)
    assert not held().hasFormat(OURS)


def test_every_way_to_copy_goes_through_the_guard(guard: ClipboardGuard, qtbot: QtBot) -> None:
    told: list[bool] = []
    guard.copied.connect(lambda: told.append(True))
    line = QLineEdit(NAME)
    qtbot.addWidget(line)
    line.show()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert held().text() == NAME
    assert held().hasFormat("x-kde-passwordManagerHint")
    line.cut()
    assert held().hasFormat(OURS)
    assert told == [True, True]
    line.clear()
    line.paste()
    assert line.text() == NAME, "inside the window one can paste as ever"
    qtbot.waitUntil(lambda: held().text() == "", timeout=3000)


def test_a_later_copy_starts_the_count_anew(qtbot: QtBot) -> None:
    dress()
    guard = ClipboardGuard(seconds=0.4)
    guard.copy("one")
    qtbot.wait(250)
    guard.copy(NAME)
    qtbot.wait(250)
    assert held().text() == NAME
    qtbot.waitUntil(lambda: held().text() == "", timeout=3000)


def test_what_others_copied_is_never_touched(qtbot: QtBot) -> None:
    dress()
    is_here = [True]
    guard = ClipboardGuard(seconds=0.05, owns=lambda _mode: is_here[0])
    guard.watch(is_on=True)
    guard.copy(NAME)
    is_here[0] = False
    QGuiApplication.clipboard().setText("of somebody else")
    qtbot.wait(200)
    guard.leave()
    assert held().text() == "of somebody else"
    assert not held().hasFormat("x-kde-passwordManagerHint")


def test_nothing_is_watched_while_no_centre_is_open(qtbot: QtBot) -> None:
    del qtbot
    dress()
    guard = ClipboardGuard()
    QGuiApplication.clipboard().setText("before unlocking")
    assert not held().hasFormat(OURS)
    guard.leave()
    assert held().text() == "before unlocking"


def test_the_window_guards_what_its_fields_copy(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    workspace.search.setText(NAME)
    workspace.search.selectAll()
    workspace.search.copy()
    assert held().hasFormat("x-kde-passwordManagerHint")
    assert workspace.toast_box.isVisible()
    window.lock()
    assert held().text() == ""


def test_closing_the_window_takes_back_what_was_copied(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    workspace.search.setText(NAME)
    workspace.search.selectAll()
    workspace.search.copy()
    window.close()
    assert held().text() == ""


X_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication(["other"])
print("begun", flush=True)
board = app.clipboard()
what = sys.argv[1]
if what == "put":
    line = QLineEdit(); line.show()
    board.setText("of somebody else")
    QTimer.singleShot(20000, app.quit)
    app.exec()
else:
    from ui.clipboard import ClipboardGuard
    guard = ClipboardGuard(seconds=1.0)
    guard.watch(is_on=True)
    line = QLineEdit("Amal Musterfrau"); line.show(); line.selectAll(); line.copy()
    def look(word):
        data = board.mimeData()
        print(word, board.text(), data.hasFormat("x-kde-passwordManagerHint"), board.ownsClipboard(), flush=True)
    QTimer.singleShot(300, lambda: look("copied"))
    QTimer.singleShot(1800, lambda: look("later"))
    def look_again():
        if board.text() == "of somebody else":
            look("foreign")
            guard.leave()
            look("left")
            app.quit()
    timer = QTimer(interval=100)
    timer.timeout.connect(look_again)
    timer.start()
    app.exec()
"""


@pytest.fixture
def x_server() -> Iterator[dict[str, str]]:
    """An X server without a screen, and what a program needs to find it."""
    if sys.platform != "linux" or shutil.which("Xvfb") is None:
        pytest.skip("needs an X server")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=(write,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        display = told.readline().strip()
    yield {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    server.terminate()
    server.communicate(timeout=10)


def x_program(env: dict[str, str], what: str) -> "subprocess.Popen[str]":
    """A program of the desktop that has begun to work."""
    program = subprocess.Popen(
        [sys.executable, "-c", X_PROGRAM, what], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert program.stdout is not None
    if program.stdout.readline() != "begun\n":
        pytest.skip(f"this Qt has no X11: {program.communicate()[1][:200]}")
    return program


def test_two_programs_on_a_real_desktop(x_server: dict[str, str]) -> None:
    """On X11: our copy is marked and taken back, and what another program puts there afterwards stays."""
    ours = x_program(x_server, "own")
    theirs = None
    try:
        assert ours.stdout is not None
        assert ours.stdout.readline() == "copied Amal Musterfrau True True\n"
        assert ours.stdout.readline().startswith("later  False")
        theirs = x_program(x_server, "put")
        assert ours.stdout.readline() == "foreign of somebody else False False\n"
        assert ours.stdout.readline() == "left of somebody else False False\n"
    finally:
        for process in (ours, theirs):
            if process is not None:
                process.kill()
                process.communicate(timeout=10)


# -- temporary files ---------------------------------------------------------------------------------------


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    return folder


def test_temporary_files_go_into_a_folder_of_ones_own(runtime: Path) -> None:
    from PySide6.QtCore import QDir, QTemporaryFile

    private = PrivateFolder()
    private.begin()
    private.begin()
    assert private.path is not None
    assert private.path.parent == runtime / "beratung" == base()
    assert private.path.stat().st_mode & 0o777 == 0o700
    with tempfile.NamedTemporaryFile() as file:
        assert Path(file.name).parent == private.path
    assert Path(QDir.tempPath()) == private.path
    native = QTemporaryFile()
    assert native.open()
    assert Path(native.fileName()).parent == private.path
    (private.path / "inner").mkdir()
    (private.path / "inner" / "letter.ps").write_text(NAME)
    folder = private.path
    private.end()
    private.end()
    assert not folder.exists()
    assert "TMPDIR" not in os.environ
    assert tempfile.tempdir is None


RUN = """
import sys, time
from pathlib import Path
from ui.private_folder import PrivateFolder
private = PrivateFolder()
private.begin()
(private.path / "letter.ps").write_text("Amal Musterfrau")
print(private.path, flush=True)
time.sleep(60)
"""


def a_run() -> "tuple[subprocess.Popen[str], Path]":
    """A program that has put a letter into its folder and goes on."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.stdout is not None
    return run, Path(run.stdout.readline().strip())


def test_what_a_killed_run_left_is_gone_after_the_next_start(runtime: Path) -> None:
    killed, left = a_run()
    alive, kept = a_run()
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=10)
    assert (left / "letter.ps").exists()
    private = PrivateFolder()
    private.begin()
    try:
        assert not left.exists()
        assert (kept / "letter.ps").exists(), "who still runs keeps his"
        assert len(list((runtime / "beratung").iterdir())) == 2
    finally:
        private.end()
        alive.kill()
        alive.communicate(timeout=10)


def test_without_a_private_runtime_folder_the_user_s_own_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    loose.chmod(0o755)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    for runtime in (str(loose), str(link), str(tmp_path / "missing"), ""):
        monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
        assert base() == Path(os.environ["XDG_STATE_HOME"]) / "beratung" / "temp"
    private = PrivateFolder()
    private.begin()
    assert private.path is not None
    assert base().stat().st_mode & 0o777 == 0o700
    private.end()


def test_a_link_in_the_place_of_a_left_over_is_not_followed(runtime: Path, tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "file").write_text("x")
    home = runtime / "beratung"
    home.mkdir(mode=0o700)
    (home / "link").symlink_to(treasure)
    inner = home / "0123"
    inner.mkdir()
    (inner / "link").symlink_to(treasure)
    private = PrivateFolder()
    private.begin()
    private.end()
    assert not inner.exists()
    assert (treasure / "file").exists()


def test_where_no_folder_can_be_made_the_window_still_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    private = PrivateFolder()
    private.begin()
    assert private.path is None
    private.end()


# -- settings and lists of recent files --------------------------------------------------------------------


def answered(name: str) -> None:
    """Answer the dialog that opens next."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog), "the system keeps lists of its own"
        line = dialog.findChild(QLineEdit)
        assert line is not None
        line.setText(name)
        dialog.accept()

    QTimer.singleShot(100, answer)


def everything_below(folder: Path) -> str:
    """Names and contents of all files."""
    found = []
    for path in folder.rglob("*"):
        found.append(path.name)
        if path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
    return "\n".join(found)


def test_a_chosen_file_stands_in_no_list(qtbot: QtBot, tmp_path: Path) -> None:
    dress()
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    folder = tmp_path / "Klientin Musterfrau"
    folder.mkdir()
    chosen = folder / "Amal.csv"
    chosen.write_text("x")
    answered(str(chosen))
    assert files.ask_open(parent, "Open") == chosen
    answered(str(folder / "new.pdf"))
    assert files.ask_save(parent, "Save", "Brief-1.pdf", "PDF (*.pdf)") == folder / "new.pdf"
    answered(str(folder))
    assert files.ask_folder(parent, "Folder") == folder
    assert "Musterfrau" not in everything_below(tmp_path / "home")


def test_a_run_of_the_window_keeps_what_qt_remembers_out_of_the_settings(tmp_path: Path) -> None:
    """A real run: Qt's dialog is used, the program is killed, and no settings file names the folder."""
    code = """
import os, signal, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from ui import start
app = start.build_application()
start.keep_private(app)
dialog = QFileDialog(None, "x", sys.argv[1])
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.show()
app.processEvents()
dialog.selectFile(sys.argv[1] + "/Amal.csv")
dialog.accept()
app.processEvents()
del dialog
import gc; gc.collect(); app.processEvents()
print("done", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    folder = tmp_path / "Klientin Musterfrau"
    folder.mkdir()
    (folder / "Amal.csv").write_text("x")
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "offscreen",
    }
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "done" in run.stdout, run.stderr
    assert "Musterfrau" not in everything_below(tmp_path / "home")


def test_settings_hold_nothing_personal(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot, settings=Settings(centre="/nowhere/zentrum"))
    workspace.go(Place("cases", case=AMAL.case, tab="overview"))
    settle()
    workspace.search.setText(NAME)
    window.close()
    settle()
    kept = json.loads((config_folder() / "window.json").read_text(encoding="utf-8"))
    assert set(kept) == {"centre", "language", "scheme", "text_scale", "geometry"}
    whole = everything_below(config_folder().parent)
    assert not [word for word in (*NAME.split(), "beraterin", str(AMAL.case)) if word in whole]


def test_titles_and_tool_tips_of_the_task_bar_name_nobody(qtbot: QtBot) -> None:
    window, workspace, _centre = open_window(qtbot)
    titles = set()
    for tab in ("overview", "person", "consultations", "offers", "documents", "consents"):
        workspace.go(Place("cases", case=AMAL.case, tab=tab))
        settle()
        titles |= {widget.windowTitle() for widget in QApplication.topLevelWidgets()}
        titles |= {widget.windowFilePath() for widget in QApplication.topLevelWidgets()}
    assert window.windowTitle() == "Beratung"
    assert not [title for title in titles if "Muster" in title or "Amal" in title]


# -- previews ----------------------------------------------------------------------------------------------


def test_a_preview_writes_no_file(qtbot: QtBot) -> None:
    """Python tells of every file that is opened for writing while a letter is previewed."""
    _window, workspace, _centre = open_window(qtbot)
    written: list[str] = []
    is_on = [True]
    before = set(Path(tempfile.gettempdir()).iterdir())

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if is_on[0] and event == "open" else 0
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(str(arguments[0]))

    sys.addaudithook(watch)
    workspace.go(Place("letters", case=AMAL.case, offer=OFFER))
    settle(30)
    screen = workspace.shown()
    assert isinstance(screen, LettersScreen)
    QTest.keyClicks(screen.compose.form.concern, NAME)
    page = screen.compose.findChild(PageView)
    assert page is not None
    canvas = page.canvas
    qtbot.waitUntil(lambda: bool(canvas.pdf), timeout=20_000)
    qtbot.waitUntil(lambda: bool(canvas.pictures()), timeout=20_000)
    is_on[0] = False
    assert [name for name in written if "window.log" not in name] == []
    new = set(Path(tempfile.gettempdir()).iterdir()) - before
    assert not [path for path in new if path.suffix in {".pdf", ".png", ".ps"}]
