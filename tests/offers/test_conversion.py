# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The product's rules say exactly what the reference data says, leaf by leaf; nothing was weakened or lost."""

from collections.abc import Iterator
from typing import Any

import pytest

from beratung.domain.offers import OfferKind
from beratung.domain.rules import Group, Leaf, Needs, Part, Rule
from beratung.offers.codes import load_codes
from beratung.offers.rules import EFFECTS, load_rules
from tests.offers.reference import IS_HERE, needs_reference, offers, read, taken_over

pytestmark = needs_reference

KINDS = {
    "anspruch": OfferKind.CLAIM,
    "ermessen": OfferKind.DISCRETION,
    "offen": OfferKind.OPEN,
    "pruefhinweis": OfferKind.CHECK,
    "wie Grundzugang": None,
}


def _rules() -> dict[str, Rule]:
    return {rule.info.id: rule for rule in load_rules().rules}


def _plain(part: Part) -> dict[str, Any]:
    """Return a part of a rule as the reference writes it."""
    if isinstance(part, Needs):
        return {"requires_offer_any": list(part.offers)}
    if isinstance(part, Group):
        return {"any" if part.is_any else "all": [_plain(inner) for inner in part.parts]}
    assert isinstance(part, Leaf)
    value = list(part.value) if isinstance(part.value, tuple) else part.value
    return {"field": part.field, "op": part.op.value, "value": value}


