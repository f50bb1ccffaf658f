# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Closing a year for good: what it brings about, what has not gone out yet, and how a year stands."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from beratung.domain.errors import N_
from beratung.domain.statistics_views import Waiting, YearState
from beratung.i18n import _, ngettext
from ui.widgets.buttons import DangerButton
from ui.widgets.final_dialog import FinalDialog

_MOST_NAMED = 4


class CloseYearDialog(FinalDialog):
    """Says what closing a year brings about."""

    def __init__(self, parent: QWidget, state: YearState) -> None:
        super().__init__(
            parent,
            _("Close %(year)d for good") % {"year": state.year},
            _(
                "Every report of the year is counted once more and kept. Then everything goes from which a person "
                "could be told: who came when, and whose entries belong together."
            ),
            say_consequences(state),
            sure=N_("What had to be corrected in this year is corrected."),
            button=DangerButton(_("Close the year"), "lock"),
            waiting=_("Everything is being counted …"),
        )


def say_consequences(state: YearState) -> list[str]:
    """What stays, what is not possible any more, and what has not gone out yet; a sentence or two each."""
    said = [
        _(
            "All reports stay as they are and can go out at any time. Corrections, merged categories, parts of the people "
            "and reports that are built later cannot be counted for this year any more."
        )
    ]
    if state.late:
        late = ngettext(
            "%(n)s entry came too late for the numbers that went out. Only now it can still be handed out as a correction.",
            "%(n)s entries came too late for the numbers that went out. Only now they can still be handed out as a correction.",
            state.late,
        )
        said.append(late % {"n": _number(state.late)})
    begun = [one for one in state.waiting if one.is_begun]
    others = [one for one in state.waiting if not one.is_begun]
    if begun:
        said.append(
            _("Not everything of these went out: %(reports)s.")
            % {"reports": _listed([f"{one.title} ({', '.join(one.labels)})" for one in begun])}
        )
    if others:
        said.append(_("Not handed out at all: %(reports)s.") % {"reports": _listed(_titles(others))})
    return said


def say_standing(state: YearState) -> tuple[str, str]:
    """How a year stands, as a title and sentences; empty where there is nothing to say."""
    if state.is_closed:
        return _say_closed(state)
    if not state.is_over or not state.facts + state.late:
        return "", ""
    title = _("%(year)d is over and can be closed") % {"year": state.year}
    if not state.is_counted:
        return title, _(
            "Not everything of before is counted yet. That happens by itself while a counsellor works with the program."
        )
    words = ngettext(
        "Its %(n)s entry then becomes mere numbers, in which nobody can be found any more. The reports stay.",
        "Its %(n)s entries then become mere numbers, in which nobody can be found any more. The reports stay.",
        state.facts,
    )
    return title, words % {"n": _number(state.facts)}


def _say_closed(state: YearState) -> tuple[str, str]:
    title = _("%(year)d is closed") % {"year": state.year}
    said = []
    if state.closed_at is not None:
        day = f"{state.closed_at.astimezone():%d.%m.%Y}"
        said.append(
            _("Since %(day)s, by %(name)s. Only numbers are left; the reports stay as they are.")
            % {"day": day, "name": state.closed_by}
        )
    if state.dropped:
        later = ngettext(
            "%(n)s later entry does not count.", "%(n)s later entries do not count.", state.dropped
        )
        said.append(later % {"n": _number(state.dropped)})
    if state.has_links:
        said.append(
            _("What still points from clients to this year is cut when a counsellor unlocks the next time.")
        )
    return title, " ".join(said)


def _titles(waiting: list[Waiting]) -> list[str]:
    return [one.title for one in waiting]


def _listed(names: list[str]) -> str:
    shown = names[:_MOST_NAMED]
    more = len(names) - len(shown)
    if more:
        shown.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return "; ".join(shown)


def _number(number: int) -> str:
    return QLocale().toString(number)
