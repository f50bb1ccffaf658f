# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The command ``match``: which offers fit a case or facts, or which cases an offer fits, and why.

``match --facts`` works without any centre and loads nothing of it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

import typer

from beratung.cli import output
from beratung.cli.offers import STATES, kind_word, loaded, of_several, spoken
from beratung.cli.session import counselling, day_of, id_of, read_object
from beratung.domain.errors import N_, BadInput
from beratung.domain.offers import CriterionResult, FieldInfo, Fit, Matching, OfferMatch, OfferStatus, Verdict
from beratung.i18n import _, current, ngettext

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


class NothingToMatch(BadInput):
    """Neither a case nor facts nor an offer."""

    message = N_("%(place)s: please name a case, a file of facts or an offer.")


class TwoThingsToMatch(BadInput):
    """A case and a file of facts at once."""

    message = N_("%(place)s: please name either a case or a file of facts, not both.")


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
    matcher = loaded()
    if offer:
        matcher.offer(offer)
    if facts:
        matching = matcher.match_facts(read_object(facts, "--facts"), day or date.today())
    else:
        with counselling() as centre:
            matching = centre.match(centre.clients.case_of(id_of(case, "CASE")), day)
    _show_matching(matching, offer, wanted, matcher.fields())


def _verdicts(text: str) -> tuple[Verdict, ...]:
    from beratung.domain.reading import NotOneOf

    try:
        return tuple(Verdict(word.strip()) for word in text.split(",") if word.strip())
    except ValueError:
        raise NotOneOf(place="--verdict", known=", ".join(Verdict)) from None


def _who_fits(offer: str, wanted: tuple[Verdict, ...], day: date | None) -> None:
    loaded().offer(offer)
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
            "text": spoken(question.text, question.text_en),
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
            text = spoken(question.text, question.text_en)
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
        "text": spoken(found.text, found.text_en),
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
        labels = [
            spoken(known[field].label, known[field].label_en) for field in one.missing if field in known
        ]
        state = "" if one.status is OfferStatus.AKTIV else current().gettext(STATES[one.status])
        rows.append((_word(one), one.name, kind_word(one.kind), state, ", ".join(labels), one.offer))
    headers = (_("Verdict"), _("Offer"), _("Kind"), _("State"), _("Still missing"), _("Id"))
    output.table(headers, rows)


def _show_reasons(found: OfferMatch) -> None:
    output.print_line(f"{found.name}: {_word(found)}")
    rows = [
        (
            current().gettext(FULFILLED[c.verdict]),
            of_several(c.group, c.alternative),
            spoken(c.text, c.text_en),
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
    """Add the command."""
    root.command(help=N_("Decide all offers for a case or for facts; or find the cases an offer fits."))(
        match
    )
