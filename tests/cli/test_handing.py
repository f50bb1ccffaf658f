# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Paper and files for interpreters, by the command line on a real centre."""

from datetime import UTC
from pathlib import Path

import pytest

from tests.appointments.exchange.test_files_out import starts
from tests.cli.conftest import Caller
from tests.cli.test_interpreting import START, a_person, an_appointment, sprachmittler  # noqa: F401 -- fixture
from tests.letters.reading import squeezed, text_of


def test_a_job_goes_to_an_interpreter_without_the_program(work: Caller, tmp_path: Path) -> None:
    person = a_person(work)
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    assert work("interpreting", "book", request, person).code == 0
    sheet, file = tmp_path / "einsatz.pdf", tmp_path / "einsatz.ics"
    done = work("interpreting", "paper", request, person, "--out", sheet, "--json")
    assert done.code == 0, done.err
    number = done.json["number"]
    text = squeezed(text_of(sheet.read_bytes()))
    assert number in text
    assert "Georgisch" in text
    assert "Musterfrau" not in text
    assert "MöglicheZeiten" not in text
    assert work("interpreting", "paper", request, person, "--out", file).code == 0
    assert starts(file.read_bytes()) == [START.astimezone(UTC)]
    assert f"SUMMARY:Einsatz {number}" in file.read_text(encoding="utf-8")
    assert "Musterfrau" not in file.read_text(encoding="utf-8")


def test_a_time_sheet_is_written_as_paper_and_table(work: Caller, tmp_path: Path) -> None:
    person = a_person(work)
    for name, begin in (("blatt.pdf", b"%PDF"), ("blatt.csv", b"\xef\xbb\xbfEinsatz;")):
        out = tmp_path / name
        done = work("interpreter", "paper", person, "--month", "2026-11", "--out", out, "--json")
        assert (done.code, done.json["lines"]) == (0, 0), done.err
        assert out.read_bytes().startswith(begin)


def test_a_sprachmittler_writes_the_own_sheet_and_calendar(
    work: Caller,
    sprachmittler: Caller,  # noqa: F811
    tmp_path: Path,
) -> None:
    person = a_person(work, "sprachmittler")
    request = work("interpreting", "request", an_appointment(work), "--language", "ka", "--json").json[
        "request"
    ]
    assert work("interpreting", "offer", request, person).code == 0
    (offered,) = [
        one
        for one in sprachmittler("workspace", "requests", "--json").json["requests"]
        if one["language"] == "ka"
    ]
    assert sprachmittler("workspace", "accept", offered["id"]).code == 0
    assert work("interpreting", "take-over").code == 0
    out = tmp_path / "meine.ics"
    day = START.date().isoformat()
    done = sprachmittler("workspace", "file", "--from", day, "--to", day, "--out", out, "--json")
    assert done.code == 0, done.err
    assert START.astimezone(UTC) in starts(out.read_bytes())
    paper = tmp_path / "blatt.pdf"
    assert sprachmittler("workspace", "paper", "--month", "2026-11", "--out", paper).code == 0
    assert paper.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["blatt.doc", "blatt"])
def test_a_file_of_another_kind_is_refused(work: Caller, tmp_path: Path, name: str) -> None:
    done = work(
        "interpreter",
        "paper",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "--month",
        "2026-11",
        "--out",
        tmp_path / name,
    )
    assert done.code == 2
    assert ".pdf, .csv" in done.err
    assert not (tmp_path / name).exists()
