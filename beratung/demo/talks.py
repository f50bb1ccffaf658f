# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What is talked about in the demo: neutral sentences by topic, each with a step that may follow."""

from typing import NamedTuple


class Talk(NamedTuple):
    """A sentence of a counsellor's note and the next step that may follow from it."""

    text: str
    step: str = ""


TALKS: dict[str, tuple[Talk, ...]] = {
    "ankommen": (
        Talk("Anmeldung beim Einwohnermeldeamt besprochen und Termin gebucht.", "Meldebescheinigung nachreichen"),
        Talk("Erste Orientierung: Bank, Krankenkasse, Kinderbetreuung. Merkblatt mitgegeben.", "Krankenkasse gewählt?"),
    ),
    "asylverfahren": (
        Talk("Ablauf der Anhörung erklärt. Fragen zum Protokoll gesammelt.", "Termin Asylverfahrensberatung"),
        Talk("Bescheid gemeinsam gelesen. Fristen notiert, Rechtsberatung empfohlen.", "Rückmeldung der Rechtsberatung"),
    ),
    "aufenthalt": (
        Talk("Verlängerung des Aufenthaltstitels besprochen. Unterlagen zusammengestellt.", "Verlängerung beantragen"),
        Talk("Pass läuft ab. Weg zur Botschaft und Kosten geklärt.", "Termin bei der Botschaft"),
        Talk("Fragen zur Nebenbestimmung auf dem Titel beantwortet.", "Kopie des Titels für die Akte"),
    ),
    "familiennachzug": (
        Talk("Voraussetzungen des Familiennachzugs durchgegangen. Unterlagen fehlen noch.", "Heiratsurkunde übersetzen lassen"),
        Talk("Stand des Visumverfahrens erfragt. Termin steht aus.", "Nach dem Termin fragen"),
    ),
    "einbuergerung": (
        Talk("Voraussetzungen der Einbürgerung besprochen. Einbürgerungstest ist offen.", "Anmeldung zum Einbürgerungstest"),
    ),
    "existenz": (
        Talk("Antrag auf Grundsicherung ausgefüllt und Anlagen geprüft.", "Eingang beim Jobcenter prüfen"),
        Talk("Bescheid erklärt. Mietkosten wurden nicht vollständig anerkannt.", "Widerspruchsfrist beachten"),
        Talk("Kindergeld beantragt, Geburtsurkunden lagen vor.", "Rückmeldung der Familienkasse"),
    ),
    "formularhilfe": (
        Talk("Post sortiert und zwei Schreiben beantwortet."),
        Talk("Formular für die Krankenkasse gemeinsam ausgefüllt.", "Unterschrift nachholen"),
    ),
    "wohnen": (
        Talk("Wohnungssuche: Anzeigen durchgesehen, Bewerbungsmappe begonnen.", "Wohnberechtigungsschein beantragen"),
        Talk("Wohnsitzauflage erklärt, Möglichkeit der Aufhebung besprochen.", "Antrag an die Ausländerbehörde"),
    ),
    "schulden": (Talk("Mahnungen geordnet. Weiterleitung an die Schuldnerberatung vereinbart.", "Termin Schuldnerberatung"),),
    "sprache": (
        Talk("Kursmöglichkeiten verglichen. Wunsch: Kurs am Vormittag.", "Kursträger anrufen"),
        Talk("Zertifikat vorgelegt und kopiert. Nächster Kurs besprochen.", "Anmeldung abgeben"),
        Talk("Wartezeit auf den Kurs überbrücken: Sprachtreff und App empfohlen.", "Platz auf der Warteliste prüfen"),
    ),
    "kita_schule": (
        Talk("Anmeldung in der Kita besprochen, Bedarf bestätigt.", "Platzzusage abwarten"),
        Talk("Gespräch mit der Schule vorbereitet, Sprachförderung erbeten.", "Termin mit der Klassenleitung"),
    ),
    "ausbildung_studium": (
        Talk("Wege zur Ausbildung besprochen. Interesse an Pflege und Handwerk.", "Termin Berufsberatung"),
        Talk("BAföG-Antrag durchgesehen, Nachweise fehlen.", "Schulbescheinigung besorgen"),
    ),
    "berufsorientierung": (Talk("Stärken und Wünsche gesammelt, Praktikum als nächster Schritt.", "Praktikumsplatz suchen"),),
    "arbeit": (
        Talk("Lebenslauf überarbeitet, zwei Stellen herausgesucht.", "Bewerbungen verschicken"),
        Talk("Arbeitsvertrag gelesen, Probezeit und Kündigungsfrist erklärt."),
        Talk("Beschäftigungserlaubnis besprochen, Antrag vorbereitet.", "Stellenbeschreibung vom Betrieb anfordern"),
    ),
    "anerkennung": (
        Talk("Zeugnisse gesichtet. Beruf ist reglementiert, Weg der Anerkennung erklärt.", "Übersetzung der Zeugnisse"),
        Talk("Antrag auf Gleichwertigkeit vorbereitet, Zuschuss angesprochen.", "Antrag abschicken"),
    ),
    "selbstaendigkeit": (Talk("Idee für ein Gewerbe besprochen, Gründungsberatung genannt.", "Termin Gründungsberatung"),),
    "gesundheit": (
        Talk("Arzttermin vereinbart, Sprachmittlung angefragt.", "Sprachmittlung bestätigen"),
        Talk("Fragen zur Krankenversicherung geklärt."),
    ),
    "psychosozial": (Talk("Belastung angesprochen. Wunsch nach Unterstützung, Angebote erklärt.", "Warteliste anfragen"),),
    "schwangerschaft": (Talk("Hilfen vor und nach der Geburt besprochen.", "Antrag Bundesstiftung Mutter und Kind"),),
    "behinderung_pflege": (Talk("Antrag auf Schwerbehindertenausweis vorbereitet.", "Befunde anfordern"),),
    "familie_erziehung": (Talk("Fragen zu Elterngeld und Betreuung beantwortet.", "Elterngeldantrag abgeben"),),
    "diskriminierung": (Talk("Vorfall bei der Wohnungssuche geschildert. Antidiskriminierungsstelle genannt.", "Rückruf der Stelle"),),
    "freizeit_engagement": (Talk("Interesse an Sportverein und Ehrenamt, Kontakte herausgesucht."),),
    "rechtsberatung": (Talk("Rechtsfrage notiert und an die Rechtsberatung verwiesen.", "Ergebnis erfragen"),),
}  # fmt: skip

