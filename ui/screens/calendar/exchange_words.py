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


def explain_here(error: BeratungError) -> str:
    """Put an error into words for the field beside which they stand, without the name of the place."""
    words = current().fill(error.message, {**error.details, "place": ""}).removeprefix(": ")
    return words[:1].upper() + words[1:]


def tell(error: BeratungError, fields: Mapping[str, Field]) -> bool:
    """Say what went wrong beside its field, where it names one of these places."""
    field = fields.get(str(error.details.get("place", "")))
    if field is None:
        return False
    field.set_problem(explain_here(error))
    field.widget.setFocus()
    return True


def say_line(note: LineNote) -> str:
    """Say what is to be said of a line of a file."""
    why = current().fill(note.why, note.details)
    return _("Line %(line)d: %(why)s") % {"line": note.line, "why": why}


def say_taken(told: TakenOver) -> str:
    """Say what becomes of the entries of a file."""
    return ", ".join((*_new_and_changed(told.added, told.replaced), *_as_before(told.unchanged)))


def say_published(told: Published) -> str:
    """Say what publishing did, in one sentence."""
    n = told.removed
    removed = [ngettext("%(n)d removed", "%(n)d removed", n) % {"n": n}] if n else []
    parts = (*_new_and_changed(told.added, told.changed), *removed, *_as_before(told.unchanged))
    return _("On the server: %(what)s.") % {"what": ", ".join(parts) or _("nothing to do")}


def _new_and_changed(new: int, changed: int) -> list[str]:
    said = [ngettext("%(n)d new", "%(n)d new", new) % {"n": new}] if new else []
    if changed:
        said.append(ngettext("%(n)d changed", "%(n)d changed", changed) % {"n": changed})
    return said


def _as_before(number: int) -> list[str]:
    return [ngettext("%(n)d as before", "%(n)d as before", number) % {"n": number}] if number else []


def say_calendar(known: PublishedCalendar) -> str:
    """Say which calendar of which server this is."""
    parts = urlsplit(known.url)
    own = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return f"{parts.hostname or ''} · {own}" if own else parts.hostname or known.url
