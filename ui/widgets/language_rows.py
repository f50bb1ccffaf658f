# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Languages somebody speaks, and whether an interpreter is needed; levels of German with where they come from."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from beratung.domain.cases import GermanLevel, GermanSkill
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.people import Language
from beratung.i18n import _, pgettext
from ui.models.choices import FREQUENT_LANGUAGES, LEVELS, languages
from ui.models.dates import Lean
from ui.models.words import GERMAN_SOURCES, SKILLS
from ui.widgets.date_field import DateField
from ui.widgets.inputs import OPEN, Menu
from ui.widgets.picker import Picker
from ui.widgets.row_list import Row, RowList
from ui.widgets.segments import Segments, TriState


def _spoken() -> list[tuple[str | None, str]]:
    return [(None, _(OPEN)), *((level, level) for level in LEVELS)]


class LanguageRow(Row[Language]):
    """A language, how well it is spoken, and whether an interpreter is needed."""

    def __init__(self, codes: Codes) -> None:
        super().__init__(column=150, most=4)
        self.language = Picker(
            lambda: languages(codes), placeholder=N_("Search a language"), frequent=FREQUENT_LANGUAGES
        )
        self.spoken: Menu[str | None] = Menu(_spoken)
        self.interpreter = TriState()
        self.add_field(N_("Language"), self.language, span=2)
        self.add_field(N_("Spoken"), self.spoken)
        self.add_field(N_("Interpreter needed"), self.interpreter)

    def value(self) -> Language | None:
        """Return the language; None where none was picked."""
        code = self.language.code()
        if code is None:
            return None
        return Language(code=code, spoken=self.spoken.value(), interpreter=self.interpreter.value())

    def set_value(self, value: Language) -> None:
        """Show a language without telling anyone."""
        self.language.set_code(value.code)
        self.spoken.set_value(value.spoken)
        self.interpreter.set_value(value.interpreter)


def language_rows(codes: Codes) -> RowList[Language]:
    """Return an editor for the languages of a person."""
    return RowList(lambda: LanguageRow(codes), N_("Add a language"), least=1)


def _levels() -> list[tuple[str, str]]:
    return [("", pgettext("answer", "open")), *((level, level) for level in ("A0", *LEVELS))]


def _sources() -> list[tuple[str, str]]:
    return [("", _(OPEN)), *((source, _(word)) for source, word in GERMAN_SOURCES.items())]


class LevelField(Row[GermanLevel]):
    """The level of German in one skill, with its source and date."""

    def __init__(self, skill: GermanSkill) -> None:
        super().__init__(column=170, most=4)
        self.skill = skill
        self.level: Segments[str] = Segments(_levels, "")
        self.source: Menu[str] = Menu(_sources)
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.add_field(SKILLS[skill], self.level, span=2)
        self.add_field(N_("Source"), self.source)
        self.add_field(N_("Date"), self.on)
        self.level.changed.connect(self._enable)
        self._enable()

    def value(self) -> GermanLevel | None:
        """Return the level; None where it is open."""
        level = self.level.value()
        if not level:
            return None
        return GermanLevel(skill=self.skill, level=level, source=self.source.value(), on=self.on.value())

    def set_value(self, value: GermanLevel | None) -> None:
        """Show a level, or that it is open, without telling anyone."""
        self.level.set_value(value.level if value else "")
        self.source.set_value(value.source if value else "")
        self.on.set_value(value.on if value else None)
        self._enable()

    def problem(self) -> str:
        """Say what is wrong with the date."""
        return super().problem() if self.level.value() else ""

    def _enable(self) -> None:
        is_known = bool(self.level.value())
        self.source.setEnabled(is_known)
        self.on.setEnabled(is_known)


class GermanEditor(QWidget):
    """The level of German overall and in each skill.

    Signals:
        changed: a level is another one.
    """

    changed = Signal()

    def __init__(
        self, skills: Sequence[GermanSkill] = tuple(GermanSkill), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.fields = {skill: LevelField(skill) for skill in skills}
        self._older: tuple[GermanLevel, ...] = ()
        for number, field in enumerate(self.fields.values()):
            field.changed.connect(self.changed)
            for label in field.fields[1:]:
                label.keep_label_room()
                label.set_label_visible(number == 0)
            column.addWidget(field)
        self.setFocusProxy(next(iter(self.fields.values())).level)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> tuple[GermanLevel, ...]:
        """Return the levels that are known, and older ones that the editor does not show."""
        shown = (field.value() for field in self.fields.values())
        return tuple(level for level in shown if level is not None) + self._older

    def set_value(self, levels: Sequence[GermanLevel]) -> None:
        """Show levels without telling anyone; the first of each skill counts."""
        left = list(levels)
        for skill, field in self.fields.items():
            found = next((level for level in left if level.skill is skill), None)
            field.set_value(found)
            if found is not None:
                left.remove(found)
        self._older = tuple(left)

    def problem(self) -> str:
        """Say the first thing that is wrong; empty where nothing is."""
        return next((f.problem() for f in self.fields.values() if f.problem()), "")

    def shows_problem(self) -> bool:
        """Say whether something is wrong; the fields say so themselves."""
        return False

    def finish(self) -> None:
        """Say now what is wrong."""
        for field in self.fields.values():
            field.tell()

    def set_name(self, name: str) -> None:
        """Say what the levels are about."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        for number, field in enumerate(self.fields.values()):
            field.retranslate()
            for label in field.fields[1:]:
                label.set_label_visible(number == 0)
        self.setAccessibleName(_("Level of German"))
