# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The log names kinds of errors and places in the code, and never what somebody typed."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType

from ui import canary, log
from ui.settings import Settings, config_folder, state_folder

MARKER = "Xylophonia-Musterfrau"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    log.close()
    yield
    log.close()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def written() -> str:
    log.close()
    return log.file().read_text(encoding="utf-8") if log.file().exists() else ""


def fail_with(name: str) -> None:
    client = {"name": name}
    try:
        raise KeyError(client["name"])
    except KeyError as error:
        raise ValueError(f"no file for {name}") from error


def test_an_exception_leaves_kinds_and_places_alone() -> None:
    told: list[BaseException] = []
    log._Open.on_trouble = told.append
    try:
        fail_with(MARKER)
    except ValueError as error:
        log._on_exception(type(error), error, error.__traceback__)
    text = written()
    assert MARKER not in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_shell_log.py" in text
    assert "fail_with" in text
    assert len(told) == 1
    log._Open.on_trouble = None


def test_messages_of_qt_lose_quotations_and_paths() -> None:
    assert log.redact_message(f'cannot open "{MARKER}"') == "cannot open …"
    assert MARKER not in log.redact_message(f"file /home/{MARKER}/x.pdf is missing")
    assert log.redact_message("plain words") == "plain words"
    log._on_qt_message(QtMsgType.QtWarningMsg, cast("QMessageLogContext", _Context()), f"QFont: '{MARKER}'")
    text = written()
    assert "warning qt.font: QFont: …" in text
    assert MARKER not in text


class _Context:
    category = "qt.font"


def test_a_thread_that_fails_is_written_too() -> None:
    threading.excepthook = log._on_thread_exception
    thread = threading.Thread(target=fail_with, args=(MARKER,))
    thread.start()
    thread.join()
    assert "builtins.ValueError" in written()
    assert MARKER not in written()


def test_the_log_is_cut_into_three_files() -> None:
    for number in range(9000):
        log.write(f"line {number} " + "x" * 100)
    log.close()
    files = sorted(state_folder().glob("window.log*"))
    assert len(files) == 3
    assert all(file.stat().st_size <= 270_000 for file in files)


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    log.write("nobody hears this")
    log.close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log.write("somebody hears this")
    log.close()
    assert "somebody hears this" in "".join(f.read_text() for f in tmp_path.rglob("*") if f.is_file())


def test_settings_are_kept_and_damage_gives_the_defaults() -> None:
    settings = Settings(centre="/x", language="en", scheme="dark", text_scale=1.5)
    settings.save()
    assert Settings.load() == settings
    file = config_folder() / "window.json"
    file.write_text("[1, 2", encoding="utf-8")
    assert Settings.load() == Settings()
    file.write_text('{"language": "xx", "text_scale": "big", "extra": 1}', encoding="utf-8")
    assert Settings.load() == Settings()


def test_settings_hold_nothing_personal() -> None:
    Settings(centre="/srv/centre").save()
    text = (config_folder() / "window.json").read_text(encoding="utf-8")
    for word in ("user", "recent", "name", "case", "client"):
        assert f'"{word}' not in text


def test_this_pyside_keeps_none_alive() -> None:
    assert not canary.drops_none()


def test_a_pyside_that_drops_none_is_refused() -> None:
    code = (
        "import sys\nfrom ui import application, canary\ncanary.drops_none = lambda: True\n"
        "sys.exit(application.main([]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 1
    assert "6.11.3" in run.stderr
    assert "Traceback" not in run.stderr
