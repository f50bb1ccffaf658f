# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What starting the window takes. Nothing that only an open centre needs is imported before the window is seen."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from ui import canary, language, log, theme
from ui.main_window import MainWindow
from ui.settings import LANGUAGES, SCHEMES, Settings


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the options of the command line."""
    parser = argparse.ArgumentParser(prog="beratung-window", description="Opens the window of Beratung.")
    parser.add_argument(
        "--centre",
        default=os.environ.get("BERATUNG_CENTRE", ""),
        metavar="DIR",
        help="the folder of the centre",
    )
    parser.add_argument("--user", default=os.environ.get("BERATUNG_USER", ""), metavar="NAME")
    parser.add_argument(
        "--password-file", metavar="FILE", help="unlock at once with the first line of this file"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of this run")
    parser.add_argument("--theme", choices=SCHEMES, help="colours of this run")
    parser.add_argument("--picture", metavar="FILE", help="save a picture of the open centre as PNG, and end")
    parser.add_argument(
        "--show",
        default="",
        metavar="ROOM",
        help="what the picture shows: case (default), today, cases, offers, letters ...",
    )
    parser.add_argument("--size", default="1360x860", metavar="WxH", help="size of the picture")
    return parser.parse_args(arguments)  # fmt: skip


class _Trouble(QObject):
    """Brings trouble from any thread to the window."""

    met = Signal(object)


def keep_private(app: QApplication) -> None:
    """Send temporary files, and what Qt's own dialogs remember, into a folder that is gone at the end of the run.

    On Windows and macOS Qt remembers in the registry or the preferences; there ``ui.files`` removes it.
    """
    from ui.private_folder import PrivateFolder

    private = PrivateFolder()
    private.begin()
    app.aboutToQuit.connect(private.end)
    if private.path is not None:
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, str(private.path))


def build_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application with its name and manners; there is one in a process."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(["beratung", "-style", "Fusion", *arguments])  # setStyle would load all of QStyle
    app.setApplicationName("beratung")
    app.setApplicationDisplayName("Beratung")
    app.setDesktopFileName("beratung")
    return app


def build_window(app: QApplication, settings: Settings) -> MainWindow:
    """Return the window, in the language and the colours of the settings, locked and not shown yet."""
    theme.apply(app, theme.Scheme(settings.scheme), settings.text_scale)
    language.switch(app, settings.language)
    window = MainWindow(settings)
    trouble = _Trouble(window)
    trouble.met.connect(window.show_trouble)
    log.install(trouble.met.emit)
    return window


def read_password(file: str) -> str:
    """Return the first line of a password file."""
    return Path(file).read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")


def start(argv: Sequence[str] | None = None, on_painted: Callable[[], None] | None = None) -> int:
    """Read the options, run the window until it is closed, and return the exit code."""
    options = parse(sys.argv[1:] if argv is None else argv)
    if options.picture and not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = build_application()
    if canary.drops_none():
        sys.stderr.write(
            f"PySide6 {PySide6.__version__} loses memory on this Python and would crash. "
            "Please install PySide6-Essentials 6.11.3.\n"
        )
        return 1
    settings = Settings.load()
    if options.centre:
        settings.centre = str(Path(options.centre).expanduser().resolve())
    settings.language = options.lang or settings.language
    settings.scheme = options.theme or settings.scheme
    if options.picture:
        from ui.picture import take_picture

        return take_picture(app, settings, options)
    window = build_window(app, settings)
    window.unlock.user.setText(options.user)
    window.unlock.take_focus()
    if on_painted is not None:
        window.painted.connect(on_painted)
    window.painted.connect(lambda: keep_private(app))
    window.painted.connect(window.load_behind)
    if options.password_file:
        window.unlock.password.setText(read_password(options.password_file))
        window.painted.connect(window.unlock.submit)
    window.show()
    code = app.exec()
    log.close()
    return code
