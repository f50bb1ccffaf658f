# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Files of a release: nothing in them that was hidden on the page, nothing that tells which hidden cell is small."""

import csv
import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import msgspec
import odfdo
import openpyxl
import pikepdf
import pypdfium2
import pytest

from beratung.domain.statistics_views import CellState, MethodNote, ProtectedReport
from beratung.reports.errors import NotPrintable
from beratung.reports.export.content import Imprint, file_stem, guarded
from beratung.reports.export.writing import WRITERS
from beratung.reports.layout import Shape, Side, laid_out
from beratung.reports.ledger import Paper
from beratung.reports.protection.document import protect
from beratung.reports.release import page_in
from beratung.reports.wording import Told, method_lines

IMPRINT = Imprint(house="Musterhaus", made_on=date(2026, 11, 22), number=4, fingerprint="0a" * 32)
DISTRICTS = tuple((f"d{n}", f"Kreis {'ABCDEFGHIJKLMN'[n]}") for n in range(14))
NATIONS = (("s", "Syrien"), ("u", "=Ukraine"), ("e", "EU"), ("r", "Sonstige"))
SIDES = (Side("district", "Landkreis", DISTRICTS), Side("nation", "Staatsangehörigkeit", NATIONS))
SHAPES = (
    Shape(
        "t", "Personen nach Landkreis und Staatsangehörigkeit", "persons", "Beratene Personen", SIDES, 3, {}
    ),
    Shape("n", "Personen nach Staatsangehörigkeit", "persons", "Beratene Personen", SIDES[1:], 3, {}),
)


def counts() -> dict[tuple[str, str], int]:
    """Every number occurs once, so that a hidden one cannot hide behind another; few are small."""
    found = {}
    for row, (district, _) in enumerate(DISTRICTS):
        for column, (nation, _) in enumerate(NATIONS):
            found[district, nation] = 20011 + 97 * row + 1009 * column
    found["d3", "u"] = found["d9", "e"] = 2
    found["d5", "s"] = 0
    return found


def page() -> tuple[ProtectedReport, set[int], dict[str, Any]]:
    """A protected page, and the numbers that are hidden on it."""
    true = counts()
    cells = [{"key": {"district": d, "nation": n}, "count": count} for (d, n), count in true.items()]
    sums = [
        {"key": {"nation": n}, "count": sum(c for (_, other), c in true.items() if other == n)}
        for n, _ in NATIONS
    ]
    given = {
        "threshold": 3,
        "zeros": "printed",
        "tables": [
            {"name": "t", "dimensions": ["district", "nation"], "cells": cells},
            {"name": "n", "dimensions": ["nation"], "cells": sums},
        ],
    }
    output = protect(given).document
    tables = laid_out(SHAPES, output)
    states = [cell.state for table in tables for cell in table.cells()]
    hidden = {true[d, n] for d, n in true if _cell(output, {"district": d, "nation": n}) is None}
    report = ProtectedReport(
        definition="kreis bericht/1",
        title="Bericht",
        period="2026-Q3",
        period_label="3. Quartal 2026",
        tables=tables,
        method=MethodNote(threshold=3, zeros="printed", lines=("Gezählt sind Personen.", "=1+1")),
        cells=len(states),
        hidden=states.count(CellState.HIDDEN),
        least_hidden=0,
    )
    return report, hidden, output


def _cell(output: dict[str, object], key: dict[str, str]) -> object:
    for table in output["tables"]:  # type: ignore[attr-defined]
        for cell in table["cells"]:
            if cell["key"] == key:
                return cell["count"]
    raise AssertionError


REPORT, HIDDEN, OUTPUT = page()
FILES = {ending: write(REPORT, IMPRINT) for ending, write in WRITERS.items()}
PUBLISHED = {cell.value for table in REPORT.tables for cell in table.cells() if cell.value is not None}


def text_of(ending: str) -> str:
    """Everything that a file says, whatever part of it says it."""
    content = FILES[ending]
    if ending in {"csv", "json"}:
        return content.decode("utf-8-sig")
    if ending == "pdf":
        with pypdfium2.PdfDocument(content) as document:
            pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
        with pikepdf.open(io.BytesIO(content)) as opened:
            inside = [bytes(o.read_bytes()) for o in opened.objects if isinstance(o, pikepdf.Stream)]
            about = repr(dict(opened.docinfo.items()))
        return "\n".join([*pages, about, *(part.decode("latin-1") for part in inside)])
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


