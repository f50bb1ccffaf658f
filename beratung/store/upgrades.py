# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Older layouts of records, each turned into the next; whatever stands here stays for ever."""

from beratung.store.codec import Raw, upgrades


@upgrades("letter", 1)
def letter_without_paper(raw: Raw) -> Raw:
    """Layout 2 keeps the PDF in a record of its own; a letter made before keeps it inside, as it went out."""
    return raw
