# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Names of a person: several, each with its kind; the script is told by itself, text runs its own way."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from beratung.domain.errors import N_
from beratung.domain.people import Name, NameKind
from beratung.i18n import _, pgettext
from ui.models.scripts import script_of
from ui.models.words import NAME_KINDS
from ui.widgets.chip import Chip
from ui.widgets.inputs import Menu, TextLine
from ui.widgets.row_list import Row, RowList

_SCRIPTS = {
    "Arab": N_("Arabic script"),
    "Cyrl": N_("Cyrillic script"),
    "Grek": N_("Greek script"),
    "Hebr": N_("Hebrew script"),
    "Ethi": N_("Ethiopic script"),
    "Armn": N_("Armenian script"),
    "Geor": N_("Georgian script"),
    "Deva": N_("Devanagari"),
    "Beng": N_("Bengali script"),
    "Hani": N_("Chinese script"),
    "Kore": N_("Korean script"),
    "Thai": N_("Thai script"),
    "Taml": N_("Tamil script"),
}
_OTHERS = tuple(kind for kind in NameKind if kind not in {NameKind.GIVEN, NameKind.FAMILY})


class _NameLine(QWidget):
    """A line for a name with a chip that names a script other than Latin.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.line = TextLine(most=120)
        self.chip = Chip("", "neutral", "language")
        row.addWidget(self.line, 1)
        row.addWidget(self.chip)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line.changed.connect(self._on_changed)
        self._tell_script()

    def value(self) -> str:
        """Return the name in Unicode's composed form."""
        return unicodedata.normalize("NFC", self.line.value())

    def set_value(self, value: str) -> None:
        """Show a name without telling anyone."""
        self.line.set_value(value)
        self._tell_script()

    def set_name(self, name: str) -> None:
        """Say which name this is."""
        self.setAccessibleName(name)
        self.line.set_name(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self._tell_script()

    def problem(self) -> str:
        """Say what is wrong: the service checks the characters."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False

    def _on_changed(self) -> None:
        self._tell_script()
        self.changed.emit()

    def _tell_script(self) -> None:
        script = script_of(self.line.text())
        word = _(_SCRIPTS[script]) if script in _SCRIPTS else ""
        self.chip.show_word(word, "neutral", "language")
        self.chip.setVisible(bool(word))
        self.line.setAccessibleDescription(word)


class NameRow(Row[Name]):
    """A further name with its kind."""

    def __init__(self) -> None:
        super().__init__(column=150, most=3)
        self.kind: Menu[NameKind] = Menu(lambda: [(kind, _(NAME_KINDS[kind])) for kind in _OTHERS])
        self.text = _NameLine()
        self._script = ""
        self.add_field(N_("Kind of name"), self.kind)
        self.add_field(N_("Name"), self.text, span=2)
        self.setFocusProxy(self.text)
        self.text.changed.connect(self._propose)

    def value(self) -> Name | None:
        """Return the name; None where nothing was typed."""
        text = self.text.value()
        return Name(text=text, kind=self.kind.value(), script=script_of(text)) if text else None

    def set_value(self, value: Name) -> None:
        """Show a name without telling anyone."""
        self.kind.set_value(value.kind)
        self.text.set_value(value.text)
        self._script = script_of(value.text)

    def _propose(self) -> None:
        """Take a name in another script for the original spelling as soon as its first letter shows."""
        script = script_of(self.text.value())
        if (
            script
            and script not in {"Latn", self._script}
            and self.kind.value() is not NameKind.ORIGINAL_SCRIPT
        ):
            self.kind.set_value(NameKind.ORIGINAL_SCRIPT)
        self._script = script


class NameEditor(QWidget):
    """Given and family name as plain fields, and any number of further names below.

    Signals:
        changed: a name is another one.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.first: Row[str] = Row(column=230, most=2)
        self.given, self.family = _NameLine(), _NameLine()
        self.given_field = self.first.add_field(N_("Given name"), self.given)
        self.family_field = self.first.add_field(N_("Family name"), self.family)
        self.others: RowList[Name] = RowList(NameRow, N_("Add another name"))
        column.addWidget(self.first)
        column.addWidget(self.others)
        self.setFocusProxy(self.given)
        self.first.changed.connect(self.changed)
        self.others.changed.connect(self.changed)

    def value(self) -> tuple[Name, ...]:
        """Return all names: given, family, then the others in their order."""
        plain = ((NameKind.GIVEN, self.given.value()), (NameKind.FAMILY, self.family.value()))
        names = tuple(Name(text=text, kind=kind, script=script_of(text)) for kind, text in plain if text)
        return names + self.others.values()

    def set_value(self, names: Sequence[Name]) -> None:
        """Show names without telling anyone; several given names stand in one line."""
        for kind, line in ((NameKind.GIVEN, self.given), (NameKind.FAMILY, self.family)):
            line.set_value(" ".join(n.text for n in names if n.kind is kind))
        self.others.set_values([n for n in names if n.kind not in {NameKind.GIVEN, NameKind.FAMILY}])

    def problem(self) -> str:
        """Say what is wrong; empty where nothing is."""
        return self.given_field.problem() or self.family_field.problem() or self.others.problem()

    def shows_problem(self) -> bool:
        """Say whether something is wrong; the fields say so themselves."""
        return False

    def set_name(self, name: str) -> None:
        """Say whose names these are."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.first.retranslate()
        self.others.retranslate()
        self.setAccessibleName(pgettext("names of a person", "Names"))
