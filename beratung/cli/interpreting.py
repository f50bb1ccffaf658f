# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``interpreting``: ask for an interpreter, see who fits and what leaves, send, book, take answers over."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of, read_object
from beratung.domain.errors import N_
from beratung.domain.interpreting import DeclineReason, RequestState
from beratung.domain.interpreting_views import Fit, Taken
from beratung.domain.reading import NotOneOf
from beratung.i18n import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from beratung.domain.interpreting_views import Candidate, Check, Happening, RequestLine, Weight

interpreting = typer.Typer(no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="REQUEST")]
People = Annotated[list[str], typer.Argument(metavar="INTERPRETER…")]
STATES = {
    RequestState.OPEN: N_("nobody asked yet"),
    RequestState.OFFERED: N_("asked"),
    RequestState.BOOKED: N_("booked"),
    RequestState.DONE: N_("done"),
    RequestState.UNSERVED: N_("nobody found"),
    RequestState.CANCELLED: N_("not needed any more"),
}
FITS = {Fit.FITS: N_("fits"), Fit.OPEN: N_("open"), Fit.NOT: N_("does not fit")}
HAPPENED = {
    Taken.BOOKED: N_("%(name)s has accepted and is booked."),
    Taken.DECLINED: N_("%(name)s has declined."),
    Taken.PROPOSED: N_("%(name)s proposes another time."),
    Taken.CALLED_OFF: N_("%(name)s has called off. The request is open again."),
    Taken.TOO_LATE: N_("%(name)s accepted too late and was told."),
    Taken.RENEWED: N_("Offers were made anew, because keys have changed."),
    Taken.ABSENCE: N_("%(name)s has changed when to be asked."),
    Taken.ABSENT_AT_BOOKING: N_("%(name)s is away at a time that is booked."),
    Taken.TIMES: N_("%(name)s has written times."),
}


@interpreting.command("list", help=N_("List the requests of some days."))
def list_requests(
    first: Annotated[str, typer.Option("--from", help=N_("First day; today if left out."))] = "",
    last: Annotated[str, typer.Option("--to", help=N_("Last day; four weeks later if left out."))] = "",
    state: Annotated[list[str] | None, typer.Option(help=N_("Only these; may be given again."))] = None,
) -> None:
    """List requests."""
    from beratung.appointments.interpreters_handed import write_request

    try:
        wanted = tuple(RequestState(word) for word in state or ())
    except ValueError:
        raise NotOneOf(place="--state", known=", ".join(RequestState)) from None
    begin, end = day_of(first, "--from"), day_of(last, "--to")
    with counselling() as centre:
        begin = begin or centre.clock.today()
        found = centre.interpreters.requests(begin, end or begin + timedelta(weeks=4), states=wanted)
    document = {"requests": [{**write_request(line.request), "client": line.client_name} for line in found]}
    output.emit(document, lambda: _show_requests(found))


@interpreting.command(help=N_("Ask for an interpreter for an appointment; whatever is known is filled in."))
def request(
    appointment: Annotated[str, typer.Argument(metavar="APPOINTMENT")],
    file: Annotated[str, typer.Option(help=N_("File with wishes as an object; - is standard input."))] = "",
    language: Annotated[str, typer.Option(help=N_("Code of the language."))] = "",
    preview: Annotated[bool, typer.Option("--preview", help=N_("Store nothing."))] = False,
) -> None:
    """Ask."""
    import msgspec

    from beratung.appointments.interpreters_handed import read_wishes, write_request

    data = read_object(file) if file else {}
    if language:
        data |= {"language": language}
    wishes = read_wishes(data)
    with counselling() as centre:
        own = id_of(appointment, "APPOINTMENT")
        if preview:
            found = msgspec.structs.replace(centre.interpreters.draft(own), **wishes)
        else:
            found = centre.interpreters.request(own, **wishes).request
    output.emit(write_request(found), lambda: output.pairs(write_request(found).items()))


@interpreting.command(help=N_("Show one request with its offers."))
def show(record: Id) -> None:
    """Show a request."""
    from beratung.appointments.interpreters_handed import write_request

    with counselling() as centre:
        line = centre.interpreters.get_request(id_of(record, "REQUEST"))
    document = {**write_request(line.request), "client": line.client_name}
    output.emit(document, lambda: output.pairs(document.items()))


