# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Words conditions: a short phrase per field, comparison and value, in German and in English."""

from collections.abc import Iterable, Mapping

import msgspec

from beratung.domain.codes import Codes
from beratung.domain.offers import FieldKind, Option
from beratung.domain.rules import Op

Pair = tuple[str, str]


class FieldEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field as ``rules/fields.yaml`` writes it; that file explains each key."""

    kind: FieldKind
    label: str
    label_en: str
    question: str
    question_en: str
    sensitive: bool = False
    on_request: bool = False
    derived: bool = False
    since: bool = False
    multiple: bool = False
    effort: int = 1
    known_by: str = ""
    home: str = ""
    note: str = ""
    law: str = ""
    minimum: int = 0
    maximum: int | None = None
    options: dict[str, Pair] = msgspec.field(default_factory=dict)
    options_from: str = ""
    when_true: Pair | None = None
    when_false: Pair | None = None
    when_eq: Pair | None = None
    when_ne: Pair | None = None
    when_in: Pair | None = None
    when_not_in: Pair | None = None
    when_lt: Pair | None = None
    when_le: Pair | None = None
    when_gt: Pair | None = None
    when_ge: Pair | None = None
    when_prefix: Pair | None = None

    def phrase(self, op: Op, value: object) -> Pair | None:
        """Return the phrase for a comparison; None where the field has none of its own."""
        if self.kind is FieldKind.YES_NO:
            return self.when_true if value is (op is Op.EQ) else self.when_false
        found: Pair | None = getattr(self, f"when_{op}")
        return found


def options_of(entry: FieldEntry, codes: Codes) -> tuple[Option, ...]:
    """Return the answers that a field knows."""
    if entry.options_from == "topics":
        return tuple(Option(value=t.code, label=t.name, label_en=t.name_en) for t in codes.topics.values())
    return tuple(Option(value=v, label=de, label_en=en) for v, (de, en) in entry.options.items())


def word(entry: FieldEntry, labels: Mapping[str, Pair], op: Op, values: Iterable[object]) -> Pair:
    """Return the text of a condition in German and in English.

    ``labels`` are the names of the field's values, in both languages.
    """
    values = tuple(values)
    named = [labels.get(str(value), (str(value), str(value))) for value in values]
    phrase = entry.phrase(op, values[0])
    if phrase is None:
        sign = "nicht " if op in (Op.NE, Op.NOT_IN) else ""
        sign_en = "not " if sign else ""
        phrase = (f"{entry.label}: {sign}{{options}}", f"{entry.label_en}: {sign_en}{{options}}")
    german = phrase[0].format(**_slots(values, [de for de, _ in named], "de"))
    english = phrase[1].format(**_slots(values, [en for _, en in named], "en"))
    return german, english


def _slots(values: tuple[object, ...], labels: list[str], language: str) -> dict[str, str]:
    number = values[0] if isinstance(values[0], int) and not isinstance(values[0], bool) else None
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    is_run = len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1))
    span = {"de": "{}. bis {}", "en": "{} to {}"}[language]
    value = span.format(numbers[0], numbers[-1]) if is_run else _thousands(values[0], language)
    return {
        "value": value,
        "options": joined(labels, "oder" if language == "de" else "or"),
        "since": "" if number is None else months(number, language, is_dative=True),
        "long": "" if number is None else months(number, language),
    }


def joined(labels: list[str], last: str) -> str:
    """Return "a, b oder c"."""
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} {last} {labels[-1]}"


def months(count: int, language: str, *, is_dative: bool = False) -> str:
    """Return a span in words: whole years where it is some, else months."""
    years, rest = divmod(count, 12)
    if rest or count == 0:
        return _span(count, "month", language, is_dative=is_dative)
    return _span(years, "year", language, is_dative=is_dative)


_GERMAN = {
    ("month", False): ("einen Monat", "Monate"),
    ("month", True): ("einem Monat", "Monaten"),
    ("year", False): ("ein Jahr", "Jahre"),
    ("year", True): ("einem Jahr", "Jahren"),
}


def _span(count: int, unit: str, language: str, *, is_dative: bool) -> str:
    if language == "en":
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    one, many = _GERMAN[unit, is_dative]
    return one if count == 1 else f"{count} {many}"


def _thousands(value: object, language: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or value < 10_000:
        return str(value)
    text = f"{value:,}"
    return text.replace(",", ".") if language == "de" else text
