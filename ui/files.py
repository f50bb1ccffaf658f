# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Asks for files and folders, and leaves no list of them behind.

The dialogs are Qt's own on every system: those of Windows and macOS enter what was chosen into lists of recent files
that other programs read. Qt itself would remember folders in a settings file of its own; ``forget_history`` sees to it
that nothing stays there.
"""

from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

_PLAIN = QFileDialog.Option.DontUseNativeDialog
_KEPT = ("FileDialog/history", "FileDialog/lastVisited", "FileDialog/shortcuts", "Qt/filedialog")


def ask_open(parent: QWidget, title: str, kinds: str = "") -> Path | None:
    """Ask for a file that exists; None where the user has changed his mind."""
    name, _kind = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kinds, options=_PLAIN)
    forget_history()
    return Path(name) if name else None


def ask_save(parent: QWidget, title: str, suggested: str, kinds: str = "") -> Path | None:
    """Ask where something is to be saved, by default in the user's folder under the suggested name."""
    start = str(Path.home() / suggested)
    name, _kind = QFileDialog.getSaveFileName(parent, title, start, kinds, options=_PLAIN)
    forget_history()
    return Path(name) if name else None


def ask_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a folder."""
    options = _PLAIN | QFileDialog.Option.ShowDirsOnly
    name = QFileDialog.getExistingDirectory(parent, title, str(start or Path.home()), options=options)
    forget_history()
    return Path(name) if name else None


def open_dialog(parent: QWidget, title: str, kinds: list[str]) -> QFileDialog:
    """Return a dialog for a file that exists, to be shown without waiting for it."""
    dialog = QFileDialog(parent, title, str(Path.home()))
    dialog.setOption(_PLAIN)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(kinds)
    dialog.destroyed.connect(lambda _gone: forget_history())
    return dialog


def forget_history() -> None:
    """Drop what Qt's dialog has just remembered of the folders that it showed."""
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    for key in _KEPT:
        settings.remove(key)
    settings.sync()