def test_the_page_hides_large_numbers_too() -> None:
    assert len(HIDDEN) >= 3
    assert any(number > 20_000 for number in HIDDEN)
    assert not HIDDEN & PUBLISHED


@pytest.mark.parametrize("ending", WRITERS)
def test_no_hidden_number_is_anywhere_in_a_file(ending: str) -> None:
    said = text_of(ending)
    narrow = re.sub(r"(?<=\d)[\u202f\u00a0. ,](?=\d{3}\b)", "", said)
    numbers = {int(word) for word in re.findall(r"\d+", narrow) if len(word) < 12}
    large = {number for number in HIDDEN if number > 2}
    assert not numbers & large
    assert max(PUBLISHED) in numbers  # the test would see one


def test_neither_page_nor_file_tells_which_hidden_cell_is_small() -> None:
    """Whoever knows which ones are small can reckon many of them: two of at most two that make four are two each."""
    swap = {"primary": "secondary", "secondary": "primary", "published": "published"}
    cells = [cell for table in OUTPUT["tables"] for cell in table["cells"]]
    assert {cell["status"] for cell in cells} == set(swap)
    tables = [
        {**table, "cells": [{**cell, "status": swap[cell["status"]]} for cell in table["cells"]]}
        for table in OUTPUT["tables"]
    ]
    assert laid_out(SHAPES, {**OUTPUT, "tables": tables}) == REPORT.tables
    for ending, write_ in WRITERS.items():
        gap = msgspec.structs.replace(REPORT, least_hidden=7)
        assert write_(gap, IMPRINT) == FILES[ending]


