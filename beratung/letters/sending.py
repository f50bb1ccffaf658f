# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a letter besides its plan."""

from datetime import datetime

import msgspec

from beratung.domain.letters import Letterhead


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends a letter, when, and under which number of the Postbuch (0 in a preview)."""

    sender: Letterhead
    author: str
    number: int
    made_at: datetime
