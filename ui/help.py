# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A few sentences for F1 on each room."""

from beratung.domain.errors import N_

TEXTS: dict[str, str] = {
    "today": N_(
        "This page shows what waits: residence titles that run out, next steps that are due, cases without a next "
        "step, consents that end and drafts. Enter opens the case, the space bar marks a next step as done."
    ),
    "cases": N_(
        "Type a name in any spelling or script to find a person. Enter opens the case, Ctrl+N writes down a new "
        "consultation. What you type is kept as a draft at once and saved when you leave the page."
    ),
    "offers": N_(
        "All offers with the conditions that decide them. The program says that access is possible, open or not "
        "possible at the moment, and why. It never decides for an authority: please check before you refer."
    ),
    "letters": N_(
        "A letter carries only what the consent for its recipient releases and you tick. You see the page before "
        "it is made. What left the house stands in the Postbuch."
    ),
    "calendar": N_(
        "What is due this week, day by day. Appointments with rooms and interpreters will stand here."
    ),
    "statistics": N_(
        "Tables in which nobody can be found again. Until they are protected, no number is shown here."
    ),
    "sprachmittler": N_(
        "Requests for interpreting come to you here without names. You never see a case; nobody can show it to you."
    ),
    "administration": N_(
        "How the window looks and speaks, when it locks, the letterhead, and whether the centre is in order."
    ),
}
