# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the residence titles on record say: the status, and months counted from its dates."""

from collections.abc import Sequence
from datetime import date

from beratung.domain.cases import Case, ResidenceTitle
from beratung.domain.codes import Codes
from beratung.domain.rules import FORTGELTUNGSFIKTION, PREVIOUS_STATUS, RESIDENCE_STATUS, UNKNOWN_STATUS
from beratung.domain.spans import completed_months, months_of_validity
from beratung.domain.views import FactLine

UNLIMITED = 999
"""How the rules write a title without an end, and here: a count of which no upper end is known."""

TITLES = frozenset({"humanitaer", "familie", "ausbildung_erwerb", "unbefristet"})
"""Groups whose status is an Aufenthaltstitel that is issued."""

EXPIRE = TITLES | {"visum", "fiktion", "duldung"}
"""Groups whose status ends with the last day on the paper; a Gestattung or a right of EU law does not."""

_GESTATTUNG = "gestattung"
_DULDUNG_60B = "duldung_60b"
_DULDUNG_60D = "duldung_60d"


def residence_facts(case: Case, on: date, codes: Codes) -> dict[str, FactLine]:
    """Return what follows from the titles on record, for the day asked."""
    titles = tuple(title for title in case.residence if not _begins_later(title, on))
    if not titles:
        return _stay(case, None, "", on)
    present = titles[0]
    status = codes.statuses.get(present.status)
    if status is None or present.status == UNKNOWN_STATUS:
        return _stay(case, None, "", on)
    source, seen = present.source or "residence", present.on or present.issued or case.opened
    if _has_expired(present, status.group, on):
        line = FactLine(
            field=RESIDENCE_STATUS, value=None, source="title_expired", on=present.until, is_derived=True
        )
        return {RESIDENCE_STATUS: line} | _stay(case, None, "", on)
    lines = {RESIDENCE_STATUS: _line(RESIDENCE_STATUS, present.status, source, seen)}
    title: ResidenceTitle | None = present
    if present.status == FORTGELTUNGSFIKTION:
        title = _continued(titles, codes)
        previous = present.previous_status or (title.status if title is not None else None)
        if previous is not None:
            lines[PREVIOUS_STATUS] = _line(PREVIOUS_STATUS, previous, source, seen)
            status = codes.statuses.get(previous, status)
    if title is not None and status.group in TITLES:
        lines |= _of_title(title, status.group, source, seen, on)
    if status.group == "duldung" and present.status != _DULDUNG_60B:
        lines |= _of_duldung(present, case, source, seen, on)
    return lines | _stay(case, title, status.group, on)


def _line(field: str, value: str | bool, source: str, seen: date | None) -> FactLine:
    return FactLine(field=field, value=value, source=source, on=seen)


def _has_expired(title: ResidenceTitle, group: str, on: date) -> bool:
    return group in EXPIRE and not title.is_unlimited and title.until is not None and title.until < on


def _begins_later(title: ResidenceTitle, on: date) -> bool:
    """Whether a title did not exist yet on the day asked: then it says nothing about that day."""
    begin = title.held_since or title.issued
    return begin is not None and begin > on


def _continued(titles: Sequence[ResidenceTitle], codes: Codes) -> ResidenceTitle | None:
    """Return the title that a Fortgeltungsfiktion continues: the one before it on record, if it is a title."""
    wanted = titles[0].previous_status
    for title in titles[1:2]:
        status = codes.statuses.get(title.status)
        if status is not None and status.group in TITLES and wanted in (None, title.status):
            return title
    return None


def _count(
    field: str, event: date | None, source: str, seen: date | None, on: date, *, upper: int | None = None
) -> dict[str, FactLine]:
    """Return the months since an event; ``upper`` where it may have been more. Nothing for a day ahead."""
    if event is None or event > on:
        return {}
    count = completed_months(event, on)
    most = None if upper is None or upper <= count else upper
    line = FactLine(
        field=field,
        value=count,
        upper=most,
        source=source,
        on=seen,
        is_derived=True,
        is_running=event < on,
    )
    return {field: line}


def _of_title(
    title: ResidenceTitle, group: str, source: str, seen: date | None, on: date
) -> dict[str, FactLine]:
    """Return issue, possession and duration of a title.

    A title that was held before it was issued anew is no first issue; then the months since issue are those
    since the first one, if that day is known.
    """
    lines: dict[str, FactLine] = {}
    is_renewed = title.held_since is not None and title.issued is not None and title.held_since < title.issued
    first = False if is_renewed else title.first_issue
    if first is not None:
        lines["title_first_issue"] = _line("title_first_issue", first, source, seen)
    founding = title.held_since if first is False else title.issued
    lines |= _count("title_issued_months_ago", founding, source, seen, on)
    if title.held_since is not None:
        lines |= _count("title_held_months", title.held_since, source, seen, on)
    else:
        most = None if first else UNLIMITED
        lines |= _count("title_held_months", title.issued, source, seen, on, upper=most)
    duration = None
    if title.is_unlimited or group == "unbefristet":
        duration = UNLIMITED
    elif title.issued is not None and title.until is not None:
        duration = months_of_validity(title.issued, title.until)
    if duration is not None:
        lines["title_duration_months"] = FactLine(
            field="title_duration_months", value=duration, source=source, on=seen, is_derived=True
        )
    return lines


def _of_duldung(
    title: ResidenceTitle, case: Case, source: str, seen: date | None, on: date
) -> dict[str, FactLine]:
    """Return the months of Duldung: at least since the one on record, at most since the entry."""
    begin = title.held_since or title.issued
    most = _since_entry(case, on)
    lines = _count("tolerated_months", begin, source, seen, on, upper=most)
    if title.status == _DULDUNG_60D:
        most_60d = None if title.held_since is not None else most
        lines |= _count("duldung_60d_months", begin, source, seen, on, upper=most_60d)
    return lines


def _since_entry(case: Case, on: date) -> int:
    if case.entry is None or case.entry > on:
        return UNLIMITED
    return completed_months(case.entry, on)


def _stay(case: Case, title: ResidenceTitle | None, group: str, on: date) -> dict[str, FactLine]:
    """Return how long the stay can have lasted: at most since the entry, at least since the present title.

    The entry alone proves no lawful stay, so it is only the upper end. Times under § 60b do not count.
    """
    most = _since_entry(case, on)
    lawful = begin = None
    if title is not None and group in TITLES:
        lawful = begin = title.held_since or title.issued
    elif (
        title is not None
        and (title.status == _GESTATTUNG or group == "duldung")
        and title.status != _DULDUNG_60B
    ):
        begin = title.held_since or title.issued
    lines: dict[str, FactLine] = {}
    for field, first in (("stay_months", begin), ("stay_lawful_months", lawful)):
        since = first if first is not None and first <= on else None
        if since is None and most == UNLIMITED:
            continue
        least = 0 if since is None else completed_months(since, on)
        lines[field] = FactLine(
            field=field,
            value=min(least, most),
            upper=most if most > least else None,
            source="entry" if since is None else "residence",
            on=case.entry if since is None else since,
            is_derived=True,
            is_running=True,
        )
    return lines
