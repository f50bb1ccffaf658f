# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Further facts that offers ask for: a list that is searched as one types, and the answer beside it."""

from collections.abc import Mapping

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QVBoxLayout, QWidget

from beratung.domain.cases import Fact
from beratung.domain.codes import Codes
from beratung.domain.errors import N_
from beratung.domain.offers import FieldInfo
from beratung.i18n import _, current
from ui import theme
from ui.models.dates import Lean, today
from ui.models.folding import haystack, matches, needles
from ui.models.looks import LOOK, RowLook, Sign
from ui.models.words import dotted, say_day, say_source
from ui.screens.cases.answers import AnswerInput, build_input, say_answer
from ui.widgets.buttons import QuietButton
from ui.widgets.chip import Chip
from ui.widgets.date_field import DateField
from ui.widgets.form import Field
from ui.widgets.inputs import TextLine
from ui.widgets.labels import Line, Text
from ui.widgets.search_field import SearchField
from ui.widgets.verdict_row import VerdictDelegate

Index = QModelIndex | QPersistentModelIndex
_ANSWERED = Sign("circle-check", "yes", N_("answered"))
_UNKNOWN = Sign("help-circle", "unknown", N_("asked, not known"))


def label_of(info: FieldInfo) -> str:
    """Return what a field is called in the language spoken now."""
    return info.label_en if current().language == "en" and info.label_en else info.label


