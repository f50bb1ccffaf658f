# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Where the people of the demo come from and what their papers say, in the shares of such a centre."""

from typing import NamedTuple


class Paper(NamedTuple):
    """A residence status: how often, for how many months it is issued (0: without an end), since when at most."""

    status: str
    weight: int
    months: int = 0
    years_back: int = 10


class Origin(NamedTuple):
    """A nationality with the languages that its people speak, and their papers."""

    nationality: str
    weight: int
    languages: tuple[tuple[str, int], ...]
    papers: tuple[Paper, ...]
    entry: tuple[int, int]
    """Earliest and latest years before the day asked on which people came."""


PROTECTED = (
    Paper("ae_25_2_fl", 30, 36),
    Paper("ae_25_2_sub", 24, 36),
    Paper("ae_25_3", 8, 12),
    Paper("ae_36a", 6, 12, 4),
    Paper("ne_26_3", 7),
    Paper("gestattung", 16, 6, 3),
    Paper("fiktion_81_4", 4, 6, 1),
)
UNCERTAIN = (
    Paper("gestattung", 36, 6, 4),
    Paper("duldung_60a_2_1", 20, 6, 6),
    Paper("duldung_60a_2_3", 8, 6, 5),
    Paper("ae_25_3", 12, 12),
    Paper("ae_25_5", 8, 12),
    Paper("ae_25b", 7, 24),
    Paper("duldung_60c", 4, 24, 3),
    Paper("ae_25a", 3, 36),
)
UNION = (Paper("eu_freizuegig", 80), Paper("eu_daueraufenthalt", 20))
LABOUR = (
    Paper("ae_18a", 14, 48, 5),
    Paper("ae_18b", 12, 48, 5),
    Paper("blaue_karte_18g", 12, 48, 5),
    Paper("ae_16b", 22, 24, 4),
    Paper("ae_28", 14, 36),
    Paper("ae_30", 10, 36),
    Paper("ne_9", 10),
    Paper("chancenkarte_20a", 6, 12, 1),
)

ORIGINS = (
    Origin("475", 300, (("ar", 8), ("kmr", 2)), PROTECTED, (1, 11)),
    Origin("423", 150, (("fa-AF", 6), ("ps", 3)), PROTECTED, (1, 10)),
    Origin("166", 190, (("uk", 7), ("ru", 3)), (Paper("ae_24", 92, 24, 4), Paper("ae_18b", 4, 48, 3), Paper("ae_28", 4, 36)), (0, 4)),
    Origin("438", 70, (("ar", 5), ("ckb", 3), ("kmr", 2)), UNCERTAIN, (1, 10)),
    Origin("439", 50, (("fa", 1),), (*PROTECTED, Paper("ae_16b", 10, 24, 4)), (1, 10)),
    Origin("224", 50, (("ti", 1),), PROTECTED, (2, 10)),
    Origin("273", 45, (("so", 1),), (*PROTECTED, Paper("duldung_60a_2_1", 6, 6, 4)), (1, 9)),
    Origin("163", 60, (("tr", 7), ("kmr", 4)), (*UNCERTAIN, Paper("ae_28", 20, 36), Paper("blaue_karte_18g", 8, 48, 4)), (0, 20)),
    Origin("430", 40, (("ka", 1),), UNCERTAIN, (0, 7)),
    Origin("154", 55, (("ro", 1),), UNION, (0, 15)),
    Origin("125", 40, (("bg", 6), ("tr", 3)), UNION, (0, 15)),
    Origin("152", 40, (("pl", 1),), UNION, (0, 20)),
    Origin("432", 60, (("vi", 1),), (*LABOUR, Paper("ae_16a", 16, 36, 3)), (0, 30)),
    Origin("160", 45, (("ru", 1),), (*UNCERTAIN, Paper("spaetaussiedler", 16), Paper("ae_28", 10, 36)), (0, 25)),
    Origin("436", 45, (("hi", 1),), LABOUR, (0, 8)),
    Origin("461", 20, (("ur", 1),), (*UNCERTAIN, *LABOUR), (0, 9)),
    Origin("232", 25, (("en", 1),), UNCERTAIN, (1, 9)),
    Origin("225", 15, (("am", 1),), UNCERTAIN, (1, 9)),
    Origin("261", 20, (("ff", 1),), UNCERTAIN, (1, 9)),
    Origin("170", 18, (("sr", 1),), (*UNCERTAIN, Paper("ae_28", 10, 36)), (0, 25)),
    Origin("150", 18, (("sq", 1),), (*UNCERTAIN, Paper("ae_18a", 20, 48, 4)), (0, 15)),
    Origin("121", 22, (("sq", 1),), (*UNCERTAIN, Paper("ae_18a", 20, 48, 4)), (0, 10)),
    Origin("422", 15, (("hy", 1),), UNCERTAIN, (1, 15)),
    Origin("425", 15, (("az", 1),), UNCERTAIN, (1, 12)),
    Origin("479", 12, (("zh", 1),), LABOUR, (0, 15)),
    Origin("367", 25, (("es", 1),), (Paper("ae_23_1", 30, 24, 4), Paper("gestattung", 40, 6, 2), Paper("ae_25_3", 20, 12)), (0, 5)),
    Origin("997", 12, (("ar", 3), ("ru", 1)), UNCERTAIN, (2, 12)),
    Origin("000", 8, (("de", 1),), (Paper("deutsch", 60), Paper("spaetaussiedler", 40)), (0, 25)),
)  # fmt: skip

ALSO_SPOKEN = {
    "kmr": "ar", "ckb": "ar", "ps": "fa-AF", "uk": "ru", "ti": "am", "ff": "fr", "hi": "en", "ur": "en", "bg": "tr",
}  # fmt: skip
"""A second language that many speakers of the first one know."""

TOWNS = (
    ("15003000", 330), ("15002000", 230), ("15001000", 60), ("15085135", 40), ("15090535", 40), ("15082180", 30),
    ("15083270", 25), ("15089305", 30), ("15089015", 25), ("15091375", 25), ("15084355", 20), ("15087370", 20),
    ("15088220", 20), ("15086015", 20), ("15081455", 20), ("15085370", 20), ("15082015", 20), ("15089310", 15), ("15087130", 10),
)  # fmt: skip
"""Municipalities and how many clients live there; unknown ones are left out when the demo is made."""
