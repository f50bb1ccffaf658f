# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A JSON object with tables in, the protected one with its proof out. Pure."""

import math
import time
from collections.abc import Callable
from typing import Any

import msgspec

from beratung.domain.errors import N_, Refused
from beratung.reports.protection.certificate import certificate
from beratung.reports.protection.earlier import with_stand_ins
from beratung.reports.protection.easing import eased
from beratung.reports.protection.file import read_problem
from beratung.reports.protection.groups import groups_of
from beratung.reports.protection.merging import Effect, Merge, effect_of, merged, merges_for, words_of
from beratung.reports.protection.problem import Problem, Status, Zeros
from beratung.reports.protection.protector import Pattern, Progress, Protector, Unprotectable
from beratung.reports.protection.reckoning import Ending, OutOfTime
from beratung.reports.protection.sealing import digest_of, sealed_seconds

DEFAULT_THRESHOLD = 3
OPTIONS = ("insider", "overlaps", "at_most", "merged", "sensitive", "hide_sensitive")
RULES = ("threshold", "zeros", *OPTIONS)
"""What a document says of all its tables; an earlier one keeps it."""
TABLE_OPTIONS = ("within", "threshold", "zeros")


class CannotProtect(Refused):
    """Tables too fine for the few people in them."""

    message = N_(
        "These tables cannot be made safe: %(cells)d cells stay recognisable, whatever is hidden. Please merge: %(merge)s."
    )

    def __init__(self, cells: int, merges: list[Merge]) -> None:
        super().__init__(cells=cells, merge=words_of(merges))
        self.merges = merges


class Protected(msgspec.Struct, frozen=True):
    """A protected problem and the document about it."""

    problem: Problem
    pattern: Pattern
    document: dict[str, Any]


def protect(
    value: dict[str, Any],
    *,
    seconds: float = math.inf,
    is_cancelled: Callable[[], bool] | None = None,
    on_round: Progress | None = None,
) -> Protected:
    """Protect the tables of a document.

    ``seconds`` may only stop the search earlier, with a plan that is safe all the same.

    Raises:
        BadInput: the document is not sound.
        CannotProtect: it cannot be made safe.
        OutOfTime: it was stopped, and no plan was at hand soon after.
    """
    begun = time.monotonic()
    ending = Ending(begun + seconds, is_cancelled)
    problem = eased(with_stand_ins(read_problem(value), ending.clock), ending.clock)
    protector = Protector(problem, ending, on_round=on_round)
    try:
        pattern = protector.run()
    except Unprotectable as failed:
        raise CannotProtect(len(failed.cells), merges_for(problem, failed.cells)) from failed
    document = _document(problem, pattern, value)
    joints = protector.reader.whole.joints if protector.reader.whole is not None else []
    document["certificate"] = certificate(problem, pattern, joints)
    return Protected(problem, pattern, _sealed(document, time.monotonic() - begun))


def leaving_out(document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A protected document whose proof holds without some of what it was made with; ``given`` has what is left."""
    released = _released(given.get("released"))
    return _sealed({**document, "released": released}, float(document["seconds"]))


def _sealed(document: dict[str, Any], seconds: float) -> dict[str, Any]:
    digest = digest_of(document)
    document["certificate"]["digest"] = digest
    document["seconds"] = sealed_seconds(round(seconds * 1000), digest)
    return document


def merge_effect(
    value: dict[str, Any],
    merge: Merge,
    label: str,
    *,
    seconds: float = 10.0,
    is_cancelled: Callable[[], bool] | None = None,
) -> Effect | None:
    """What would be hidden if some categories were one; None if that could not be made safe, or not in time."""
    try:
        done = protect(merged(value, merge, label), seconds=seconds, is_cancelled=is_cancelled)
    except (CannotProtect, OutOfTime):
        return None
    return effect_of(done.problem, done.pattern.hidden, len(value["tables"]))


def _document(problem: Problem, pattern: Pattern, value: dict[str, Any]) -> dict[str, Any]:
    primary = problem.primary()
    cells = {}
    for place, key in enumerate(problem.keys):
        status = Status.PUBLISHED
        if pattern.hidden[place]:
            status = Status.PRIMARY if primary[place] else Status.SECONDARY
        cells[key] = {
            "count": None if pattern.hidden[place] else int(problem.counts[place]),
            "persons": None if pattern.hidden[place] else int(problem.persons[place]),
            "status": status.value,
        }
    tables = list(zip(problem.tables, value["tables"], strict=False))
    current = {key for table, _ in tables for key in table.every_key()}
    secondary = (
        bool(pattern.hidden[place] and not primary[place])
        for place, key in enumerate(problem.keys)
        if key in current
    )
    sensitive = value.get("sensitive")
    shared = groups_of(problem, [table for table, _ in tables], pattern.hidden, sensitive or [])
    return {
        "threshold": value.get("threshold", DEFAULT_THRESHOLD),
        "zeros": value.get("zeros", Zeros.PRINTED.value),
        **{name: value[name] for name in (*OPTIONS, "complements") if name in value},
        "tables": [
            {
                "name": table.name,
                "dimensions": list(table.dimensions),
                **{name: given[name] for name in TABLE_OPTIONS if given.get(name) is not None},
                "cells": [
                    {"key": dict(sorted(key - table.within)), **cells[key]} for key in table.every_key()
                ],
            }
            for table, given in tables
        ],
        **({"groups": shared} if sensitive is not None else {}),
        "released": _released(value.get("released")),
        "hidden_secondary": sum(secondary),
        "lower_bound": pattern.lower_bound,
        "proven_best": pattern.is_proven,
        "safe": True,
        "stopped": pattern.is_stopped,
        "seconds": 0.0,
    }


def _released(value: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Earlier outputs one after the other, each with its tables alone."""
    found = []
    for release in value or []:
        found += _released(release.get("released"))
        found.append({name: release[name] for name in (*RULES, "tables") if name in release})
    return found
