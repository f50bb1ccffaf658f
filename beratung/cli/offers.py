# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The group ``offers`` and the command ``match``: what there is, whom it fits, and why.

``match --facts`` works without any centre and loads nothing of it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from beratung.cli import output
from beratung.cli.session import counselling, day_of, id_of, read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.offers import (
    CriterionResult,
    FieldInfo,
    Fit,
    Matching,
    OfferInfo,
    OfferKind,
    OfferMatch,
    OfferStatus,
    Verdict,
)
from beratung.i18n import _, current, ngettext, pgettext

if TYPE_CHECKING:
    from beratung.offers import Matcher

offers = typer.Typer(no_args_is_help=True)

VERDICTS = {
    Verdict.YES: N_("possible"),
    Verdict.UNKNOWN: N_("open"),
    Verdict.NO: N_("not at present"),
}
FULFILLED = {
    Verdict.YES: N_("fulfilled"),
    Verdict.UNKNOWN: N_("open"),
    Verdict.NO: N_("not fulfilled"),
}
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


class NothingToMatch(BadInput):
    """Neither a case nor facts nor an offer."""

    message = N_("%(place)s: please name a case, a file of facts or an offer.")


class TwoThingsToMatch(BadInput):
    """A case and a file of facts at once."""

    message = N_("%(place)s: please name either a case or a file of facts, not both.")


def _matcher() -> "Matcher":
    from beratung.offers import Matcher

    return Matcher()


def _is_english() -> bool:
    return current().language == "en"


def _text(german: str, english: str) -> str:
    return (english if _is_english() else "") or german


@offers.command("list", help=N_("List all offers, with law and state."))
def list_offers(
    category: Annotated[str, typer.Option(help=N_("Only this category, for example sprache."))] = "",
) -> None:
    """List offers."""
    matcher = _matcher()
    found = [info for info in matcher.catalogue() if category in ("", info.category)]
    document = {
        "offers": [_listed(info) for info in found],
        "law_as_of": output.iso(matcher.law_as_of()),
    }

    def show() -> None:
        rows = [
            (info.id, info.name, _kind(info.kind), current().gettext(STATES[info.status]), info.law)
            for info in found
        ]
        output.table((_("Offer"), _("Name"), _("Kind"), _("State"), _("Law")), rows)

    output.emit(document, show)


