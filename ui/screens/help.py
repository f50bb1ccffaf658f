# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The help pages that F1 shows: one page per screen, in plain words."""

from functools import lru_cache

from ui.icons import folder

TOPICS = (
    "unlock",
    "setup",
    "today",
    "cases",
    "case",
    "case-offers",
    "access",
    "offers",
    "letters",
    "letter",
    "calendar",
    "interpreters",
    "statistics",
    "sprachmittler",
    "administration",
)


@lru_cache
def help_text(topic: str, language: str) -> str:
    """Return the help page of a screen as Markdown; German where the language has none.

    ``topic`` is a room, or ``case``, ``case-offers``, ``letter``, ``unlock``; an unknown one gives the
    page of the start screen.
    """
    pages = folder().parent / "help"
    for page in (topic, "today"):
        for spoken in (language, "de"):
            file = pages / spoken / f"{page}.md"
            if page in TOPICS and file.is_file():
                return file.read_text(encoding="utf-8")
    return ""
