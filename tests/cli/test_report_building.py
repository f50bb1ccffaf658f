# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reports of the centre's own by the command line: built, copied, changed after a release; parts and trends."""

import json
from pathlib import Path

import pytest

from beratung.cli.report_merging import WithCommand, WithNumbers, remedies, uncorrected
from beratung.i18n import explain
from beratung.reports.errors import LeaksTogetherWithout, RevisionUnsafe
from tests.builders import TODAY
from tests.cli.conftest import Caller
from tests.cli.test_reports import _larger, lead  # noqa: F401 -- fixtures

PERIOD = ("--period", "2026-Q3")


def test_sortings_are_listed_with_what_can_be_typed(lead: Caller) -> None:  # noqa: F811
    found = {one["name"]: one for one in lead("report", "sortings", "--json").json["sortings"]}
    assert {"code": "f", "label": "weiblich"} in found["gender"]["categories"]
    assert "weiblich" in lead("report", "sortings").out


def test_a_report_is_built_described_changed_and_forgotten(lead: Caller, tmp_path: Path) -> None:  # noqa: F811
    made = lead(
        "report", "add", "--title", "Frauen nach Alter", "--rows", "age_coarse", "--only", "gender=f",
        "--periods", "quarter,year", "--json",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert made.json == {
        "report": "frauen-nach-alter",
        "title": "Frauen nach Alter",
        "periods": ["year", "quarter"],
    }
    shown = lead("report", "show", "frauen-nach-alter", *PERIOD, "--json")
    assert shown.json["safe"]
    plain = lead("report", "describe", "frauen-nach-alter")
    own = json.loads(plain.out)
    assert own["tables"][0]["filter"] == {"gender": "f"}
    own["tables"][0]["rows"] = "gender"
    own["tables"][0]["filter"] = {}
    file = tmp_path / "eigen.json"
    file.write_text(json.dumps(own))
    assert lead("report", "add", "--file", file).code == 0
    assert lead("report", "show", "frauen-nach-alter", *PERIOD, "--json").json["tables"][0]["dimensions"] == [
        "gender"
    ]
    assert lead("report", "remove", "frauen-nach-alter", "--json").json == {"removed": "frauen-nach-alter"}
    assert lead("report", "show", "frauen-nach-alter", *PERIOD).code == 1


def test_a_report_changed_after_its_release_says_so(lead: Caller, tmp_path: Path) -> None:  # noqa: F811
    build = ("report", "add", "--title", "Eigen", "--as", "eigen", "--periods", "quarter", "--rows")
    assert lead(*build, "gender").code == 0
    first = lead("report", "release", "eigen", *PERIOD, "--out", tmp_path / "a", "--json")
    assert first.code == 0, first.err
    assert not first.json["former"]
    assert lead(*build, "age_coarse").code == 0
    again = lead("report", "release", "eigen", *PERIOD, "--out", tmp_path / "b", "--json")
    assert again.json["repeated"]
    assert again.json["former"]
    assert again.json["fingerprint"] != first.json["fingerprint"], "it is an entry of its own"
    shown = lead("report", "show", "eigen", *PERIOD)
    assert "report copy eigen" in shown.out
    copied = lead("report", "copy", "eigen", "--as", "eigen-alter", "--json")
    assert copied.json["report"] == "eigen-alter"
    page = lead("report", "show", "eigen-alter", *PERIOD, "--json").json
    assert not page["released"]
    assert page["tables"][0]["dimensions"] == ["age"]


def test_a_copy_leaves_tables_out_or_takes_a_part(lead: Caller) -> None:  # noqa: F811
    assert (
        lead("report", "copy", "mbe", "--without", "topics", "--without", "progress", "--as", "mbe-kurz").code
        == 0
    )
    tables = json.loads(lead("report", "describe", "mbe-kurz").out)["tables"]
    before = json.loads(lead("report", "describe", "mbe").out)["tables"]
    assert [one["id"] for one in tables] == [
        one["id"] for one in before if one["id"] not in {"topics", "progress"}
    ]
    assert lead("report", "copy", "land", "--only", "gender_two=f", "--as", "land-frauen").code == 0
    women = json.loads(lead("report", "describe", "land-frauen").out)["tables"]
    assert women
    assert all(one["filter"]["gender_two"] == "f" for one in women)


def test_a_part_is_shown_with_the_whole(lead: Caller) -> None:  # noqa: F811
    found = lead("report", "show", "year", *PERIOD, "--only", "district=15003", "--json")
    assert found.code == 0, found.err
    assert found.json["only"] == {"district": ["15003"]}
    assert found.json["safe"]
    cells = [cell["count"] for table in found.json["tables"] for cell in table["cells"]]
    assert not set(cells) & {1, 2}


def test_a_table_is_shown_over_the_quarters(lead: Caller) -> None:  # noqa: F811
    found = lead("report", "trend", "land", "--json")
    assert found.code == 0, found.err
    periods = [point["period"] for point in found.json["lines"][0]["points"]]
    assert periods == sorted(periods)
    assert periods[0] == "2026-Q1"
    assert not {point["count"] for line in found.json["lines"] for point in line["points"]} & {1, 2}
    other = found.json["tables"][1]
    assert lead("report", "trend", "land", "--table", other, "--json").json["table"] == other
    assert "1. Quartal 2026" in lead("report", "trend", "land").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "--rows", "age"), 2, "--title"),
        (("add", "--title", "A"), 2, "--rows"),
        (("add", "--title", "A", "--rows", "farbe"), 2, "age_coarse"),
        (("add", "--title", "A", "--rows", "age", "--count", "koepfe"), 2, "persons"),
        (("add", "--title", "A", "--rows", "age", "--periods", "woche"), 2, "quarter"),
        (("add", "--title", "A", "--rows", "age", "--only", "gender"), 2, "SORTING=CATEGORY"),
        (("add", "--title", "A", "--rows", "age", "--only", "gender=x"), 2, "rest"),
        (("add", "--title", "A", "--rows", "age", "--threshold", "1"), 2, "threshold"),
        (("add", "--title", "A", "--rows", "age", "--as", "land"), 2, "another one"),
        (("add", "--title", "A", "--rows", "referral_outcome"), 2, "cannot be counted"),
        (("add", "--title", "A", "--file", "-"), 2, "leave the other options out"),
        (("describe", "nichts"), 1, "no report of this name"),
        (("remove", "land"), 1, "no report of this name"),
        (("copy", "mbe", "--without", "nichts"), 2, "topics"),
        (("copy", "mbe", "--only", "farbe=rot"), 2, "gender_two"),
        (("show", "land", *PERIOD, "--only", "gender_two"), 2, "SORTING=CATEGORY"),
        (("trend", "land", "--years", "9"), 2, "1 to 5"),
        (("trend", "land", "--table", "x"), 2, "cross"),
        (("trend", "district"), 1, "no quarter"),
        (("correction", "land", *PERIOD), 1, "not released yet"),
    ],
)
def test_bad_calls_are_one_sentence(lead: Caller, arguments: tuple[str, ...], code: int, said: str) -> None:  # noqa: F811
    found = lead("report", *arguments)
    assert (found.code, found.err.count("\n"), found.out) == (code, 1, "")
    assert said in found.err


