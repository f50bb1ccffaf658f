# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where the user was: the way back for Esc."""

from ui.session import Place

DEPTH = 50


class History:
    """The places of this session, in memory alone; locking forgets them."""

    def __init__(self) -> None:
        self._places: list[Place] = []

    @property
    def here(self) -> Place | None:
        """Where the user is."""
        return self._places[-1] if self._places else None

    def visit(self, place: Place) -> None:
        """Note that the user has gone to a place; going where he is already is no step."""
        if self.here != place:
            self._places.append(place)
            del self._places[:-DEPTH]

    def amend(self, place: Place) -> None:
        """Note that the user has moved on inside the screen, without a step of its own."""
        if self._places:
            self._places[-1] = place

    def back(self) -> Place | None:
        """Step back and return where that is; None at the beginning."""
        if len(self._places) < 2:
            return None
        self._places.pop()
        return self.here
