"""Each rule in docs/rules.md is enforced in the domain and tested; none is invented."""

import re
from pathlib import Path

RULE = re.compile(r"\b[A-Z]{3}-\d\d\b")
ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \|(.+)\|$", re.MULTILINE)
REGISTER = Path("docs/rules.md")


def text_of(root):
    files = sorted(Path(root).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def rows():
    return ROW.findall(REGISTER.read_text(encoding="utf-8"))


def registered():
    return {rule for rule, _cells in rows()}


def test_domain_enforces_exactly_the_registered_rules():
    assert set(RULE.findall(text_of("competition/domain"))) == registered()


def test_every_rule_is_named_by_a_domain_test():
    named = set(RULE.findall(text_of("tests/domain").upper().replace("_", "-")))

    assert registered() - named == set()


def test_no_layer_cites_a_rule_that_is_not_registered():
    assert set(RULE.findall(text_of("competition"))) - registered() == set()


def test_register_is_sorted_and_complete():
    rules = [rule for rule, _cells in rows()]
    hollow = [rule for rule, cells in rows() if not all(map(str.strip, cells.split("|")))]

    assert rules == sorted(set(rules))
    assert hollow == []


def test_register_names_a_home_that_cites_the_rule():
    homes = {rule: cells.split("|")[-1].strip() for rule, cells in rows()}

    strangers = {rule: home for rule, home in homes.items() if not cites(home, rule)}

    assert strangers == {}


def cites(home, rule):
    paths = [Path("competition") / name.strip(" `") for name in home.split(",")]
    return all(p.exists() and rule in p.read_text(encoding="utf-8") for p in paths)
