# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Reads lists as counsellors keep them: CSV of Excel in any of its encodings, and XLSX."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import msgspec

from beratung.clients.errors import EmptyTable, FileMissing, NoTable, TooBig

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_PARTS = 2_000

_SEPARATORS = (";", "\t", ",")
_XLSX = b"PK\x03\x04"
_FORMULA = re.compile(rb"<f[ >/]")


class Row(msgspec.Struct, frozen=True):
    """A row of a table; ``number`` counts from 1 with the header, as Excel shows it."""

    number: int
    cells: tuple[str, ...]
    is_broken: bool = False
    """A cell is too long to be read, or holds a formula that was never calculated."""


class Table(msgspec.Struct, frozen=True):
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def _decode(raw: bytes, place: str) -> str:
    """Return text of UTF-8 with or without BOM, UTF-16 with BOM, or Windows-1252."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise NoTable(place=place) from None
    if b"\x00" in raw:
        raise NoTable(place=place)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoTable(place=place)


def _separator(text: str) -> str:
    """Return the separator that divides the first line most often, outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=bare.count)


def _csv_rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(number, (), is_broken=True)
            continue
        if number == 1 and len(cells) == 1 and cells[0].lower().startswith("sep"):
            continue
        yield Row(number, tuple(cell.strip() for cell in cells))


def _shown(value: object) -> str:
    """Return a cell of Excel as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_parts(archive: zipfile.ZipFile, place: str) -> bool:
    """Refuse an archive that would fill the memory; return whether a sheet holds formulas."""
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise NoTable(place=place)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooBig(place=place, limit="256 MB")
    has_formulas = False
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                head = file.read(4096)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise NoTable(place=place)
                if part.filename.startswith("xl/worksheets/"):
                    has_formulas = has_formulas or _holds_formula(head, file)
    return has_formulas


def _holds_formula(head: bytes, file: IO[bytes]) -> bool:
    tail, block = b"", head
    while block:
        if _FORMULA.search(tail + block):
            return True
        tail, block = block[-3:], file.read(1 << 16)
    return False


def _sheet(raw: bytes, *, values: bool) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=values, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = sheets[0] if sheets else book.worksheets[0]
        sheet.reset_dimensions()
        yield from sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS + 2, values_only=True)
    finally:
        book.close()


def _xlsx_rows(raw: bytes, place: str) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            has_formulas = _check_parts(archive, place)
        written = _sheet(raw, values=False) if has_formulas else None
        for number, cells in enumerate(_sheet(raw, values=True), 1):
            formulas = next(written, ()) if written is not None else ()
            uncalculated = any(
                value is None and isinstance(formula, str) and formula.startswith("=")
                for value, formula in zip(cells, formulas, strict=False)
            )
            yield Row(number, tuple(_shown(value) for value in cells), is_broken=uncalculated)
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        EOFError,
        OSError,
        SyntaxError,
    ) as e:
        raise NoTable(place=place) from e


def read_table(path: Path) -> Table:
    """Read the table of a CSV or XLSX file; the first line that is not empty is the header.

    Raises:
        FileMissing: it cannot be read.
        NoTable: it is something else, or damaged.
        TooBig: it is larger than any list of people.
        EmptyTable: there is no row below the header.
    """
    place = path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooBig(place=place, limit="32 MB")
        raw = path.read_bytes()
    except OSError:
        raise FileMissing(place=place) from None
    if raw and path.suffix.casefold() == ".xlsx" and not raw.startswith(_XLSX):
        raise NoTable(place=place)
    rows = _xlsx_rows(raw, place) if raw.startswith(_XLSX) else _csv_rows(_decode(raw, place))
    header: tuple[str, ...] | None = None
    found: list[Row] = []
    for row in rows:
        if header is None:
            header = _trimmed(row.cells) if any(row.cells) else None
        elif any(row.cells) or row.is_broken:
            found.append(row)
            if len(found) > MOST_ROWS:
                raise TooBig(place=place, limit=f"{MOST_ROWS}")
    if header is None or not found:
        raise EmptyTable(place=place)
    return Table(header, tuple(found))


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max(n for n, cell in enumerate(cells) if cell)
    return cells[: min(last + 1, MOST_COLUMNS)]
