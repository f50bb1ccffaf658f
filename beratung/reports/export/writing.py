# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every kind of file that a release writes; what draws or packs them is loaded when it is needed."""

from collections.abc import Callable

from beratung.domain.statistics_views import ProtectedReport
from beratung.reports.export.content import Imprint

Writer = Callable[[ProtectedReport, Imprint], bytes]


def _csv(report: ProtectedReport, imprint: Imprint) -> bytes:
    from beratung.reports.export.csv_file import write_csv

    return write_csv(report, imprint)


def _xlsx(report: ProtectedReport, imprint: Imprint) -> bytes:
    from beratung.reports.export.xlsx_file import write_xlsx

    return write_xlsx(report, imprint)


def _ods(report: ProtectedReport, imprint: Imprint) -> bytes:
    from beratung.reports.export.ods_file import write_ods

    return write_ods(report, imprint)


def _pdf(report: ProtectedReport, imprint: Imprint) -> bytes:
    from beratung.reports.export.pdf_file import write_pdf

    return write_pdf(report, imprint)


def _json(report: ProtectedReport, imprint: Imprint) -> bytes:
    from beratung.reports.export.json_file import write_json

    return write_json(report, imprint)


WRITERS: dict[str, Writer] = {"csv": _csv, "xlsx": _xlsx, "ods": _ods, "pdf": _pdf, "json": _json}
