# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Print the table of all benchmarks; ``--write`` also puts it into RESULTS.md with date and machine.

``python -m tests.benchmarks [name ...] [--write]``: without names, every ``bench_*`` module of this folder.
"""

import importlib
import os
import pkgutil
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests import benchmarks
from tests.benchmarks import Row

RESULTS = Path(__file__).with_name("RESULTS.md")


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | ours, ms | comparison, ms | ratio | goal | beside |", "|---|---:|---:|---:|---|---|"]
    lines += [
        f"| {row.name} | {row.ours:.2f} | {row.comparison:.2f} | {row.ratio:.2f} | {row.goal} | {row.against} |"
        for row in rows
    ]
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures were measured on, without naming the machine."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def main(arguments: list[str]) -> int:
    """Run the benchmarks that were asked for."""
    names = [a for a in arguments if not a.startswith("-")]
    rows: list[Row] = []
    for module in sorted(
        m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name.startswith("bench_")
    ):
        if names and module.removeprefix("bench_") not in names:
            continue
        rows += importlib.import_module(f"tests.benchmarks.{module}").run()
    text = table(rows)
    print(text)
    if "--write" in arguments:
        stamp = datetime.now(UTC).date().isoformat()
        RESULTS.write_text(f"# Figures\n\nMeasured {stamp} on {machine()}.\n\n{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