@interpreting.command(help=N_("List who fits a request, and for everybody else why not."))
def candidates(record: Id) -> None:
    """List candidates."""
    from beratung.appointments.interpreters_handed import write_candidate

    with counselling() as centre:
        found = centre.interpreters.candidates(id_of(record, "REQUEST"))
    document = {"candidates": [{**write_candidate(one), "why": why_of(one)} for one in found]}

    def show_all() -> None:
        rows = [
            (one.interpreter.name, _(FITS[one.fit]), str(one.weight), " ".join(why_of(one)), str(one.interpreter.id))
            for one in found
        ]  # fmt: skip
        output.table((_("Name"), pgettext("candidate", "Fit"), _("Points"), _("Why"), "ID"), rows)

    output.emit(document, show_all)


@interpreting.command(help=N_("Show exactly what each of them will see."))
def preview(record: Id, people: People) -> None:
    """Preview."""
    with counselling() as centre:
        seen = centre.interpreters.preview(
            id_of(record, "REQUEST"), [id_of(one, "INTERPRETER") for one in people]
        )
    document = {
        "seen": [
            {
                "interpreter": str(one.interpreter),
                "program": one.has_program,
                "language": one.language,
                "dialect": one.dialect,
                "mode": one.mode.value,
                "place": one.place,
                "gender": one.gender.value if one.gender is not None else None,
                "setting": one.setting,
                "times": [[start.isoformat(), end.isoformat()] for start, end in one.times],
            }
            for one in seen
        ]
    }

    def show_all() -> None:
        for one, entry in zip(seen, document["seen"], strict=True):
            output.print_line(one.name)
            output.pairs((f"  {key}", value) for key, value in entry.items())

    output.emit(document, show_all)


@interpreting.command(help=N_("Ask interpreters; who works without the program must be called."))
def offer(
    record: Id,
    people: People,
    answer_by: Annotated[str, typer.Option(help=N_("Such as 2026-11-30T18:00+01:00."))] = "",
) -> None:
    """Offer."""
    from beratung.appointments.interpreters_handed import moment_of

    until = moment_of(answer_by, "--answer-by") if answer_by else None
    own = id_of(record, "REQUEST")
    chosen = [id_of(one, "INTERPRETER") for one in people]
    with counselling() as centre:
        centre.interpreters.offer(own, chosen, answer_by=until)
        line = centre.interpreters.get_request(own)
    to_call = [str(o.interpreter) for o in line.request.offers if o.interpreter in chosen and o.is_by_phone]
    document = {"request": record, "asked": [str(id_) for id_ in chosen], "to_call": to_call}
    output.emit(document, lambda: output.print_line(_("Asked.")))


@interpreting.command(help=N_("Take offers back, of all or of some."))
def withdraw(
    record: Id, people: Annotated[list[str] | None, typer.Argument(metavar="INTERPRETER…")] = None
) -> None:
    """Withdraw."""
    chosen = [id_of(one, "INTERPRETER") for one in people or ()]
    with counselling() as centre:
        centre.interpreters.withdraw(id_of(record, "REQUEST"), chosen or None)
    output.emit({"request": record}, lambda: output.print_line(_("Taken back.")))


@interpreting.command(help=N_("Book somebody who agreed outside the program, or an outside service."))
def book(
    record: Id,
    person: Annotated[str, typer.Argument(metavar="INTERPRETER")],
    start: Annotated[str, typer.Option(help=N_("Another of the possible starts."))] = "",
    insist: Annotated[
        bool, typer.Option("--insist", help=N_("Set lead time, availability, hours and region aside."))
    ] = False,
) -> None:
    """Book."""
    from beratung.appointments.interpreters_handed import moment_of

    begin: datetime | None = moment_of(start, "--start") if start else None
    with counselling() as centre:
        own = id_of(record, "REQUEST")
        centre.interpreters.book_directly(own, id_of(person, "INTERPRETER"), start=begin, insist=insist)
        found = centre.interpreters.get_request(own).request
    document = {"request": record, "interpreter": person, "cost_cents": found.cost_cents}
    output.emit(document, lambda: output.print_line(_("Booked.")))


