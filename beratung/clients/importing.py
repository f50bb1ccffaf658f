# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Turns the rows of a list into clients and cases, each row taken or refused with its reason."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from beratung.clients.checking import check_client
from beratung.clients.duplicates import possible_duplicates
from beratung.clients.errors import BrokenCell, EmptyRow, RowTooLong
from beratung.clients.mapping import apply_map
from beratung.clients.names import script_of
from beratung.clients.roster import Roster
from beratung.clients.tables import Row, Table, read_table
from beratung.clients.wording import Wording, birth, gender, yes_or_no
from beratung.domain.cases import Case, GermanLevel, GermanSkill, Programme, ResidenceTitle
from beratung.domain.checking import check_case
from beratung.domain.codes import Codes
from beratung.domain.errors import BadInput
from beratung.domain.people import Client, Language, Name, NameKind
from beratung.domain.reading import LONG, NotOneOf, TooLong, read_day
from beratung.domain.views import Duplicate, ImportColumn, ImportPreview, Rejected

replace = msgspec.structs.replace

_NAME_KINDS: Mapping[str, NameKind] = {
    "given_name": NameKind.GIVEN,
    "family_name": NameKind.FAMILY,
    "birth_name": NameKind.BIRTH,
    "alias": NameKind.ALIAS,
    "original_script": NameKind.ORIGINAL_SCRIPT,
}
_SAMPLES = 3


class Taken(msgspec.Struct, frozen=True):
    """A row that can be recorded."""

    row: int
    client: Client
    case: Case


class Plan(msgspec.Struct, frozen=True):
    """What an import would do."""

    columns: tuple[ImportColumn, ...]
    rows: int
    taken: tuple[Taken, ...]
    rejected: tuple[Rejected, ...]
    possible_duplicates: tuple[tuple[int, Duplicate], ...]

    def preview(self) -> ImportPreview:
        """Return the plan as a screen shows it."""
        return ImportPreview(
            columns=self.columns,
            rows=self.rows,
            accepted=len(self.taken),
            rejected=self.rejected,
            possible_duplicates=self.possible_duplicates,
        )


def _full_name(text: str) -> dict[str, str]:
    """Split "Musterfrau, Amal" or "Amal Musterfrau"; the last word is then the family name."""
    family, comma, given = text.partition(",")
    if not comma:
        given, _, family = text.strip().rpartition(" ")
    return {"given_name": given.strip(), "family_name": family.strip()}


