# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The code lists: complete, looked up by code, with names in both languages where that makes sense."""

import re
import unicodedata

import pytest
from babel import Locale

from beratung.domain.codes import Code, Codes
from beratung.offers.codes import load_codes
from beratung.resources import path, root

CODES = load_codes()


def test_how_many() -> None:
    assert len(CODES.statuses) == 70
    assert len(CODES.nationalities) == 211
    assert len(CODES.languages) == 43
    assert (len(CODES.districts), len(CODES.municipalities)) == (14, 218)
    assert (len(CODES.handlungsfelder), len(CODES.querschnitt), len(CODES.topics)) == (7, 6, 34)
    assert [level.order for level in CODES.german.values()] == list(range(7))


def test_names_in_both_languages() -> None:
    syria = CODES.nationalities["475"]
    assert (syria.label(), syria.label("en"), syria.iso) == ("Syrien", "Syria", "SY")
    status = CODES.statuses["gestattung"]
    assert status.label("en") == status.label("de") == "Aufenthaltsgestattung (laufendes Asylverfahren)"
    for table in (
        CODES.topics,
        CODES.handlungsfelder,
        CODES.querschnitt,
        CODES.status_groups,
        CODES.languages,
    ):
        assert all(entry.name and entry.name_en for entry in table.values())
    states = [n for n in CODES.nationalities.values() if n.state == "aktuell"]
    assert all(n.name_en for n in states)


def test_iso_codes_agree_with_cldr_in_german() -> None:
    names = Locale("de").territories
    by_hand = {"146", "160", "169", "245", "246", "411", "412", "434", "459", "467"}
    for entry in CODES.nationalities.values():
        if entry.iso and entry.code not in by_hand:
            assert names[entry.iso] == entry.name
    isos = [entry.iso for entry in CODES.nationalities.values() if entry.iso]
    assert len(isos) == len(set(isos)) > 190
    assert not any(entry.iso for entry in CODES.nationalities.values() if entry.state != "aktuell")


def test_a_language_is_written_the_way_its_script_runs() -> None:
    for language in CODES.languages.values():
        assert (language.direction == "rtl") == (language.script == "Arab"), language.code
        letters = [c for c in language.autonym if c.isalpha()]
        if letters:
            is_rtl = unicodedata.bidirectional(letters[0]) in ("R", "AL")
            assert is_rtl == (language.direction == "rtl"), language.code
    assert CODES.languages["fa-AF"].name != CODES.languages["fa"].name
    assert CODES.languages["kmr"].script != CODES.languages["ckb"].script


def test_places() -> None:
    assert CODES.municipalities["15003000"].district == "15003"
    found = CODES.district_of("15003000")
    assert found is not None
    assert found.name == "Magdeburg"
    assert CODES.district_of("14713000") is None
    for code, district in CODES.districts.items():
        assert re.fullmatch(r"15\d{3}", code)
        assert all(m.code.startswith(code) and len(m.code) == 8 for m in district.municipalities)
    assert "06333" in path("codes", "regions.yaml").read_text(encoding="utf-8")


def test_every_status_belongs_to_a_group_and_every_topic_to_a_handlungsfeld() -> None:
    assert {status.group for status in CODES.statuses.values()} == set(CODES.status_groups)
    assert all(CODES.handlungsfeld(topic.handlungsfeld) for topic in CODES.topics.values())
    assert len({status.short for status in CODES.statuses.values()}) == 70


def test_a_code_that_stands_twice_is_refused() -> None:
    double = [Code(code="a", name="A"), Code(code="a", name="B")]
    with pytest.raises(ValueError, match="the code a stands twice"):
        Codes(
            statuses=(), status_groups=(), nationalities=(), languages=(), districts=(), handlungsfelder=(),
            querschnitt=(), topics=(), german=(), literacy=double,
        )  # fmt: skip


def test_lists_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CODES.statuses["x"] = CODES.statuses["gestattung"]  # type: ignore[index]


def test_resources_lie_beside_the_package_in_a_checkout() -> None:
    assert root().name == "resources"
    assert path("rules", "meta.yaml").is_file()