OPENING = Talk("Erstgespräch: Anliegen gesammelt, Datenschutz und Schweigepflicht erklärt.")

BY_STATUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("gestattung", ("asylverfahren", "sprache", "gesundheit", "arbeit", "wohnen", "rechtsberatung")),
    ("duldung", ("aufenthalt", "rechtsberatung", "arbeit", "ausbildung_studium", "gesundheit", "existenz")),
    ("ae_24", ("sprache", "existenz", "kita_schule", "anerkennung", "wohnen", "arbeit", "gesundheit")),
    ("ae_25", ("sprache", "existenz", "aufenthalt", "familiennachzug", "arbeit", "wohnen", "anerkennung", "kita_schule")),
    ("eu_", ("arbeit", "existenz", "ankommen", "sprache", "kita_schule", "wohnen", "formularhilfe")),
    ("ae_16", ("ausbildung_studium", "aufenthalt", "arbeit", "wohnen")),
    ("ne_", ("einbuergerung", "familie_erziehung", "arbeit", "formularhilfe")),
    ("", ("aufenthalt", "arbeit", "sprache", "anerkennung", "formularhilfe", "familie_erziehung", "freizeit_engagement")),
)  # fmt: skip
"""What people talk about by the beginning of their status."""

ANONYMOUS = (
    ("aufenthalt", "Telefonische Frage zur Verlängerung eines Titels. Auf die Sprechzeit hingewiesen."),
    ("existenz", "Anruf ohne Namen: Frage zur Zuständigkeit des Jobcenters beantwortet."),
    ("gewalt", "Chat ohne Namen: Schutzangebote genannt, Hilfetelefon mitgeteilt."),
    ("schwangerschaft", "Frage zur vertraulichen Beratung, Stelle in der Nähe genannt."),
    ("rechtsberatung", "Frage zu einer Frist. Dringend Rechtsberatung empfohlen."),
    ("sprache", "Frage nach Kursen ohne Aufenthaltstitel beantwortet."),
)

RECIPIENTS = (
    "Probe-Sprachschule Magdeburg", "Beispiel-Kolleg Halle", "Muster-Akademie Dessau", "Test-Fachdienst Pflege",
    "Probe-Stelle Anerkennung", "Muster-Jobcenter", "Beispiel-Beratungsstelle", "Test-Schuldnerberatung",
    "Probe-Familienzentrum", "Muster-Fachstelle Arbeit",
)  # fmt: skip

PURPOSES = ("Anmeldung zum Kurs", "Weitervermittlung", "Klärung von Leistungen", "Begleitung der Anerkennung")

OFFERS: dict[str, tuple[str, ...]] = {
    "sprache": ("ik_anspruch", "bsk_b1", "bsk_b2", "eok", "mia", "land_deutsch_niedrigschwellig"),
    "arbeit": ("agentur_arbeit", "jobbruecke_plus", "welcomecenter", "blickpunkt_migrantinnen"),
    "anerkennung": ("anerk_beratung_st", "anerk_bqfg", "anerk_zab"),
    "asylverfahren": ("asylverfahrensberatung",),
    "aufenthalt": ("bleiberecht_25b", "niederlassung_9"),
    "existenz": ("jobcenter_sgb2", "kindergeld"),
    "kita_schule": ("kita", "schule"),
    "ausbildung_studium": ("bafoeg", "agentur_arbeit"),
    "einbuergerung": ("einbuergerung",),
    "schwangerschaft": ("schwangerschaftsberatung",),
}
"""Offers to which people are referred by topic; ones that the catalogue lacks are left out."""
