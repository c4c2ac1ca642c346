"""Collect the texts that people read and keep the catalogues up to date.

    python deploy/messages.py update     take new texts into every catalogue, drop the dead ones
    python deploy/messages.py check      say what is missing; exit 1 when anything is
    python deploy/messages.py compile    write the binary catalogues that the application reads

Texts are English in code and templates. Beside gettext's own functions, the first argument that is
a text of a domain error or issue counts as one too, because the web translates it when it shows it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "competition" / "translations"
METHODS = {"competition": [("**.py", "python")], "templates": [("**.html", "jinja2")]}
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "N_": None,
    "RuleViolation": (2,),
    "Issue": (3,),
    "Phrase": None,
    "NotPermitted": None,
    "NotFound": None,
    "Conflict": None,
    "ProviderFault": None,
    "Undelivered": None,
}
BARE_PERCENT = re.compile(r"%(?![(%])(?<!%%)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def template() -> Catalog:
    """Extract every text from the code and the templates as they are now."""
    catalogue = Catalog(project="Jiangjie", charset="utf-8")
    for folder, methods in METHODS.items():
        found = extract_from_dir(
            ROOT / folder, methods, {"**.html": {"trimmed": "true"}}, KEYWORDS, ("Translators:",)
        )
        for path, _line, message, comments, context in found:
            place = (f"{folder}/{path}", None)
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    for place, message in passed_as_message():
        catalogue.add(message, None, [(place, None)])
    return catalogue


def passed_as_message() -> Iterator[tuple[str, str]]:
    """Find the texts that domain code hands on as its ``message``: (place, text).

    A text counts that is assigned to a name `message`, or given to a function of ours at the
    place of its parameter `message`.
    """
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "competition").rglob("*.py"))
        if path.relative_to(ROOT / "competition").parts[0] != "web"
    }
    places: dict[str, set[int]] = {}
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                names = [one.arg for one in node.args.args if one.arg != "self"]
                if "message" in names:
                    places.setdefault(node.name, set()).add(names.index("message"))
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for text in _messages(node, places):
                yield path.relative_to(ROOT).as_posix(), text


def _messages(node: ast.AST, places: dict[str, set[int]]) -> Iterator[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "message" for target in node.targets
    ):
        values = [node.value]
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        values = [node.args[at] for at in places.get(name, ()) if at < len(node.args)]
        values += [word.value for word in node.keywords if word.arg == "message"]
    for value in values:
        for part in ast.walk(value):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                yield part.value


def catalogues() -> list[Path]:
    """Every catalogue there is, one a language."""
    return sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    """Read one catalogue; its language is the name of its folder."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def update() -> None:
    """Take new texts into every catalogue and drop those that nobody shows any more."""
    fresh = template()
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(fresh, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        catalogue.header_comment, catalogue.fuzzy = "# The texts of Jiangjie.", False
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True, include_lineno=False)


def compile_all() -> None:
    """Write the binary catalogues beside their sources."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def faults(path: Path, fresh: Catalog) -> Iterator[str]:
    """Say what is wrong in one catalogue: missing, unsure, unused or with other placeholders."""
    catalogue = read(path)
    for wanted in fresh:
        fault = wanted.id and _fault(wanted, catalogue.get(wanted.id, wanted.context))
        if fault:
            yield f"{fault}: {wanted.id!r}"
    for present in catalogue:
        if present.id and fresh.get(present.id, present.context) is None:
            yield f"unused: {present.id!r}"


def _fault(wanted: Message, present: Message | None) -> str:
    if present is None or not all(_texts(present.string)):
        return "missing"
    if present.fuzzy:
        return "unsure"
    if _placeholders(present.string) - _placeholders(wanted.id):
        return "other placeholders"
    if "%" in str(wanted.id) and any(map(BARE_PERCENT.search, _texts(present.string))):
        return "bare percent sign"
    return ""


def _texts(string: Message | str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string,)


def _placeholders(string: str | tuple[str, ...]) -> set[str]:
    return {name for text in _texts(string) for name in PLACEHOLDER.findall(text)}


def check() -> int:
    """Print the faults of every catalogue and return the exit code."""
    fresh = template()
    lines = [f"{p.relative_to(ROOT)}: {fault}" for p in catalogues() for fault in faults(p, fresh)]
    print("\n".join(lines) or f"{len(fresh)} texts, none missing.")
    return 1 if lines else 0


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
