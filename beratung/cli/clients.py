# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``client``: record, find, import, change and delete people."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beratung.cli import output
from beratung.cli.session import counselling, id_of, password, read_bytes, read_object
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, current, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beratung.centre import Centre
    from beratung.domain.views import Duplicate, Hit, ImportResult, PersonRow, Rejected

client = typer.Typer(no_args_is_help=True)


class NothingToSearch(BadInput):
    """Neither a text nor a file of queries."""

    message = N_("%(place)s: please say what to search for.")


def _row(row: "PersonRow") -> dict[str, object]:
    return {
        "id": str(row.client),
        "case": str(row.case) if row.case else None,
        "name": row.name,
        "born": output.iso(row.born.on) if row.born else None,
        "nationality": list(row.nationalities),
        "municipality": row.municipality,
        "status": row.status,
        "status_until": output.iso(row.status_until),
        "open": row.is_open,
    }


def _show_rows(centre: "Centre", rows: "Iterable[PersonRow]") -> None:
    codes = centre.codes
    lines = []
    for row in rows:
        countries = (codes.nationalities[code] for code in row.nationalities if code in codes.nationalities)
        town = codes.municipalities.get(row.municipality or "")
        lines.append(
            (
                row.name or _("(without a name)"),
                output.born(row.born),
                ", ".join(country.label() for country in countries),
                town.name if town else row.municipality or "",
                output.day(row.status_until),
                str(row.client),
            )
        )
    headers = (_("Name"), _("Born"), _("Nationality"), _("Place"), _("Permit until"), _("Id"))
    output.table(headers, lines)


def _hit(hit: "Hit") -> dict[str, object]:
    born = output.iso(hit.row.born.on) if hit.row.born else None
    return {"id": str(hit.row.client), "name": hit.row.name, "born": born, "score": hit.score}


def _duplicate(found: "Duplicate") -> dict[str, object]:
    born = output.iso(found.born.on) if found.born else None
    return {
        "id": str(found.client),
        "name": found.name,
        "born": born,
        "score": found.score,
        "reasons": list(found.reasons),
    }


@client.command(help=N_("Record a client and open a case from a JSON object."))
def add(file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))]) -> None:
    """Record a client."""
    data = read_object(file)
    with counselling() as centre:
        recorded = centre.clients.record(data)
        alike = centre.clients.possible_duplicates(centre.clients.show(recorded.client))
    document: dict[str, object] = {"id": str(recorded.client), "case": str(recorded.case)}
    if alike:
        document["possible_duplicates"] = [_duplicate(found) for found in alike]

    def show() -> None:
        output.pairs(((_("Client"), recorded.client), (_("Case"), recorded.case)))
        if alike:
            output.say(_("May be recorded already: please compare."))
            for found in alike:
                output.say(f"  {found.client}  {', '.join(found.reasons)}")

    output.emit(document, show)