class FactsModel(QAbstractListModel):
    """The fields of the rules that have no place of their own in the form; answered ones come first."""

    def __init__(self, codes: Codes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._infos: tuple[FieldInfo, ...] = ()
        self._facts: dict[str, Fact] = {}
        self._words: tuple[str, ...] = ()
        self._shown: list[FieldInfo] = []

    def set_fields(self, fields: Mapping[str, FieldInfo]) -> None:
        """Learn which fields there are."""
        self._infos = tuple(i for i in fields.values() if not i.is_derived and not i.home)
        self.refresh()

    def set_facts(self, facts: Mapping[str, Fact]) -> None:
        """Show other answers."""
        self._facts = dict(facts)
        self.refresh()

    def search(self, query: str) -> None:
        """Show only fields in which every word of a query is found."""
        self._words = needles(query)
        self.refresh()

    def refresh(self) -> None:
        """Sort and filter anew."""
        self.beginResetModel()
        found = [i for i in self._infos if matches(self._words, self._hay(i))]
        found.sort(key=lambda i: (i.name not in self._facts, label_of(i).casefold()))
        self._shown = found
        self.endResetModel()

    def fact(self, name: str) -> Fact | None:
        """Return the answer to a field."""
        return self._facts.get(name)

    def put(self, name: str, fact: Fact | None) -> None:
        """Change one answer, or take it away, without moving its row."""
        if fact is None:
            self._facts.pop(name, None)
        else:
            self._facts[name] = fact
        for row, info in enumerate(self._shown):
            if info.name == name:
                self.dataChanged.emit(self.index(row), self.index(row))

    def facts(self) -> dict[str, Fact]:
        """Return all answers."""
        return dict(self._facts)

    def info(self, row: int) -> FieldInfo | None:
        """Return the field of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def row_of(self, name: str) -> int:
        """Return the row of a field, -1 where it is not shown."""
        return next((n for n, info in enumerate(self._shown) if info.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        info = self.info(index.row()) if index.isValid() else None
        if info is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return label_of(info)
        if role == LOOK:
            return self._look(info)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            look = self._look(info)
            return f"{look.title}, {look.detail}"
        return None

    def _look(self, info: FieldInfo) -> RowLook:
        fact = self._facts.get(info.name)
        if fact is None:
            return RowLook(label_of(info), _("not asked yet"))
        sign = _UNKNOWN if fact.value is None else _ANSWERED
        said = say_answer(self._codes, info, fact.value)
        return RowLook(label_of(info), dotted((said, say_source(fact.source), say_day(fact.on))), sign)

    def _hay(self, info: FieldInfo) -> str:
        return haystack(
            info.label, info.label_en, info.question, info.note, info.law, info.name.replace("_", " ")
        )


class FactsEditor(QWidget):
    """All further facts of a case.

    Signals:
        changed: an answer is another one.
    """

    changed = Signal()

    def __init__(self, codes: Codes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = codes
        self._info: FieldInfo | None = None
        self._input: AnswerInput | None = None
        self.model = FactsModel(codes, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(8)
        self.search = SearchField()
        self.search.textChanged.connect(self._on_search)
        self.view = QListView()
        self.view.setProperty("kind", "rows")
        self.view.setModel(self.model)
        self.view.setItemDelegate(VerdictDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setMinimumHeight(theme.px(320))
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.activated.connect(lambda _index: self._focus_answer())
        left.addWidget(self.search)
        left.addWidget(self.view, 1)
        row.addLayout(left, 1)
        row.addWidget(Line(vertical=True))
        row.addLayout(self._build_side(), 1)
        self.setFocusProxy(self.search)

    def _build_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(8)
        self.title = Text("", "section", wrap=True)
        self.sensitive = Chip("", "unknown", "eye-off")
        self.question = Text("", "body", "muted", wrap=True)
        self.place = QVBoxLayout()
        self.source = TextLine(N_("for example: client, eAT, certificate"))
        self.on = DateField(lean=Lean.PAST, latest_is_today=True)
        self.source_field = Field(N_("Source"), self.source)
        self.on_field = Field(N_("Date"), self.on)
        self.note = Text("", "secondary", "muted", wrap=True)
        self.remove = QuietButton("", "trash", self._on_remove)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(self.source_field, 1)
        both.addWidget(self.on_field, 1)
        for item in (self.title, self.sensitive, self.question):
            side.addWidget(item)
        side.addLayout(self.place)
        side.addLayout(both)
        side.addWidget(self.note)
        side.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        side.addStretch(1)
        self.source_field.changed.connect(self._on_answer)
        self.on_field.changed.connect(self._on_answer)
        return side

    # Values

    def set_fields(self, fields: Mapping[str, FieldInfo]) -> None:
        """Learn which fields the rules ask for."""
        self.model.set_fields(fields)
        self._choose(0)

    def set_value(self, facts: Mapping[str, Fact]) -> None:
        """Show answers without telling anyone."""
        name = self._info.name if self._info else ""
        self.model.set_facts(facts)
        self._choose(max(self.model.row_of(name), 0))

    def value(self) -> dict[str, Fact]:
        """Return all answers."""
        return self.model.facts()

    def show_field(self, name: str) -> None:
        """Go to a field and its answer."""
        self.search.clear()
        self._choose(max(self.model.row_of(name), 0))
        self._focus_answer()

    def problem(self) -> str:
        """Say what is wrong with the answer that is shown."""
        return (self._input.problem() if self._input else "") or self.on_field.problem()

    def shows_problem(self) -> bool:
        """Say whether something is wrong; the fields say so themselves."""
        return False

    def set_name(self, name: str) -> None:
        """Say what the facts are for."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.search.say(_("Search a fact, for example: school, child, work"))
        self.view.setAccessibleName(_("Facts that offers ask for"))
        self.remove.setText(_("Take the answer away"))
        self.source_field.retranslate()
        self.on_field.retranslate()
        self.sensitive.show_word(_("delicate: only with consent"), "unknown", "eye-off")
        self.model.refresh()
        self._choose(max(self.model.row_of(self._info.name), 0) if self._info else 0)

    # Inside

    def _choose(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))
        self._show(self.model.info(row))

    def _on_current(self, index: QModelIndex) -> None:
        self._show(self.model.info(index.row()))

    def _on_search(self, query: str) -> None:
        self.model.search(query)
        self._choose(0)

    def _focus_answer(self) -> None:
        if self._input is not None:
            self._input.setFocus()

    def _show(self, info: FieldInfo | None) -> None:
        self._info = info
        if self._input is not None:
            self.place.removeWidget(self._input)
            self._input.hide()
            self._input.deleteLater()
            self._input = None
        for item in (self.source_field, self.on_field, self.note, self.remove):
            item.setVisible(info is not None)
        self.sensitive.setVisible(info is not None and info.is_sensitive)
        if info is None:
            self.title.setText(_("No such fact"))
            self.question.setText(_("Please try another word."))
            return
        fact = self.model.fact(info.name)
        self.title.setText(label_of(info))
        is_english = current().language == "en" and bool(info.question_en)
        self.question.setText(info.question_en if is_english else info.question)
        self.note.setText(dotted((info.note, info.law)))
        self.note.setVisible(bool(self.note.text()))
        self._input = build_input(self._codes, info)
        self._input.set_name(label_of(info))
        self._input.set_value(fact.value if fact else None, is_answered=fact is not None)
        self._input.changed.connect(self._on_answer)
        self.place.addWidget(self._input)
        self.source.set_value(say_source(fact.source) if fact else "")
        self.on.set_value(fact.on if fact else None)
        self.remove.setEnabled(fact is not None)

    def _on_answer(self) -> None:
        info, field = self._info, self._input
        if info is None or field is None or field.problem():
            return
        if not field.is_answered():
            return
        if self.on.value() is None and not self.on.text():
            self.on.set_value(today())
        if not self.source.value():
            self.source.set_value(say_source("client"))
        self.model.put(
            info.name, Fact(value=field.value(), source=_source(self.source.value()), on=self.on.value())
        )
        self.remove.setEnabled(True)
        self.changed.emit()

    def _on_remove(self) -> None:
        if self._info is not None:
            self.model.put(self._info.name, None)
            self._show(self._info)
            self._focus_answer()
            self.changed.emit()


def _source(said: str) -> str:
    """Return the fixed word of a source where its words were typed."""
    from ui.models.words import SOURCES

    return next((word for word in SOURCES if said in (word, _(SOURCES[word]))), said)
