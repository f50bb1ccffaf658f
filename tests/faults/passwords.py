# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Deriving keys from passwords takes its time: once for each is enough here."""

from collections.abc import Callable

from beratung.vault import kdf, keyfile


def derive_once() -> Callable[[], None]:
    """Derive the same password under the same salt and cost once in this program; gives how to undo that."""
    known: dict[tuple[str, bytes, object], bytes] = {}
    derive = kdf.derive

    def remembered(password: str, salt: bytes, cost: kdf.KdfCost, *, file: str = "") -> bytearray:
        name = (password, salt, cost)
        if name not in known:
            known[name] = bytes(derive(password, salt, cost, file=file))
        return bytearray(known[name])

    keyfile.derive = remembered  # type: ignore[attr-defined]

    def undo() -> None:
        keyfile.derive = derive  # type: ignore[attr-defined]

    return undo
