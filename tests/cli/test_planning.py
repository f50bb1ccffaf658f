# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Planning a week on the command line: no centre is needed, and nothing of one is loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.appointments.instances import week


def run(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "beratung", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


def test_a_week_is_planned_without_a_centre(tmp_path: Path) -> None:
    given = week(60, 12, 1)
    file = tmp_path / "week.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    done = run("--json", "plan", "--instance", str(file))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {"served", "requests", "assignments", "unserved", "proven_best", "seconds"} <= found.keys()
    assert found["served"] == len(found["assignments"])
    assert found["requests"] == 60 == found["served"] + len(found["unserved"])
    assert found["proven_best"] is True
    starts = {request["id"]: request["starts"] for request in given["requests"]}
    assert all(job["start"] in starts[job["request"]] for job in found["assignments"])
    assert all(entry["why"] for entry in found["unserved"])


def test_the_table_says_who_is_left_out_and_whether_more_can_be_served(tmp_path: Path) -> None:
    done = run("--lang", "en", "plan", "--instance", "-", stdin=json.dumps(week(30, 4, 2)))
    assert done.returncode == 0, done.stderr
    assert "Left out: " in done.stdout
    assert "No plan serves more." in done.stdout


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (("plan",), "", "--instance"),
        (("plan", "--instance", "-", "--seconds", "0"), "{}", "--seconds"),
        (("plan", "--instance", "-"), "{}", "interpreters"),
        (("plan", "--instance", "-"), '{"interpreters": [], "requests": [{"id": 3}]}', "requests[0].id"),
    ],
)
def test_bad_input_gets_one_sentence(words: tuple[str, ...], stdin: str, said: str) -> None:
    done = run("--lang", "en", *words, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_no_part_of_a_centre_is_loaded() -> None:
    code = (
        "import sys; import beratung.appointments.planning, beratung.appointments.planning_file;"
        "print([m for m in sys.modules if m.startswith(('beratung.store', 'beratung.vault', 'sqlalchemy',"
        " 'cryptography', 'PySide6', 'beratung.centre'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
