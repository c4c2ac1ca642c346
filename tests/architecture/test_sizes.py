"""Files and functions stay small enough to read in one sitting."""

import ast
from pathlib import Path

import pytest

FILE, FUNCTION, VIEW, TEMPLATE = 400, 50, 25, 150
TEST_FILE, TEST_FUNCTION = 500, 40
CODE = sorted(
    path
    for root in ("competition", "deploy", "benchmarks", "migrations")
    for path in Path(root).rglob("*.py")
)
CODE += [path for path in (Path("config.py"), Path("wsgi.py")) if path.exists()]
TESTS = sorted(Path("tests").rglob("*.py"))
TEMPLATES = sorted(Path("templates").rglob("*.html"))


def lines(path):
    return path.read_text(encoding="utf-8").count("\n")


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def length(function):
    return function.end_lineno - function.lineno + 1


def is_view(function):
    calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(c, ast.Attribute) and c.attr in {"route", "get", "post"} for c in calls)


def is_migration(path):
    """A migration is a list of tables, long but plain."""
    return path.parent.name == "versions"


def too_long(path, limit, wanted=lambda function: True):
    chosen = [function for function in functions(path) if wanted(function)]
    return {f.name: length(f) for f in chosen if length(f) > limit}


@pytest.mark.parametrize("path", CODE, ids=str)
def test_module_and_its_functions_are_small(path):
    assert lines(path) <= FILE
    assert is_migration(path) or too_long(path, FUNCTION) == {}
    assert too_long(path, VIEW, is_view) == {}


@pytest.mark.parametrize("path", TESTS, ids=str)
def test_test_file_and_its_tests_are_small(path):
    assert lines(path) <= TEST_FILE
    assert too_long(path, TEST_FUNCTION) == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_is_small(path):
    assert lines(path) <= TEMPLATE
