# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The one door to everything: ``Centre.open(...)`` unlocks a centre and hands out the rooms' services.

What can be asked without unlocking: ``read_info``.
"""

from typing import TYPE_CHECKING

from beratung.centre.centre import Centre
from beratung.centre.place import read_info
from beratung.centre.settings import Settings
from beratung.vault import WrongPassword
from beratung.vault.process import shield

if TYPE_CHECKING:
    from beratung.centre.demo import make_demo

__all__ = ["Centre", "Settings", "WrongPassword", "make_demo", "read_info", "shield"]


def __getattr__(name: str) -> object:
    """Load the demo only when it is asked for."""
    if name == "make_demo":
        from beratung.centre.demo import make_demo

        return make_demo
    raise AttributeError(name)
