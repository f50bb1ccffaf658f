# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What a row of a list looks like, and the signs with their words. A model hands it out, a delegate paints it."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from beratung.domain.errors import N_
from beratung.domain.offers import OfferStatus, Verdict
from beratung.i18n import _

LOOK = Qt.ItemDataRole.UserRole + 1
"""The role under which a model hands out the `RowLook` of a row."""


@dataclass(frozen=True)
class Sign:
    """A sign with its word: the icon, the colour's role and a message id."""

    icon: str
    role: str
    word: str

    @property
    def label(self) -> str:
        """The word in the language spoken now."""
        return _(self.word)


VERDICTS = {
    Verdict.YES: Sign("circle-check", "yes", N_("possible")),
    Verdict.UNKNOWN: Sign("help-circle", "unknown", N_("open")),
    Verdict.NO: Sign("circle-x", "no", N_("not at present")),
}
"""How a verdict is shown everywhere."""

STATES = {
    OfferStatus.AKTIV: Sign("circle-check", "yes", N_("active")),
    OfferStatus.UNGEPRUEFT: Sign("help-circle", "unknown", N_("check whether it exists")),
    OfferStatus.AUSGESETZT: Sign("clock", "unknown", N_("suspended")),
    OfferStatus.AUSGELAUFEN: Sign("circle-x", "no", N_("ended")),
}


class RowKind(IntEnum):
    """What a row of the list is."""

    ROW = 0
    SECTION = 1
    FOLD = 2
    """A section that opens and closes."""


@dataclass(frozen=True)
class RowLook:
    """All that the delegate paints of a row."""

    title: str
    detail: str = ""
    sign: Sign | None = None
    kind: RowKind = RowKind.ROW
    before: str = ""
    """A muted word beside the chip, for example what the verdict was before."""
    glow: float = 0.0
    """0 to 1: how strongly the row is tinted because it has just changed."""
    is_open: bool = True
    """Of a fold: whether what it holds is shown."""
