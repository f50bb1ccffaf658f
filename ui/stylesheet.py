# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The sheet that makes every widget of Qt look of one family.

Widgets are told apart by the dynamic property ``kind`` (what it is) and ``tone`` (what it means).
"""

from ui import theme
from ui.icons import folder

_SHEET = """
* { outline: 0; }
QWidget { color: $text; font-size: ${body}pt; }
QMainWindow, QDialog, QMessageBox, QWizard { background: $window; }
QWidget[kind="plain"] { background: transparent; }
QWidget[kind="ground"] { background: $window; }
QFrame[kind="card"] { background: $surface; border: 1px solid $hairline; border-radius: ${card}px; }
QFrame[kind="line"] { background: $hairline; border: 0; }
QFrame[kind="vline"] { background: $hairline; border: 0; }

QLabel { background: transparent; border: 0; padding: 0; }
QLabel[kind="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[kind="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[kind="section"] { font-size: ${section}pt; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="secondary"] { font-size: ${secondary}pt; }
QLabel[kind="caps"] { font-size: ${secondary}pt; font-weight: 600; }
QLabel[kind="chip"] { font-size: ${secondary}pt; font-weight: 600; }
QLabel[kind="code"] { font-family: "Noto Sans Mono", "Consolas", "Menlo", monospace; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="info"] { color: $info; }
QLabel[tone="yes"] { color: $yes; }
QLabel[tone="unknown"] { color: $unknown; }
QLabel[tone="no"] { color: $no; }
QLabel:disabled { color: $control_border; }

QFrame[kind="chip"] { background: $accent_soft; border: ${chip_border}; border-radius: ${chip}px; }
QFrame[kind="chip"][tone="yes"] { background: $yes_soft; }
QFrame[kind="chip"][tone="unknown"] { background: $unknown_soft; }
QFrame[kind="chip"][tone="no"] { background: $no_soft; }
QFrame[kind="chip"][tone="neutral"] { background: $hover; }
QLabel[kind="chip"] { background: transparent; border: 0; }
QFrame[kind="banner"] { background: $accent_soft; border: ${chip_border}; border-radius: ${card}px; }
QFrame[kind="banner"][tone="yes"] { background: $yes_soft; }
QFrame[kind="banner"][tone="unknown"] { background: $unknown_soft; }
QFrame[kind="banner"][tone="no"] { background: $no_soft; }

QFrame#rail { background: $surface; border: 0; border-right: 1px solid $hairline; }
QFrame[kind="toast"], QFrame[kind="popup"] {
  background: $raised; border: 1px solid $control_border; border-radius: ${card}px;
}

QPushButton {
  background: $surface; color: $text; border: 1px solid $control_border; border-radius: ${radius}px;
  padding: ${pad_y}px ${pad_x}px; min-height: ${button}px; font-weight: 600;
}
QPushButton:hover { background: $hover; border-color: $muted; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:checked { background: $accent_soft; color: $accent; border-color: $accent; }
QPushButton:focus { border: 2px solid $focus; padding: ${pad_y_focus}px ${pad_x_focus}px; }
QPushButton:disabled { color: $control_border; border-color: $hairline; background: $window; }
QPushButton::menu-indicator { image: url($icons/chevron-down.svg); subcontrol-position: right center; right: 8px;
  width: 14px; }
QPushButton[kind="primary"], QPushButton:default[kind="primary"] {
  background: $accent; color: $on_accent; border: 1px solid $accent;
}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
  background: $accent_hover; border-color: $accent_hover;
}
QPushButton[kind="primary"]:focus { border: 2px solid $focus; }
QPushButton[kind="primary"]:disabled { background: $hairline; border-color: $hairline; color: $muted; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $focus; }
QPushButton[kind="danger"] { color: $no; border-color: $no; }
QPushButton[kind="danger"]:hover { background: $no_soft; }
QPushButton[kind="danger"]:focus { border: 2px solid $focus; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${radius}px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $focus; padding: 4px; }
QToolButton::menu-indicator { image: none; }

QAbstractScrollArea { background: transparent; border: 0; }
QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $control_border; border-radius: ${radius}px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted;
}
QLineEdit, QAbstractSpinBox, QComboBox { padding: ${pad_y}px 10px; min-height: ${button}px; }
QLineEdit[kind="search"] { border-color: $hairline; min-height: ${search}px; padding: 0; }
QLineEdit[kind="search"]:focus { border-color: $focus; padding: 0; }
QTextEdit, QPlainTextEdit { padding: 6px 8px; }
QLineEdit:hover, QTextEdit:hover, QPlainTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {
  border-color: $muted;
}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on {
  border: 2px solid $focus; padding: ${pad_y_focus}px 9px;
}
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $focus; padding: 5px 7px; }
QLineEdit:disabled, QTextEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {
  background: $window; color: $control_border; border-color: $hairline;
}
QLineEdit[readOnly="true"], QTextEdit[readOnly="true"], QPlainTextEdit[readOnly="true"] { background: $raised; }
*[tone="invalid"] { border: 2px solid $no; }
QTextBrowser[kind="page"] { background: transparent; border: 2px solid transparent; padding: 0; }
QTextBrowser[kind="page"]:focus { border: 2px solid $focus; padding: 0; }
QComboBox::drop-down { border: 0; width: ${arrow}px; subcontrol-origin: padding; subcontrol-position: right center; }
QComboBox::down-arrow { image: url($icons/chevron-down.svg); width: ${arrow_icon}px; height: ${arrow_icon}px; }
QComboBox QAbstractItemView, QCompleter QAbstractItemView {
  background: $raised; border: 1px solid $control_border; border-radius: 0; padding: 4px; outline: 0;
}
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 8px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QAbstractSpinBox > QLineEdit, QComboBox > QLineEdit {
  background: transparent; border: 0; padding: 0; margin: 0 0 0 2px; min-height: 0;
}
QDateTimeEdit::drop-down { border: 0; width: ${arrow}px; subcontrol-origin: padding;
  subcontrol-position: right center; }
