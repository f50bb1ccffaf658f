# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Packs the parts of a spreadsheet so that the same content is the same bytes, and nothing else is in the file."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date


def pack(parts: Iterable[tuple[str, bytes]], made_on: date) -> bytes:
    """A zip file of parts in their order; a part called ``mimetype`` is not compressed."""
    stamp = (made_on.year, made_on.month, made_on.day, 0, 0, 0)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            file.writestr(info, content)
    return held.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """The parts of a zip file by name."""
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        return {name: file.read(name) for name in file.namelist()}
