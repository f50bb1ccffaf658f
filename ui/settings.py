# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""What the window remembers between two starts: nothing personal, no user, no list of recent things."""

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, fields
from pathlib import Path

LANGUAGES = ("de", "en")
SCHEMES = ("system", "light", "dark")


def _folder(variable: str, unix: str, windows: str, mac: str) -> Path:
    """Return a folder of the user's own; the XDG variables win on every system, for tests."""
    if os.environ.get(variable):
        return Path(os.environ[variable]) / "beratung"
    if sys.platform == "win32":
        return Path(os.environ.get(windows, str(Path.home()))) / "Beratung"
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / "Beratung"
    return Path.home() / unix / "beratung"


def config_folder() -> Path:
    """Return the folder of the settings."""
    return _folder("XDG_CONFIG_HOME", ".config", "APPDATA", "Application Support")


def state_folder() -> Path:
    """Return the folder of the log."""
    return _folder("XDG_STATE_HOME", ".local/state", "LOCALAPPDATA", "Logs")


@dataclass
class Settings:
    """The user's choices on this machine."""

    centre: str = ""
    """Folder of the centre that was opened last."""
    language: str = "de"
    scheme: str = "system"
    text_scale: float = 1.0
    geometry: str = ""
    """Size and place of the window, as Qt saves them, base64."""

    @classmethod
    def load(cls) -> "Settings":
        """Read the settings; a missing or damaged file gives the defaults."""
        try:
            raw = json.loads((config_folder() / "window.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(raw, dict):
            return cls()
        kept = {f.name: raw[f.name] for f in fields(cls) if type(raw.get(f.name)) is type(f.default)}
        return cls(**kept)

    def __post_init__(self) -> None:
        self.language = self.language if self.language in LANGUAGES else "de"
        self.scheme = self.scheme if self.scheme in SCHEMES else "system"
        self.text_scale = min(2.0, max(1.0, self.text_scale))

    def save(self) -> None:
        """Write the settings; a folder that cannot be written is no reason to stop."""
        with contextlib.suppress(OSError):
            folder = config_folder()
            folder.mkdir(parents=True, exist_ok=True)
            new = folder / "window.json.new"
            new.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
            new.replace(folder / "window.json")
