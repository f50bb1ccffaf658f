# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads the code lists of ``resources/codes``."""

from functools import lru_cache

import msgspec

from beratung.domain.codes import (
    Code,
    Codes,
    District,
    GermanScale,
    Handlungsfeld,
    LanguageInfo,
    Nationality,
    Querschnittsthema,
    StatusGroup,
    StatusInfo,
    Topic,
)
from beratung.resources import read_yaml


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every code list says of itself."""

    source: dict[str, str]


class _Nationalities(_File, frozen=True):
    entries: tuple[Nationality, ...]


class _Languages(_File, frozen=True):
    entries: tuple[LanguageInfo, ...]


class _Regions(_File, frozen=True):
    entries: tuple[District, ...]


class _Topics(_File, frozen=True):
    handlungsfelder: tuple[Handlungsfeld, ...]
    querschnitt: tuple[Querschnittsthema, ...]
    topics: tuple[Topic, ...]


class _German(_File, frozen=True):
    levels: tuple[GermanScale, ...]
    literacy: tuple[Code, ...]


class _Statuses(_File, frozen=True):
    known_later_changes: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    meaning: dict[str, str]
    groups: tuple[StatusGroup, ...]
    entries: tuple[StatusInfo, ...]


@lru_cache
def load_codes() -> Codes:
    """Return all code lists; the files are read once."""
    statuses = read_yaml("codes/statuses.yaml", _Statuses)
    topics = read_yaml("codes/topics.yaml", _Topics)
    german = read_yaml("codes/german.yaml", _German)
    return Codes(
        statuses=statuses.entries,
        status_groups=statuses.groups,
        nationalities=read_yaml("codes/nationalities.yaml", _Nationalities).entries,
        languages=read_yaml("codes/languages.yaml", _Languages).entries,
        districts=read_yaml("codes/regions.yaml", _Regions).entries,
        handlungsfelder=topics.handlungsfelder,
        querschnitt=topics.querschnitt,
        topics=topics.topics,
        german=german.levels,
        literacy=german.literacy,
    )
