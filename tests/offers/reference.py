# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The reference data beside the project, and a second, naive evaluator written straight from its ``meta``.

It shares no code with the product: it reads the reference files as they are and knows nothing of networks,
relevance or reasons. Where the two disagree, one of them misreads the semantics.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"

IS_HERE = (FOLDER / "offers.yaml").is_file()

needs_reference = pytest.mark.skipif(
    not IS_HERE,
    reason="the reference data is not beside the project (../shared/data): nothing to compare with",
)

SPELT = (
    *(("ausser", "außer"), ("Massnahmen", "Maßnahmen"), ("mässig", "mäßig"), ("gemäss", "gemäß")),
    *(
        ("massgeblich", "maßgeblich"),
        ("geäussert", "geäußert"),
        ("heisst", "heißt"),
        ("Mindestmass", "Mindestmaß"),
    ),
)
"""The reference writes ss for ß."""

REWORDED = (
    (
        "Geplanter 'Rechtskreiswechsel': Inkrafttreten NICHT belegt; Regel mit Schalter bauen",
        "Geplanter Rechtskreiswechsel: Inkrafttreten nicht belegt; das Datum der ersten Erteilung entscheidet",
    ),
    (
        "App: Feld previous_status verlangen und dessen Regeln anwenden; nicht",
        "es gelten die Regeln des vorherigen Titels; nicht",
    ),
    ("Regeln müssen 'unbekannt' liefern, nie 'nein'", "alles bleibt offen, bis der Status bekannt ist"),
    ("documents_missing = Nachweise", "fehlende Unterlagen: Nachweise"),
    ("bafoeg_work_history = § 8 Abs. 3:", "Erwerbszeiten nach § 8 Abs. 3:"),
    ("ae_32_34: nur § 32 genannt, §§ 33, 34 nicht", "genannt ist nur § 32, nicht §§ 33, 34"),
    ("als ae_28 erfassen", "als § 28 erfassen"),
    ("(eigener Code)", "(eigener Status)"),
    (" = recall", ": nicht nachgelesen"),
    ("(6 = recall)", "(6: nicht nachgelesen)"),
    ("(recall)", "(nicht nachgelesen)"),
    (", recall)", ", nicht nachgelesen)"),
    ("Seed 000", ""),
)
"""Notes of the reference to whoever builds the product, in words for a counsellor."""


def taken_over(text: str | None) -> str:
    """Return a text of the reference as the product writes it; a dash says that there is none."""
    found = "" if text in (None, "-") else str(text)
    for old, new in (*SPELT, *REWORDED):
        found = found.replace(old, new)
    return found


ORDER = ["A0", "A1", "A2", "B1", "B2", "C1", "C2"]

COLUMN = {
    "residence_group": ("group",),
    "integrationskurs_access": ("integrationskurs", "access"),
    "work_access": ("work", "access"),
    "benefit_access": ("benefits", "system"),
    "bafoeg_access": ("bafoeg", "access"),
    "kindergeld_access": ("kindergeld", "access"),
}

OPEN_VALUES = {
    "bedingt",
    "pruefen",
    "unbekannt",
    "abhaengig",
    "variante",
    "wie_zweck",
    "verboten_oder_erlaubnis",
    "wie_vorheriger_titel",
}


