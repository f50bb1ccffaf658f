# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Protecting tables on the command line: no centre is needed, and the check loads no solver."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Caller
from tests.reports.tables import population, problem


def given(tmp_path: Path, document: dict[str, Any] | None = None) -> Path:
    file = tmp_path / "tables.json"
    made = document or problem(population(200, {"nat": 8, "dist": 5}, 1), ("nat", "dist"))
    file.write_text(json.dumps(made), encoding="utf-8")
    return file


def test_tables_are_protected_and_their_proof_is_checked(call: Caller, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = call("--json", "protect", given(tmp_path), "--out", out)
    assert done.code == 0, done.err
    assert done.json == json.loads(out.read_text(encoding="utf-8"))
    names = {"hidden_secondary", "lower_bound", "proven_best", "safe", "seconds", "certificate", "stopped"}
    assert names <= done.json.keys()
    assert done.json["safe"] is True
    assert done.json["stopped"] is False
    checked = call("--json", "protect", "check", out)
    assert checked.code == 0, checked.err
    assert checked.json["hidden"] == len(done.json["certificate"]["hidden"])
    assert "The proof holds" in call("protect", "check", out).out


def test_a_changed_number_is_refused(call: Caller, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert call("protect", given(tmp_path), "--out", out).code == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    cell = next(cell for cell in document["tables"][0]["cells"] if cell["count"])
    cell["count"] += 1
    out.write_text(json.dumps(document), encoding="utf-8")
    done = call("protect", "check", out)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_what_cannot_be_made_safe_is_refused_with_what_to_merge(call: Caller, tmp_path: Path) -> None:
    cells = [{"key": {"nat": "SYR"}, "count": 1}, {"key": {"nat": "IRQ"}, "count": 2}]
    tables = [{"name": "t", "dimensions": ["nat"], "cells": cells}]
    done = call("--json", "protect", given(tmp_path, {"tables": tables}))
    assert done.code == 1
    assert done.json["safe"] is False
    assert done.json["merge"] == [{"dimension": "nat", "categories": ["SYR", "IRQ"]}]
    assert "IRQ" in done.err


def test_the_table_shows_dots_for_what_is_hidden(call: Caller, tmp_path: Path) -> None:
    done = call("protect", given(tmp_path))
    assert done.code == 0, done.err
    assert " . " in done.out or " .\n" in done.out
    assert "hidden beside the small ones" in done.out


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("protect", "-"), "{}", "tables"),
        (("protect", "-", "--seconds", "-1"), "{}", "--seconds"),
        (("protect", "-"), '{"tables": [], "threshold": 1}', "threshold"),
        (("protect", "one", "two"), "", ""),
    ],
)
def test_bad_input_gets_one_sentence(call: Caller, words: tuple[str, ...], stdin: str, said: str) -> None:
    done = call(*words, stdin=stdin)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


def test_the_check_loads_no_solver_and_nothing_of_a_centre() -> None:
    code = (
        "import sys; import beratung.reports.protection.checking;"
        "print([m for m in sys.modules if m.startswith(('highspy', 'numpy', 'beratung.store', 'beratung.vault'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


TABLE = {"name": "t", "dimensions": ["nat"], "cells": [{"key": {"nat": "A"}, "count": 5}]}
SMALL = [{"key": {"nat": "A"}, "count": 5}, {"key": {}, "count": 6}]
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a total that disagrees": ({"tables": [{**TABLE, "cells": SMALL}]}, "tables[0].cells[1]"),
    "a negative count": (
        {"tables": [{**TABLE, "cells": [{"key": {"nat": "A"}, "count": -5}]}]},
        "tables[0].cells[0].count",
    ),
    "half a person": (
        {"tables": [{**TABLE, "cells": [{"key": {"nat": "A"}, "count": 4.5}]}]},
        "tables[0].cells[0].count",
    ),
    "two counts of one key": (
        {"tables": [TABLE, {**TABLE, "cells": [{"key": {"nat": "A"}, "count": 6}]}]},
        "tables[1].cells[0]",
    ),
    "an impossible threshold": ({"tables": [TABLE], "threshold": 0}, "threshold"),
    "a million cells": (
        {
            "tables": [
                {
                    "name": "t",
                    "dimensions": ["a", "b"],
                    "cells": [{"key": {"a": f"a{n}", "b": f"b{n}"}, "count": 9} for n in range(1000)],
                }
            ]
        },
        "tables",
    ),
}


@pytest.mark.parametrize("which", WRONG)
def test_what_is_wrong_gets_a_sentence_and_never_a_release(call: Caller, tmp_path: Path, which: str) -> None:
    wrong, place = WRONG[which]
    out = tmp_path / "out.json"
    done = call("protect", given(tmp_path, wrong), "--out", out)
    assert done.code == 2
    assert place in done.err
    assert len(done.err.splitlines()) == 1
    assert not done.out
    assert not out.exists()


def test_an_altered_ledger_gets_a_sentence_and_never_a_release(call: Caller, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert call("protect", given(tmp_path), "--out", out).code == 0
    earlier = json.loads(out.read_text(encoding="utf-8"))
    next(cell for cell in earlier["tables"][0]["cells"] if cell["count"])["count"] += 1
    made = problem(population(200, {"nat": 8, "dist": 5}, 1), ("nat", "dist"), released=[earlier])
    done = call("protect", given(tmp_path, made), "--out", tmp_path / "second.json")
    assert done.code == 1
    assert "released[0]" in done.err
    assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "second.json").exists()


def test_rows_that_share_a_category_are_told(call: Caller, tmp_path: Path) -> None:
    cells = [
        {"key": {"nat": "A", "status": "x"}, "count": 9},
        {"key": {"nat": "B", "status": "y"}, "count": 8},
    ]
    tables = [{"name": "t", "dimensions": ["nat", "status"], "cells": cells}]
    done = call("protect", given(tmp_path, {"tables": tables, "sensitive": ["status"]}))
    assert done.code == 0, done.err
    assert "t, A: everybody here shares x." in done.out
