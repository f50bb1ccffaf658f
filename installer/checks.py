# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""All checks in the order in which a mistake shows cheapest: format, linters, types, words, tests."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("beratung", "ui", "tests", "installer")
PERFECT = "beratung/vault/*,beratung/store/*,beratung/offers/engine*"
"""Where every branch must be covered."""
PERFECT_TESTS = ("tests/vault", "tests/store", "tests/offers")


def steps(extra: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return every step as its name and its command."""
    here = [sys.executable, "-m"]
    rest = [f"--ignore={folder}" for folder in PERFECT_TESTS]
    if extra:
        return [("tests", [*here, "pytest", *extra])]
    return [
        ("format", [*here, "ruff", "format", "--check", *CODE]),
        ("linter", [*here, "ruff", "check", *CODE]),
        ("types", [*here, "mypy"]),
        ("words", [sys.executable, "installer/catalogues.py", "check"]),
        ("tests of keys, records and rules", [*here, "coverage", "run", "-m", "pytest", *PERFECT_TESTS]),
        ("coverage data", [*here, "coverage", "combine", "-q"]),
        (
            "every branch covered",
            [*here, "coverage", "report", f"--include={PERFECT}", "--fail-under=100", "--skip-covered", "-m"],
        ),
        ("tests", [*here, "pytest", "-n", "2", "--dist", "loadfile", *rest]),
    ]


def main() -> int:
    """Run every step; stop at the first that fails and say which it was."""
    begun = time.monotonic()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    for name, command in steps(sys.argv[1:]):
        print(f"── {name}", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        print(
            f"── {name}: {'well' if code == 0 else 'FAILED'} in {time.monotonic() - start:.0f} s", flush=True
        )
        if code != 0:
            return 1
    print(f"── everything is well, after {time.monotonic() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
