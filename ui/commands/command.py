# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""One thing that can be done: the same for menu, key, palette and the sheet of shortcuts."""

from collections.abc import Callable
from dataclasses import dataclass


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Command:
    """Something the user can do. ``title`` is a message id, ``shortcut`` a portable key sequence or empty."""

    id: str
    title: str
    run: Callable[[], None]
    shortcut: str = ""
    icon: str = "bolt"
    is_enabled: Callable[[], bool] = _always
    group: str = ""
    """A message id: the heading under which the sheet of shortcuts lists it."""
    in_palette: bool = True
