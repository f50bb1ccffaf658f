# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""``letter referral`` and ``letter handout``: letters with what the consent releases, and what clients are handed."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli.output import emit, pairs, say
from beratung.cli.session import counselling, id_of
from beratung.domain.cases import ReleaseField
from beratung.domain.errors import N_
from beratung.i18n import _

if TYPE_CHECKING:
    from beratung.domain.views import LetterPlan
    from beratung.letters import LetterService

APPOINTMENT = "appointment"
_WORD = re.compile(r"[A-Za-z_-]{1,30}")


def register(root: typer.Typer) -> None:
    """Add the group ``letter``."""
    group = typer.Typer(no_args_is_help=True, help=N_("Letters as PDF, with what the client released."))
    group.command("referral", help=N_("Make a referral letter for an offer."))(referral)
    group.command("handout", help=N_("Make a hand-out for a client, in a language of the client's."))(handout)
    root.add_typer(group, name="letter")


def referral(
    case: Annotated[str, typer.Argument(metavar="CASE", help=N_("Id of the case."))],
    *,
    offer: Annotated[str, typer.Option(help=N_("Id of the offer."))],
    out: Annotated[Path, typer.Option(help=N_("Where the PDF is written."))],
    fields: Annotated[
        str | None,
        typer.Option(
            help=N_(
                "Fields to print, separated by commas. Without this: all that the consent releases; "
                "for the client's own hand all but the sensitive ones."
            )
        ),
    ] = None,
    to_client: Annotated[
        bool, typer.Option("--to-client", help=N_("For the client's own hand: needs no consent."))
    ] = False,
    preview: Annotated[
        bool, typer.Option("--preview", help=N_("Only look: nothing is stored and no number is taken."))
    ] = False,
    recipient: Annotated[
        list[str] | None,
        typer.Option(help=N_("Recipient if it is not the provider; give it again for each address line.")),
    ] = None,
    concern: Annotated[str, typer.Option(help=N_("The reason in your own words."))] = "",
    enclose: Annotated[
        list[str] | None, typer.Option(help=N_("A document that is enclosed; may be given several times."))
    ] = None,
) -> None:
    """Plan, check and make the letter."""
    chosen = None if fields is None else _chosen(fields)
    name, *address = recipient or [""]
    target = out.expanduser()
    with counselling() as centre:
        letters = centre.letters
        plan = letters.plan_referral(
            centre.clients.case_of(id_of(case, "CASE")),
            centre.offers.offer(offer),
            to_client=to_client,
            concern=concern,
            recipient=name or None,
            address=address,
            enclosures=enclose or (),
        )
        _warn(plan)
        ticked = _default(plan) if chosen is None else chosen
        letters.require_consent(plan)
        letters.check_target(target)
        _make(letters, plan, ticked, target, is_preview=preview)


def handout(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=N_("What it is; now there is: appointment."))],
    case: Annotated[str, typer.Argument(metavar="CASE", help=N_("Id of the case."))],
    *,
    out: Annotated[Path, typer.Option(help=N_("Where the PDF is written."))],
    language: Annotated[str, typer.Option(help=N_("Code of the language, such as ar."))] = "de",
    appointment: Annotated[
        str, typer.Option(help=N_("Id of the appointment; the next one of the case unless it is given."))
    ] = "",
) -> None:
    """Make a hand-out."""
    from beratung.letters.errors import NoSuchHandout

    if kind != APPOINTMENT:
        raise NoSuchHandout(place="KIND", known=APPOINTMENT)
    target = out.expanduser()
    chosen = id_of(appointment, "--appointment") if appointment else None
    with counselling() as centre:
        centre.letters.check_target(target)
        own = centre.clients.case_of(id_of(case, "CASE"))
        found = centre.letters.appointment_of(own, chosen)
        centre.letters.save(centre.appointment_slip(found, language), target)
    document = {"kind": kind, "appointment": str(found), "language": language, "out": str(target)}
    emit(document, lambda: pairs(((_("Language"), language), (_("File"), str(target)))))


def _make(
    letters: "LetterService",
    plan: "LetterPlan",
    ticked: tuple[ReleaseField, ...],
    target: Path,
    *,
    is_preview: bool,
) -> None:
    """Make the letter, write it, and print what became of it."""
    number: int | None = None
    letter: str | None = None
    if is_preview:
        pdf = letters.preview(plan, ticked)
    else:
        issued = letters.issue(plan, ticked)
        pdf, number, letter = issued.pdf, issued.letter.number, str(issued.letter.id)
    letters.save(pdf, target)
    printed = [field.value for field in ReleaseField if field in ticked]
    consent = str(plan.consent.id) if plan.consent is not None else None
    document = {"letter": letter, "fields": printed, "consent": consent, "post_book": number}

    def show() -> None:
        pairs(
            (
                (_("Recipient"), plan.recipient),
                (_("Fields"), ", ".join(printed) or _("none")),
                (_("Postbuch number"), number if number is not None else _("preview only")),
                (_("File"), str(target)),
            )
        )

    emit(document, show)


def _chosen(text: str) -> tuple[ReleaseField, ...]:
    """Return the fields that were named.

    Raises:
        UnknownField: one that does not exist.
    """
    from beratung.letters.errors import UnknownField

    found: list[ReleaseField] = []
    for word in (part.strip().casefold() for part in text.split(",") if part.strip()):
        if word not in set(ReleaseField):
            shown = word if _WORD.fullmatch(word) else "?"
            raise UnknownField(place=shown, known=", ".join(ReleaseField))
        found.append(ReleaseField(word))
    return tuple(dict.fromkeys(found))


def _default(plan: "LetterPlan") -> tuple[ReleaseField, ...]:
    """Return what is printed where nothing was chosen."""
    sensitive = {planned.field for planned in plan.fields if planned.is_sensitive}
    return tuple(field for field in plan.allowed() if not plan.to_client or field not in sensitive)


def _warn(plan: "LetterPlan") -> None:
    if plan.warns_of_reporting:
        say(
            _(
                "Mind § 87 AufenthG: public bodies must report people with this status. "
                "Please talk it over with the client first."
            )
        )
    if plan.leaves_out_script:
        say(_("The name in its original script cannot be printed and is left out."))
