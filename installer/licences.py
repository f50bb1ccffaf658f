# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Write THIRD_PARTY.md: every package that is shipped with the product, with version and licence.

Read from the installed packages of the locked requirements; fonts, icons and data are listed by hand below.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "installer" / "requirements.txt"
TARGET = ROOT / "THIRD_PARTY.md"
OTHER_SYSTEMS = {"colorama": ("0.4.6", "BSD-3-Clause (Windows only)")}
UNSTATED = {"sqlcipher3": "zlib (with SQLCipher: BSD-3-Clause, OpenSSL: Apache-2.0)"}
"""Read in the package's own licence file, since its metadata are silent."""
OFTEN_LONG = 60
HEAD = """# Third-party licences

Beratung itself is licensed under the EUPL 1.2. It ships or installs the following works of others.

## Fonts, icons and data

| work | licence | where |
|---|---|---|
| Noto fonts, subset | SIL Open Font License 1.1 | `resources/fonts/OFL.txt` |
| Tabler Icons | MIT | `resources/icons/LICENSE` |
| Keys, names and population of districts and municipalities | official statistics | `resources/codes/` |
| Staatsangehörigkeitsschlüssel | official code list | `resources/codes/` |

## Python packages

| package | version | licence |
|---|---|---|
"""


def locked() -> list[str]:
    """Return the names of the locked packages."""
    found = re.findall(r"^([A-Za-z0-9_.-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return sorted(set(found), key=str.lower)


def licence_of(name: str) -> tuple[str, str]:
    """Return version and licence of an installed package."""
    if name in OTHER_SYSTEMS:
        return OTHER_SYSTEMS[name]
    package = metadata.metadata(name)
    stated = next(iter(package.get_all("License-Expression") or package.get_all("License") or [""]))
    if not stated or len(stated) > OFTEN_LONG or stated == "UNKNOWN":
        classifiers = [
            c.rsplit(" :: ", 1)[1] for c in package.get_all("Classifier") or [] if c.startswith("License")
        ]
        stated = ", ".join(classifiers) or (stated.splitlines() or ["see the package"])[0]
    return str(package["Version"]), UNSTATED.get(name, stated)


def text() -> str:
    """Return the whole page."""
    rows = [f"| {name} | {' | '.join(licence_of(name))} |" for name in locked()]
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write the page, or with ``--check`` say whether it is true."""
    if "--check" in sys.argv:
        return 0 if TARGET.read_text(encoding="utf-8") == text() else 1
    TARGET.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
