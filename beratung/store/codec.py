# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Records as bytes: MessagePack, tagged by kind, with upgrades of older layouts on reading."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import msgspec

from beratung import domain
from beratung.domain.base import Record
from beratung.store import errors

Raw = dict[str, Any]
Upgrade = Callable[[Raw], Raw]
T = TypeVar("T", bound=Upgrade)

UPGRADES: dict[tuple[str, int], Upgrade] = {}
"""By kind and the layout they start from; one that is listed here stays for ever."""

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode_raw = msgspec.msgpack.Decoder(Raw).decode


def upgrades(kind: str, layout: int) -> Callable[[T], T]:
    """Mark a function that turns the raw fields of a kind's layout into those of the next."""

    def register(function: T) -> T:
        if UPGRADES.setdefault((kind, layout), function) is not function:
            raise ValueError(f"{kind} has an upgrade from layout {layout} already")
        return function

    return register


@cache
def kinds() -> dict[str, type[Record]]:
    """Every kind of record of `beratung.domain` by its tag."""
    for module in pkgutil.iter_modules(domain.__path__):
        importlib.import_module(f"{domain.__name__}.{module.name}")
    found: dict[str, type[Record]] = {}
    waiting = list(Record.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(domain.__name__ + "."):
            found[tag_of(kind)] = kind
    return found


def tag_of(kind: type[Record]) -> str:
    """The word that stands for a kind inside its seal."""
    return str(kind.__struct_config__.tag)


@cache
def _decoder() -> msgspec.msgpack.Decoder[Record]:
    union: Any = None
    for kind in kinds().values():
        union = kind if union is None else union | kind
    return msgspec.msgpack.Decoder(union)


def encode(record: Record) -> bytes:
    """The content to seal."""
    return _encode(record)


def decode(body: bytes, layout: int) -> Record:
    """Read a record of any layout that was ever written.

    Raises:
        NewerLayout: a newer version of the program wrote it.
        Damaged: it is no record at all.
    """
    try:
        record = _decoder().decode(body)
    except msgspec.DecodeError:
        return _upgraded(body, layout)
    return record if type(record).layout == layout else _upgraded(body, layout)


def _upgraded(body: bytes, layout: int) -> Record:
    try:
        raw = _decode_raw(body)
    except msgspec.DecodeError:
        raise errors.Damaged(place="record") from None
    kind = kinds().get(raw.get("kind", ""))
    if kind is None or layout > kind.layout:
        raise errors.NewerLayout
    for step in range(layout, kind.layout):
        upgrade = UPGRADES.get((raw["kind"], step))
        if upgrade is None:
            raise errors.Damaged(place="record")
        raw = upgrade(raw)
    try:
        return msgspec.msgpack.decode(_encode(raw), type=kind)
    except msgspec.ValidationError:
        raise errors.Damaged(place="record") from None