def _kind(kind: OfferKind | None) -> str:
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
    info = _matcher().offer(offer)
    document = _listed(info) | {
        "target_group": info.target_group,
        "documents": list(info.documents),
        "cost": info.cost,
        "caveats": info.caveats,
        "authority": info.is_authority,
        "conditions": [
            {
                "text": _text(c.text, c.text_en),
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
                (_("Kind"), _kind(info.kind)),
                (_("State"), current().gettext(STATES[info.status])),
                (_("Law"), info.law),
                (_("Source"), f"{info.source} {info.source_date}".strip()),
                (_("Cost"), info.cost),
                (_("Bring along"), ", ".join(info.documents)),
                (_("Mind"), info.caveats),
            )
        )
        rows = [(_place(c.group, c.alternative), _text(c.text, c.text_en), c.law) for c in info.conditions]
        output.table(("", _("Condition"), _("Law")), rows)

    output.emit(document, show)


def _place(group: int, alternative: int) -> str:
    return "" if group == 0 else pgettext("one of several conditions", "or %d") % alternative


@offers.command(help=N_("List the facts that the rules ask for, with the answers they take."))
def fields() -> None:
    """List fields."""
    known = _matcher().fields()
    document = {"fields": [_field(info) for info in known.values()]}

    def show() -> None:
        rows = [
            (info.name, _text(info.label, info.label_en), _text(info.question, info.question_en))
            for info in known.values()
        ]
        output.table((_("Fact"), _("Name"), _("Question")), rows)

    output.emit(document, show)


def _field(info: FieldInfo) -> dict[str, object]:
    return {
        "field": info.name,
        "kind": info.kind.value,
        "label": _text(info.label, info.label_en),
        "question": _text(info.question, info.question_en),
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
    matcher = _matcher()
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


def match(
    case: Annotated[str, typer.Argument(metavar="CASE")] = "",
    facts: Annotated[
        str, typer.Option(help=N_("File with one object of facts, instead of a case; - is standard input."))
    ] = "",
    on: Annotated[str, typer.Option(help=N_("The day; today if left out."))] = "",
    offer: Annotated[
        str, typer.Option(help=N_("Only this offer; without case and facts: which cases fit."))
    ] = "",
    verdict: Annotated[str, typer.Option(help=N_("Only these, for example yes,unknown."))] = "",
) -> None:
    """Decide the offers for a case or for facts, or find the cases that an offer fits."""
    day = day_of(on, "--on")
    wanted = _verdicts(verdict)
    if case and facts:
        raise TwoThingsToMatch(place="--facts")
    if not case and not facts:
        if not offer:
            raise NothingToMatch(place="CASE")
        _who_fits(offer, wanted or (Verdict.YES,), day)
        return
    matcher = _matcher()
    if offer:
        matcher.offer(offer)
    if facts:
        matching = matcher.match_facts(read_object(facts, "--facts"), day or date.today())
    else:
        with counselling() as centre:
            matching = centre.match(centre.clients.case_of(id_of(case)), day)
    _show_matching(matching, offer, wanted, matcher.fields())


def _verdicts(text: str) -> tuple[Verdict, ...]:
    from beratung.domain.reading import NotOneOf

    try:
        return tuple(Verdict(word.strip()) for word in text.split(",") if word.strip())
    except ValueError:
        raise NotOneOf(place="--verdict", known=", ".join(Verdict)) from None


def _who_fits(offer: str, wanted: tuple[Verdict, ...], day: date | None) -> None:
    _matcher().offer(offer)
    with counselling() as centre, output.progress(_("Going through the cases")) as progress:
        fits = centre.offers.who_fits(offer, wanted, on=day, progress=progress)
        asked = day or centre.clock.today()
        law = centre.offers.law_as_of()
    document = {
        "offer": offer,
        "on": output.iso(asked),
        "cases": [_fit(fit) for fit in fits],
        "law_as_of": output.iso(law),
    }

    def show() -> None:
        rows = [
            (fit.name or _("(without a name)"), _word(fit.match), ", ".join(fit.match.missing), str(fit.case))
            for fit in fits
        ]
        output.table((_("Name"), _("Verdict"), _("Still missing"), _("Case")), rows)

    output.emit(document, show)


def _fit(fit: Fit) -> dict[str, object]:
    return {
        "case": str(fit.case),
        "client": str(fit.client),
        "name": fit.name,
        "verdict": fit.match.verdict.value,
        "kind": fit.match.kind.value,
        "missing": list(fit.match.missing),
    }


def _show_matching(
    matching: Matching, offer: str, wanted: tuple[Verdict, ...], known: Mapping[str, FieldInfo]
) -> None:
    found = [
        m for m in matching.offers if (not offer or m.offer == offer) and (not wanted or m.verdict in wanted)
    ]
    question = matching.next_question
    document = {
        "offers": [_match(one) for one in found],
        "next_question": None
        if question is None
        else {
            "fact": question.fact,
            "text": _text(question.text, question.text_en),
            "decides": question.decides,
            "offers": list(question.offers),
        },
        "law_as_of": output.iso(matching.law_as_of),
        "on": output.iso(matching.on),
    }

    def show() -> None:
        if offer and found:
            _show_reasons(found[0])
        else:
            _show_table(found, known)
        if question is not None:
            text = _text(question.text, question.text_en)
            output.print_line(_("Next question: %(question)s") % {"question": text})
            decides = ngettext("It decides %d open offer.", "It decides %d open offers.", question.decides)
            output.print_line(decides % question.decides)
        law = output.day(matching.law_as_of)
        output.print_line(_("Law as of %(day)s. Possible access, please check.") % {"day": law})

    output.emit(document, show)


def _match(found: OfferMatch) -> dict[str, object]:
    return {
        "offer": found.offer,
        "name": found.name,
        "verdict": found.verdict.value,
        "kind": found.kind.value,
        "status": found.status.value,
        "criteria": [_criterion(c) for c in found.criteria],
        "missing": list(found.missing),
        "documents": list(found.documents),
    }


def _criterion(found: CriterionResult) -> dict[str, object]:
    return {
        "text": _text(found.text, found.text_en),
        "verdict": found.verdict.value,
        "fact": found.fact,
        "value": _plain(found.value),
        "upper": _plain(found.upper),
        "source": found.source,
        "on": output.iso(found.on),
        "law": found.law,
        "valid_from": output.iso(found.valid_from),
        "valid_until": output.iso(found.valid_until),
        "note": found.note,
        "group": found.group,
        "alternative": found.alternative,
        "decisive": found.is_decisive,
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _word(found: OfferMatch) -> str:
    return current().gettext(VERDICTS[found.verdict])


def _show_table(found: Iterable[OfferMatch], known: Mapping[str, FieldInfo]) -> None:
    rows = []
    for one in found:
        if one.is_on_request and one.verdict is not Verdict.YES:
            continue
        labels = [_text(known[field].label, known[field].label_en) for field in one.missing if field in known]
        state = "" if one.status is OfferStatus.AKTIV else current().gettext(STATES[one.status])
        rows.append((_word(one), one.name, _kind(one.kind), state, ", ".join(labels), one.offer))
    headers = (_("Verdict"), _("Offer"), _("Kind"), _("State"), _("Still missing"), _("Id"))
    output.table(headers, rows)


def _show_reasons(found: OfferMatch) -> None:
    output.print_line(f"{found.name}: {_word(found)}")
    rows = [
        (
            current().gettext(FULFILLED[c.verdict]),
            _place(c.group, c.alternative),
            _text(c.text, c.text_en),
            _value(c),
            c.law,
        )
        for c in found.criteria
    ]
    output.table(("", "", _("Condition"), _("Fact"), _("Law")), rows)


def _value(found: CriterionResult) -> str:
    if found.value is None:
        return ""
    if isinstance(found.value, bool):
        return _("yes") if found.value else _("no")
    if isinstance(found.value, tuple):
        return ", ".join(found.value)
    return str(found.value) if found.upper is None else f"{found.value} ... {found.upper}"


def register(root: typer.Typer) -> None:
    """Add the group and the command."""
    root.add_typer(offers, name="offers", help=N_("Offers: list, show, fields, check."))
    root.command(help=N_("Decide all offers for a case or for facts; or find the cases an offer fits."))(
        match
    )
