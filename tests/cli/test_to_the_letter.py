# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""From the client to the letter on the command line: record, match, consent, letter."""

import json
from pathlib import Path

from beratung.demo.post import POSTINGS
from tests.builders import RECORD
from tests.cli.conftest import Caller


def test_client_consent_match_letter(work: Caller, tmp_path: Path) -> None:
    added = work("client", "add", "--file", "-", "--json", stdin=json.dumps(RECORD)).json
    case = added["case"]
    matched = work("match", case, "--json")
    assert matched.code == 0, matched.err
    assert set(matched.json) >= {"offers", "next_question", "law_as_of"}
    assert len(matched.json["offers"]) == 77
    offer = next(entry for entry in matched.json["offers"] if entry["verdict"] != "no")["offer"]
    out = tmp_path / "brief.pdf"
    refused = work("letter", "referral", case, "--offer", offer, "--out", out)
    assert refused.code == 1
    assert len(refused.err.strip().splitlines()) == 1
    assert not out.exists()
    consent = work("consent", "add", case, "--recipient", offer, "--fields", "name,born,languages", "--json")
    assert consent.code == 0, consent.err
    made = work(
        "letter", "referral", case, "--offer", offer, "--out", out, "--fields", "name,languages", "--json"
    )
    assert made.code == 0, made.err
    assert made.json["fields"] == ["name", "languages"]
    assert made.json["consent"] == consent.json["consent"]
    number = made.json["post_book"]
    assert number == len(POSTINGS) + 1
    assert out.read_bytes().startswith(b"%PDF-")
    handed = work(
        "letter", "referral", case, "--offer", offer, "--out", tmp_path / "hand.pdf", "--to-client", "--json"
    )
    assert handed.code == 0, handed.err
    assert handed.json["post_book"] == number + 1
    view = work("case", "show", case, "--json").json
    assert [letter["number"] for letter in view["letters"]] == [number + 1, number]
    assert {referral["offer"] for referral in view["referrals"]} == {offer}
    assert "pdf" not in view["letters"][0]
    assert work("centre", "verify", "--full").code == 0


def test_facts_of_a_case_match_like_the_case(work: Caller, tmp_path: Path) -> None:
    case = work("client", "search", "Amal Musterfrau", "--json").json["hits"][0]["id"]
    facts = work("case", "facts", case, "--json").json
    handed = {field: fact["value"] for field, fact in facts["facts"].items()}
    path = tmp_path / "angaben.json"
    path.write_text(json.dumps(handed), encoding="utf-8")
    alone = work("match", "--facts", path, "--on", facts["on"], "--json")
    assert alone.code == 0, alone.err
    case_id = facts["case"]
    recorded = work("match", case_id, "--on", facts["on"], "--json")

    def verdicts(document: dict[str, list[dict[str, str]]]) -> dict[str, str]:
        return {entry["offer"]: entry["verdict"] for entry in document["offers"]}

    assert verdicts(alone.json) == verdicts(recorded.json)
