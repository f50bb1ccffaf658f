# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Many tries of one attack: few in every run of the tests, all of them in the long form, which can be interrupted.

``BERATUNG_TORTURE=1`` asks for the long form. What was tried is kept in the folder ``BERATUNG_TORTURE_STATE``
(else ``build/torture``), one file for each attack; a run that was interrupted, or stopped at a fault, goes on where it
was, and after one that came to its end the next begins anew. Each try has a generator of its own, so that a number names it for ever.
"""

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
IS_LONG = bool(os.environ.get("BERATUNG_TORTURE"))
STATE = Path(os.environ.get("BERATUNG_TORTURE_STATE") or ROOT / "build" / "torture")
_KEEP_EVERY = 1.0
_FINISHED = "finished"


class Tries:
    """The tries of one attack. ``saw`` counts what came of one; what must never come is the test's to assert."""

    all: "list[Tries]" = []  # noqa: RUF012 - the list of this run, for the table at its end

    def __init__(self, name: str, *, short: int, long: int) -> None:
        self.name = name
        self.wanted = long if IS_LONG else short
        self.done = 0
        self.outcomes: Counter[str] = Counter()
        self.seconds = 0.0
        self._file = STATE / f"{name.replace(' ', '-').replace('/', '-')}.json"
        if IS_LONG and self._file.exists():
            kept = json.loads(self._file.read_text())
            if kept["wanted"] == self.wanted:
                self.done, self.seconds = kept["done"], kept["seconds"]
                self.outcomes = Counter(kept["outcomes"])
        Tries.all.append(self)

    def __iter__(self) -> "Iterator[tuple[int, random.Random]]":
        begun = kept = time.monotonic()
        before = self.seconds
        for number in range(self.done, self.wanted):
            yield number, random.Random(f"{self.name} {number}")
            self.done = number + 1
            now = time.monotonic()
            self.seconds = before + now - begun
            if now - kept > _KEEP_EVERY:
                self._keep()
                kept = now
        self._keep()

    def saw(self, outcome: str) -> None:
        """Count what came of a try."""
        self.outcomes[outcome] += 1

    def line(self) -> str:
        """One line of the table."""
        outcomes = ", ".join(f"{count} {word}" for word, count in sorted(self.outcomes.items()))
        return f"{self.name:<52} {self.done:>6} of {self.wanted:<6} {self.seconds:>6.0f} s   {outcomes}"

    def _keep(self) -> None:
        if not IS_LONG:
            return
        STATE.mkdir(parents=True, exist_ok=True)
        content = {
            "wanted": self.wanted,
            "done": self.done,
            "seconds": self.seconds,
            "outcomes": dict(self.outcomes),
        }
        unfinished = self._file.with_suffix(".new")
        unfinished.write_text(json.dumps(content))
        unfinished.replace(self._file)


def begin() -> None:
    """Forget a run that came to its end; one that did not is gone on with."""
    if IS_LONG and (STATE / _FINISHED).exists():
        shutil.rmtree(STATE)


def finish() -> None:
    """Say that a run came to its end."""
    if IS_LONG and STATE.exists():
        (STATE / _FINISHED).touch()


def table() -> list[str]:
    """What was tried in this run."""
    return [tries.line() for tries in Tries.all]
