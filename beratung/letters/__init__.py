# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Letters and hand-outs as PDF.

`LetterService` is the room's public class; `recovery_sheet` makes its one sheet that belongs to no case. What
draws PDFs is loaded with the first letter, so that unlocking does not wait for it.
"""

from typing import TYPE_CHECKING, Any

from beratung.letters.service import Issued, LetterService

if TYPE_CHECKING:
    from beratung.letters.recovery import recovery_sheet

__all__ = ["Issued", "LetterService", "recovery_sheet"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name == "recovery_sheet":
        from beratung.letters.recovery import recovery_sheet

        return recovery_sheet
    raise AttributeError(name)
