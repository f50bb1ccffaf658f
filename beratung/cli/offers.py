# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``offers``: what there is, under which conditions, and how fresh it is."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.session import day_of
from beratung.domain.errors import N_
from beratung.domain.offers import FieldInfo, OfferInfo, OfferKind, OfferStatus
from beratung.i18n import _, current, pgettext

if TYPE_CHECKING:
    from beratung.offers import Matcher

offers = typer.Typer(no_args_is_help=True)

KINDS = {
    OfferKind.CLAIM: N_("claim"),
    OfferKind.DISCRETION: N_("discretion"),
    OfferKind.OPEN: N_("open to all"),
    OfferKind.CHECK: N_("to be checked"),
}
STATES = {
    OfferStatus.AKTIV: N_("active"),
    OfferStatus.UNGEPRUEFT: N_("check whether it exists"),
    OfferStatus.AUSGESETZT: N_("suspended"),
    OfferStatus.AUSGELAUFEN: N_("ended"),
}


def loaded() -> "Matcher":
    """Return the rules, loaded for this call."""
    from beratung.offers import Matcher

    return Matcher()


def _is_english() -> bool:
    return current().language == "en"


def spoken(german: str, english: str) -> str:
    """Return a text of the rules in the language that is spoken; German where there is no other."""
    return (english if _is_english() else "") or german


@offers.command("list", help=N_("List all offers, with law and state."))
def list_offers(
    category: Annotated[str, typer.Option(help=N_("Only this category, for example sprache."))] = "",
) -> None:
    """List offers."""
    matcher = loaded()
    found = [info for info in matcher.catalogue() if category in ("", info.category)]
    document = {
        "offers": [_listed(info) for info in found],
        "law_as_of": output.iso(matcher.law_as_of()),
    }

    def show() -> None:
        rows = [
            (info.id, info.name, kind_word(info.kind), current().gettext(STATES[info.status]), info.law)
            for info in found
        ]
        output.table((_("Offer"), _("Name"), _("Kind"), _("State"), _("Law")), rows)

    output.emit(document, show)


def kind_word(kind: OfferKind | None) -> str:
    """Return what an offer gives, in words."""
    return current().gettext(KINDS[kind]) if kind is not None else _("as the Grundzugang")


def _listed(info: OfferInfo) -> dict[str, object]:
    return {
        "offer": info.id,
        "name": info.name,
        "category": info.category,
        "handlungsfeld": list(info.handlungsfeld),
        "querschnitt": list(info.querschnitt),
        "provider": info.provider,
        "region": list(info.region),
        "kind": info.kind.value if info.kind is not None else None,
        "status": info.status.value,
        "law": info.law,
        "source": info.source,
        "source_date": info.source_date,
        "verified": info.verified,
        "reviewed_on": output.iso(info.reviewed_on),
        "valid_from": output.iso(info.valid_from),
        "valid_until": output.iso(info.valid_until),
    }


@offers.command("show", help=N_("Show one offer with all its conditions."))
def show_offer(offer: Annotated[str, typer.Argument(metavar="OFFER")]) -> None:
    """Show an offer."""
    info = loaded().offer(offer)
    document = _listed(info) | {
        "target_group": info.target_group,
        "documents": list(info.documents),
        "cost": info.cost,
        "caveats": info.caveats,
        "authority": info.is_authority,
        "conditions": [
            {
                "text": spoken(c.text, c.text_en),
                "fact": c.fact,
                "law": c.law,
                "group": c.group,
                "alternative": c.alternative,
            }
            for c in info.conditions
        ],
    }

    def show() -> None:
        output.pairs(
            (
                (_("Offer"), info.name),
                (_("Provider"), info.provider),
                (_("For"), info.target_group),
                (_("Kind"), kind_word(info.kind)),
                (_("State"), current().gettext(STATES[info.status])),
                (_("Law"), info.law),
                (_("Source"), f"{info.source} {info.source_date}".strip()),
                (_("Cost"), info.cost),
                (_("Bring along"), ", ".join(info.documents)),
                (_("Mind"), info.caveats),
            )
        )
        rows = [
            (of_several(c.group, c.alternative), spoken(c.text, c.text_en), c.law) for c in info.conditions
        ]
        output.table(("", _("Condition"), _("Law")), rows)

    output.emit(document, show)


def of_several(group: int, alternative: int) -> str:
    """Return the mark of a condition that is one of several."""
    return "" if group == 0 else pgettext("one of several conditions", "or %d") % alternative


@offers.command(help=N_("List the facts that the rules ask for, with the answers they take."))
def fields() -> None:
    """List fields."""
    known = loaded().fields()
    document = {"fields": [_field(info) for info in known.values()]}

    def show() -> None:
        rows = [
            (info.name, spoken(info.label, info.label_en), spoken(info.question, info.question_en))
            for info in known.values()
        ]
        output.table((_("Fact"), _("Name"), _("Question")), rows)

    output.emit(document, show)


def _field(info: FieldInfo) -> dict[str, object]:
    return {
        "field": info.name,
        "kind": info.kind.value,
        "label": spoken(info.label, info.label_en),
        "question": spoken(info.question, info.question_en),
        "options": [option.value for option in info.options],
        "sensitive": info.is_sensitive,
        "derived": info.is_derived,
    }


@offers.command(help=N_("Find rules without source or review, and changes of the law that are not in them."))
def check(
    months: Annotated[
        int | None, typer.Option(min=0, help=N_("How many months a review holds; else as the rules say."))
    ] = None,
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
) -> None:
    """Check how fresh the rules are."""
    matcher = loaded()
    day = day_of(on, "--on") or date.today()
    findings = matcher.check(day, months)
    words = [(finding.where, current().gettext(finding.what) % finding.details) for finding in findings]
    document = {
        "ok": not findings,
        "findings": [{"where": where, "what": what} for where, what in words],
        "on": output.iso(day),
        "law_as_of": output.iso(matcher.law_as_of()),
    }

    def show() -> None:
        if words:
            output.table((_("Where"), _("What")), words)
        else:
            output.print_line(_("All rules have a source and were reviewed in time."))

    output.emit(document, show)
    if findings:
        raise typer.Exit(1)


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(offers, name="offers", help=N_("Offers: list, show, fields, check."))
