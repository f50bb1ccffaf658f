# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A program that answers try after try with a child of its own, each killed at a moment of the test's choice."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.faults.trying import ROOT


class Victims:
    """One of ``tests.faults.programs``. ``typical`` is how long an undisturbed try takes."""

    def __init__(self, name: str, *keys: object) -> None:
        self.typical = 0.05
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.programs", name],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._tell("warm", *keys)
        assert self._read() == ["over"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait(30)
        assert self._program.stdout
        self._program.stdout.close()

    def undisturbed(self, *words: object) -> list[list[str]]:
        """Let one try come to its end; its time is typical from now on."""
        self._tell(*words)
        assert self._read()[0] == "begun"
        begun = time.monotonic()
        said = self._rest()
        self.typical = time.monotonic() - begun
        assert said[-1] == ["over", "0"], said
        return said[:-1]

    def killed(self, chance: random.Random, *words: object, most: float = 0) -> list[list[str]]:
        """Kill one try at a random moment; gives what it had confirmed."""
        self._tell(*words)
        word, pid = self._read()
        assert word == "begun"
        time.sleep(chance.uniform(0, most or self.typical * 1.05))
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
        return self._rest()[:-1]

    def _rest(self) -> list[list[str]]:
        said = [self._read()]
        while said[-1][0] != "over":
            said.append(self._read())
        return said

    def _tell(self, *words: object) -> None:
        assert self._program.stdin
        self._program.stdin.write("\t".join(map(str, words)) + "\n")
        self._program.stdin.flush()

    def _read(self) -> list[str]:
        assert self._program.stdout
        line = self._program.stdout.readline()
        assert line, "the program has ended"
        return line.split()
