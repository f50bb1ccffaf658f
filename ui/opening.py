# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What unlocking needs, imported behind the window: crypto, database and services take a while to load."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from beratung.centre import Centre

    from beratung.domain.views import CentreInfo


def preload() -> None:
    """Import everything that unlocking needs; call it off the GUI thread."""
    import beratung.centre  # noqa: F401


def read_info(folder: Path) -> "CentreInfo | None":
    """Return what anyone may know of a centre; None where there is none that can be read."""
    from beratung.centre import read_info as read

    from beratung.domain.errors import BeratungError

    try:
        return read(folder)
    except (BeratungError, OSError):
        return None


def open_centre(folder: Path, user: str, password: str) -> "Centre":
    """Unlock a centre; call it off the GUI thread, deriving the key takes its time.

    Raises:
        BeratungError: the password is wrong, or the centre cannot be opened; nothing was changed.
    """
    from beratung.centre import Centre

    return Centre.open(folder, user=user, password=password)


Opener = Callable[[Path, str, str], "Centre"]
