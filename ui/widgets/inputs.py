# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The plain inputs of forms: a line, a box of text, a number, a menu, a tick. They share one face (``Input``)."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from beratung.domain.errors import N_
from beratung.i18n import _
from ui import theme
from ui.models.scripts import is_right_to_left

T = TypeVar("T")


class Input(Protocol):
    """What a form needs of whatever stands in it."""

    changed: SignalInstance

    def set_name(self, name: str) -> None:
        """Give the input its accessible name."""

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""

    def problem(self) -> str:
        """Say what is wrong with what was typed; empty where nothing is."""

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""


def as_input(widget: QWidget) -> Input:
    """See a widget as an input of a form."""
    return cast("Input", widget)


class TextLine(QLineEdit):
    """A line of text in any script; text from right to left runs its own way.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None, *, most: int = 300) -> None:
        """Take a message id to show while nothing is typed."""
        super().__init__(parent)
        self._placeholder = placeholder
        self.setMaxLength(most)
        self.textEdited.connect(lambda _text: self.changed.emit())
        self.textChanged.connect(self._turn)
        self.retranslate()

    def value(self) -> str:
        """Return what was typed, without blanks around it."""
        return " ".join(self.text().split())

    def set_value(self, value: str) -> None:
        """Show a text without telling anyone."""
        self.setText(value)
        self.setCursorPosition(0)

    def set_name(self, name: str) -> None:
        """Give the line its accessible name."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.setPlaceholderText(_(self._placeholder) if self._placeholder else "")

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False

    def _turn(self, text: str) -> None:
        """Let the text run in its own direction, whichever way the window runs."""
        is_mirrored = is_right_to_left(text)
        wanted = Qt.LayoutDirection.RightToLeft if is_mirrored else Qt.LayoutDirection.LeftToRight
        if not text.strip():
            self.unsetLayoutDirection()
        elif self.layoutDirection() is not wanted:
            self.setLayoutDirection(wanted)


class TextBox(QPlainTextEdit):
    """Several lines of text; the box grows with what is written, and Tab leaves it.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(
        self, lines: int = 3, most: int = 14, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines, self._most, self._placeholder = lines, most, placeholder
        self._is_setting = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_changed)
        self.retranslate()

    def value(self) -> str:
        """Return what was typed, without blanks around it."""
        return self.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show a text without telling anyone."""
        self._is_setting = True
        self.setPlainText(value)
        self._is_setting = False

    def set_name(self, name: str) -> None:
        """Give the box its accessible name."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.setPlaceholderText(_(self._placeholder) if self._placeholder else "")

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False

    def sizeHint(self) -> QSize:
        lines = min(max(self.document().size().height(), self._lines), self._most)
        spacing = QFontMetrics(self.font()).lineSpacing()
        return QSize(super().sizeHint().width(), round(lines * spacing) + 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self.sizeHint().height())

    def _on_changed(self) -> None:
        self.updateGeometry()
        if not self._is_setting:
            self.changed.emit()


class NumberField(QLineEdit):
    """A number as people type it ("450", "1.200,50"); it says what is wrong instead of swallowing keys.

    Signals:
        changed: the value, or what is wrong with it, is another one.
    """

    changed = Signal()

    def __init__(
        self,
        unit: str = "",
        *,
        is_whole: bool = True,
        least: float = 0,
        most: float = 1_000_000,
        parent: QWidget | None = None,
    ) -> None:
        """Take a message id for the unit, shown while nothing is typed."""
        super().__init__(parent)
        self._unit, self._is_whole, self._least, self._most = unit, is_whole, least, most
        self._is_told = False
        self.setMaxLength(20)
        self.textEdited.connect(self._on_typed)
        self.editingFinished.connect(self.finish)
        self.retranslate()

    def value(self) -> float | None:
        """Return the number; None where nothing or nothing sensible was typed."""
        number = _number(self.text())
        if number is None or not self._least <= number <= self._most:
            return None
        return None if self._is_whole and number != int(number) else number

    def whole(self) -> int | None:
        """Return the number without a fraction."""
        number = self.value()
        return None if number is None else int(number)

    def set_value(self, value: float | None) -> None:
        """Show a number without telling anyone."""
        self.setText("" if value is None else f"{value:g}".replace(".", ","))
        self._is_told = True
        self._show()

    def set_name(self, name: str) -> None:
        """Give the field its accessible name."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say everything in the language spoken now."""
        self.setPlaceholderText(_(self._unit) if self._unit else "")

    def problem(self) -> str:
        """Say what is wrong with what was typed; empty where nothing is."""
        if not self.text().strip() or self.value() is not None:
            return ""
        number = _number(self.text())
        if number is None:
            return _("Please type a number.")
        if not self._least <= number <= self._most:
            limits = {"least": f"{self._least:g}", "most": f"{self._most:g}"}
            return _("Please type a number from %(least)s to %(most)s.") % limits
        return _("Please type a whole number.")

    def shows_problem(self) -> bool:
        """Say whether the user has been told that something is wrong."""
        return self._is_told and bool(self.problem())

    def finish(self) -> None:
        """Say what is wrong: the user has finished typing."""
        if not self._is_told:
            self._is_told = True
            self._show()
            self.changed.emit()

    def _on_typed(self) -> None:
        self._is_told = False
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        theme.set_tone(self, "invalid" if self.shows_problem() else "")
        self.setAccessibleDescription(self.problem() if self.shows_problem() else "")


