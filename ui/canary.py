# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Refuses a PySide6 that kills the process: 6.12.0 on Python 3.11 drops a reference of None at every void call."""

import sys

from PySide6.QtCore import QObject


def drops_none(calls: int = 500) -> bool:
    """Measure whether calls that return nothing eat references of None.

    From Python 3.12 on None is immortal and nothing can be eaten.
    """
    probe = QObject()
    before = sys.getrefcount(None)
    for _call in range(calls):
        probe.setObjectName("canary")
    return before - sys.getrefcount(None) > calls // 2
