"""The domain runs in a bare Python and knows no clock, no chance and no binary fractions."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

DOMAIN = sorted(Path("competition/domain").rglob("*.py"))
PROBE = """
import importlib, pkgutil, sys
import competition.domain as domain
for module in pkgutil.walk_packages(domain.__path__, domain.__name__ + "."):
    importlib.import_module(module.name)
ours = {name for name in sys.modules if name.split(".")[0] == "competition"}
foreign = {"flask", "sqlalchemy", "wtforms", "werkzeug", "psycopg", "pyarrow", "babel"}
print(sorted(foreign & set(sys.modules)), sorted(n for n in ours if ".domain" not in n))
"""
CLOCK_AND_CHANCE = {"now", "utcnow", "today", "random", "randint", "environ", "getenv", "open"}


def called(path):
    """The last name of everything that is called, and every attribute that is read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    attributes = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return {func.id for func in calls if isinstance(func, ast.Name)} | (attributes - {"open"})


def asked_for(call):
    """The names inside `isinstance(value, ...)`: asking for a kind is not using it."""
    is_question = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "isinstance"
    return [n for arg in call.args[1:] for n in ast.walk(arg)] if is_question else []


def floats(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    questions = {id(node) for call in ast.walk(tree) for node in asked_for(call)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float" and id(node) not in questions)
    ]


def test_domain_runs_without_flask_or_sqlalchemy():
    probe = subprocess.run(  # noqa: S603 -- our own text
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True
    )

    assert probe.stdout.strip() == "[] ['competition']"


@pytest.mark.parametrize("path", DOMAIN, ids=str)
def test_domain_knows_no_clock_no_chance_and_no_surroundings(path):
    assert called(path) & CLOCK_AND_CHANCE == set()


@pytest.mark.parametrize("path", DOMAIN, ids=str)
def test_domain_counts_without_binary_fractions(path):
    assert floats(path) == []


def test_only_the_unit_of_work_and_what_it_writes_in_one_go_commit():
    callers = {path.as_posix() for path in Path("competition").rglob("*.py") if commits(path)}

    assert callers <= {"competition/services/unit_of_work.py", "competition/persistence/db.py"}


def commits(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return any(isinstance(func, ast.Attribute) and func.attr == "commit" for func in called)