@interpreting.command(help=N_("Note that somebody who was called cannot."))
def declined(
    record: Id,
    person: Annotated[str, typer.Argument(metavar="INTERPRETER")],
    reason: Annotated[
        str, typer.Option(help=N_("no_time, too_far, known, language, topic or other."))
    ] = "other",
) -> None:
    """Note a refusal."""
    with counselling() as centre:
        centre.interpreters.declined(
            id_of(record, "REQUEST"), id_of(person, "INTERPRETER"), reason_of(reason)
        )
    output.emit({"request": record}, lambda: output.print_line(_("Noted.")))


@interpreting.command(help=N_("Give a booking up and look for somebody else."))
def unbook(record: Id) -> None:
    """Unbook."""
    with counselling() as centre:
        centre.interpreters.unbook(id_of(record, "REQUEST"))
    output.emit(
        {"request": record, "state": "open"}, lambda: output.print_line(_("The request is open again."))
    )


@interpreting.command(
    help=N_("Say that no interpreter is needed any more; whoever was asked or booked learns it.")
)
def cancel(record: Id) -> None:
    """Cancel."""
    with counselling() as centre:
        centre.interpreters.cancel(id_of(record, "REQUEST"))
    output.emit({"request": record, "state": "cancelled"}, lambda: output.print_line(_("Cancelled.")))


@interpreting.command(help=N_("Say that nobody was found; kept for the statistics of unmet needs."))
def unserved(record: Id) -> None:
    """Unserved."""
    with counselling() as centre:
        centre.interpreters.unserved(id_of(record, "REQUEST"))
    output.emit({"request": record, "state": "unserved"}, lambda: output.print_line(_("Noted.")))


@interpreting.command(help=N_("Look for somebody again after all."))
def reopen(record: Id) -> None:
    """Reopen."""
    with counselling() as centre:
        centre.interpreters.reopen(id_of(record, "REQUEST"))
    output.emit(
        {"request": record, "state": "open"}, lambda: output.print_line(_("The request is open again."))
    )


@interpreting.command(
    help=N_("Write the times of a booking for who works without the program, from a JSON object.")
)
def times(
    record: Id, file: Annotated[str, typer.Option(help=N_("File with the object; - is standard input."))]
) -> None:
    """Write times."""
    from beratung.appointments.interpreters_handed import read_line

    line = read_line(read_object(file))
    with counselling() as centre:
        centre.interpreters.write_times(id_of(record, "REQUEST"), line)
    output.emit({"request": record}, lambda: output.print_line(_("Written.")))


@interpreting.command("take-over", help=N_("Take over what interpreters told: answers, absences, times."))
def take_over() -> None:
    """Take over."""
    with counselling() as centre:
        found = centre.interpreters.take_over()
    document = {
        "happened": [
            {
                "what": one.what.value,
                "interpreter": str(one.interpreter) if one.interpreter is not None else None,
                "request": str(one.request) if one.request is not None else None,
                "start": one.start.isoformat() if one.start is not None else None,
                "reason": one.reason.value if one.reason is not None else None,
                "words": one.words,
            }
            for one in found
        ]
    }

    def show_all() -> None:
        for one in found:
            output.print_line(_happened(one))
        if not found:
            output.print_line(_("Nothing new."))

    output.emit(document, show_all)


def reason_of(word: str) -> DeclineReason:
    """Return a reason as typed; raises NotOneOf."""
    try:
        return DeclineReason(word)
    except ValueError:
        raise NotOneOf(place="--reason", known=", ".join(DeclineReason)) from None


def why_of(one: "Candidate") -> list[str]:
    """What keeps somebody from a request; for who fits, what is unknown and what counts."""
    said: Iterable[Check | Weight] = one.against or (*one.unknown, *one.weights)
    return [_(entry.words) % entry.details for entry in said]


def _happened(one: "Happening") -> str:
    said = _(HAPPENED[one.what]) % {"name": one.name}
    when = f" {output.moment(one.start)}." if one.start is not None else ""
    return said + when + (f" „{one.words}“" if one.words else "")


def _show_requests(found: "Iterable[RequestLine]") -> None:
    rows = [
        (
            output.moment(line.request.start),
            line.client_name,
            line.request.language,
            _(STATES[line.request.state]),
            line.interpreter_name,
            str(line.request.id),
        )
        for line in found
    ]
    heads = (_("Start"), _("Client"), _("Language"), pgettext("request", "State"), _("Interpreter"), "ID")
    output.table(heads, rows)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(
        interpreting,
        name="interpreting",
        help=N_("Ask for interpreters, book them, take their answers over."),
    )
