# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the recovery sheet shows and does, and what a centre looks like that is not what was last saved."""

from datetime import datetime

from beratung.domain.base import Value
from beratung.domain.views import UserView


class CodeState(Value, frozen=True, kw_only=True):
    """A recovery code as far as it was typed: ``groups`` says right, wrong, or None while not complete.

    Right means that nothing was mistyped; whether the code belongs to a centre is seen when it is tried.
    """

    groups: tuple[bool | None, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every group is there and none is mistyped."""
        return all(self.groups)


class Reset(Value, frozen=True, kw_only=True):
    """An account that has a new password."""

    user: UserView
    is_reinstated: bool
    """It was suspended, and is so no more."""


class FoundState(Value, frozen=True, kw_only=True):
    """The data as it was found, and what was expected by what was last confirmed here.

    ``found`` and ``expected`` are numbers of saves; ``expected`` is None where nothing tells. ``written_at`` is
    what the file system says.
    """

    found: int
    expected: int | None = None
    written_at: datetime | None = None

    @property
    def lost(self) -> int:
        """How many saves are missing, 0 where that cannot be told."""
        return max(0, self.expected - self.found) if self.expected is not None else 0
