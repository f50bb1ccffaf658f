# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what is in memory from reaching a file behind our back."""

import ctypes
import sys
from functools import cache

_PR_SET_DUMPABLE = 4


@cache
def shield() -> None:
    """Let this process leave no core dump; on Linux, let no other program of the same user read its memory.

    Done once, before the first key is in memory. On Windows nothing is done here; a page of memory that the
    system writes to its swap file is beyond any program: the disk has to be encrypted.
    """
    if sys.platform == "win32":  # pragma: no cover - tested on Linux
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # pragma: no branch - tested on Linux
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