def test_the_workbook_has_sheets_of_plain_cells_and_nothing_else() -> None:
    with zipfile.ZipFile(io.BytesIO(FILES["xlsx"])) as packed:
        names = set(packed.namelist())
        core = packed.read("docProps/core.xml").decode()
    kinds = {re.sub(r"\d+", "", name) for name in names}
    assert kinds <= {
        "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme.xml", "xl/sharedStrings.xml",
        "xl/worksheets/sheet.xml",
    }  # fmt: skip
    assert "2026-11-22T00:00:00Z" in core
    book = openpyxl.load_workbook(io.BytesIO(FILES["xlsx"]))
    assert book.sheetnames == ["Tabelle 1", "Tabelle 2", "Methode"]
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not any(
            side.hidden for side in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values())
        )
        assert not any(cell.comment for row in sheet.iter_rows() for cell in row)
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_the_workbook_shows_the_page() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(FILES["xlsx"]))["Tabelle 1"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert rows[0] == ["Landkreis", "Syrien", "'=Ukraine", "EU", "Sonstige", "Insgesamt"]
    for row, shown in zip(rows[1:], REPORT.tables[0].rows, strict=True):
        assert row[0] == shown.head[0].label
        assert [str(value) for value in row[1:]] == [cell.text for cell in shown.cells]


def test_the_spreadsheet_shows_the_page_and_has_no_other_parts() -> None:
    with zipfile.ZipFile(io.BytesIO(FILES["ods"])) as packed:
        assert packed.namelist() == [
            "mimetype",
            "content.xml",
            "styles.xml",
            "meta.xml",
            "META-INF/manifest.xml",
        ]
        assert "table:formula" not in packed.read("content.xml").decode()
    document = odfdo.Document(io.BytesIO(FILES["ods"]))
    sheet = document.body.get_table(name="Tabelle 1")
    assert sheet is not None
    rows = [list(row) for row in sheet.get_values()][4:]
    for row, shown in zip(rows[1:], REPORT.tables[0].rows, strict=True):
        assert [str(value) for value in row[1:]] == [cell.text for cell in shown.cells]


def test_the_csv_is_one_that_a_german_excel_opens() -> None:
    assert FILES["csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(FILES["csv"].decode("utf-8-sig")), delimiter=";"))
    head = next(row for row in rows if row[:1] == ["Landkreis"])
    assert head == ["Landkreis", "Syrien", "'=Ukraine", "EU", "Sonstige", "Insgesamt"]
    at = rows.index(head)
    assert rows[at + 1][1:] == [cell.text for cell in REPORT.tables[0].rows[0].cells]
    share = next(row for row in rows if row[:1] == ["Anteil der nicht veröffentlichten Felder in Prozent"])
    assert re.fullmatch(r"\d+,\d", share[1])
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)


def test_the_json_has_every_cell_and_null_where_it_is_hidden() -> None:
    document = json.loads(FILES["json"])
    table = document["tables"][0]
    assert len(table["cells"]) == 15 * 5
    hidden = [cell for cell in table["cells"] if cell["count"] is None]
    assert len(hidden) == sum(cell.is_hidden for cell in REPORT.tables[0].cells())
    assert set(table["cells"][0]) == {"key", "count"}
    assert document["release"]["number"] == 4
    assert {"key": {"nation": "s"}, "count": next(c.value for c in REPORT.tables[1].rows[0].cells)} in (
        document["tables"][1]["cells"]
    )


def test_the_pdf_shows_tables_plots_and_the_note() -> None:
    with pypdfium2.PdfDocument(FILES["pdf"]) as document:
        said = "\n".join(document[n].get_textpage().get_text_bounded() for n in range(len(document)))
    assert "Kreis A" in said
    assert "Gezählt sind Personen." in said
    assert "Freigabe Nr. 4" in said
    with pikepdf.open(io.BytesIO(FILES["pdf"])) as opened:
        assert "/Names" not in opened.Root
        assert not any("/Annots" in sheet for sheet in opened.pages)
        assert str(opened.docinfo["/Author"]) == "Beratung"


@pytest.mark.parametrize("ending", WRITERS)
def test_the_same_page_gives_the_same_bytes(ending: str) -> None:
    assert WRITERS[ending](REPORT, IMPRINT) == FILES[ending]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "|x", " =1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert guarded(text)[0] == "'"
    assert "\n" not in guarded(text + "\nzwei")


def test_a_file_is_called_after_the_report_and_the_period() -> None:
    assert file_stem(REPORT) == "kreis-bericht-1_2026-Q3"


def test_a_title_that_no_font_has_is_refused_and_not_a_box() -> None:
    odd = msgspec.structs.replace(REPORT, title="تقرير")
    with pytest.raises(NotPrintable) as refused:
        WRITERS["pdf"](odd, IMPRINT)
    assert refused.value.details["character"] == "U+062A"


def test_many_wide_columns_stay_on_the_page() -> None:
    across = Side("n", "Staat", tuple((str(n), f"Staatsangehörigkeit{n} der Welt") for n in range(40)))
    down = Side("d", "Landkreis", tuple((str(n), f"Landkreis mit sehr langem Namen {n}") for n in range(14)))
    cells = [
        {"key": {"d": d, "n": n}, "count": 100 + 13 * int(d) + int(n)}
        for d, _ in down.categories
        for n, _ in across.categories
    ]
    given = {
        "threshold": 3,
        "zeros": "printed",
        "tables": [{"name": "t", "dimensions": ["d", "n"], "cells": cells}],
    }
    shape = Shape("t", "Breit", "persons", "Personen", (down, across), 3, {})
    wide = msgspec.structs.replace(REPORT, tables=laid_out((shape,), protect(given).document))
    with pypdfium2.PdfDocument(WRITERS["pdf"](wide, IMPRINT)) as document:
        said = ""
        for sheet in document:
            text = sheet.get_textpage()
            said += text.get_text_bounded()
            edges = [text.get_rect(n) for n in range(text.count_rects())]
            assert max(right for _, _, right, _ in edges) < sheet.get_width() - 30
            assert min(left for left, _, _, _ in edges) > 30
    assert all(f"Staatsangehörigkeit{n}" in said for n in range(40))


@pytest.mark.parametrize(
    ("late", "said"), [(9, "Wenige"), (12, "mindestens 10 "), (13, "mindestens 10 "), (20, "mindestens 20 ")]
)
def test_late_entries_are_told_of_so_roughly_that_one_more_is_not_seen(late: int, said: str) -> None:
    told = Told(measures=frozenset(), threshold=3, higher=(), zeros="printed", late=late)
    assert said in list(method_lines(told))[-1]


def test_a_page_of_an_earlier_version_no_longer_tells_which_cells_are_small() -> None:
    done = REPORT
    page = msgspec.to_builtins(done)
    states = iter(["small", "beside"] * done.hidden)
    for row in (row for table in page["tables"] for row in table["rows"]):
        row["cells"] = [
            {**cell, "state": next(states)} if cell["state"] == "hidden" else cell for cell in row["cells"]
        ]
    del page["hidden"], page["least_hidden"]
    page |= {"hidden_small": done.hidden - 1, "hidden_beside": 1, "least_beside": 0}
    read = page_in(Paper({}, {}, {"page": page}))
    assert done.hidden > 1
    assert read == msgspec.structs.replace(done, least_hidden=done.hidden - 1)
