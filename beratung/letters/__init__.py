# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Letters and hand-outs as PDF. `LetterService` is the room's public class, `recovery_sheet` its one loose sheet."""

from beratung.letters.recovery import recovery_sheet
from beratung.letters.service import Issued, LetterService

__all__ = ["Issued", "LetterService", "recovery_sheet"]
