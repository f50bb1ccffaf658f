# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Compile the catalogues while a wheel is built, so that an installed copy speaks German."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
import catalogues  # type: ignore[import-not-found]  # found beside this file while building


class CatalogueHook(BuildHookInterface[Any]):
    """Adds the compiled catalogues to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into the source folder; ``force-include`` takes the folder over."""
        del version, build_data
        catalogues.compile_all()
