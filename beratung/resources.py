# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Finds and reads the files that the product brings along: rules, code lists, fonts, icons, help."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


@lru_cache
def root() -> Path:
    """Return the folder ``resources`` of an installed copy or of a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_data" / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def path(*parts: str) -> Path:
    """Return the path of a file or folder under ``resources``; it need not exist."""
    return root().joinpath(*parts)


def read_yaml(name: str, shape: type[T]) -> T:
    """Read ``resources/<name>`` as YAML into a typed value.

    Raises:
        ValueError: the file does not have the shape; the message names the file and the place in it.
    """
    file = path(*name.split("/"))
    try:
        return msgspec.yaml.decode(file.read_bytes(), type=shape)
    except msgspec.MsgspecError as error:
        raise ValueError(f"resources/{name}: {error}") from error
