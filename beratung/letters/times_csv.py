# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A time sheet as a table for spreadsheets: semicolons, decimal commas, and no cell that a program would run."""

import csv
import io
from zoneinfo import ZoneInfo

from beratung.domain.interpreting_views import TimeSheet, TimeSheetLine

HEADERS = (
    "Einsatz",
    "Datum",
    "Beginn",
    "Ende",
    "Minuten",
    "Wegzeit (Minuten)",
    "Kilometer",
    "Honorar (EUR)",
    "Pauschale (EUR)",
    "Fahrt (EUR)",
    "Sonstiges (EUR)",
    "Summe (EUR)",
    "Bestätigt",
    "Bemerkung",
)
_RUN = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def times_csv(sheet: TimeSheet) -> bytes:
    """Return a line for each job and one with the sums; without the interpreter's name."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    for line in sheet.lines:
        writer.writerow(_cells(line))
    sums = ("Summe", f"{sheet.month:02d}.{sheet.year}", "", "", sheet.minutes, sheet.travel_minutes, sheet.km)
    parts = tuple(
        euros(sum(getattr(line, part) for line in sheet.lines))
        for part in ("time_cents", "job_cents", "km_cents", "other_cents")
    )
    writer.writerow((*sums, *parts, euros(sheet.cents), "", ""))
    return (BOM + buffer.getvalue()).encode()


def _cells(line: TimeSheetLine) -> tuple[object, ...]:
    zone = ZoneInfo(line.zone)
    start, end = line.start.astimezone(zone), line.end.astimezone(zone)
    return (
        guarded(line.number),
        f"{start:%d.%m.%Y}",
        f"{start:%H:%M}",
        f"{end:%H:%M}",
        line.minutes,
        line.travel_minutes,
        line.km,
        euros(line.time_cents),
        euros(line.job_cents),
        euros(line.km_cents),
        euros(line.other_cents),
        euros(line.cents),
        "ja" if line.is_confirmed else "nein",
        guarded(line.words),
    )


def euros(cents: int) -> str:
    """Return cents as Germans write euros: ``12,50``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, on one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f"'{plain}" if plain.startswith(_RUN) else plain
