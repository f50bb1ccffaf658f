# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Rebuild ``resources/fonts`` from the static Noto fonts: a developer's tool, never needed to run the product.

    npm install --ignore-scripts --prefix /tmp/noto $(python installer/fonts.py packages)
    python -m pip install fonttools==4.68.0
    python installer/fonts.py build /tmp/noto/node_modules

Each font is cut down to its script, hints are dropped, every layout feature stays. The result is a Modified
Version under the SIL Open Font License, so it bears a name of its own (``Beratung Sans ...``): a Noto font that
is installed on the machine can then never be mistaken for it, which would print wrong glyphs.
Chinese, Japanese and Korean are left out: one weight of them is larger than everything else together.
The same input and the same fontTools give the same bytes; ``SHA256SUMS`` holds what they must be.
"""

import hashlib
import sys
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
SCOPE = "@expo-google-fonts"
WEIGHTS = {"Regular": "400Regular", "Bold": "700Bold"}
SHARED = (
    (0x20, 0x40),
    (0x5B, 0x60),
    (0x7B, 0x7E),
    (0xA0, 0xA0),
    (0xAB, 0xAB),
    (0xBB, 0xBB),
    (0x2000, 0x200F),
)
"""Spaces, digits and punctuation, so that a run of one script seldom changes its font."""

Ranges = tuple[tuple[int, int], ...]


class Source(NamedTuple):
    """A font to take: name in the product, npm package with its version, file name there, characters."""

    name: str
    package: str
    version: str
    file: str
    ranges: Ranges
    weights: tuple[str, ...] = ("Regular", "Bold")


SOURCES = (
    Source(
        "Sans",
        "noto-sans",
        "0.4.2",
        "NotoSans",
        (
            (0x20, 0x52F),  # Latin, IPA, combining marks, Greek, Cyrillic
            (0x1C80, 0x1C88),
            (0x1D00, 0x1FFF),  # phonetic, Latin additional (Vietnamese), polytonic Greek
            (0x2000, 0x214F),
            (0x2150, 0x218F),
            (0x2190, 0x22FF),
            (0x25CC, 0x25CC),
            (0x2C60, 0x2C7F),
            (0x2DE0, 0x2DFF),
            (0x2E00, 0x2E2F),
            (0xA640, 0xA69F),
            (0xA700, 0xA7FF),
            (0xAB30, 0xAB6F),
            (0xFB00, 0xFB06),
            (0xFE20, 0xFE2F),
            (0xFFFD, 0xFFFD),
        ),
    ),
    Source(
        "Arabic",
        "noto-sans-arabic",
        "0.4.3",
        "NotoSansArabic",
        (
            (0x600, 0x6FF),
            (0x750, 0x77F),
            (0x8A0, 0x8FF),
            (0x25CC, 0x25CC),
            (0xFB50, 0xFDFF),
            (0xFE70, 0xFEFC),
        ),
    ),
    Source(
        "Hebrew",
        "noto-sans-hebrew",
        "0.4.1",
        "NotoSansHebrew",
        ((0x591, 0x5F4), (0x25CC, 0x25CC), (0xFB1D, 0xFB4F)),
    ),
    Source(
        "Ethiopic",
        "noto-sans-ethiopic",
        "0.4.2",
        "NotoSansEthiopic",
        ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
    ),
    Source(
        "Devanagari",
        "noto-sans-devanagari",
        "0.4.1",
        "NotoSansDevanagari",
        ((0x900, 0x97F), (0x1CD0, 0x1CFF), (0x20B9, 0x20B9), (0x25CC, 0x25CC), (0xA8E0, 0xA8FF)),
    ),
    Source(
        "Bengali",
        "noto-sans-bengali",
        "0.4.4",
        "NotoSansBengali",
        ((0x951, 0x952), (0x964, 0x965), (0x980, 0x9FE), (0x25CC, 0x25CC)),
    ),
    Source(
        "Gurmukhi",
        "noto-sans-gurmukhi",
        "0.4.1",
        "NotoSansGurmukhi",
        ((0x951, 0x952), (0x964, 0x965), (0xA01, 0xA76), (0x25CC, 0x25CC), (0x262C, 0x262C)),
    ),
    Source(
        "Georgian",
        "noto-sans-georgian",
        "0.4.3",
        "NotoSansGeorgian",
        ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)),
    ),
    Source("Armenian", "noto-sans-armenian", "0.4.2", "NotoSansArmenian", ((0x531, 0x58F), (0xFB13, 0xFB17))),
    Source(
        "Math",
        "noto-sans-math",
        "0.4.2",
        "NotoSansMath",
        (
            (0x2190, 0x2199),
            (0x21D2, 0x21D4),
            (0x2208, 0x2208),
            (0x221A, 0x221A),
            (0x221E, 0x221E),
            (0x2245, 0x2265),
        ),
        ("Regular",),
    ),
)


def codepoints(source: Source) -> set[int]:
    """Return the characters to keep."""
    ranges = source.ranges if source.name in {"Sans", "Math"} else source.ranges + SHARED
    return {code for first, last in ranges for code in range(first, last + 1)}


def rename(font: object, family: str, weight: str) -> None:
    """Give a Modified Version a name of its own and keep copyright and licence."""
    names = font["name"]  # type: ignore[index]
    full = f"{family} {weight}"
    post_script = f"{family.replace(' ', '')}-{weight}"
    wanted = {1: family, 2: weight, 3: f"{post_script};subset", 4: full, 6: post_script}
    kept = {0, 2, 5, 13, 14}
    names.names = [n for n in names.names if n.nameID in kept | set(wanted) and n.platformID == 3]
    for number, text in wanted.items():
        names.setName(text, number, 3, 1, 0x409)


def build_font(source: Source, weight: str, modules: Path) -> Path:
    """Cut one weight of one font down to its script; returns the file written."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    folder = WEIGHTS[weight]
    file = modules / SCOPE / source.package / folder / f"{source.file}_{folder}.ttf"
    options = subset.Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["DSIG", "STAT", "meta", "MATH"]
    font = TTFont(file, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codepoints(source))
    cutter.subset(font)
    family = "Beratung Sans" if source.name == "Sans" else f"Beratung Sans {source.name}"
    rename(font, family, weight)
    out = TARGET / f"BeratungSans{'' if source.name == 'Sans' else source.name}-{weight}.ttf"
    font.save(out)
    return out