QDateTimeEdit::down-arrow { image: url($icons/chevron-down.svg); width: ${arrow_icon}px; height: ${arrow_icon}px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  background: transparent; border: 0; width: ${arrow}px; subcontrol-origin: border;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 3px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 3px 0; }
QAbstractSpinBox::up-arrow { image: url($icons/chevron-up.svg); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url($icons/chevron-down.svg); width: 12px; height: 12px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${tick}px; padding: 1px 4px; border: 2px solid transparent;
  border-radius: 6px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; }
QCheckBox:disabled, QRadioButton:disabled { color: $control_border; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QAbstractItemView::indicator {
  width: ${box}px; height: ${box}px; background: $surface; border: 1px solid $control_border; border-radius: 4px;
}
QRadioButton::indicator { border-radius: ${box_round}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QGroupBox::indicator:checked {
  background: $accent; border-color: $accent; image: url($marks/check.svg);
}
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url($marks/minus.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url($marks/dot.svg); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $hairline; }
QGroupBox { border: 1px solid $hairline; border-radius: ${card}px; margin-top: 10px; padding: 12px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; }

QMenu { background: $raised; border: 1px solid $control_border; padding: 4px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 6px; background: transparent; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $control_border; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $control_border; padding: 5px 8px; }

QAbstractItemView {
  background: $surface; alternate-background-color: $raised; border: 0; selection-background-color: $accent_soft;
  selection-color: $text; gridline-color: $hairline;
}
QListView::item, QTreeView::item { min-height: ${row}px; padding: 2px 8px; }
QTableView { border: 1px solid $hairline; border-radius: ${card}px; }
QTableView::item { padding: 4px 10px; border: 0; border-bottom: 1px solid $hairline; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
  background: $accent_soft; color: $text;
}
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid $focus; border-radius: ${radius}px; }
QListView[kind="rows"], QListView[kind="rows"]:focus, QListView[kind="plain"] {
  background: transparent; border: 0; border-radius: 0; padding: 0;
}
QHeaderView { background: transparent; border: 0; }
QHeaderView::section {
  background: $surface; color: $muted; border: 0; border-bottom: 1px solid $hairline; padding: 7px 10px;
  font-size: ${secondary}pt; font-weight: 600;
}
QTableCornerButton::section { background: $surface; border: 0; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $scrollbar; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $control_border; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar { background: transparent; border: 0; }
QTabBar::tab {
  background: transparent; color: $muted; border: 0; border-bottom: 2px solid transparent; font-weight: 500;
  padding: ${pad_y}px 2px; margin-right: 23px; min-height: ${target}px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $focus; border: 2px solid $focus; border-radius: 4px; padding: 4px 0; }
QTabBar::scroller { width: ${scroller}px; }
QTabBar QToolButton { background: $surface; border: 1px solid $hairline; }
QTabWidget::pane { border: 0; }

QProgressBar { background: $hairline; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 14px; }
QSplitter::handle:vertical { height: 14px; }
QSlider::groove:horizontal { background: $hairline; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; border-bottom: 1px solid $hairline; }
QCalendarWidget QToolButton { color: $text; font-weight: 600; min-height: ${target}px; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url($icons/chevron-left.svg); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url($icons/chevron-right.svg); }
QCalendarWidget QTableView { border: 0; border-radius: 0; }
QCalendarWidget QTableView::item { padding: 0; border: 0; }
QCalendarWidget QAbstractItemView {
  background: $surface; color: $text; selection-background-color: $accent; selection-color: $on_accent;
}
QCalendarWidget QAbstractItemView:disabled { color: $control_border; }
QCalendarWidget QSpinBox { min-height: ${target}px; }
QStatusBar { background: $surface; color: $muted; }
"""


def sheet(colours: theme.Colours) -> str:
    """Return the sheet in a set of colours, in the size of text that holds now."""
    pad_y = theme.px(5)
    values: dict[str, str | int | float] = {role: getattr(colours, role) for role in theme.ROLES}
    marks = folder() / "marks" / ("dark" if colours.is_dark else "light")
    chrome = folder() / "chrome" / ("dark" if colours.is_dark else "light")
    values |= {
        "icons": chrome.as_posix(), "marks": marks.as_posix(),
        "radius": theme.RADIUS, "card": theme.CARD_RADIUS, "chip": theme.px(10),
        "body": theme.points("body"), "secondary": theme.points("secondary"), "section": theme.points("section"),
        "heading": theme.points("heading"), "title": theme.points("title"),
        "pad_y": pad_y, "pad_y_focus": pad_y - 1, "pad_x": 14, "pad_x_focus": 13,
        "button": theme.px(theme.CONTROL) - 2 * pad_y - 2, "row": theme.px(28), "search": theme.px(36), "target": theme.TARGET,
        "arrow": theme.px(22), "scroller": theme.px(28), "arrow_icon": theme.px(16), "box": theme.px(16), "tick": max(theme.TARGET, theme.px(20)), "box_round": theme.px(16) // 2 + 1,
        "chip_border": "1px solid " + colours.hairline if colours.hairline == colours.text else "0",
    }  # fmt: skip
    text = _SHEET
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"${{{name}}}", str(values[name])).replace(f"${name}", str(values[name]))
    return text
