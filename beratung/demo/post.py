# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The letters of the showcase: which client's letter goes where, and what became of it."""

from typing import NamedTuple

from beratung.demo.making import F
from beratung.domain.cases import ReferralOutcome, ReleaseField


class Posting(NamedTuple):
    """A referral letter that every demo sends, as far as its case exists."""

    family: str
    """Family name of the client."""
    offer: str
    fields: tuple[ReleaseField, ...]
    concern: str
    recipient: str = ""
    """To whom, under a consent of the case; empty for the client's own hand."""
    address: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()
    outcome: ReferralOutcome = ReferralOutcome.OPEN


SCHOOL, RECOGNITION = "Probe-Sprachschule Magdeburg", "Probe-Stelle Anerkennung"
_SCHOOL = ("Übungsweg 7", "39104 Magdeburg")
_RECOGNITION = ("Beispielallee 21", "39108 Magdeburg")

POSTINGS = (
    Posting(
        "Musterfrau", "anerk_beratung_st", (F.NAME, F.BORN, F.CONTACT, F.QUALIFICATIONS, F.CONCERN),
        "Frau Musterfrau möchte als Pflegefachkraft arbeiten. Bitte beraten Sie sie zum Verfahren.",
        RECOGNITION, _RECOGNITION, ("Zeugnis in Kopie",), ReferralOutcome.ACCEPTED,
    ),
    Posting(
        "Primerow-Mustermann", "ik_spaetaussiedler", (F.NAME, F.BORN, F.LANGUAGES, F.INTERPRETER, F.GERMAN),
        "", SCHOOL, _SCHOOL, ("Registrierschein in Kopie",), ReferralOutcome.WAITING_LIST,
    ),
    Posting(
        "Pryklad-Musterfrau", "anerk_beratung_st", (F.NAME, F.BORN, F.QUALIFICATIONS, F.GERMAN, F.CONCERN),
        "Frau Pryklad-Musterfrau ist Lehrerin. Die Zeugnisse werden gerade übersetzt.",
        RECOGNITION, _RECOGNITION,
    ),
    Posting(
        "Abnet-Testmann", "agentur_arbeit", (F.NAME, F.RESIDENCE, F.EMPLOYMENT),
        "Die Ausbildung endet bald. Bitte beraten Sie zur Zeit danach.",
    ),
    Posting(
        "Musterfrau", "ik_frauen_eltern_jugend", (F.NAME, F.ADDRESS, F.LANGUAGES, F.INTERPRETER, F.GERMAN, F.CONCERN),
        "Frau Musterfrau sucht einen Kurs am Vormittag. Die Kinder sind bis 13 Uhr betreut.",
        SCHOOL, _SCHOOL, ("Zertifikat A2 in Kopie",),
    ),
)  # fmt: skip
"""In this order; the running numbers follow it."""
