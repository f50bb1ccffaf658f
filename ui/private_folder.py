# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A folder of this run's own for whatever a library has to put into a file, gone at the end of the run.

Printing and a few libraries write temporary files where the system says. They are sent into a folder that only this
user may enter, in memory where the system has such a place, and that is removed at the end; what a run that was
killed has left is removed by the next start.
"""

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile

from ui.settings import state_folder

_VARIABLES = ("TMPDIR", "TEMP", "TMP")
_LOCK = "lock"


def base() -> Path:
    """Return where the folders of all runs lie: in the runtime folder of the session, else beside the log."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and _is_private(Path(runtime)):
        return Path(runtime) / "beratung"
    return state_folder() / "temp"


def _is_private(folder: Path) -> bool:
    """Say whether a folder is the user's own and closed to others; Windows keeps its profiles closed by itself."""
    if sys.platform == "win32":
        return folder.is_dir()
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


class PrivateFolder:
    """The folder of this run. ``begin`` makes it, ``end`` removes it; both may be called twice."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self._lock: QLockFile | None = None
        self._before: dict[str, str | None] = {}

    def begin(self) -> None:
        """Make the folder, send temporary files there, and remove what killed runs have left.

        Where no folder can be made the system's own place for temporary files stays; the window still starts.
        """
        if self.path is not None:
            return
        with contextlib.suppress(OSError):
            home = base()
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            home.chmod(0o700)
            if not _is_private(home):
                return
            remove_leftovers(home)
            self._make(home)

    def _make(self, home: Path) -> None:
        folder = home / uuid4().hex
        folder.mkdir(mode=0o700)
        lock = QLockFile(str(folder / _LOCK))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            shutil.rmtree(folder, ignore_errors=True)
            return
        self.path, self._lock = folder, lock
        for name in _VARIABLES:
            self._before[name] = os.environ.get(name)
            os.environ[name] = str(folder)
        tempfile.tempdir = str(folder)

    def end(self) -> None:
        """Remove the folder with everything in it, and let temporary files go where they went before."""
        if self.path is None or self._lock is None:
            return
        folder, self.path = self.path, None
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        tempfile.tempdir = None
        for entry in folder.iterdir():
            if entry.name != _LOCK:
                _remove(entry)
        self._lock.unlock()
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(home: Path) -> None:
    """Remove the folders of runs that are not alive any more."""
    for entry in home.iterdir():
        if entry.is_symlink() or not entry.is_dir():
            continue
        lock = QLockFile(str(entry / _LOCK))
        lock.setStaleLockTime(0)
        if lock.tryLock(0):
            for inner in entry.iterdir():
                if inner.name != _LOCK:
                    _remove(inner)
            lock.unlock()
            shutil.rmtree(entry, ignore_errors=True)


def _remove(entry: Path) -> None:
    with contextlib.suppress(OSError):
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()
