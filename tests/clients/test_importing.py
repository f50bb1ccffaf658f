# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lists of clients from CSV and XLSX: encodings, separators, headers, wrong rows, hostile files."""

import io
import zipfile
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
from openpyxl import Workbook

from beratung.clients import ClientService
from beratung.clients import tables as limits
from beratung.clients.errors import (
    EmptyTable,
    FileMissing,
    MappedTwice,
    NoTable,
    NothingMapped,
    TooBig,
    UnknownColumn,
)
from beratung.clients.mapping import guess
from beratung.domain.cases import Case
from beratung.domain.errors import BadInput, RecordConflict
from beratung.domain.people import Client, NameKind, Precision
from beratung.domain.views import ImportResult, Rejected
from beratung.domain.work import Changes
from tests.builders import a_case, a_client
from tests.fakes.records import FakeRecords

HEADER = "given_name;family_name;born;gender;nationality;languages;municipality"
ROW = "Amal;Müsterfrau;14.3.1992;f;475;ar;15003000"


def _file(folder: Path, content: bytes | str, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _everybody(records: FakeRecords) -> dict[str, Client]:
    with records.work() as work:
        return {client.display_name: client for client in work.all(Client)}


def _words(rejected: Rejected) -> str:
    return rejected.why % rejected.details


@pytest.mark.parametrize("form", list(product((";", ",", "\t"), ("\n", "\r\n"))))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_and_separator_of_excel_is_read(
    clients: ClientService, records: FakeRecords, tmp_path: Path, form: tuple[str, str], encoding: str
) -> None:
    separator, line = form
    text = f"{HEADER}\n{ROW}\n".replace(";", separator).replace("\n", line)
    result = clients.run_import(_file(tmp_path, text.encode(encoding)))
    assert (result.imported, result.rejected) == (1, ())
    client = _everybody(records)["Amal Müsterfrau"]
    assert client.born is not None
    assert client.born.on == date(1992, 3, 14)
    assert client.nationalities == ("475",)
    assert client.address.municipality == "15003000"
    with records.work() as work:
        (case,) = work.all(Case)
    assert (case.subject, case.counsellor, case.opened) == (client.id, "beraterin", date(2026, 11, 20))


def test_german_and_english_headers_are_understood() -> None:
    german = (
        "Vorname",
        "Name",
        "Geb.-Datum",
        "Geschlecht",
        "Staatsangehörigkeit",
        "Muttersprache",
        "Wohnort",
    )
    english = ("First name", "Surname", "Date of birth", "Sex", "Citizenship", "Language", "City")
    expected = ("given_name", "family_name", "born", "gender", "nationality", "languages", "municipality")
    assert guess(german) == guess(english) == expected
    assert guess(("Name", "Telefon", "Lieblingsfarbe")) == ("full_name", "phone", None)
    assert guess(("Nachname", "Familienname")) == ("family_name", None)


def test_words_of_a_list_become_codes(clients: ClientService, records: FakeRecords, tmp_path: Path) -> None:
    lines = (
        "Name;geb.;Geschlecht;Herkunftsland;Sprachen;Dolmetscher;Ort;PLZ;Status;gültig bis;Deutsch;Handy",
        '"Müsterfrau, Amal";12.3.92;w;Syrien;Arabisch, Kurmandschi;ja;Halle;6108;gestattung;1.6.27;a2;0345 000',
        "Thanh Testmann;1.1.12;Herr;vietnamesisch / deutsch;Vietnamesisch;nein;Magdeburg;39104;;;;",
        "Jemand Probe;ca. 1990;divers;Türkei;;;Lutherstadt Wittenberg;06886;;;;",
        "Nur Jahr;1988;;ungeklärt;;;04509000;;;;;",
    )
    result = clients.run_import(_file(tmp_path, "\n".join(lines)))
    assert [_words(entry) for entry in result.rejected] == []
    people = _everybody(records)
    amal, thanh = people["Amal Müsterfrau"], people["Thanh Testmann"]
    assert amal.born is not None
    assert amal.born.on == date(1992, 3, 12)
    assert amal.gender == "f"
    assert amal.nationalities == ("475",)
    assert [(entry.code, entry.interpreter) for entry in amal.languages] == [("ar", True), ("kmr", None)]
    assert (amal.address.municipality, amal.address.postal_code) == ("15002000", "06108")
    assert amal.contact.phone == "0345 000"
    assert thanh.nationalities == ("432", "000")
    assert thanh.born is not None
    assert thanh.born.on == date(2012, 1, 1)
    estimated, year = people["Jemand Probe"].born, people["Nur Jahr"].born
    assert estimated is not None
    assert year is not None
    assert (estimated.on.year, estimated.precision) == (1990, Precision.ESTIMATED)
    assert (year.on.year, year.precision) == (1988, Precision.YEAR)
    assert people["Nur Jahr"].address.municipality == "04509000"
    with records.work() as work:
        (case,) = work.all(Case, amal.id)
    assert case.residence[0].status == "gestattung"
    assert case.residence[0].until == date(2027, 6, 1)
    assert case.german[0].level == "A2"


def test_every_wrong_row_is_returned_with_its_number_and_reason(
    clients: ClientService, records: FakeRecords, tmp_path: Path
) -> None:
    rows = {
        "Amal;Musterfrau;31.02.1992;f;475;ar;15003000": "born: this day does not exist",
        "Amal;Musterfrau;1.1.2031;f;475;ar;15003000": "born: this day lies in the future",
        "Amal;Musterfrau;gestern;f;475;ar;15003000": "born: this day does not exist",
        "Amal;Muster3;1.1.1990;f;475;ar;15003000": "family_name: the character 3 (U+0033)",
        "Amal;Musterfrau;1.1.1990;z;475;ar;15003000": "gender: one of these",
        "Amal;Musterfrau;1.1.1990;f;Syrein;ar;15003000": "Did you mean 475 (Syrien)?",
        "Amal;Musterfrau;1.1.1990;f;475;Kurdisch;15003000": "languages: this name stands for several",
        "Amal;Musterfrau;1.1.1990;f;475;ar;Atlantis": "municipality: this name is not in the list",
        "Amal;Musterfrau;1.1.1990;f;475;ar;15003000;zuviel": "more cells",
        f"Amal;{'x' * 300};1.1.1990;f;475;ar;15003000": "too long",
        f"Amal;{'x' * 200_000};1.1.1990;f;475;ar;15003000": "cannot be read",
        ";;;;;;": "",
    }
    good = "Thanh;Testmann;1.1.1990;m;432;vi;15003000"
    result = clients.run_import(_file(tmp_path, "\n".join((HEADER, *rows, good))))
    expected = [why for why in rows.values() if why]
    assert result.imported == 1
    assert [entry.row for entry in result.rejected] == list(range(2, 2 + len(expected)))
    for entry, why in zip(result.rejected, expected, strict=True):
        assert why in _words(entry)
        assert "Musterfrau" not in _words(entry)
    assert list(_everybody(records)) == ["Thanh Testmann"]


def test_lines_inside_quotes_do_not_shift_the_row_numbers(clients: ClientService, tmp_path: Path) -> None:
    text = f'{HEADER}\n"Amal\nSara";Musterfrau;;;;;\n\n;;31.2.2000;;;;\n'
    result = clients.run_import(_file(tmp_path, text))
    assert result.imported == 1
    assert [entry.row for entry in result.rejected] == [4]


def test_doubles_in_the_centre_and_in_the_file_are_reported_and_kept(
    clients: ClientService, records: FakeRecords, tmp_path: Path
) -> None:
    known = a_client("Amal", "Musterfrau")
    clients.add(known, a_case(known))
    rows = ("Amal;Musterfrau;14.3.1992;f;475;ar;15003000", "Thanh;Testmann;9.9.1990;m;432;vi;15003000")
    path = _file(tmp_path, "\n".join((HEADER, *rows, rows[1])))
    preview = clients.preview_import(path)
    assert (preview.rows, preview.accepted) == (3, 3)
    assert len(records.stored) == 2
    result = clients.run_import(path)
    assert result.imported == 3
    assert [row for row, _ in result.possible_duplicates] == [2, 4]
    assert result.possible_duplicates[0][1].client == known.id
    assert result.possible_duplicates[1][1].reasons == ("name", "birth")
    assert len(clients.roster()) == 4


def test_a_preview_shows_columns_with_samples_and_stores_nothing(
    clients: ClientService, records: FakeRecords, tmp_path: Path
) -> None:
    text = "Vorname;Lieblingsfarbe;Nachname\nAmal;blau;Musterfrau\nThanh;;Testmann\nProbe;rot;Probe\nVier;;Vier\n"
    preview = clients.preview_import(_file(tmp_path, text))
    assert [(c.header, c.field) for c in preview.columns] == [
        ("Vorname", "given_name"),
        ("Lieblingsfarbe", None),
        ("Nachname", "family_name"),
    ]
    assert preview.columns[0].sample == ("Amal", "Thanh", "Probe")
    assert records.stored == {}
    assert clients.run_import(_file(tmp_path, text), dry_run=True).imported == 4
    assert records.stored == {}


def test_a_map_overrides_the_guess(clients: ClientService, records: FakeRecords, tmp_path: Path) -> None:
    path = _file(tmp_path, "A;B;Name\nAmal;Musterfrau;Haus 3\n")
    result = clients.run_import(path, {"A": "given_name", "B": "family_name", "Name": None})
    assert result.imported == 1
    assert list(_everybody(records)) == ["Amal Musterfrau"]


@pytest.mark.parametrize(
    ("mapping", "fault", "says"),
    [
        ({"C": "given_name"}, UnknownColumn, "entry 1"),
        ({"A": "givenname"}, BadInput, "given_name"),
        ({"A": "born", "B": "born"}, MappedTwice, "born"),
        ({}, NothingMapped, "given_name"),
    ],
)
def test_a_map_that_cannot_be_is_refused(
    clients: ClientService, tmp_path: Path, mapping: dict[str, str | None], fault: type[BadInput], says: str
) -> None:
    with pytest.raises(fault, match=says):
        clients.run_import(_file(tmp_path, "A;B\nAmal;Musterfrau\n"), mapping)


def test_a_name_in_its_own_script_is_kept(
    clients: ClientService, records: FakeRecords, tmp_path: Path
) -> None:
    text = "Vorname;Nachname;Originalschrift;Aliasname\nAmal;Musterfrau;أمل;Амаль\n"
    assert clients.run_import(_file(tmp_path, text)).rejected == ()
    others = [(n.text, n.kind, n.script) for n in _everybody(records)["Amal Musterfrau"].names[2:]]
    assert sorted(others) == [
        ("Амаль", NameKind.ORIGINAL_SCRIPT, "Cyrl"),
        ("أمل", NameKind.ORIGINAL_SCRIPT, "Arab"),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", EmptyTable),
        (b"\n\n", EmptyTable),
        (HEADER.encode(), EmptyTable),
        (b"\x00\x01\x02", NoTable),
        (b"\xff\xfea", NoTable),
        (b"\x81\x8d;\x8f\n", NoTable),
        (b"PK\x03\x04 cut off", NoTable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", NoTable),
        (b"%PDF-1.7\n\x00", NoTable),
    ],
)
def test_a_file_that_is_no_list_is_refused(
    clients: ClientService, tmp_path: Path, content: bytes, fault: type[BadInput]
) -> None:
    with pytest.raises(fault, match=r"liste\.csv: "):
        clients.run_import(_file(tmp_path, content))


def test_a_text_that_calls_itself_a_workbook_is_refused(clients: ClientService, tmp_path: Path) -> None:
    file = tmp_path / "liste.xlsx"
    file.write_text("Nachname;Vorname\nMuster;Mina\n", "utf-8")
    with pytest.raises(NoTable, match=r"liste\.xlsx: "):
        clients.run_import(file)


def test_a_missing_file_is_refused(clients: ClientService, tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        clients.run_import(tmp_path / "nirgends.csv")
    with pytest.raises(FileMissing):
        clients.run_import(tmp_path)


def test_a_list_larger_than_any_is_refused(
    clients: ClientService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(TooBig):
        clients.run_import(_file(tmp_path, "\n".join([HEADER] + [ROW] * 4)))
    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    with pytest.raises(TooBig):
        clients.run_import(_file(tmp_path, f"{HEADER}\n{ROW}\n"))


def _book(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.create_sheet(index=0)
    book.active = sheet
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_xlsx_with_real_dates_and_numbers(
    clients: ClientService, records: FakeRecords, tmp_path: Path
) -> None:
    content = _book(
        ["Vorname", "Nachname", "Geburtsdatum", "Staatsangehörigkeit", "PLZ", "Gemeinde", None],
        ["Amal", "Müsterfrau", datetime(1992, 3, 14), 475, 39104, 15003000, None],
        [None, None, None, None, None, None, None],
        ["Thanh", "Testmann", "1.2.1990", "Vietnam", "06108", "Halle", None],
        ["Falsch", "Datum", "30.2.1990", None, None, None, None],
    )
    result = clients.run_import(_file(tmp_path, content, "liste.xlsx"))
    assert result.imported == 2
    assert [entry.row for entry in result.rejected] == [5]
    amal = _everybody(records)["Amal Müsterfrau"]
    assert amal.born is not None
    assert (amal.born.on, amal.nationalities) == (date(1992, 3, 14), ("475",))
    assert (amal.address.municipality, amal.address.postal_code) == ("15003000", "39104")


def test_a_formula_without_a_result_is_not_taken_for_an_empty_cell(
    clients: ClientService, tmp_path: Path
) -> None:
    content = _book(["Vorname", "Nachname"], ["Amal", "=A1&B1"], ["Thanh", "Testmann"])
    result = clients.run_import(_file(tmp_path, content, "liste.xlsx"))
    assert result.imported == 1
    assert [(entry.row, "formula" in _words(entry)) for entry in result.rejected] == [(2, True)]


def test_a_text_that_looks_like_a_formula_is_no_name(clients: ClientService, tmp_path: Path) -> None:
    result = clients.run_import(_file(tmp_path, "Vorname;Nachname\n=1+1;Musterfrau\n@SUM(A1);Probe\n"))
    assert result.imported == 0
    assert len(result.rejected) == 2


def test_a_bomb_in_an_archive_is_not_unpacked(
    clients: ClientService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    monkeypatch.setattr(limits, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(TooBig):
        clients.run_import(_file(tmp_path, out.getvalue(), "liste.xlsx"))


def test_entities_in_xml_are_refused(clients: ClientService, tmp_path: Path) -> None:
    source = io.BytesIO(_book(["Vorname", "Nachname"], ["Amal", "Musterfrau"]))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            body = old.read(part)
            if part.endswith("sheet1.xml"):
                body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + body.split(b"?>", 1)[-1]
            new.writestr(part, body)
    with pytest.raises(NoTable):
        clients.run_import(_file(tmp_path, out.getvalue(), "liste.xlsx"))


def test_all_rows_or_none(clients: ClientService, records: FakeRecords, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise RecordConflict

    records.followers.append(full)
    with pytest.raises(RecordConflict):
        clients.run_import(_file(tmp_path, f"{HEADER}\n{ROW}\n{ROW}\n"))
    assert records.stored == {}


def test_results_name_nobody_when_shown_in_a_log() -> None:
    result = ImportResult(imported=1, rejected=(Rejected(row=2, why="x"),))
    assert repr(result) == "<ImportResult>"
    assert "Musterfrau" not in repr((a_client(), Changes()))
