# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Extract, update, check and compile the catalogues of translations.

``python installer/catalogues.py update|check|compile``. ``check`` fails when the template or a catalogue is
stale, when the German catalogue has a gap or a fuzzy entry, or when placeholders differ.
"""

import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
TEMPLATE = FOLDER / "beratung.pot"
COMPLETE = ("de",)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")


def pybabel(*arguments: str | Path) -> int:
    """Call Babel's own command line."""
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def extract(target: Path) -> None:
    """Write the template of all message ids; without places and dates, so that differences stay small."""
    if pybabel(
        "extract",
        "-F",
        "translations/babel.cfg",
        "--no-location",
        "--sort-output",
        "--omit-header",
        "--add-comments=Translators:",
        "-o",
        target,
        "beratung",
        "ui",
    ):
        raise SystemExit(1)


def catalogues() -> Iterator[Path]:
    """Yield every catalogue."""
    yield from sorted(FOLDER.glob("*/LC_MESSAGES/beratung.po"))


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compile_all(target: Path = FOLDER) -> None:
    """Compile every catalogue that is newer than its compiled form."""
    for source in catalogues():
        compiled = target / source.relative_to(FOLDER).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with compiled.open("wb") as file:
            write_mo(file, read(source))


def renew(catalogue: Path, target: Path) -> None:
    """Write a catalogue as the template of today wants it."""
    options = ("--no-fuzzy-matching", "--ignore-obsolete", "--omit-header", "-N")
    if target != catalogue:
        shutil.copyfile(catalogue, target)
    if pybabel("update", "-i", TEMPLATE, "-o", target, "-l", catalogue.parent.parent.name, *options):
        raise SystemExit(1)


def is_stale(catalogue: Path) -> bool:
    """Whether an update would change a catalogue.

    WORKAROUND for ``pybabel update --check``, which calls every catalogue with a context stale: Babel looks
    such messages up without their context. Drop this when ``Catalog.is_identical`` knows contexts.
    """
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / catalogue.name
        renew(catalogue, fresh)
        return not filecmp.cmp(fresh, catalogue, shallow=False)


def update() -> None:
    """Extract the message ids and carry them into every catalogue."""
    extract(TEMPLATE)
    for source in catalogues():
        renew(source, source)
    compile_all()


def _forms(message: Message) -> list[str]:
    texts = message.string if isinstance(message.string, list | tuple) else [message.string]
    return [text or "" for text in texts]


def faults(path: Path) -> list[str]:
    """Return what is wrong with one catalogue, a line each."""
    found = []
    for message in read(path):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        forms = _forms(message)
        if message.fuzzy or not all(forms):
            found.append(f"{path.parent.parent.name}: no translation of {ids[0]!r}")
            continue
        wanted = {frozenset(PLACEHOLDER.findall(text)) for text in ids}
        found += [
            f"{path.parent.parent.name}: placeholders of {ids[0]!r} differ in {form!r}"
            for form in forms
            if frozenset(PLACEHOLDER.findall(form)) not in wanted
        ]
    return found


def check() -> int:
    """Check template and catalogues; 1 when something is stale, missing or wrong."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "beratung.pot"
        extract(fresh)
        if not TEMPLATE.exists() or not filecmp.cmp(fresh, TEMPLATE, shallow=False):
            print("translations/beratung.pot is stale: run `make catalogues`.")
            return 1
    stale = [path for path in catalogues() if is_stale(path)]
    lines = [f"{path.relative_to(ROOT)} is stale: run `make catalogues`." for path in stale]
    lines += [line for path in catalogues() if path.parent.parent.name in COMPLETE for line in faults(path)]
    print("\n".join(lines) or "The catalogues are complete.")
    return 1 if lines else 0


def main() -> int:
    """Carry out one command."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command == "check":
        return check()
    if command not in {"compile", "update"}:
        print(__doc__)
        return 2
    (compile_all if command == "compile" else update)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
