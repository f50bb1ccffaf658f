# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An installed copy works from any folder: rules, letter texts, fonts and German words are in it."""

import json
import os
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FACTS = {"gender": "f", "migration_background": True, "district_ags": "15003", "age": 34}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the project, not editable, into an environment of its own; return its interpreter.

    Only the requirements are borrowed from the environment of the tests, so that nothing is fetched.
    """
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wheels = tmp_path_factory.mktemp("wheels")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(ROOT)],
        check=True,
        capture_output=True,
    )
    wheel = next(wheels.glob("beratung-*.whl"))
    where = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        where,
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    (Path(where) / "requirements.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


def call(python: Path, folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Call the installed command line from another folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [str(python), "-m", "beratung", *arguments],
        cwd=folder,
        env=environment | {"PYTHONUTF8": "1"} | extra,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_match_by_facts(installed: Path, tmp_path: Path) -> None:
    """``match --facts`` knows all rules and speaks German."""
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(FACTS), encoding="utf-8")
    run = call(installed, tmp_path, "match", "--facts", str(facts), "--on", "2026-11-22", "--json")
    assert run.returncode == 0, run.stderr
    offers = {offer["offer"]: offer for offer in json.loads(run.stdout)["offers"]}
    assert len(offers) == 77
    assert offers["blickpunkt_migrantinnen"]["verdict"] == "yes"


def test_wrong_input_is_explained_in_german(installed: Path, tmp_path: Path) -> None:
    """The catalogue was compiled into the installed copy."""
    run = call(installed, tmp_path, "match", "--facts", str(tmp_path / "missing.json"))
    english = call(installed, tmp_path, "--lang", "en", "match", "--facts", str(tmp_path / "missing.json"))
    assert (run.returncode, english.returncode) == (2, 2)
    assert run.stderr.strip()
    assert run.stderr != english.stderr


def test_a_letter_from_another_folder(installed: Path, tmp_path: Path) -> None:
    """The whole main job: centre, client, consent, letter."""
    centre = tmp_path / "centre"
    secrets = {
        "BERATUNG_CENTRE": str(centre),
        "BERATUNG_USER": "beraterin",
        "BERATUNG_PASSWORD": "demo-demo-demo",
    }
    made = call(installed, tmp_path, "centre", "demo", str(centre), "--cases", "3", "--seed", "1", "--json")
    assert made.returncode == 0, made.stderr
    person = tmp_path / "person.json"
    person.write_text(
        json.dumps({"given_name": "Test", "family_name": "Beispiel", "born": "1990-05-05"}), encoding="utf-8"
    )
    added = call(installed, tmp_path, "client", "add", "--file", str(person), "--json", **secrets)
    assert added.returncode == 0, added.stderr
    case = json.loads(added.stdout)["case"]
    target = tmp_path / "brief.pdf"
    letter = ("letter", "referral", case, "--offer", "mbe", "--out", str(target), "--json")
    assert call(installed, tmp_path, *letter, **secrets).returncode == 1, "no consent, no letter"
    assert not target.exists()
    consent = call(
        installed,
        tmp_path,
        "consent",
        "add",
        case,
        "--recipient",
        "mbe",
        "--fields",
        "name,born",
        "--json",
        **secrets,
    )
    assert consent.returncode == 0, consent.stderr
    made = call(installed, tmp_path, *letter, **secrets)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["fields"] == ["name", "born"]
    assert target.read_bytes().startswith(b"%PDF-")
