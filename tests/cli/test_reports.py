# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``report …``: from a centre's records to files that left the house, without a window."""

import json
import shutil
from pathlib import Path

import pytest

from beratung.centre.demo import make_demo
from beratung.cli.report_merging import WithCommand, remedies
from beratung.domain.statistics_views import MergeProposal
from beratung.i18n import explain
from beratung.reports.errors import LeaksTogether
from tests.builders import TODAY
from tests.cli.conftest import PASSWORD, Caller


@pytest.fixture(scope="module")
def _larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "zentrum"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        make_demo(folder, 150, 7, on=TODAY)
    return folder


@pytest.fixture
def lead(call: Caller, _larger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call the program as the supervisor of a demo that has enough people to count."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_larger, folder)
    monkeypatch.setenv("BERATUNG_CENTRE", str(folder))
    monkeypatch.setenv("BERATUNG_USER", "leitung")
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    return call


def test_the_reports_are_listed(lead: Caller) -> None:
    found = lead("report", "list", "--json")
    names = [entry["name"] for entry in found.json["reports"]]
    assert {"mbe", "jmd", "gbb", "district", "land", "interpreting", "referrals"} <= set(names)
    assert "mbe" in lead("report", "list").out


def test_a_report_is_shown_protected(lead: Caller) -> None:
    found = lead("report", "show", "land", "--period", "2026-Q3", "--json")
    assert found.code == 0, found.err
    assert found.json["safe"]
    cells = [cell for table in found.json["tables"] for cell in table["cells"]]
    assert cells
    assert not any(cell["count"] in {1, 2} for table in found.json["tables"][:1] for cell in table["cells"])
    assert set(cells[0]) == {"key", "count"}
    assert "primary" not in found.out
    shown = lead("report", "show", "land", "--period", "2026-Q3")
    assert shown.code == 0
    assert found.json["title"] in shown.out


def test_a_release_leaves_files_and_a_line_and_is_checked(lead: Caller, tmp_path: Path) -> None:
    out, proof = tmp_path / "aus", tmp_path / "haus"
    done = lead(
        "report", "release", "land", "--period", "2026-Q3", "--out", out, "--proof", proof, "--to", "Land", "--json"
    )  # fmt: skip
    assert done.code == 0, done.err
    assert sorted(path.suffix for path in out.iterdir()) == [".csv", ".json", ".ods", ".pdf", ".xlsx"]
    [certificate] = proof.iterdir()
    assert lead("protect", "check", certificate).code == 0
    changed = json.loads(certificate.read_text())
    changed["tables"][0]["cells"][-1]["count"] = 12345
    certificate.write_text(json.dumps(changed))
    assert lead("protect", "check", certificate).code == 1
    listed = lead("report", "ledger", "--json").json["releases"]
    assert [(line["number"], line["to"], line["period"]) for line in listed] == [(1, "Land", "2026-Q3")]
    checked = lead("report", "audit", "--anew", "--json")
    assert checked.code == 0
    assert checked.json["ok"]
    again = lead("report", "release", "land", "--period", "2026-Q3", "--out", tmp_path / "neu", "--json")
    assert again.json["repeated"]
    assert {f["sha256"] for f in again.json["files"]} <= {f["sha256"] for f in done.json["files"]}
    assert "2 releases were checked" not in lead("report", "audit").err


def test_the_programme_is_shown_decided_and_fixed(lead: Caller, tmp_path: Path) -> None:
    shown = lead("report", "programme", "2026", "--json")
    first = shown.json["tables"][0]
    name = f"{first['report']}/{first['table']}"
    decided = lead("report", "programme", "2026", "--table", name, "--within-year", "none", "--json")
    assert decided.json["tables"][0]["within_year"] == "none"
    assert lead("report", "release", "land", "--period", "2026-Q3", "--out", tmp_path).code == 0
    refused = lead("report", "programme", "2026", "--table", name, "--within-year", "full")
    assert refused.code == 1
    assert "release 1" in refused.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "nichts", "--period", "2026-Q3"), 1, "no report of this name"),
        (("show", "land", "--period", "2026-Q5"), 2, "no period"),
        (("show", "land", "--period", "2026-07"), 2, "only for"),
        (("show", "land", "--period", "2026-Q3", "--seconds", "-1"), 2, "0 to"),
        (("release", "land", "--period", "2199-Q3", "--out", "."), 1, "not over"),
        (("programme", "12"), 2, "1990"),
        (("programme", "2026", "--table", "x"), 2, "land/"),
        (("microdata",), 1, "table instead"),
    ],
)
def test_bad_calls_are_one_sentence(lead: Caller, arguments: tuple[str, ...], code: int, said: str) -> None:
    found = lead("report", *arguments)
    assert found.code == code
    assert said in found.err
    assert found.err.count("\n") == 1
    assert not found.out


