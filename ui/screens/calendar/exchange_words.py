# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the parts of the card for other calendars have in common: words for what was read, and for what went wrong."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from beratung.domain.errors import N_, BeratungError, Refused
from beratung.domain.exchange import LineNote, Published, PublishedCalendar, TakenOver
from beratung.i18n import _, current, ngettext
from ui.widgets.form import Field

MOST_BYTES = 16 * 1024 * 1024
"""More than any calendar file that is taken: of a larger one only so much is read before it is refused."""


class FileNotRead(BeratungError):
    """The chosen file is gone, or may not be read."""

    message = N_("This file cannot be read. Please choose another one.")


class Stopped(Refused):
    """The user has called publishing off."""

    message = N_("Stopped. What was sent already stays there; publishing again goes on from there.")


def read_file(path: Path) -> bytes:
    """Return what a file holds, as far as it can be taken at all.

    Raises:
        FileNotRead: it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except OSError:
        raise FileNotRead from None


def explain_in(error: BeratungError, label: str) -> str:
    """Put an error into words that name the field in which it belongs."""
    return current().fill(error.message, {**error.details, "place": label})


def tell(error: BeratungError, fields: Mapping[str, tuple[Field, str]]) -> bool:
    """Say what went wrong beside its field, where it names one; ``fields`` by place, each with its label."""
    found = fields.get(str(error.details.get("place", "")))
    if found is None:
        return False
    field, label = found
    field.set_problem(explain_in(error, _(label)))
    field.widget.setFocus()
    return True


def say_line(note: LineNote) -> str:
    """Say what is to be said of a line of a file."""
    why = current().fill(note.why, note.details)
    return _("Line %(line)d: %(why)s") % {"line": note.line, "why": why}


def say_taken(told: TakenOver) -> str:
    """Say how many entries a file holds, and what becomes of them."""
    parts = [
        ngettext("%(n)d new", "%(n)d new", told.added) % {"n": told.added},
        ngettext("%(n)d changed", "%(n)d changed", told.replaced) % {"n": told.replaced},
        ngettext("%(n)d as before", "%(n)d as before", told.unchanged) % {"n": told.unchanged},
    ]
    numbers = (told.added, told.replaced, told.unchanged)
    return ", ".join(part for part, number in zip(parts, numbers, strict=True) if number)


def say_published(told: Published) -> str:
    """Say what publishing did, in one sentence."""
    counts = {
        "added": told.added,
        "changed": told.changed,
        "removed": told.removed,
        "unchanged": told.unchanged,
    }
    return (
        _("%(added)d new there, %(changed)d changed, %(removed)d removed, %(unchanged)d as before.") % counts
    )


def say_calendar(known: PublishedCalendar) -> str:
    """Say which calendar of which server this is."""
    parts = urlsplit(known.url)
    own = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return f"{parts.hostname or ''} · {own}" if own else parts.hostname or known.url
