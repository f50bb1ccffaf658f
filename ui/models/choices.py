# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The code lists as entries that a picker shows, in the language spoken now."""

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QLocale

from beratung.domain.codes import Codes
from beratung.i18n import current
from ui.models.folding import haystack
from ui.models.words import say_status


@dataclass(frozen=True)
class Choice:
    """An entry that can be picked; ``also`` holds other words by which it is found."""

    code: str
    label: str
    detail: str = ""
    """Shown quietly at the end of the line: a paragraph, a native name, a district."""
    group: str = ""
    """A title under which it stands."""
    also: tuple[str, ...] = ()
    short: str = ""
    """What is shown once it is picked; the label where it is empty."""
    hay: str = field(default="", compare=False)

    def folded(self) -> "Choice":
        """Return the entry with the folded words by which it is found."""
        hay = haystack(self.label, self.detail, self.code, *self.also)
        return Choice(self.code, self.label, self.detail, self.group, self.also, self.short, hay)


LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
FREQUENT_LANGUAGES = ("ar", "uk", "fa-AF", "fa", "ru", "tr", "so", "ti", "kmr", "fr", "en", "ro")
FREQUENT_NATIONALITIES = ("475", "166", "423", "438", "439", "163", "465", "273", "224")


@lru_cache(maxsize=512)
def native_country(iso: str) -> str:
    """Return what a country calls itself, in its own script; empty where it is not known."""
    territory = QLocale.codeToTerritory(iso) if iso else QLocale.Country.AnyTerritory
    if territory == QLocale.Country.AnyTerritory:
        return ""
    found = QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, territory)
    likely = QLocale(QLocale.Language.AnyLanguage, territory)
    for locale in (likely, *found):
        if locale.territory() == territory and locale.nativeTerritoryName():
            return locale.nativeTerritoryName()
    return ""


def nationalities(codes: Codes) -> list[Choice]:
    """Return the nationalities of today; those of states that are gone come last."""
    entries = sorted(
        codes.nationalities.values(), key=lambda n: (n.state != "aktuell", n.label(current().language))
    )
    choices = []
    for entry in entries:
        native = native_country(entry.iso)
        label = entry.label(current().language)
        detail = native if native and native != label else ""
        choices.append(Choice(entry.code, label, detail, also=(entry.name, entry.name_en, entry.iso)))
    return choices


def languages(codes: Codes) -> list[Choice]:
    """Return the languages with what their speakers call them."""
    entries = sorted(codes.languages.values(), key=lambda e: e.label(current().language))
    return [
        Choice(e.code, e.label(current().language), e.autonym, also=(e.name, e.name_en, e.iso639_3))
        for e in entries
    ]


def municipalities(codes: Codes) -> list[Choice]:
    """Return the municipalities with their districts."""
    choices = []
    for entry in sorted(codes.municipalities.values(), key=lambda e: e.name):
        district = codes.districts[entry.district]
        detail = district.type if district.name == entry.name else district.name
        choices.append(Choice(entry.code, entry.name, detail, also=(district.name,)))
    return choices


def statuses(codes: Codes) -> list[Choice]:
    """Return the residence statuses with their legal basis, grouped."""
    order = {code: number for number, code in enumerate(codes.status_groups)}
    entries = sorted(codes.statuses.values(), key=lambda s: order.get(s.group, 99))
    language = current().language
    return [
        Choice(
            s.code,
            s.label(language),
            "" if s.legal_basis in s.label(language) else s.legal_basis,
            group=codes.status_groups[s.group].label(language) if s.group in codes.status_groups else "",
            short=say_status(codes, s.code),
            also=(s.name, s.name_en, s.legal_basis, *s.documents),
        )
        for s in entries
    ]


def topics(codes: Codes) -> list[Choice]:
    """Return the topics of counselling, grouped by Handlungsfeld."""
    language = current().language
    fields = sorted(codes.handlungsfelder.values(), key=lambda h: h.nr)
    return [
        Choice(t.code, t.label(language), group=f"{h.nr} {h.label(language)}", also=(t.name, t.name_en))
        for h in fields
        for t in codes.topics.values()
        if t.handlungsfeld == h.nr
    ]
