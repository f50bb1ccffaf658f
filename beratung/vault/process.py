# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Keeps what is in memory from reaching a file behind our back."""

import ctypes
import sys
from functools import cache
from typing import Any

_PR_SET_DUMPABLE = 4


@cache
def shield() -> None:
    """Let this process leave no core dump; on Linux, let no other program of the same user read its memory.

    Done once, before the first key is in memory. On Windows its error reporting is told to write nothing for this
    process; a page of memory that the system writes to its swap file is beyond any program: the disk has to be
    encrypted.
    """
    if sys.platform == "win32":  # pragma: no cover - tested on Linux
        quiet_windows(ctypes.windll.kernel32)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # pragma: no branch - tested on Linux
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


_NO_CRITICAL_ERROR_BOX, _NO_CRASH_REPORT = 0x0001, 0x0002
_REPORT_WITHOUT_HEAP = 0x0001


def quiet_windows(kernel: Any) -> None:  # noqa: ANN401 - a library of Windows
    """Let Windows hand no crash of this process to its error reporting, and no heap to whoever reports all the same."""
    kernel.SetErrorMode(kernel.GetErrorMode() | _NO_CRITICAL_ERROR_BOX | _NO_CRASH_REPORT)
    kernel.WerSetFlags(_REPORT_WITHOUT_HEAP)