def test_who_holds_no_statistics_is_refused(
    lead: Caller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for user in ("verwaltung", "sprachmittler"):
        monkeypatch.setenv("BERATUNG_USER", user)
        for arguments in (
            ("show", "land", "--period", "2026-Q3"),
            ("release", "land", "--period", "2026-Q3", "--out", tmp_path),
            ("ledger",),
            ("audit",),
        ):
            found = lead("report", *arguments)
            assert found.code == 1
            assert "cannot read statistics" in found.err


def test_a_counsellor_fills_in_what_was_noted_before(lead: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = lead("report", "fill")
    assert refused.code == 1
    monkeypatch.setenv("BERATUNG_USER", "beraterin")
    done = lead("report", "fill", "--json")
    assert done.code == 0, done.err
    assert done.json["filled"]
    assert 2026 in done.json["years"]
    assert lead("report", "fill", "--json").json["was_filled"]


def test_rare_categories_are_merged_by_number_or_by_name(lead: Caller) -> None:
    period = ("--period", "2026")
    shown = lead("report", "show", "mbe", *period, "--merges", "--json").json
    assert [one["number"] for one in shown["merges"]] == list(range(1, len(shown["merges"]) + 1))
    assert shown["merges"]
    first = shown["merges"][0]
    assert "--proposal 1" in lead("report", "show", "mbe", *period, "--merges").out
    made = lead("report", "merge", "mbe", *period, "--proposal", "1", "--json")
    assert made.code == 0, made.err
    assert made.json["merged"] == [{"sorting": first["sorting"], "categories": first["categories"]}]
    assert made.json["hidden_share"] == pytest.approx(first["hidden_share"], abs=0.002)
    assert made.json["hidden_share"] < shown["hidden_share"]
    named = ",".join(first["categories"])
    typed = lead(
        "report", "merge", "mbe", "--categories", f"{first['sorting']}={named}", "--label", "Übrige", "--as", "mbe-grob"
    )  # fmt: skip
    assert typed.code == 0, typed.err
    listed = {one["name"]: one for one in lead("report", "list", "--json").json["reports"]}
    assert listed["mbe-grob"]["own"]
    assert "Übrige" in listed["mbe-grob"]["title"]
    assert listed[made.json["report"]]["own"]
    page = lead("report", "show", "mbe-grob", *period, "--json").json
    assert page["hidden_share"] == pytest.approx(made.json["hidden_share"], abs=0.002)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "--categories"),
        (("--proposal", "1"), 2, "--period"),
        (("--period", "2026", "--proposal", "99"), 2, "--proposal"),
        (("--categories", "close_reason_three"), 2, "SORTING=A,B"),
        (("--categories", "farbe=rot,gelb"), 2, "close_reason_three"),
        (("--categories", "close_reason_three=referred,weg"), 2, "goals_reached"),
        (("--categories", "close_reason_three=referred"), 2, "close_reason_three"),
        (("--categories", "gender_two=f,not_female"), 2, "gender_two"),
    ],
)
def test_a_merge_that_is_none_is_one_sentence(
    lead: Caller, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = lead("report", "merge", "mbe", *arguments)
    assert (found.code, found.err.count("\n"), found.out) == (code, 1, "")
    assert said in found.err


def test_a_refusal_says_what_to_type() -> None:
    fault = LeaksTogether(
        number=3, title="MBE", period="Q1", new_title="MBE", new_period="Q2", merge="Ende der Beratung: a, b"
    )
    with pytest.raises(LeaksTogether), remedies("mbe"):
        raise fault
    fault.merges = (
        MergeProposal(
            dimension="reason", dimension_label="Ende", grouping="close_reason", categories=("moved|x", "referred"),
            labels=("a", "b"), label="Sonstige", hidden_before=1.0,
        ),
    )  # fmt: skip
    with pytest.raises(WithCommand) as refused, remedies("mbe"):
        raise fault
    said = explain(refused.value)
    assert explain(fault) in said
    assert said.endswith("beratung report merge mbe --categories 'close_reason=moved|x,referred'")
    assert "\n" not in said
