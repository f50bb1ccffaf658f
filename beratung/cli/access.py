# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``access``, and who opens a case: protected cases, and asking to be let into one."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from beratung.cli import output
from beratung.cli.cases import case
from beratung.cli.session import counselling, id_of, opened
from beratung.domain.errors import N_, BadInput
from beratung.i18n import _, ngettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from beratung.centre import Centre
    from beratung.domain.restricted_views import OwnRequest
    from beratung.domain.views import UserView

access = typer.Typer(no_args_is_help=True)


class NoSuchColleague(BadInput):
    """Somebody was named who cannot be let into a case."""

    message = N_("%(place)s: one of these names is no counsellor with an active account.")


def _names(users: "Iterable[UserView]") -> list[str]:
    return [user.name for user in users]


def _colleagues(centre: "Centre", names: str) -> list[UUID]:
    """The ids of the counsellors who are named, separated by commas."""
    wanted = [name.strip().casefold() for name in names.split(",") if name.strip()]
    known = {user.name.casefold(): user.id for user in (*centre.restricted.colleagues(), centre.user)}
    if not known.keys() >= set(wanted):
        raise NoSuchColleague(place="--with")
    return [known[name] for name in wanted]


def _say_members(own: UUID, names: list[str], *, changed: bool) -> None:
    document = {"case": str(own), "restricted": bool(names), "members": names}

    def show() -> None:
        if not names:
            output.print_line(_("All counsellors can open this case."))
            return
        words = _("Only these can open this case now: %(names)s") if changed else _("Only these: %(names)s")
        output.print_line(words % {"names": ", ".join(names)})

    output.emit(document, show)


@case.command(help=N_("Protect a case: only you and the colleagues you name can open it."))
def restrict(
    record: Annotated[str, typer.Argument(metavar="ID")],
    colleagues: Annotated[str, typer.Option("--with", help=N_("User names, separated by commas."))] = "",
) -> None:
    """Restrict a case."""
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        centre.restricted.restrict(own, _colleagues(centre, colleagues))
        names = _names(centre.restricted.members(own))
    _say_members(own, names, changed=True)


@case.command(help=N_("Let all counsellors open a case again."))
def unrestrict(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Open a case up."""
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        centre.restricted.open_up(own)
    _say_members(own, [], changed=True)


@case.command(help=N_("List who can open a case."))
def members(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """List the members of a case."""
    with counselling() as centre:
        own = centre.clients.case_of(id_of(record))
        names = _names(centre.restricted.members(own))
    _say_members(own, names, changed=False)


@access.command(help=N_("Ask to be let into a protected case."))
def request(
    record: Annotated[str, typer.Argument(metavar="CASE")],
    reason: Annotated[str, typer.Option(help=N_("Why you need it; only those who can let you in read it."))],
) -> None:
    """Ask for access."""
    with opened() as centre:
        found = centre.restricted.request(id_of(record, "CASE"), reason)
    said = _("Your request was sent to those who can let you in.")
    output.emit({"request": str(found)}, lambda: output.print_line(said))


def _answer(record: str, words: str, *, is_granted: bool) -> None:
    own = id_of(record)
    with counselling() as centre:
        centre.restricted.answer(own, is_granted, words)
    said = _("Granted. Your colleague can open the case now.") if is_granted else _("Declined.")
    output.emit({"request": str(own), "granted": is_granted}, lambda: output.print_line(said))


@access.command(help=N_("Let a colleague who asked into a case."))
def grant(
    record: Annotated[str, typer.Argument(metavar="ID")],
    words: Annotated[str, typer.Option(help=N_("A word to your colleague."))] = "",
) -> None:
    """Grant a request."""
    _answer(record, words, is_granted=True)


@access.command(help=N_("Decline what a colleague asked for."))
def decline(
    record: Annotated[str, typer.Argument(metavar="ID")],
    words: Annotated[str, typer.Option(help=N_("A word to your colleague."))] = "",
) -> None:
    """Decline a request."""
    _answer(record, words, is_granted=False)


@access.command(help=N_("Withdraw a request of your own, or put its answer away."))
def forget(record: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Forget a request."""
    own = id_of(record)
    with opened() as centre:
        centre.restricted.forget(own)
    output.emit({"request": str(own)}, lambda: output.print_line(_("Done.")))


@access.command(
    "list", help=N_("List your protected cases, what waits for your answer, and what you asked for.")
)
def list_all() -> None:
    """List restricted cases and requests."""
    with opened() as centre:
        count, cases = centre.restricted.count(), centre.restricted.cases()
        waiting, own = centre.restricted.requests(), centre.restricted.own_requests()
    document = {
        "count": count,
        "cases": [
            {
                "case": str(entry.case),
                "client": str(entry.client),
                "name": entry.name,
                "members": _names(entry.members),
            }
            for entry in cases
        ],
        "requests": [
            {
                "id": str(entry.id),
                "case": str(entry.case),
                "name": entry.name,
                "by": entry.by.name,
                "reason": entry.reason,
                "at": entry.at.astimezone().isoformat(),
            }
            for entry in waiting
        ],
        "own": [_own(entry) for entry in own],
    }

    def show() -> None:
        said = ngettext(
            "There is %(count)d protected case in this centre.",
            "There are %(count)d protected cases in this centre.",
            count,
        )
        output.print_line(said % {"count": count})
        if cases:
            rows = [(entry.name, ", ".join(_names(entry.members)), str(entry.case)) for entry in cases]
            output.table((_("Name"), _("Who can open it"), _("Case")), rows, _("Your protected cases"))
        if waiting:
            lines = [(entry.by.name, entry.name, entry.reason, str(entry.id)) for entry in waiting]
            headers = (_("Who"), _("Name"), _("Why"), _("Request"))
            output.table(headers, lines, _("Colleagues ask to be let in"))
        if own:
            answers = [(_state(entry), entry.words, entry.answered_by, str(entry.id)) for entry in own]
            headers = (_("State"), _("Answer"), _("Who"), _("Request"))
            output.table(headers, answers, _("You asked for"))

    output.emit(document, show)


def _own(entry: "OwnRequest") -> dict[str, object]:
    return {
        "id": str(entry.id),
        "case": str(entry.case),
        "reason": entry.reason,
        "at": entry.at.astimezone().isoformat(),
        "state": entry.state.value,
        "words": entry.words,
        "answered_by": entry.answered_by,
    }


def _state(entry: "OwnRequest") -> str:
    from beratung.domain.restricted_views import RequestState

    match entry.state:
        case RequestState.GRANTED:
            return pgettext("request", "granted")
        case RequestState.DECLINED:
            return pgettext("request", "declined")
        case RequestState.WAITING:
            return pgettext("request", "waiting")


def register(root: typer.Typer) -> None:
    """Add the group; the commands for cases are added to theirs."""
    root.add_typer(access, name="access", help=N_("Protected cases: ask to be let in, and answer."))
