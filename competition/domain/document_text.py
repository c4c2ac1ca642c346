"""From JSON text to a document and back."""

import json
from collections.abc import Mapping

from competition.domain.documents import SHAPE, NumberText, RepeatedKeys
from competition.domain.issues import Issue

LONGEST_WHOLE = 18


def parse_document(text: str) -> tuple[object, list[Issue]]:
    """Parse JSON text; keys that stand twice in an object are kept in mind for its reader.

    Returns the document, or None and one issue when the text is not JSON or is nested too deeply.
    """
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_float=NumberText
        ), []
    except json.JSONDecodeError as error:
        where = {"problem": error.msg, "line": error.lineno, "column": error.colno}
        message = "is not JSON: %(problem)s at line %(line)s, column %(column)s"
        return None, [Issue(SHAPE, "document", message, where)]
    except RecursionError:
        return None, [Issue(SHAPE, "document", "is nested too deeply")]


def document_text(document: Mapping[str, object]) -> str:
    """Write a document as JSON: a line for every key, and for every element of its lists."""
    members = (f"{_json(key)}: {_lines(value)}" for key, value in document.items())
    return "{" + ",\n ".join(members) + "}\n"


def _lines(value: object) -> str:
    if isinstance(value, list) and value:
        return "[\n  " + ",\n  ".join(map(_json, value)) + "]"
    return _json(value)


_json = json.JSONEncoder(ensure_ascii=False).encode


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    kept = RepeatedKeys(members)
    keys = [key for key, _ in pairs]
    kept.repeated = tuple(key for key in members if keys.count(key) > 1)
    return kept


def _whole(digits: str) -> int | NumberText:
    return int(digits) if len(digits) <= LONGEST_WHOLE else NumberText(digits)
