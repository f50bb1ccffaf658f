# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Every YAML file of the product says the same to whoever reads it: YAML 1.1 turns yes, no, on and codes around."""

import re
from pathlib import Path

import pytest
import yaml

from beratung.domain.codes import Code
from beratung.offers.codes import load_codes
from beratung.offers.rules import load_rules, rule_files
from beratung.resources import path, read_yaml

ROOTS = [path("rules"), path("codes"), Path(__file__).with_name("cases")]
FILES = sorted(file for root in ROOTS for file in root.rglob("*.yaml"))

FLAGS = {
    *("sensitive", "on_request", "derived", "since", "multiple", "authority", "duty_possible", "in_sisa"),
    *("eq", "ne", "first_issue", "is_unlimited"),
    *("serves_psychiatric", "listed_languages"),
}
"""Keys whose value is meant to be true or false."""

NUMBERS = {
    *("handlungsfeld", "effort", "minimum", "maximum", "order", "population", "nr", "review_after_months"),
    *("in", "not_in", "eq", "ne", "lt", "le", "gt", "ge"),
    *("weekdays", "opens", "closes", "video_lead_days"),
}
DAYS = {"law_as_of", "drafted", "reviewed_on", "valid_from", "valid_to", "day", "born", "entry"}
BITES = re.compile(r"(?i)^(y|n|yes|no|on|off|true|false|null|~)$")


def _tree(text: str) -> yaml.Node:
    tree = yaml.compose(text)
    assert tree is not None, "the file is empty"
    return tree


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_unquoted_that_yaml_turns_around(file: Path) -> None:
    found = []
    is_case = file.parent.name == "cases"
    for key, node in _scalars(_tree(file.read_text(encoding="utf-8"))):
        if node.style is not None:
            continue
        where = f"{file.name}:{node.start_mark.line + 1} {key}: {node.value}"
        tag = node.tag.rsplit(":", 1)[-1]
        if (
            (tag == "bool" and (node.value not in ("true", "false") or not (is_case or key in FLAGS)))
            or (tag in ("int", "float") and not (is_case or key in NUMBERS))
            or (tag == "timestamp" and not (is_case or key in DAYS))
            or tag in ("null", "merge")
            or (BITES.match(node.value) and tag != "bool")
            or (tag in ("int", "float") and not re.fullmatch(r"0|[1-9]\d*", node.value))
        ):
            found.append(where)
    assert not found


def _scalars(node: yaml.Node, key: str = "") -> list[tuple[str, yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        return [(key, node)]
    if isinstance(node, yaml.SequenceNode):
        return [pair for inner in node.value for pair in _scalars(inner, key)]
    assert isinstance(node, yaml.MappingNode)
    pairs = []
    for name, value in node.value:
        is_day = isinstance(name, yaml.ScalarNode) and name.tag.endswith(":timestamp") and key == "days"
        pairs += [] if is_day else [("key", name)]
        pairs += _scalars(value, name.value)
    return pairs


def test_the_guard_itself_bites() -> None:
    text = 'a: yes\nb: "yes"\nc: 03\nd: 15003\nno: 1\ne: off\nf: 2026-01-01\n'
    tags = {key: node.tag.rsplit(":", 1)[-1] for key, node in _scalars(_tree(text)) if node.style is None}
    assert tags["a"] == tags["e"] == "bool"
    assert tags["d"] == "int"
    assert tags["f"] == "timestamp"


def test_every_file_of_offers_is_read() -> None:
    assert set(rule_files()) == {rule.info.category for rule in load_rules().rules}


def test_every_rule_has_what_a_lawyer_needs() -> None:
    for rule in load_rules().rules:
        info = rule.info
        assert info.law, info.id
        assert info.verified in ("read", "mixed", "recall"), info.id
        assert (info.reviewed_on is None) == (info.verified == "recall"), info.id
        assert all(1 <= nr <= 7 for nr in info.handlungsfeld), info.id
        assert all(key in load_codes().querschnitt for key in info.querschnitt), info.id


def test_a_broken_file_is_named_with_the_place() -> None:
    with pytest.raises(ValueError, match=r"resources/codes/topics\.yaml: Expected `array`.* at `\$"):
        read_yaml("codes/topics.yaml", dict[str, list[Code]])
