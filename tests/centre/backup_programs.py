# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Programs that are killed while they make or put back a backup: ``python -m tests.centre.backup_programs``.

For each line ``N WHAT FOLDER FILE TARGET`` that comes in (for a restore on a server its address stands for FOLDER), a fork of the program does WHAT and is killed (SIGKILL)
before its N-th step on the file system; it answers ``killed`` or ``done``. Nothing of Python's runs after that.
"""

import os
import signal
import sys

from beratung.centre import Centre
from beratung.centre.restoring import restore

PASSWORD = "demo-demo-demo"
_STEPS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree"})


def die_before(step: int) -> None:
    """Kill this program before its n-th step that writes."""
    left = step

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event not in _STEPS or (event == "open" and not _writes(arguments)):
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def carry_out(what: str, folder: str, file: str, target: str, step: int) -> None:
    """Do it, in this process."""
    if what == "backup":
        centre = Centre.open(folder, user="verwaltung", password=PASSWORD)
        die_before(step)
        centre.backups.make(file)
        centre.lock()
    elif what == "addendum":
        centre = Centre.open(folder, user="verwaltung", password=PASSWORD)
        die_before(step)
        centre.backups.write_addendum()
    elif what == "server":
        die_before(step)
        restore(file, target, user="verwaltung", password=PASSWORD, backend=folder)
    else:
        die_before(step)
        restore(file, target, user="verwaltung", password=PASSWORD, since=folder)


def main() -> None:
    """Answer each line."""
    os.write(1, b"ready\n")
    for line in sys.stdin:
        step, what, folder, file, target = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            code = 1
            try:
                carry_out(what, folder, file, target, int(step))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        word = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"
        os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main()