@pytest.mark.parametrize(
    "given",
    [
        '{"id": "a", "farbe": 1}',
        '{"id": "a", "title": "A", "tables": []}',
        "[]",
        "{",
        '{"id": "A b", "title": {"de": "A"}, "tables": []}',
    ],
)
def test_a_file_that_is_no_report_is_one_sentence(lead: Caller, given: str) -> None:  # noqa: F811
    found = lead("report", "add", "--file", "-", stdin=given)
    assert (found.code, found.err.count("\n"), found.out) == (2, 1, "")


def test_a_refusal_says_what_to_type() -> None:
    two = {"title": "MBE", "period": "Q1", "new_title": "Jahr", "new_period": "Q2"}
    fault = LeaksTogetherWithout(number=3, tables="Alter; Weg", **two)
    fault.without = ("age", "channel")
    with pytest.raises(WithCommand) as refused, remedies("jahr"):
        raise fault
    said = explain(refused.value)
    assert said.startswith(explain(fault))
    assert said.endswith("beratung report copy jahr --without age --without channel")
    with pytest.raises(WithNumbers) as corrected, uncorrected("jahr", "2026-Q2"):
        raise RevisionUnsafe(title="Jahr", period="Q2", number=3)
    assert "beratung report release jahr --period 2026-Q2 --out" in explain(corrected.value)


def test_a_correction_is_tried_before_it_goes_out(
    lead: Caller,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lead("report", "release", "year", *PERIOD, "--out", tmp_path, "--to", "Land").code == 0
    none = lead("report", "correction", "year", *PERIOD)
    assert none.code == 1
    assert "report release year" in none.err
    monkeypatch.setenv("BERATUNG_USER", "beraterin")
    case = lead("client", "list", "--limit", "1", "--json").json["clients"][0]["case"]
    note = {"on": f"{TODAY.year}-08-10", "minutes": 30, "channel": "personal", "topics": [], "text": ""}
    assert lead("case", "note", case, "--file", "-", stdin=json.dumps(note)).code == 0
    monkeypatch.setenv("BERATUNG_USER", "leitung")
    assert lead("report", "show", "year", *PERIOD, "--json").json["late"] == 1
    tried = lead("report", "correction", "year", *PERIOD, "--json")
    assert tried.code == 0, tried.err
    assert len(lead("report", "ledger", "--json").json["releases"]) == 1
    done = lead("report", "release", "year", *PERIOD, "--revision", "--out", tmp_path, "--json")
    assert done.code == 0, done.err
    assert done.json["hidden_share"] == tried.json["hidden_share"] >= tried.json["released_hidden_share"]
