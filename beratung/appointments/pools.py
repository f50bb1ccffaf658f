# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The services outside the house that the program knows: facts with their source, from ``resources/codes/pools.yaml``."""

from functools import lru_cache
from uuid import UUID, uuid5

import msgspec

from beratung.domain.codes import Code
from beratung.domain.interpreting import InterpreterFile, InterpreterKind, SpokenLanguage, WeeklyTime
from beratung.domain.planning import Mode
from beratung.resources import read_yaml

_SPACE = UUID("5b1f4f0a-3c0d-4d2e-9a77-0d5c8c1f4a11")


class Pool(Code, frozen=True, kw_only=True):
    """A service as its source describes it."""

    modes: tuple[Mode, ...]
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    video_lead_days: int | None = None
    serves_psychiatric: bool = True
    topics_refused: tuple[str, ...] = ()
    listed_languages: bool = False
    """Its languages are those that the list of languages marks for SiSA."""
    source: str


class _Pools(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: dict[str, str]
    entries: tuple[Pool, ...]


class _Marked(msgspec.Struct, frozen=True):
    code: str
    in_sisa: bool = False


class _Languages(msgspec.Struct, frozen=True):
    entries: tuple[_Marked, ...]


@lru_cache
def known_pools() -> tuple[InterpreterFile, ...]:
    """Return the services as files that are not stored yet; the pledge is for the centre to enter."""
    marked = read_yaml("codes/languages.yaml", _Languages).entries
    listed = tuple(SpokenLanguage(code=entry.code) for entry in marked if entry.in_sisa)
    return tuple(_file(pool, listed) for pool in read_yaml("codes/pools.yaml", _Pools).entries)


def pool_named(code: str) -> InterpreterFile | None:
    """Return the service with a code, such as ``sisa``."""
    own = uuid5(_SPACE, code.strip().casefold())
    return next((file for file in known_pools() if file.id == own), None)


def _file(pool: Pool, listed: tuple[SpokenLanguage, ...]) -> InterpreterFile:
    own = uuid5(_SPACE, pool.code)
    return InterpreterFile(
        id=own,
        subject=own,
        kind_of=InterpreterKind.POOL,
        name=pool.name,
        languages=listed if pool.listed_languages else (),
        modes=pool.modes,
        weekly=tuple(WeeklyTime(weekday=day, start=pool.opens, end=pool.closes) for day in pool.weekdays),
        video_lead_days=pool.video_lead_days,
        serves_psychiatric=pool.serves_psychiatric,
        topics_refused=pool.topics_refused,
        source=pool.source,
    )
