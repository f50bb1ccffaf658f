# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Translators by gettext, and the one that the program speaks at the moment."""

import gettext
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from beratung.domain.errors import BeratungError, Msgid

LANGUAGES = ("de", "en")
"""Languages of the window and of the command line; German is the default."""

DOMAIN = "beratung"


def _folder() -> Path:
    """Return the folder of the catalogues, in an installed copy or in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_data" / "translations"
    return installed if installed.is_dir() else package.parent / "translations"


class Translator:
    """Turns English message ids into one language; ids without a translation stay English."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        if language != "en":
            self._catalogue = gettext.translation(DOMAIN, _folder(), [language], fallback=True)

    def gettext(self, message: str) -> str:
        """Return the translation of a message id."""
        return self._catalogue.gettext(message) if message else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the form that the language uses for ``n`` things."""
        return self._catalogue.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str) -> str:
        """Return the translation of a short word in its context."""
        return self._catalogue.pgettext(context, message)

    def explain(self, error: BeratungError) -> str:
        """Put an error into one sentence for a person."""
        return self.fill(error.message, error.details)

    def fill(self, message: str, details: Mapping[str, str | int]) -> str:
        """Translate a message id and fill in its details; those that are message ids are translated too."""
        words = {
            key: self.gettext(value) if isinstance(value, Msgid) else value for key, value in details.items()
        }
        return self.gettext(message) % words if words else self.gettext(message)


@lru_cache
def translator(language: str) -> Translator:
    """Return the translator of a language; catalogues are read once."""
    return Translator(language)


class _Spoken:
    """The language that the program speaks now."""

    translator: Translator | None = None


def speak(language: str) -> None:
    """Switch the language of the window and of the command line."""
    _Spoken.translator = translator(language)


def current() -> Translator:
    """Return the translator that the program speaks now; German unless something else was chosen."""
    if _Spoken.translator is None:
        _Spoken.translator = translator("de")
    return _Spoken.translator


def _(message: str) -> str:
    """Translate a message id into the language spoken now."""
    return current().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a count into the language spoken now."""
    return current().ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Translate a short word in its context into the language spoken now."""
    return current().pgettext(context, message)


def explain(error: BeratungError) -> str:
    """Put an error into one sentence in the language spoken now."""
    return current().explain(error)
