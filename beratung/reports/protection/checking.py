# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Checks the proof of a protected file by adding whole numbers. Pure, without a solver, and apart from the rest.

It trusts nothing but the numbers themselves: it lists the cells anew, adds up every witness and the people
behind it, and looks whether each hidden cell reaches and spans what it must.
"""

from typing import Any

from beratung.domain.errors import N_, Refused
from beratung.reports.protection.checking_cells import Cells, Counts, Key, Refuted, need, pairs_of, whole
from beratung.reports.protection.checking_people import People
from beratung.reports.protection.sealing import FORMAT, digest_of, sealed_seconds


class NotProven(Refused):
    """A file whose proof does not hold."""

    message = N_("%(place)s: the proof does not hold here. This file must not leave the house.")

    def __init__(self, place: str) -> None:
        super().__init__(place=place)
        self.place = place


class Checked:
    """What was checked: how many hidden cells, by how many witnesses."""

    def __init__(self, hidden: int, witnesses: int) -> None:
        self.hidden = hidden
        self.witnesses = witnesses


def check(document: dict[str, Any]) -> Checked:
    """Check a file; raises NotProven with the first place where the proof does not hold."""
    try:
        return _checked(document)
    except Refuted as refuted:
        raise NotProven(refuted.place) from refuted
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as fault:
        raise NotProven("certificate") from fault


def _checked(document: dict[str, Any]) -> Checked:
    proof = document["certificate"]
    need(proof["format"] == FORMAT, "certificate.format")
    need(document["safe"] is True, "safe")
    cells = Cells(document)
    _digest(document, proof, cells)
    hidden = _hidden(proof, cells)
    need(document.get("groups") == cells.groups(), "groups")
    rests = _rests(proof, cells)
    people = People(cells, proof["joint"])
    ends: dict[Key, tuple[int, int]] = {}
    for number, values in enumerate(proof["witnesses"]):
        place = f"certificate.witnesses[{number}]"
        table = _table(cells, hidden, values, place)
        people.check(number, table, place)
        for rest, (total, part) in rests.items():
            table[rest] = table[total] - table[part]
        for key in (*hidden, *rests):
            low, high = ends.get(key, (table[key], table[key]))
            ends[key] = min(low, table[key]), max(high, table[key])
    _reached("certificate.hidden", proof["hidden"], hidden, ends)
    _reached("certificate.complements", proof["complements"], list(rests), ends)
    return Checked(len(hidden), len(proof["witnesses"]))


def _digest(document: dict[str, Any], proof: dict[str, Any], cells: Cells) -> None:
    need(proof["digest"] == digest_of(document), "certificate.digest")
    seconds = document["seconds"]
    need(type(seconds) is float, "seconds")
    need(seconds == sealed_seconds(int(seconds * 1000 + 1e-7), proof["digest"]), "seconds")
    secondary = {key for key, status in cells.current.items() if status == "secondary"}
    count = whole(document["hidden_secondary"], "hidden_secondary")
    need(count == len(secondary), "hidden_secondary")
    bound = whole(document["lower_bound"], "lower_bound")
    need(bound <= count and document["proven_best"] is (bound == count), "lower_bound")


def _hidden(proof: dict[str, Any], cells: Cells) -> list[Key]:
    """The hidden cells in the order of the proof, which must be all, each with needs that are great enough."""
    hidden = [pairs_of(entry["key"]) for entry in proof["hidden"]]
    wanted = {key for key, status in cells.status.items() if status != "published"}
    need(len(set(hidden)) == len(hidden) and set(hidden) == wanted, "certificate.hidden")
    for number, (key, entry) in enumerate(zip(hidden, proof["hidden"], strict=True)):
        place = f"certificate.hidden[{number}]"
        whole(entry["reach"], f"{place}.reach", cells.thresholds[key])
        whole(entry["span"], f"{place}.span", cells.thresholds[key] - 1)
        is_deniable = not cells.least(key) and cells.status[key] == "primary"
        need(entry["down_to"] == (0 if is_deniable else None), f"{place}.down_to")
    return hidden


def _rests(proof: dict[str, Any], cells: Cells) -> dict[Key, tuple[Key, Key]]:
    """What is left of totals without one of their parts, as far as that must stay in the dark."""
    found: dict[Key, tuple[Key, Key]] = {}
    for number, entry in enumerate(proof["complements"]):
        place = f"certificate.complements[{number}]"
        part, along = pairs_of(entry["key"]), entry["along"]
        total = frozenset(pair for pair in part if pair[0] != along)
        need(part in cells.status and total in cells.status and part != total, f"{place}.key")
        threshold = max(cells.thresholds[part], cells.thresholds[total])
        whole(entry["reach"], f"{place}.reach", threshold)
        whole(entry["span"], f"{place}.span", threshold - 1)
        found[part | {("~", along)}] = (total, part)
    need(len(found) == len(proof["complements"]), "certificate.complements")
    return found


def _table(cells: Cells, hidden: list[Key], values: list[int], place: str) -> Counts:
    """All numbers of a witness, after every sum and every comparison."""
    need(len(values) == len(hidden), place)
    table = dict(cells.published)
    for key, value in zip(hidden, values, strict=True):
        table[key] = whole(value, place, cells.least(key))
    for total, parts in cells.sums:
        need(table[total] == sum([table[part] for part in parts]), place)
    for lesser, greater in cells.limits:
        need(table[lesser] <= sum([table[key] for key in greater]), place)
    return table


def _reached(
    where: str, entries: list[dict[str, Any]], hidden: list[Key], ends: dict[Key, tuple[int, int]]
) -> None:
    for number, (key, entry) in enumerate(zip(hidden, entries, strict=True)):
        place = f"{where}[{number}]"
        need(key in ends, place)
        low, high = ends[key]
        need(high >= entry["reach"] and high - low >= entry["span"], place)
        need(entry.get("down_to") is None or low <= entry["down_to"], place)
