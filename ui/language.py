# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Switches the language of the whole window: our words, Qt's own, dates, and the direction of writing."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from beratung.i18n import speak

_LOCALES = {"de": "de_DE", "en": "en_GB"}


class _Installed:
    """The translator of Qt's own words."""

    translator: QTranslator | None = None
    language = ""


def switch(app: QApplication, language: str) -> None:
    """Speak a language from now on. Who shows texts must set them anew (``retranslate``)."""
    speak(language)
    if _Installed.translator is not None:
        app.removeTranslator(_Installed.translator)
        _Installed.translator = None
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)
        _Installed.translator = translator
    locale = QLocale(_LOCALES.get(language, language))
    QLocale.setDefault(locale)
    app.setLayoutDirection(direction(language))
    _Installed.language = language


def spoken() -> str:
    """Return the code of the language that the window speaks."""
    return _Installed.language or "de"


def direction(language: str) -> Qt.LayoutDirection:
    """Return the direction in which a language is written."""
    return QLocale(_LOCALES.get(language, language)).textDirection()
