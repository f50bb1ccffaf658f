# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Puts a field of the rules into a question with answers that fit, and its values into words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from beratung.domain.cases import FactValue
from beratung.domain.codes import Codes
from beratung.domain.offers import FieldInfo, FieldKind
from beratung.i18n import _, current, ngettext, pgettext
from ui.models import choices
from ui.models.choices import Choice
from ui.models.words import say_day, say_place, say_status

Answer = bool | int | str | tuple[str, ...] | date


class AnswerKind(StrEnum):
    """What kind of answer a question takes."""

    YES_NO = "yes_no"
    DATE = "date"
    """The day from which the answer follows."""
    CHOICE = "choice"
    SEVERAL = "several"
    """Any number of the choices."""
    NUMBER = "number"


@dataclass(frozen=True)
class Question:
    """What is asked: the field, the sentences and the answers that fit."""

    field: str
    text: str
    detail: str = ""
    kind: AnswerKind = AnswerKind.YES_NO
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    """What a number counts, for example months."""
    highest: int = 999
    is_sensitive: bool = False


UNLIMITED = 999
"""So many months stand for no end."""
_KINDS = {
    FieldKind.YES_NO: AnswerKind.YES_NO,
    FieldKind.NUMBER: AnswerKind.NUMBER,
    FieldKind.MONTHS: AnswerKind.NUMBER,
}


_DATES = frozenset({"client.born", "case.entry"})
"""Where the record keeps a day from which the field follows."""


def is_english() -> bool:
    """Return whether the window speaks English now."""
    return current().language == "en"


def question_text(info: FieldInfo) -> str:
    """Return the question in the language spoken now."""
    return (info.question_en if is_english() else "") or info.question


def label(info: FieldInfo) -> str:
    """Return what the field is called in the language spoken now."""
    return (info.label_en if is_english() else "") or info.label


def question_for(info: FieldInfo, codes: Codes, detail: str = "", text: str = "") -> Question:
    """Return the question about a field; ``text`` replaces the field's own wording."""
    if info.is_sensitive:
        caution = _("Sensitive: ask only if it matters for the concern.")
        detail = f"{detail} {caution}".strip()
    kind = _KINDS.get(info.kind, AnswerKind.SEVERAL if info.is_multiple else AnswerKind.CHOICE)
    if info.asks_date or info.home in _DATES:
        kind = AnswerKind.DATE
    return Question(
        field=info.name,
        text=text or question_text(info),
        detail=detail,
        kind=kind,
        choices=_choices(info, codes) if kind in {AnswerKind.CHOICE, AnswerKind.SEVERAL} else (),
        unit=_("months") if info.kind is FieldKind.MONTHS else "",
        highest=info.maximum if info.maximum is not None else 99999,
        is_sensitive=info.is_sensitive,
    )


def _choices(info: FieldInfo, codes: Codes) -> tuple[Choice, ...]:
    if info.kind is FieldKind.LEVEL:
        return tuple(Choice(code, level.label(current().language)) for code, level in codes.german.items())
    if info.kind is FieldKind.STATUS:
        return tuple(choices.statuses(codes))
    if info.kind is FieldKind.PLACE:
        return tuple(choices.municipalities(codes))
    return tuple(Choice(o.value, (o.label_en if is_english() else "") or o.label) for o in info.options)


def as_fact(answer: Answer) -> FactValue:
    """Return an answer as the record keeps it: a day as ``YYYY-MM-DD``."""
    return answer.isoformat() if isinstance(answer, date) else answer


def say_value(info: FieldInfo | None, codes: Codes, value: FactValue | None) -> str:
    """Say a value of a field; empty where it is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, tuple):
        return ", ".join(say_value(info, codes, part) for part in value)
    if info is not None and info.kind is FieldKind.MONTHS and isinstance(value, int | float):
        n = int(value)
        return _("unlimited") if n >= UNLIMITED else ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    if isinstance(value, int | float):
        return f"{value:g}"
    return _say_code(info, codes, value)


def _say_code(info: FieldInfo | None, codes: Codes, value: str) -> str:
    """Say a value that is a word: a code of a list, one of a field's options, or a day."""
    if info is None:
        return value
    if info.kind is FieldKind.PLACE:
        return say_place(codes, value)
    if info.kind is FieldKind.STATUS:
        return say_status(codes, value)
    if info.asks_date:
        try:
            return say_day(date.fromisoformat(value))
        except ValueError:
            return value
    return next((c.label for c in _choices(info, codes) if c.code == value), value)