def licence(modules: Path) -> str:
    """Return the licence, headed by every copyright line and by what was modified."""
    texts = [(modules / SCOPE / s.package / "LICENSE_FONT").read_text(encoding="utf-8") for s in SOURCES]
    holders = sorted({text.splitlines()[0].strip() for text in texts})
    rest = texts[0].split("\n", 1)[1]
    changed = "Modified Versions: subset to scripts, hints removed, renamed to Beratung Sans."
    return "\n".join([*holders, changed]) + "\n" + rest


def build(modules: Path) -> int:
    """Write all fonts, their licence and the list of their digests."""
    TARGET.mkdir(parents=True, exist_ok=True)
    files = [build_font(source, weight, modules) for source in SOURCES for weight in source.weights]
    (TARGET / "OFL.txt").write_text(licence(modules), encoding="utf-8")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(files)]
    (TARGET / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    total = sum(file.stat().st_size for file in files)
    print(f"{len(files)} fonts, {total // 1024} KiB")
    return 0


def main(arguments: list[str]) -> int:
    """``packages`` prints what to install with npm; ``build FOLDER`` writes the fonts."""
    if arguments == ["packages"]:
        print(" ".join(f"{SCOPE}/{source.package}@{source.version}" for source in SOURCES))
        return 0
    if len(arguments) == 2 and arguments[0] == "build":
        return build(Path(arguments[1]))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