def _leaves(tree: dict[str, Any], place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a tree with its place, so that a difference names where it is."""
    for key in ("all", "any"):
        for number, inner in enumerate(tree.get(key, [])):
            yield from _leaves(inner, f"{place}/{key}{number}")
    if not {"all", "any"} & set(tree):
        yield place, tree


def test_the_same_offers() -> None:
    assert set(_rules()) == {offer["id"] for offer in offers()}
    assert len(_rules()) == 77


@pytest.mark.parametrize("offer", offers() if IS_HERE else [], ids=lambda o: o["id"])
def test_every_leaf_of_an_offer(offer: dict[str, Any]) -> None:
    tree = _plain(_rules()[offer["id"]].tree)
    assert dict(_leaves(tree)) == dict(_leaves(offer["eligibility"]))
    assert tree == offer["eligibility"]
    ours = [leaf for _place, leaf in _leaves(tree) if "value" in leaf]
    theirs = [leaf for _place, leaf in _leaves(offer["eligibility"]) if "value" in leaf]
    assert [type(leaf["value"]) for leaf in ours] == [type(leaf["value"]) for leaf in theirs]


@pytest.mark.parametrize("offer", offers() if IS_HERE else [], ids=lambda o: o["id"])
def test_everything_else_of_an_offer(offer: dict[str, Any]) -> None:
    info = _rules()[offer["id"]].info
    ours = {
        "name": info.name,
        "category": info.category,
        "handlungsfeld": list(info.handlungsfeld),
        "querschnitt": list(info.querschnitt),
        "provider": info.provider,
        "region": list(info.region),
        "target_group": info.target_group,
        "documents_needed": list(info.documents),
        "cost": info.cost or None,
        "legal_source": info.law,
        "source_url": info.source or None,
        "source_date": info.source_date or None,
        "verified": info.verified,
        "status": info.status.value,
        "valid_from": info.valid_from.isoformat() if info.valid_from else None,
        "valid_to": info.valid_until.isoformat() if info.valid_until else None,
        "caveats": info.caveats or None,
    }
    worded = ("name", "provider", "target_group", "cost", "legal_source", "source_url", "caveats")
    theirs = {key: (taken_over(offer[key]) or None) if key in worded else offer[key] for key in ours}
    theirs["legal_source"] = theirs["legal_source"] or "ohne eigene Rechtsgrundlage"
    theirs["documents_needed"] = [taken_over(document) for document in offer["documents_needed"]]
    assert ours == theirs
    assert info.kind is KINDS[offer["effect"]]
    assert not any(offer["contact"].values()), "the reference names a contact now: take it over"
    assert set(ours) | {"id", "effect", "eligibility", "contact"} == set(offer)


def test_every_field_with_its_note_and_whether_it_is_sensitive() -> None:
    meta = read("offers.yaml")["meta"]
    fields = load_rules().fields
    assert set(fields) == set(meta["fields"])
    assert {name for name, info in fields.items() if info.is_sensitive} == set(meta["sensitive_fields"])
    notes = {name: info.note for name, info in fields.items() if info.note and name != "age"}
    assert notes == {name: taken_over(note) for name, note in meta["field_notes"].items()}
    assert set(EFFECTS.values()) == set(KINDS.values())


STATUS_PARTS = (
    *("integrationskurs", "berufssprachkurs", "work", "benefits", "bafoeg"),
    *("kindergeld", "wohnsitzbindung", "mbe", "gbb"),
)


def test_every_status_with_all_it_opens() -> None:
    theirs = {entry["code"]: entry for entry in read("residence_status.yaml")["statuses"]}
    ours = load_codes().statuses
    assert list(ours) == list(theirs)
    assert len(ours) == 70
    for code, entry in theirs.items():
        info = ours[code]
        assert (info.name, info.group, info.legal_basis) == (
            taken_over(entry["name_de"]),
            entry["group"],
            taken_over(entry["legal_basis"]),
        )
        assert list(info.documents) == entry["documents"]
        assert (info.note, info.verified) == (taken_over(entry.get("notes")), entry["verified"])
        changes = [{"effective": c.effective, "by": c.by, "effect": c.effect} for c in info.changed_later]
        theirs_later = entry.get("law_changed_after_read", [])
        assert changes == [{key: taken_over(text) for key, text in change.items()} for change in theirs_later]
        for name in STATUS_PARTS:
            access, part = getattr(info, name), dict(entry[name])
            assert access.value == part.pop("system" if name == "benefits" else "access"), (code, name)
            assert access.basis == taken_over(part.pop("basis", "")), (code, name)
            assert access.note == taken_over(part.pop("note", "")), (code, name)
            assert access.suspended_since == part.pop("ermessen_ausgesetzt_seit", None), (code, name)
            assert access.duty_possible is part.pop("verpflichtung_moeglich", False), (code, name)
            variants = part.pop("variants", [])
            assert [
                (v.condition, v.value, v.valid_from, v.valid_to, v.verified, v.note) for v in access.variants
            ] == [
                (
                    v["if"],
                    v["system"],
                    v.get("valid_from"),
                    v.get("valid_to"),
                    v["verified"],
                    v.get("note", ""),
                )
                for v in variants
            ]
            assert not part, (code, name, part)


def test_the_other_code_lists() -> None:
    codes, topics = load_codes(), read("topics.yaml")
    nationalities = read("nationalities.yaml")["nationalities"]
    assert [
        (n.code, n.name, n.continent, n.state, n.region or None) for n in codes.nationalities.values()
    ] == [(n["code"], n["name"], n["continent"], n["status"], n.get("region")) for n in nationalities]
    safe = {n["code"]: n["sicherer_herkunftsstaat"] for n in nationalities if "sicherer_herkunftsstaat" in n}
    assert {n.code: n.safe_origin for n in codes.nationalities.values() if n.safe_origin} == safe
    assert [
        (la.code, la.iso639_3, la.name, la.direction, la.in_sisa, la.verified)
        for la in codes.languages.values()
    ] == [
        (
            la["bcp47"],
            la["iso639_3"],
            la["name"],
            la.get("direction", "ltr"),
            la["sisa_listed"],
            la["verified"],
        )
        for la in topics["languages"]
    ]
    districts = read("districts.yaml")["districts"]
    assert [(d.code, d.name, d.type, d.seat, d.kfz, d.population) for d in codes.districts.values()] == [
        (d["ags"], d["name"], d["type"], d["seat"], d["kfz"], d["population_2023_12_31"]) for d in districts
    ]
    assert [(m.code, m.name) for m in codes.municipalities.values()] == [
        (m["ags"], m["name"]) for d in districts for m in d["municipalities"]
    ]
    assert [(h.code, h.nr, h.name) for h in codes.handlungsfelder.values()] == [
        (h["key"], h["nr"], h["name"]) for h in topics["handlungsfelder"]
    ]
    assert [(q.code, q.name) for q in codes.querschnitt.values()] == [
        (q["key"], q["name"]) for q in topics["querschnittsthemen"]
    ]
    assert [(t.code, t.name, t.handlungsfeld, t.verified) for t in codes.topics.values()] == [
        (t["key"], t["name"], t["handlungsfeld"], t["verified"]) for t in topics["counselling_topics"]
    ]
    assert [(g.code, g.order, g.legal_term or None) for g in codes.german.values()] == [
        (g["code"], g["order"], g.get("legal_term")) for g in topics["german_levels"]
    ]
    assert list(codes.literacy) == topics["literacy"]["values"]
