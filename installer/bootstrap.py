# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Set everything up from nothing but Python and pip, then run the product or its tests.

``python installer/bootstrap.py run|test|torture|benchmarks|setup|server``: the virtual environment ``.venv``, the
locked requirements with their hashes, on Debian and Ubuntu the system libraries that Qt and the tests need
(installed where that is allowed, otherwise the one line to type is printed), and the compiled catalogues.
Only the standard library is used here.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
OLDEST = (3, 11)
IS_LINUX = platform.system() == "Linux"

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt loads on Linux, and the Debian package that has it."""


class SetupFailed(Exception):
    """Something that the user has to do himself; the text says what."""


def say(text: str) -> None:
    """Tell the person at the terminal what happens now."""
    print(f"» {text}", flush=True)


def python() -> Path:
    """Return the interpreter of the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(command: Sequence[str | Path], *, is_quiet: bool = False, **extra: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    environment = os.environ | {"PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | extra
    output = subprocess.DEVNULL if is_quiet else None
    line = [str(part) for part in command]
    return subprocess.run(line, cwd=ROOT, env=environment, stdout=output, check=False).returncode


def must(command: Sequence[str | Path], remedy: str, **extra: str) -> None:
    """Run a command that has to succeed."""
    if call(command, is_quiet=False, **extra) != 0:
        raise SetupFailed(remedy)


def apt(packages: Sequence[str], why: str) -> bool:
    """Install Debian packages where that is allowed, else print the line to type; True when installed."""
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix: list[str] | None = None
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        prefix = []
    elif (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        prefix = ["sudo", "-n"]
    if prefix is None or not shutil.which("apt-get"):
        say(f"{why} Please type once:\n    sudo {line}")
        return False
    say(f"{why} Installing {', '.join(packages)}")
    call([*prefix, "apt-get", "update", "-qq"], is_quiet=True, DEBIAN_FRONTEND="noninteractive")
    return call([*prefix, *line.split(), "-qq"], is_quiet=True, DEBIAN_FRONTEND="noninteractive") == 0


def _is_missing(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def system_libraries() -> None:
    """Make sure that Qt finds its libraries on Linux."""
    if not IS_LINUX:
        return
    missing = sorted({package for name, package in QT_LIBRARIES.items() if _is_missing(name)})
    if missing and not apt(missing, "The window needs system libraries."):
        raise SetupFailed("Without these libraries the window cannot open.")


def test_programs() -> None:
    """Make sure that the tests find a PostgreSQL server; without one they say that they skip."""
    if not IS_LINUX:
        return
    found = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found and shutil.which("apt-get"):
        apt(["postgresql"], "The tests of the store want a PostgreSQL of their own.")


def has_pip() -> bool:
    """Whether the virtual environment is there and whole."""
    if not python().exists():
        return False
    return (
        subprocess.run([python(), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def _make_venv() -> None:
    """Make the virtual environment, with ``venv`` or, where Debian left it out, with ``virtualenv``."""
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip"):  # Debian leaves it out, and its venv then ends the program
        with contextlib.suppress(subprocess.CalledProcessError, OSError, SystemExit):
            venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    if has_pip():
        return
    say("This Python has no venv of its own; virtualenv makes it")
    tools = ROOT / "build" / "virtualenv"
    lock = ROOT / "installer" / "requirements-virtualenv.txt"
    remedy = (
        "Please install pip and venv for this Python (on Debian: apt-get install python3-pip python3-venv)."
    )
    must(
        [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "--target", tools, "-r", lock],
        remedy,
    )
    must([sys.executable, "-m", "virtualenv", "-q", VENV], remedy, PYTHONPATH=str(tools))


def requirements(kind: str) -> None:
    """Install the locked requirements; nothing to do when the lock has not changed."""
    lock = ROOT / "installer" / LOCKS[kind]
    stamp = VENV / f"{kind}.lock"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest and python().exists():
        return
    if not has_pip():
        say("Making the virtual environment .venv")
        _make_venv()
    say(f"Installing the locked requirements ({lock.name}); the first time this takes a minute or two")
    must(
        [python(), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", lock],
        "The requirements could not be installed: is the network there? Nothing else was changed.",
    )
    stamp.write_text(digest)


def catalogues() -> None:
    """Compile the translations that the program reads."""
    must(
        [python(), ROOT / "installer" / "catalogues.py", "compile"], "The translations could not be compiled."
    )


def has_display() -> bool:
    """Whether a window can be shown."""
    if IS_LINUX:
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def prepare(kind: str) -> None:
    """Set everything up for running (``run``) or testing (``test``)."""
    system_libraries()
    requirements(kind)
    catalogues()


def run(arguments: Sequence[str]) -> int:
    """Make a demo centre, do the main job once without a window, then open the window on it."""
    prepare("run")
    return call(
        [python(), "-m", "installer.first_run", *([] if has_display() else ["--no-display"]), *arguments]
    )


def test(arguments: Sequence[str]) -> int:
    """Run linters, type checks and all tests."""
    prepare("test")
    test_programs()
    return call([python(), "-m", "installer.checks", *arguments])


def torture(arguments: Sequence[str]) -> int:
    """Attack keys, records, backups and the server by the thousand; a run that was stopped goes on where it was."""
    prepare("test")
    test_programs()
    command: list[str | Path] = [python(), "-m", "pytest", "-p", "no:randomly", "tests/faults", *arguments]
    return call(command, BERATUNG_TORTURE="1")


def benchmarks(arguments: Sequence[str]) -> int:
    """Measure beside the comparison and print the table."""
    prepare("test")
    return call([python(), "-m", "tests.benchmarks", *arguments])


def setup(_arguments: Sequence[str]) -> int:
    """Only set up, for developers."""
    prepare("test")
    test_programs()
    return 0


def server(arguments: Sequence[str]) -> int:
    """Start a PostgreSQL of the user's own on this computer, or stop it."""
    prepare("run")
    test_programs()
    return call([python(), "-m", "installer.server", *arguments])


COMMANDS = {
    "server": server,
    "run": run,
    "test": test,
    "torture": torture,
    "benchmarks": benchmarks,
    "setup": setup,
}


def is_too_old(version: tuple[int, int]) -> bool:
    """Whether the product cannot run on this Python."""
    return version < OLDEST


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; 2 for a wrong call, 1 when something is missing."""
    if is_too_old(sys.version_info[:2]):
        print(f"Beratung needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
        return 2
    if not arguments or arguments[0] not in COMMANDS:
        print(f"Usage: python installer/bootstrap.py {'|'.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupFailed as failure:
        print(failure)
        return 1
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
