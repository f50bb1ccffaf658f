# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Calls of the command line in this process, on a demo centre that was made once."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from beratung.centre.demo import make_demo
from beratung.cli.edge import run
from tests.builders import TODAY
from tests.centre.small import _small, small  # noqa: F401 -- fixtures

PASSWORD = "demo-demo-demo"


class Call(NamedTuple):
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON value
        """The one document on stdout."""
        return json.loads(self.out)


Caller = Callable[..., Call]


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "zentrum"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        make_demo(folder, 16, 7, on=TODAY)
    return folder


@pytest.fixture
def demo(_made: Path, tmp_path: Path) -> Path:
    """A demo that the test may spoil."""
    folder = tmp_path / "zentrum"
    shutil.copytree(_made, folder)
    return folder


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call the program as if it were typed; ``stdin`` is what is piped in."""
    monkeypatch.setenv("BERATUNG_LANG", "en")

    def called(*arguments: object, stdin: str | bytes = b"") -> Call:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Call(code, *capsys.readouterr())

    return called


@pytest.fixture
def work(call: Caller, demo: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """Call the program as the counsellor of the demo."""
    monkeypatch.setenv("BERATUNG_CENTRE", str(demo))
    monkeypatch.setenv("BERATUNG_USER", "beraterin")
    monkeypatch.setenv("BERATUNG_PASSWORD", PASSWORD)
    return call
