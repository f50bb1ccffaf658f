# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Brings two versions of one record together: what only one person changed is taken, the rest is asked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from beratung.domain.base import Record

R = TypeVar("R", bound=Record)

_NEVER = frozenset({"id", "subject", "version"})
FACTS = "facts"


@dataclass(frozen=True)
class Clash:
    """A field that two people changed, each in another way; ``key`` names one entry of a dictionary."""

    field: str
    key: str = ""

    @property
    def name(self) -> str:
        """The field, with the entry where it is one of many."""
        return f"{self.field}.{self.key}" if self.key else self.field


def clashes(base: R, mine: R, theirs: R) -> list[Clash]:
    """Return what both changed and made different."""
    found = []
    for name in _fields(base):
        was, here, there = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if isinstance(was, dict):
            keys = sorted({*was, *here, *there})
            found += [Clash(name, k) for k in keys if _differ(was.get(k), here.get(k), there.get(k))]
        elif _differ(was, here, there):
            found.append(Clash(name))
    return found


def merge(base: R, mine: R, theirs: R, keep_mine: Collection[Clash]) -> R:
    """Return the other version with what only I changed, and with mine where I want to keep it."""
    values: dict[str, object] = {}
    for name in _fields(base):
        was, here, there = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if isinstance(was, dict):
            merged = dict(there)
            for key in {*was, *here}:
                if _takes_mine(was.get(key), here.get(key), there.get(key), Clash(name, key) in keep_mine):
                    merged.pop(key, None)
                    if key in here:
                        merged[key] = here[key]
            values[name] = merged
        elif _takes_mine(was, here, there, Clash(name) in keep_mine):
            values[name] = here
    return msgspec.structs.replace(theirs, **values)


def _fields(record: Record) -> list[str]:
    return [f.name for f in msgspec.structs.fields(record) if f.name not in _NEVER]


def _differ(was: object, here: object, there: object) -> bool:
    return here not in (was, there) and there != was


def _takes_mine(was: object, here: object, there: object, is_kept: bool) -> bool:
    if here == was:
        return False
    return is_kept or there == was