def _number(text: str) -> float | None:
    """Read a number with a comma or a point, and points between thousands."""
    plain = text.strip().replace("€", "").replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    elif (
        plain.count(".") == 1
        and len(plain.rsplit(".", 1)[1]) == 3
        and plain.split(".")[0].lstrip("-").isdecimal()
    ):
        plain = plain.replace(".", "")
    if not plain.lstrip("-").replace(".", "", 1).isdecimal() or not plain.isascii():
        return None
    return float(plain)


class Menu(QComboBox, Generic[T]):
    """One of a handful of words in a menu.

    Signals:
        changed: the user has chosen another one.
    """

    changed = Signal()

    def __init__(self, options: Callable[[], Sequence[tuple[T, str]]], parent: QWidget | None = None) -> None:
        """Take a callable that returns values and words, so that the words can be said in another language."""
        super().__init__(parent)
        self._options = options
        self._values = [value for value, _word in options()]
        self.addItems([""] * len(self._values))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._has_told = False
        self.activated.connect(self._on_activated)
        self.retranslate()

    def value(self) -> T:
        """Return what is chosen."""
        return self._values[max(self.currentIndex(), 0)]

    def set_value(self, value: T) -> None:
        """Choose a value without telling anyone; one that is not offered is added as it is."""
        if value not in self._values:
            self._values.append(value)
            self.addItem(str(value))
        self.setCurrentIndex(self._values.index(value))

    def offer(self, options: Sequence[tuple[T, str]]) -> None:
        """Offer other values, keeping the chosen one where it is still there; tells nobody."""
        kept = self.value() if self._values else None
        self._options = lambda: options
        self._values = [value for value, _word in options]
        self.clear()
        self.addItems([""] * len(options))
        self.retranslate()
        if kept in self._values:
            self.setCurrentIndex(self._values.index(kept))

    def set_name(self, name: str) -> None:
        """Give the menu its accessible name."""
        self.setAccessibleName(name)

    def retranslate(self) -> None:
        """Say the words in the language spoken now."""
        for row, (_value, word) in enumerate(self._options()):
            self.setItemText(row, word)

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: scrolling must never change a record."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, self._has_told = self.currentIndex(), False
        super().keyPressEvent(event)
        is_other = event.key() not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab} and self.currentIndex() != row
        if is_other and not self._has_told:  # letters choose without a word, arrows do not
            self.changed.emit()

    def _on_activated(self, _row: int) -> None:
        self._has_told = True
        self.changed.emit()


class Tick(QCheckBox):
    """A statement that holds or not.

    Signals:
        changed: the user has ticked it or taken the tick away.
    """

    changed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Take a message id."""
        super().__init__(parent)
        self._text = text
        self.clicked.connect(lambda _is_on: self.changed.emit())
        self.retranslate()

    def value(self) -> bool:
        """Say whether it holds."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick it without telling anyone."""
        self.setChecked(value)

    def set_name(self, name: str) -> None:
        """Describe it further; its own words stay its name."""
        self.setAccessibleDescription(name if name != self.text() else "")

    def retranslate(self) -> None:
        """Say it in the language spoken now."""
        self.setText(_(self._text))

    def problem(self) -> str:
        """Say what is wrong: nothing ever is."""
        return ""

    def shows_problem(self) -> bool:
        """Say whether something is wrong: nothing ever is."""
        return False


def said(words: dict[T, str] | Sequence[tuple[T, str]]) -> Callable[[], list[tuple[T, str]]]:
    """Return the options of a menu whose words are message ids."""
    pairs = list(words.items()) if isinstance(words, dict) else list(words)
    return lambda: [(value, _(word) if word else "") for value, word in pairs]


OPEN = N_("not known")
"""The word for a value that nobody has asked for yet."""
