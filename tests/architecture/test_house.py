# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""The house stays easy to see: who may import whom, how big a room may grow, how things are named."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CODE = ("beratung", "ui", "installer")
LONGEST_FILE = 420
LONGEST_FUNCTION = 60
SPDX = "# SPDX-License-Identifier: EUPL-1.2"
MARKS = {"_": 0, "N_": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
"""What marks a text to be translated, and which argument it is."""
VAGUE = re.compile(r"(Manager|Helper|Utils?)$|^(utils?|helpers?|misc|common)$")


def sources(*folders: str) -> Iterator[Path]:
    """Yield the Python files below the folders."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a path as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def test_imports_follow_the_layers() -> None:
    """Every contract of pyproject.toml holds."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_files_and_functions_stay_small() -> None:
    """A file is about one thing, and a function fits a screen."""
    too_big = []
    for path in sources(*CODE):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            too_big.append(f"{name_of(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    too_big.append(f"{name_of(path)}:{node.name}: {length} lines")
    assert not too_big


def test_every_file_bears_its_licence() -> None:
    """Two SPDX lines stand at the top of every source file."""
    bare = [name_of(p) for p in sources(*CODE, "tests") if SPDX not in p.read_text(encoding="utf-8")[:300]]
    assert not bare


def test_names_say_what_they_mean() -> None:
    """No class or module hides behind a word that fits everything."""
    vague = [name_of(p) for p in sources(*CODE) if VAGUE.search(p.stem)]
    for path in sources(*CODE):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        vague += [f"{name_of(path)}:{name}" for name in classes if VAGUE.search(name)]
    assert not vague


def test_translations_are_never_f_strings() -> None:
    """A message id is a plain literal, or it cannot be found and translated."""
    wrong = []
    for path in sources("beratung", "ui"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in {"N_", "ngettext", "pgettext"} and any(
                isinstance(argument, ast.JoinedStr) for argument in node.args
            ):
                wrong.append(f"{name_of(path)}:{node.lineno}")
            if node.func.id == "_" and any(isinstance(argument, ast.JoinedStr) for argument in node.args):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert not wrong


def test_every_word_that_is_marked_is_found_by_the_catalogue() -> None:
    """Babel does not look into f-strings, nor into one mark inside another: such words would stay English."""
    with (ROOT / "translations" / "beratung.pot").open("rb") as file:
        known = {text for message in read_po(file) for text in as_texts(message.id)}
    missing = []
    for path in sources("beratung", "ui"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                marked = node.args[MARKS[node.func.id]] if node.args else None
                if isinstance(marked, ast.Constant) and str(marked.value) not in known:
                    missing.append(f"{name_of(path)}:{node.lineno}: {marked.value!s}")
    assert missing == []


def as_texts(id_: object) -> tuple[str, ...]:
    """The texts of a message: one, or two where it counts."""
    return (id_,) if isinstance(id_, str) else tuple(id_)  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["beratung", "ui", "installer", "translations", "resources"])
def test_no_registry_and_no_machine_is_named(folder: str) -> None:
    """Locks and sources work everywhere: they name no registry host and no home folder."""
    host = re.compile(
        r"https?://[^\s\"']*(pypi|pythonhosted|registry\.npmjs|deb\.debian)[^\s\"']*|/home/\w+/|/root/"
    )
    named = [
        name_of(path)
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".txt", ".in", ".toml", ".yaml", ".po", ".pot", ".md"}
        and host.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not named


def test_broad_excepts_stand_only_at_the_edges() -> None:
    """Only the edges swallow everything; others may tidy up and raise again."""
    edges = {
        "ui/jobs.py",
        "ui/excepthook.py",
        "beratung/cli/__main__.py",
        "beratung/cli/edge.py",
        "ui/application.py",
    }
    broad = []
    for path in sources("beratung", "ui"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                last = node.body[-1]
                goes_on = isinstance(last, ast.Raise) and last.exc is None
                is_broad = caught in {"everything", "Exception", "BaseException"} and not goes_on
                if is_broad and name_of(path) not in edges:
                    broad.append(f"{name_of(path)}:{node.lineno}")
    assert not broad
