# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Lock the requirements with hashes for every system, in pip's own format, and list their licences.

A developer's tool: needs ``uv`` (``pip install uv``). The files name no registry.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = {
    "requirements.txt": ("pyproject.toml",),
    "requirements-dev.txt": ("pyproject.toml", "installer/requirements-dev.in"),
    "requirements-virtualenv.txt": ("installer/requirements-virtualenv.in",),
}


def main() -> int:
    """Write every lock file anew; pass ``--upgrade`` to take newer versions."""
    for name, sources in LOCKS.items():
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--universal",
            "--python-version",
            "3.11",
            "-q",
            "--generate-hashes",
            "--no-header",
            "--no-annotate",
            *sys.argv[1:],
            *sources,
            "-o",
            HERE / name,
        ]
        if subprocess.run([str(part) for part in command], cwd=HERE.parent, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