class RowReader:
    """Reads rows of one table by the field of each column."""

    def __init__(self, fields: tuple[str | None, ...], codes: Codes, today: date, counsellor: str) -> None:
        self._fields = fields
        self._codes = codes
        self._wording = Wording(codes)
        self._today = today
        self._counsellor = counsellor

    def read(self, row: Row) -> Taken:
        """Return a client and a case made from a row.

        Raises:
            BadInput: with the field and the reason.
        """
        if row.is_broken:
            raise BrokenCell
        if any(row.cells[len(self._fields) :]):
            raise RowTooLong
        pairs = zip(self._fields, row.cells, strict=False)
        cells = {field: cell for field, cell in pairs if field is not None and cell}
        if not cells:
            raise EmptyRow
        for field, cell in cells.items():
            if len(cell) > LONG:
                raise TooLong(place=field, limit=LONG)
        if "full_name" in cells:
            cells = {**_full_name(cells.pop("full_name")), **cells}
        subject = uuid4()
        client = check_client(self._client(cells, subject), self._codes, self._today)
        case = self._case(cells, subject)
        born = client.born.on if client.born is not None else None
        return Taken(row.number, client, check_case(case, self._codes, self._today, born=born))

    def _client(self, cells: Mapping[str, str], subject: UUID) -> Client:
        client = Client(id=subject, subject=subject, names=self._names(cells))
        if "born" in cells:
            client = replace(client, born=birth(cells["born"], self._today))
        if "gender" in cells:
            client = replace(client, gender=gender(cells["gender"]))
        if "nationality" in cells:
            client = replace(client, nationalities=self._nationalities(cells["nationality"]))
        if "languages" in cells:
            needs = yes_or_no(cells.get("interpreter", ""), "interpreter")
            tongues = self._wording.codes("languages", cells["languages"])
            client = replace(
                client,
                languages=tuple(
                    Language(code=code, interpreter=needs if n == 0 else None)
                    for n, code in enumerate(tongues)
                ),
            )
        return self._reach(cells, client)

    def _nationalities(self, text: str) -> tuple[str, ...]:
        padded = re.sub(r"\b\d{1,2}\b", lambda code: code.group().zfill(3), text)
        return self._wording.codes("nationality", padded)

    def _names(self, cells: Mapping[str, str]) -> tuple[Name, ...]:
        names = []
        for field, kind in _NAME_KINDS.items():
            if text := cells.get(field):
                is_other = kind is NameKind.ALIAS and script_of(text[0]) not in ("Latn", "Zyyy")
                names.append(Name(text=text, kind=NameKind.ORIGINAL_SCRIPT if is_other else kind))
        return tuple(names)

    def _reach(self, cells: Mapping[str, str], client: Client) -> Client:
        address, contact = client.address, client.contact
        if "municipality" in cells:
            address = replace(address, municipality=self._wording.municipality(cells["municipality"]))
        if "postal_code" in cells:
            code = cells["postal_code"]
            address = replace(address, postal_code=code.zfill(5) if code.isdigit() else code)
        address = replace(address, street=cells.get("street", ""))
        contact = replace(contact, phone=cells.get("phone", ""), email=cells.get("email", ""))
        return replace(client, address=address, contact=contact)

    def _case(self, cells: Mapping[str, str], subject: UUID) -> Case:
        day: Callable[[str], date | None] = lambda field: (  # noqa: E731
            read_day(cells[field], field) if field in cells else None
        )
        title = None
        if "residence_status" in cells:
            title = ResidenceTitle(
                status=self._wording.code("residence_status", cells["residence_status"]),
                issued=day("residence_issued"),
                until=day("residence_until"),
            )
        level = cells.get("german_level", "").upper()
        return Case(
            id=uuid4(),
            subject=subject,
            opened=day("opened") or self._today,
            programme=self._programme(cells.get("programme", "")),
            counsellor=cells.get("counsellor", self._counsellor),
            entry=day("entry"),
            residence=(title,) if title is not None else (),
            german=(GermanLevel(skill=GermanSkill.OVERALL, level=level),) if level else (),
        )

    def _programme(self, text: str) -> Programme | None:
        known = {programme.value.casefold(): programme for programme in Programme}
        if text and text.casefold() not in known:
            raise NotOneOf(place="programme", known=", ".join(Programme))
        return known.get(text.casefold())


def _columns(table: Table, fields: tuple[str | None, ...]) -> tuple[ImportColumn, ...]:
    columns = []
    for n, (header, field) in enumerate(zip(table.header, fields, strict=True)):
        cells = (row.cells[n] for row in table.rows if n < len(row.cells) and row.cells[n])
        sample = tuple(cell for cell, _ in zip(cells, range(_SAMPLES), strict=False))
        columns.append(ImportColumn(header=header, field=field, sample=sample))
    return tuple(columns)


def plan_import(
    path: Path,
    mapping: Mapping[str, str | None] | None,
    *,
    codes: Codes,
    today: date,
    counsellor: str,
    roster: Roster,
) -> Plan:
    """Read a list and say of each row what would become of it; nothing is stored.

    A row that resembles a recorded person, or an earlier row, is reported and not held back.
    """
    table = read_table(path)
    fields = apply_map(table.header, mapping, path.name)
    reader = RowReader(fields, codes, today, counsellor)
    taken: list[Taken] = []
    rejected: list[Rejected] = []
    alike: list[tuple[int, Duplicate]] = []
    earlier = Roster()
    for row in table.rows:
        try:
            entry = reader.read(row)
        except BadInput as fault:
            rejected.append(Rejected(row=row.number, why=fault.message, details=fault.details))
            continue
        taken.append(entry)
        both = (*possible_duplicates(roster, entry.client), *possible_duplicates(earlier, entry.client))
        alike += [(row.number, found) for found in both]
        earlier.learn(entry.client.id, (entry.client, entry.case))
    return Plan(_columns(table, fields), len(table.rows), tuple(taken), tuple(rejected), tuple(alike))
