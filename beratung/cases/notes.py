# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The object by which a consultation is noted from outside, and a case as an object for those who script."""

from collections.abc import Mapping
from datetime import date

import msgspec

from beratung.domain.cases import Case, Channel, Consent, Consultation, Letter, Referral
from beratung.domain.checking import MOST_WEEKS
from beratung.domain.errors import N_
from beratung.domain.reading import LONG, Fields, WrongShape
from beratung.domain.statistics import Unmet, UnmetNeed
from beratung.domain.views import CaseView

KEYS = (
    "on", "minutes", "channel", "topics", "querschnitt", "unmet", "language", "interpreter", "text", "next_step",
    "due",
)  # fmt: skip
"""What the object may hold."""


def read_note(data: Mapping[str, object], blank: Consultation, today: date) -> Consultation:
    """Return a consultation with what an object says; codes and days are checked later.

    Raises:
        BadInput: an unknown key, a value of a wrong type, a day that does not exist; with its place.
    """
    fields = Fields(data, KEYS)
    return msgspec.structs.replace(
        blank,
        on=fields.day("on") or today,
        minutes=fields.whole("minutes", 0, 1440),
        channel=fields.choice("channel", Channel) or Channel.PERSONAL,
        topics=tuple(dict.fromkeys(fields.words("topics"))),
        querschnitt=tuple(dict.fromkeys(fields.words("querschnitt"))),
        unmet=_needs(fields),
        language=fields.text("language"),
        interpreter=bool(fields.flag("interpreter")),
        text=fields.text("text", limit=LONG),
        next_step=fields.text("next_step", limit=2000),
        due=fields.day("due"),
    )


def _needs(fields: Fields) -> tuple[UnmetNeed, ...]:
    """Unmet needs: words, or objects with ``need`` and for waiting ``weeks``."""
    listed = fields.raw("unmet")
    if isinstance(listed, str):
        listed = [listed]
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise WrongShape(place=fields.at("unmet"), wanted=N_("a list"))
    found = []
    for n, entry in enumerate(listed, 1):
        plain = {"need": entry} if isinstance(entry, str) else entry
        inner = Fields(plain, ("need", "weeks"), f"{fields.at('unmet')} {n}")
        inner.needed("need")
        need = inner.choice("need", Unmet) or Unmet.NO_PLACE
        found.append(UnmetNeed(need=need, weeks=inner.whole("weeks", 0, MOST_WEEKS)))
    return tuple(dict.fromkeys(found))


def _plain(record: msgspec.Struct) -> dict[str, object]:
    found = msgspec.to_builtins(record)
    for key in ("kind", "subject", "case", "version", "pdf"):
        found.pop(key, None)
    if "kind_of" in found:
        found["kind"] = found.pop("kind_of")
    return {key: value for key, value in found.items() if value not in ("", None, [])}


def _case(case: Case) -> dict[str, object]:
    keys = (
        "programme",
        "opened",
        "counsellor",
        "entry",
        "residence",
        "german",
        "qualifications",
        "employment",
    )
    found = _plain(case)
    shown = {key: found[key] for key in keys if key in found}
    if case.facts:
        shown["facts"] = {field: msgspec.to_builtins(fact) for field, fact in case.facts.items()}
    if case.closing is not None:
        shown["closing"] = msgspec.to_builtins(case.closing)
    return shown


def _consultation(entry: Consultation) -> dict[str, object]:
    return _plain(entry) | {"channel": entry.channel.value}


def _consent(entry: Consent, on: date) -> dict[str, object]:
    return _plain(entry) | {"kind": entry.kind_of.value, "is_valid": entry.is_valid(on)}


def _referral(entry: Referral) -> dict[str, object]:
    return _plain(entry) | {"outcome": entry.outcome.value}


def _letter(entry: Letter) -> dict[str, object]:
    return _plain(entry)


def write_view(view: CaseView, on: date) -> dict[str, object]:
    """Return a case with everything that was written in it as plain values."""
    return {
        "id": str(view.case.id),
        "client": str(view.client.id),
        "name": view.client.display_name,
        "open": view.case.is_open,
        **_case(view.case),
        "consultations": [_consultation(entry) for entry in view.consultations],
        "consents": [_consent(entry, on) for entry in view.consents],
        "referrals": [_referral(entry) for entry in view.referrals],
        "letters": [_letter(entry) for entry in view.letters],
    }
