# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``offers ...`` and ``match``: with facts alone, for a case, and whom an offer fits."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Caller

FACTS: dict[str, Any] = {
    "residence_status": "ae_25_2_fl",
    "age": 34,
    "gender": "f",
    "district_ags": "15003",
    "german_level": {"value": "A2", "source": "certificate", "on": "2026-06-03"},
    "in_school": False,
    "title_first_issue": True,
    "title_issued_months_ago": 9,
    "title_duration_months": 36,
}
ON = ("--on", "2026-11-22")

CRITERION = {"text", "verdict", "fact", "value", "source", "law", "valid_from", "valid_until"}
OFFER = {"offer", "verdict", "kind", "status", "criteria", "missing", "documents"}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A file of facts."""
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS), encoding="utf-8")
    return file


class TestFacts:
    """Without any centre."""

    def test_every_offer_with_reasons_and_the_next_question(self, call: Caller, facts: Path) -> None:
        found = call("match", "--facts", facts, *ON, "--json")
        assert (found.code, found.err) == (0, "")
        document = found.json
        assert document["law_as_of"] == "2026-04-29"
        assert len(document["offers"]) == 77
        for offer in document["offers"]:
            assert set(offer) >= OFFER
            assert offer["verdict"] in ("yes", "no", "unknown")
            assert offer["kind"] in ("claim", "discretion", "open", "check")
            for criterion in offer["criteria"]:
                assert set(criterion) >= CRITERION
        first = document["offers"][0]
        assert (first["offer"], first["verdict"], first["kind"]) == ("ik_anspruch", "yes", "claim")
        level = next(c for c in first["criteria"] if c["fact"] == "german_level")
        assert (level["value"], level["source"], level["on"]) == ("A2", "certificate", "2026-06-03")
        assert set(document["next_question"]) >= {"fact", "text", "decides"}
        assert document["next_question"]["decides"] > 0

    def test_texts_follow_the_language(self, call: Caller, facts: Path) -> None:
        texts = {
            lang: call("match", "--facts", facts, *ON, "--json", "--lang", lang).json["offers"][0][
                "criteria"
            ][0]
            for lang in ("de", "en")
        }
        assert texts["de"]["text"] == "Aufenthaltstitel mit Anspruch"
        assert texts["en"]["text"] == "title with a claim"

    def test_a_table_for_people(self, call: Caller, facts: Path) -> None:
        found = call("match", "--facts", facts, *ON)
        assert "Integrationskurs (Anspruch" in found.out
        assert "Next question:" in found.out
        assert "Law as of 29.04.2026" in found.out
        assert "Rückkehr" not in found.out

    def test_one_offer_with_its_reasons(self, call: Caller, facts: Path) -> None:
        found = call("match", "--facts", facts, *ON, "--offer", "ik_anspruch")
        assert "German below B1" in found.out
        assert "not fulfilled" in found.out
        only = call("match", "--facts", facts, *ON, "--offer", "ik_anspruch", "--json").json
        assert [offer["offer"] for offer in only["offers"]] == ["ik_anspruch"]
        ranged = call("match", "--facts", "-", "--offer", "sisa", stdin='{"topic": ["arbeit", "existenz"], "needs_interpreter": true}')  # fmt: skip
        assert "arbeit, existenz" in ranged.out
        assert "yes" in ranged.out

    def test_some_verdicts_only(self, call: Caller, facts: Path) -> None:
        found = call("match", "--facts", facts, *ON, "--verdict", "yes,no", "--json").json
        assert {offer["verdict"] for offer in found["offers"]} == {"yes", "no"}

    def test_from_standard_input_with_a_byte_order_mark(self, call: Caller) -> None:
        found = call("match", "--facts", "-", *ON, "--json", stdin=b"\xef\xbb\xbf{}")
        assert {offer["verdict"] for offer in found.json["offers"]} == {"unknown"}
        assert found.json["next_question"]["fact"] == "residence_status"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('{"age": 34,\n\n "gender": }', "line 3"),
            ("[1]", "object"),
            ('{"age": "alt"}', "age"),
            ('{"german_leve": "A1"}', "german_level"),
            ('{"in_school": "nein"}', "in_school: true or false"),
            ('{"german_level": "B3"}', "german_level: one of these is expected here: A0, A1"),
            ('{"residence_status": "gestattung", "benefit_access": "SGB_II"}', "AsylbLG"),
        ],
    )
    def test_bad_facts_are_one_sentence(self, call: Caller, text: str, words: str) -> None:
        found = call("match", "--facts", "-", *ON, "--json", stdin=text)
        assert (found.code, found.out) == (2, "")
        assert words in found.err
        assert found.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "a case, a file of facts or an offer"),
            (("some-case", "--facts", "x.json"), "not both"),
            (("--facts", "nowhere.json"), "--facts"),
            (("--facts", "-", "--on", "31.02.2026"), "--on: this day does not exist"),
            (("--facts", "-", "--verdict", "maybe"), "--verdict"),
            (("--facts", "-", "--offer", "ik_anspruc"), "Did you mean ik_anspruch"),
        ],
    )
    def test_a_wrong_call(self, call: Caller, arguments: tuple[str, ...], words: str) -> None:
        found = call("match", *arguments, stdin="{}")
        assert (found.code, found.out) == (2, "")
        assert words in found.err

    def test_it_starts_without_a_centre_and_loads_nothing_of_it(self, facts: Path) -> None:
        code = (
            "import sys; from beratung.cli.edge import run\n"
            f"run(['match', '--facts', {str(facts)!r}, '--json'])\n"
            "names = {n.split('.')[0] for n in sys.modules}\n"
            "heavy = {'sqlalchemy', 'sqlcipher3', 'cryptography', 'PySide6', 'reportlab', 'rich.table'}\n"
            "own = {'beratung.store', 'beratung.vault', 'beratung.centre'}\n"
            "sys.stderr.write(repr(sorted((heavy & names) | (own & set(sys.modules)))))"
        )
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert found.stderr == "[]"


class TestCatalogue:
    """What there is."""

    def test_list(self, call: Caller) -> None:
        document = call("offers", "list", "--json").json
        assert len(document["offers"]) == 77
        assert document["law_as_of"] == "2026-04-29"
        some = call("offers", "list", "--category", "schutz", "--json").json["offers"]
        assert [offer["offer"] for offer in some] == ["frauenhaus", "interventionsstelle", "vera"]
        assert "Frauen- und Kinderschutzhaus" in call("offers", "list").out

    def test_show(self, call: Caller) -> None:
        document = call("offers", "show", "ik_alpha", "--json").json
        assert document["kind"] is None
        assert len(document["conditions"]) == 7
        shown = call("offers", "show", "ik_anspruch").out
        assert "or 2" in shown
        assert "Aufenthaltstitel" in shown
        assert call("offers", "show", "mbee").code == 2

    def test_fields(self, call: Caller) -> None:
        document = call("offers", "fields", "--json").json
        assert len(document["fields"]) == 123
        assert "What is the client's gender?" in call("offers", "fields").out

    def test_check(self, call: Caller) -> None:
        found = call("offers", "check", *ON, "--json")
        assert found.code == 1
        assert not found.json["ok"]
        assert {"law", "suchtberatung"} <= {finding["where"] for finding in found.json["findings"]}
        assert all("%(" not in finding["what"] for finding in found.json["findings"])
        assert "general knowledge" in call("offers", "check", *ON).out
        later = call("offers", "check", "--on", "2028-01-01", "--months", "12", "--json").json
        assert len(later["findings"]) > len(found.json["findings"])


class TestCase:
    """For people of a centre."""

    def _somebody(self, work: Caller) -> str:
        clients = work("client", "list", "--json").json["clients"]
        return str(next(client["case"] for client in clients if client["status"] == "ae_25_2_fl"))

    def test_a_case_sees_what_its_facts_say(self, work: Caller, tmp_path: Path) -> None:
        case = self._somebody(work)
        document = work("match", case, "--json").json
        assert len(document["offers"]) == 77
        by_facts = work("case", "facts", case, "--json").json
        exact = {field: {"value": fact["value"]} for field, fact in by_facts["facts"].items()}
        file = tmp_path / "facts.json"
        file.write_text(json.dumps(exact), encoding="utf-8")
        handed = work("match", "--facts", file, "--on", document["on"], "--json").json
        certain = {o["offer"]: o["verdict"] for o in document["offers"] if o["verdict"] != "unknown"}
        same = {o["offer"]: o["verdict"] for o in handed["offers"]}
        assert certain == {offer: same[offer] for offer in certain}

    def test_who_fits(self, work: Caller) -> None:
        found = work("match", "--offer", "mbe", "--verdict", "yes,unknown", "--json").json
        assert found["offer"] == "mbe"
        assert found["cases"]
        for line in found["cases"]:
            one = work("match", line["case"], "--offer", "mbe", "--json").json["offers"][0]
            assert one["verdict"] == line["verdict"]
        assert "Verdict" in work("match", "--offer", "mbe").out
        assert work("match", "--offer", "mbee").code == 2

    def test_a_case_that_does_not_exist(self, work: Caller) -> None:
        assert work("match", "nonsense").code == 2
        assert work("match", "00000000-0000-4000-8000-000000000000").code == 1
