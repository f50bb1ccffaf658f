# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Switches the language of the whole window: our words, Qt's own, dates, and the direction of writing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from beratung.i18n import speak

if TYPE_CHECKING:
    from PySide6.QtCore import QTranslator

_LOCALES = {"de": "de_DE", "en": "en_GB"}


class _Installed:
    """The translator of Qt's own words."""

    translator: "QTranslator | None" = None
    language = ""
    qt_language = ""


def switch(app: QApplication, language: str) -> None:
    """Speak a language from now on. Who shows texts must set them anew (``retranslate``)."""
    speak(language)
    _Installed.language = language
    app.setLayoutDirection(direction(language))
    if _Installed.qt_language:
        complete(app)


def complete(app: QApplication) -> None:
    """Let Qt's own dialogs, keys, dates and numbers speak the language too.

    Called behind the first picture of the window: the unlock screen needs none of it, and it takes a while.
    """
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    language = spoken()
    if _Installed.qt_language == language:
        return
    if _Installed.translator is not None:
        app.removeTranslator(_Installed.translator)
        _Installed.translator = None
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        _Installed.translator = translator
    QLocale.setDefault(QLocale(_LOCALES.get(language, language)))
    _Installed.qt_language = language


def spoken() -> str:
    """Return the code of the language that the window speaks."""
    return _Installed.language or "de"


def direction(language: str) -> Qt.LayoutDirection:
    """Return the direction in which a language is written."""
    if language in _LOCALES:
        return Qt.LayoutDirection.LeftToRight
    from PySide6.QtCore import QLocale

    return QLocale(language).textDirection()
