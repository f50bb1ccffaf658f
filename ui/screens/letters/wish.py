# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the counsellor wants a letter to be: all that the form holds, also as a sealed draft."""

from datetime import date

import msgspec

from beratung.domain.cases import Draft

FORM = "letter"


class LetterWish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed for one letter; its repr shows nothing."""

    offer: str = ""
    to_client: bool = False
    recipient: str = ""
    address: str = ""
    concern: str = ""
    enclosures: str = ""
    answer_by: date | None = None

    def __repr__(self) -> str:
        return "<LetterWish>"

    @property
    def is_worth_keeping(self) -> bool:
        """Whether something was typed that would be missed."""
        return bool(self.address or self.concern or self.enclosures)


def wish_of(draft: Draft) -> LetterWish | None:
    """Return what a draft holds; None where it is another form's, or of a form that is no more."""
    if draft.form != FORM:
        return None
    try:
        return msgspec.json.decode(draft.content, type=LetterWish)
    except msgspec.MsgspecError:
        return None
