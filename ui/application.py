# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Starts the window."""

import gc
from collections.abc import Callable, Sequence


def main(argv: Sequence[str] | None = None, *, on_painted: Callable[[], None] | None = None) -> int:
    """Run the window until it is closed, and return the exit code; ``on_painted`` is called when it is seen.

    Garbage is not collected before the window is seen: everything that is made until then stays, and looking
    through it again and again would take a tenth of the start.
    """
    gc.disable()
    try:
        from ui.start import start

        return start(argv, on_painted)
    finally:
        gc.enable()