@lru_cache
def read(name: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return a reference file as plain data."""
    with (FOLDER / name).open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def offers() -> list[dict[str, Any]]:
    """Return the reference's offers."""
    return list(read("offers.yaml")["offers"])


@lru_cache
def statuses() -> dict[str, dict[str, Any]]:
    """Return the reference's residence statuses by code."""
    return {entry["code"]: entry for entry in read("residence_status.yaml")["statuses"]}


class Naive:
    """Evaluates the reference's rules, offer by offer and leaf by leaf; answers yes, no or unknown."""

    def __init__(self, facts: Mapping[str, Any], on: date) -> None:
        self.facts = facts
        self.on = on
        self.by_id = {offer["id"]: offer for offer in offers()}

    def offer(self, offer: str) -> str:
        """Decide an offer: its conditions, its region and whether it runs on the day."""
        entry = self.by_id[offer]
        parts = [self.tree(entry["eligibility"])]
        if "DE" not in entry["region"]:
            parts.append(_any(self.leaf("district_ags", "prefix", ags) for ags in entry["region"]))
        if entry["valid_to"] and self.on.isoformat() > entry["valid_to"] and entry["status"] != "ausgesetzt":
            parts.append("no")
        if entry["status"] == "ausgesetzt":
            parts.append("unknown")
        return _all(parts)

    def tree(self, node: Mapping[str, Any]) -> str:
        """Decide a tree of conditions."""
        if "all" in node:
            return _all(self.tree(part) for part in node["all"])
        if "any" in node:
            return _any(self.tree(part) for part in node["any"])
        if "requires_offer_any" in node:
            return _any(self.offer(base) for base in node["requires_offer_any"])
        return self.leaf(node["field"], node["op"], node["value"])

    def status(self) -> str | None:
        """Return the status that counts, None while it is unknown."""
        status = self.facts.get("residence_status")
        if status == "fiktion_81_4":
            status = self.facts.get("previous_status")
            if status == "fiktion_81_4":
                return None
        return None if status in (None, "unbekannt") else str(status)

    def leaf(self, field: str, op: str, wanted: Any) -> str:  # noqa: ANN401
        """Decide one condition."""
        if field in COLUMN:
            status = self.status()
            if status is None:
                return "unknown"
            value: Any = statuses()[status]
            for key in COLUMN[field]:
                value = value[key]
            return _derived(op, value, wanted)
        value = self.status() if field == "residence_status" else self.facts.get(field)
        if value is None:
            return "unknown"
        if field in ("german_level", "german_oral_level", "english_level"):
            value, wanted = ORDER.index(value), ORDER.index(wanted)
        return _plain(op, value, wanted)


def _plain(op: str, value: Any, wanted: Any) -> str:  # noqa: ANN401
    if isinstance(value, tuple):
        hits = [one == wanted if op in ("eq", "ne") else one in wanted for one in value]
        if op in ("eq", "in"):
            return "yes" if any(hits) else "no"
        return "no" if all(hits) else "unknown" if any(hits) else "yes"
    if op in ("eq", "ne"):
        return "yes" if (value == wanted) is (op == "eq") else "no"
    if op in ("in", "not_in"):
        return "yes" if (value in wanted) is (op == "in") else "no"
    if op == "prefix":
        return "yes" if value.startswith(wanted) else "no"
    answers = {"lt": value < wanted, "le": value <= wanted, "gt": value > wanted, "ge": value >= wanted}
    return "yes" if answers[op] else "no"


def _derived(op: str, value: str, wanted: Any) -> str:  # noqa: ANN401
    targets = wanted if isinstance(wanted, list) else [wanted]
    if value in targets:
        positive = "yes"
    elif (
        value in OPEN_VALUES
        or (
            value in ("SGB_II_gefaehrdet_titel", "ausgeschlossen_regel", "ausgeschlossen_3_monate")
            and "SGB_II" in targets
        )
        or (value == "AsylbLG_formal_meldegefahr" and "AsylbLG" in targets)
    ):
        positive = "unknown"
    else:
        positive = "no"
    if op in ("eq", "in"):
        return positive
    return {"yes": "no", "no": "yes", "unknown": "unknown"}[positive]


def _all(parts: Iterable[str]) -> str:
    found = list(parts)
    return "no" if "no" in found else "unknown" if "unknown" in found else "yes"


def _any(parts: Iterable[str]) -> str:
    found = list(parts)
    return "yes" if "yes" in found else "unknown" if "unknown" in found else "no"
