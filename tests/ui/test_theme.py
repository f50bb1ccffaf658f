# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Colours can be read, icons take them, and nothing else in the window brings its own."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell import dress
from ui import icons, theme

UI = Path(theme.__file__).parent
SETS = {
    "light": theme.LIGHT,
    "dark": theme.DARK,
    "high light": theme.HIGH_LIGHT,
    "high dark": theme.HIGH_DARK,
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    q = QColor(colour)
    return 0.2126 * part(q.red()) + 0.7152 * part(q.green()) + 0.0722 * part(q.blue())


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", SETS)
def test_text_can_be_read_on_every_ground(name: str) -> None:
    colours = SETS[name]
    for ground in theme.GROUNDS:
        for role in theme.TEXT_ROLES:
            ratio = contrast(getattr(colours, role), getattr(colours, ground))
            assert ratio >= 5, f"{role} on {ground}: {ratio:.2f}"


@pytest.mark.parametrize("name", SETS)
def test_text_can_be_read_on_soft_grounds_and_on_the_accent(name: str) -> None:
    colours = SETS[name]
    for role, ground in theme.SOFT.items():
        assert contrast(getattr(colours, role), getattr(colours, ground)) >= 5, role
    for ground in ("accent_soft", "yes_soft", "unknown_soft", "no_soft", "hover"):
        for role in ("text", "muted"):
            assert contrast(getattr(colours, role), getattr(colours, ground)) >= 5, f"{role} on {ground}"
    assert contrast(colours.on_accent, colours.accent) >= 5
    assert contrast(colours.on_accent, colours.accent_hover) >= 5


@pytest.mark.parametrize("name", SETS)
def test_borders_of_controls_and_the_focus_ring_can_be_seen(name: str) -> None:
    colours = SETS[name]
    for ground in theme.GROUNDS:
        assert contrast(colours.control_border, getattr(colours, ground)) >= 3
        assert contrast(colours.focus, getattr(colours, ground)) >= 3


def test_colours_stand_nowhere_but_in_the_theme() -> None:
    found = []
    for file in UI.rglob("*.py"):
        if file.name in {"theme.py"}:
            continue
        text = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for number, line in enumerate(text.splitlines(), start=1):
            if re.search(r"[\"']#[0-9A-Fa-f]{6}\b", line.split("  #")[0]):
                found.append(f"{file.relative_to(UI)}:{number}")
    assert not found


def test_every_icon_is_used_and_every_used_icon_is_there() -> None:
    files = {file.stem for file in icons.folder().glob("*.svg")}
    text = "\n".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.py"))
    words = set(re.findall(r"[\"']([a-z0-9]+(?:-[a-z0-9]+)*)[\"']", text))
    assert files - words == set(), "these are not used"
    asked = set(re.findall(r"(?:icon=|theme\.icon\(|Picture\(|theme\.pixmap\()[\"']([a-z0-9-]+)[\"']", text))
    assert asked <= files, f"these are missing: {asked - files}"


def test_icons_carry_the_licence() -> None:
    assert "MIT" in (icons.folder() / "LICENSE.tabler.txt").read_text(encoding="utf-8")


def inks(icon: QIcon, state: QIcon.State = QIcon.State.Off) -> set[str]:
    picture = icon.pixmap(QSize(48, 48), QIcon.Mode.Normal, state).toImage()
    found = set()
    for x in range(picture.width()):
        for y in range(picture.height()):
            pixel = picture.pixelColor(x, y)
            if pixel.alpha() == 255:
                found.add(pixel.name().upper())
    return found


def test_icons_follow_the_colours(qtbot: QtBot) -> None:
    del qtbot
    dress("light")
    icon = theme.icon("lock", "accent", "no")
    assert inks(icon) == {theme.LIGHT.accent}
    assert inks(icon, QIcon.State.On) == {theme.LIGHT.no}
    dress("dark")
    assert inks(icon) == {theme.DARK.accent}
    dress("light")


def test_pictures_are_sharp_on_fine_screens(qtbot: QtBot) -> None:
    del qtbot
    dress()
    picture = theme.pixmap("lock", "text", 20, 2.0)
    assert picture.width() == 40
    assert picture.devicePixelRatio() == 2.0


def test_icon_is_drawn_where_it_is_wanted(qtbot: QtBot) -> None:
    del qtbot
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    icons.paint(painter, QRect(20, 20, 20, 20), "circle-check", theme.LIGHT.yes)
    painter.end()
    assert image.pixelColor(10, 10) == QColor("white")
    assert any(image.pixelColor(x, y) != QColor("white") for x in range(20, 40) for y in range(20, 40))


def test_scheme_decides_and_the_system_is_followed(qtbot: QtBot) -> None:
    del qtbot
    dress("dark")
    assert theme.colours() is theme.DARK
    dress("system")
    assert theme.colours() is theme.LIGHT
    dress("light")


def test_high_contrast_follows_the_system(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.setattr(theme, "wants_high_contrast", lambda: True)
    dress("dark")
    assert theme.colours() is theme.HIGH_DARK
    monkeypatch.setattr(theme, "wants_high_contrast", lambda: False)
    dress("light")
    assert theme.colours() is theme.LIGHT


def test_text_grows_to_twice_its_size(qtbot: QtBot) -> None:
    del qtbot
    app = dress(scale=1.0)
    usual = app.font().pointSizeF()
    dress(scale=2.0)
    assert app.font().pointSizeF() == pytest.approx(2 * usual)
    assert theme.px(20) == pytest.approx(2 * 20, abs=1)
    dress(scale=1.0)
    assert app.font().pointSizeF() == pytest.approx(usual)


def test_sheet_names_files_that_exist(qtbot: QtBot) -> None:
    del qtbot
    from ui.stylesheet import sheet

    for colours in SETS.values():
        text = sheet(colours)
        assert "$" not in text
        urls = re.findall(r"url\(([^)]+)\)", text)
        assert urls
        assert all(Path(url).is_file() for url in urls)


def test_sheet_is_laid_on_once(qtbot: QtBot) -> None:
    del qtbot
    app = dress("light")
    seen: list[int] = []
    theme.notifier().changed.connect(lambda: seen.append(1))
    dress("light")
    assert not seen
    dress("dark")
    assert len(seen) == 1
    dress("light")
    assert isinstance(app, QApplication)