@client.command(help=N_("Show a client with the case that counts."))
def show(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Show a client as the object that would record him."""
    with counselling() as centre:
        document = centre.clients.export(centre.clients.client_of(id_of(record)))
    output.emit(document, lambda: output.pairs(_flat(document)))


def _flat(document: "dict[str, Any]") -> "list[tuple[str, object]]":
    lines: list[tuple[str, object]] = []
    for key, value in document.items():
        if isinstance(value, list):
            words = [_words(entry) for entry in value]
            lines += [(key if n == 0 else "", word) for n, word in enumerate(words)]
        elif isinstance(value, dict) and key == "facts":
            lines += [(f"  {field}", _words(fact)) for field, fact in value.items()]
        else:
            lines.append((key, _words(value)))
    return lines


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(entry)}" for key, entry in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@client.command("list", help=N_("List clients by name."))
def list_clients(
    limit: Annotated[int, typer.Option(min=0, help=N_("At most so many."))] = 50,
) -> None:
    """List clients."""
    with counselling() as centre:
        roster = centre.clients.roster()
        rows = roster[:limit]
        document = {"clients": [_row(row) for row in rows], "total": len(roster)}

        def show_all() -> None:
            _show_rows(centre, rows)
            output.say(_("%(shown)d of %(total)d") % {"shown": len(rows), "total": len(roster)})

        output.emit(document, show_all)


@client.command(help=N_("Find people by name in any spelling, or by birth year."))
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT")] = "",
    limit: Annotated[int, typer.Option(min=0, help=N_("At most so many."))] = 20,
    queries: Annotated[
        str, typer.Option(help=N_("File with one query a line; prints one JSON document a line."))
    ] = "",
) -> None:
    """Find people."""
    if queries:
        lines = read_bytes(queries, "--queries").decode("utf-8-sig", "replace").splitlines()
        with counselling() as centre:
            for line in lines:
                output.print_line(json.dumps(_searched(centre, line, limit)[0], ensure_ascii=False))
        return
    if not text.strip():
        raise NothingToSearch(place="TEXT")
    with counselling() as centre:
        centre.clients.search("")
        document, hits = _searched(centre, text, limit)

        def show_hits() -> None:
            if hits:
                _show_rows(centre, (hit.row for hit in hits))
            else:
                output.say(_("Nobody was found."))

        output.emit(document, show_hits)


def _searched(centre: "Centre", text: str, limit: int) -> "tuple[dict[str, object], tuple[Hit, ...]]":
    start = time.perf_counter()
    hits = centre.clients.search(text, limit)
    taken = round((time.perf_counter() - start) * 1000, 3)
    return {"hits": [_hit(hit) for hit in hits], "ms": taken}, hits


def _read_map(file: str) -> "dict[str, str | None] | None":
    if not file:
        return None
    found = read_object(file, "--map")
    if not all(value is None or isinstance(value, str) for value in found.values()):
        from beratung.domain.reading import WrongShape

        raise WrongShape(place="--map", wanted=N_("an object from headers to fields"))
    return found


def _why(rejected: "Rejected") -> str:
    return current().fill(rejected.why, rejected.details)


@client.command("import", help=N_("Record all clients of a CSV or XLSX list, in one go."))
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    mapping: Annotated[
        str, typer.Option("--map", help=N_("JSON file from headers to fields, where the guess is wrong."))
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be imported."))] = False,
) -> None:
    """Import a list."""
    fields = _read_map(mapping)
    with counselling() as centre:
        result = centre.clients.run_import(file, fields, dry_run)
    document = {
        "imported": result.imported,
        "rejected": [{"row": entry.row, "why": _why(entry)} for entry in result.rejected],
        "possible_duplicates": [
            {"row": row, **_duplicate(found)} for row, found in result.possible_duplicates
        ],
    }
    if dry_run:
        document["dry_run"] = True
    output.emit(document, lambda: _show_import(result, dry_run))


def _show_import(result: "ImportResult", dry_run: bool) -> None:
    if dry_run:
        said = ngettext(
            "%(n)d client would be imported.", "%(n)d clients would be imported.", result.imported
        )
    else:
        said = ngettext("%(n)d client was imported.", "%(n)d clients were imported.", result.imported)
    output.print_line(said % {"n": result.imported})
    if result.rejected:
        output.table((_("Row"), _("Not imported because")), [(str(e.row), _why(e)) for e in result.rejected])
    if result.possible_duplicates:
        rows = [
            (str(row), found.name, output.born(found.born), ", ".join(found.reasons))
            for row, found in result.possible_duplicates
        ]
        output.table((_("Row"), _("May be"), _("Born"), _("Why")), rows)


@client.command(help=N_("Change what a JSON object names, and nothing else."))
def change(
    record: Annotated[str, typer.Argument(metavar="ID")],
    file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))],
) -> None:
    """Change a client."""
    data = read_object(file)
    with counselling() as centre:
        own = centre.clients.client_of(id_of(record))
        centre.clients.change_from(own, data)
        case = centre.clients.case_of(own)
    document = {"id": str(own), "case": str(case)}
    output.emit(document, lambda: output.print_line(_("Changed.")))


@client.command(help=N_("Delete a client with everything that was written; nothing of it opens again."))
def delete(
    record: Annotated[str, typer.Argument(metavar="ID")],
    second: Annotated[str, typer.Option(help=N_("Who confirms, where there is a second person."))] = "",
    second_password_file: Annotated[
        str,
        typer.Option(
            help=N_("File with that person's password; else BERATUNG_SECOND_PASSWORD, or it is asked for.")
        ),
    ] = "",
) -> None:
    """Delete a client."""
    with counselling() as centre:
        own = centre.clients.client_of(id_of(record))
        confirmed = None
        if second and centre.clients.needs_second():
            secret = password(
                _("Password of the second person"),
                file=second_password_file,
                variable="BERATUNG_SECOND_PASSWORD",
            )
            confirmed = centre.confirm_second(second, secret)
        centre.clients.delete(own, second=confirmed)
    output.emit({"id": str(own), "deleted": True}, lambda: output.print_line(_("Deleted.")))


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(client, name="client", help=N_("People: record, find, import, change, delete."))
