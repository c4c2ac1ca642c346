"""The policies' fields become a document and back; rows that are left blank do not count.

Fields are named after the document: ``advance-percent``, ``prizes0-name``. Rows are read in the
order in which they stand on the page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from competition.domain.bundle_policies import policies_document, read_policies
from competition.domain.issues import Issue, errors
from competition.domain.marking import MarkingScheme
from competition.domain.policies import Policies
from competition.web.forms import plain_digits

Texts = dict[str, str]

NAME = re.compile(r"(ties|cut|prizes|promotions)(\d+)-(\w+)")
PATH = re.compile(r"policies\.(\w+)(?:\.tie_at_cut)?(?:\[(\d+)\])?(?:\.(\w+))?.*")
WHOLE = frozenset({"places", "per_unit", "reserves", "count", "first", "last", "min_age"})
ADVANCE = {
    "places": ("places",),
    "percent": ("percent", "of", "round"),
    "total": ("total",),
}
LIMITS = ("cap_percent", "per_unit", "reserves")
LEVEL_CODES = ("5", "4", "3", "2", "1", "none")
PRIZE = ("name", "count", "percent")
PRIZES = ("prize_of", "prize_round", "prize_tie")
SPARE = {"ties": 2, "cut": 1, "prizes": 1, "promotions": 1}


@dataclass(slots=True)
class PolicyRows:
    """The fields of the policies' form as texts: single ones, and rows of four kinds."""

    texts: Texts = field(default_factory=dict)
    rows: dict[str, list[Texts]] = field(default_factory=dict)

    def shown(self, kind: str) -> list[Texts]:
        """The rows with spare ones to type into."""
        return [*self.rows.get(kind, []), *({} for _ in range(SPARE[kind]))]


def rows_from(form: MultiDict[str, str]) -> PolicyRows:
    """Read the form's fields; rows without a choice or a name are dropped."""
    found, rows = PolicyRows(), dict[tuple[str, str], Texts]()
    for name in form:
        value = "\n".join(filter(None, (text.strip() for text in form.getlist(name))))
        match = NAME.fullmatch(name)
        if match is None:
            found.texts[name] = value
        else:
            rows.setdefault((match[1], match[2]), {})[match[3]] = value
    for (kind, _), row in rows.items():
        if _is_filled(kind, row):
            found.rows.setdefault(kind, []).append(row)
    return found


def rows_of(policies: Policies) -> PolicyRows:
    """Write policies into the form's fields."""
    document = policies_document(policies)
    found = PolicyRows(
        {key: str(document[key]) for key in ("prize_of", "prize_round", "prize_tie")}
    )
    found.rows["ties"] = [_key_row(key) for key in _list(document.get("ties"))]
    found.rows["prizes"] = [_row(prize) for prize in _list(document.get("prizes"))]
    found.rows["promotions"] = [_promotion_row(rule) for rule in _list(document.get("promotions"))]
    advance = document.get("advance")
    if isinstance(advance, dict):
        _take_advance(found, advance)
    return found


def read_rows(
    rows: PolicyRows, scheme: MarkingScheme
) -> tuple[Policies | None, dict[str, list[Issue]]]:
    """Read the fields as policies.

    Returns them, or None, and the issues by the field's name; "" holds those of no field.
    """
    policies, issues = read_policies(_document(rows), scheme)
    found: dict[str, list[Issue]] = {}
    for issue in errors(issues) or issues:
        found.setdefault(_field_of(issue.path, rows), []).append(_reworded(issue))
    return policies, found


def shift(rows: PolicyRows, action: str) -> None:
    """Move a row up or take it away: ``up:ties2``, ``remove:prizes0``."""
    match = re.fullmatch(r"(up|remove):(ties|cut|prizes|promotions)(\d+)", action)
    target = rows.rows.get(match[2], []) if match else []
    if match is None or int(match[3]) >= len(target):
        return
    row = target.pop(int(match[3]))
    if match[1] == "up":
        target.insert(max(int(match[3]) - 1, 0), row)


def _document(rows: PolicyRows) -> dict[str, object]:
    document: dict[str, object] = {
        "ties": [_key(row) for row in rows.rows.get("ties", [])],
        "prizes": [
            _values(row, ("name", "count", "percent")) for row in rows.rows.get("prizes", [])
        ],
        "promotions": [_promotion(row) for row in rows.rows.get("promotions", [])],
    }
    document |= _values(rows.texts, PRIZES)
    by = rows.texts.get("advance-by", "")
    if by in ADVANCE:
        document["advance"] = _advance(rows, by)
    return document


def _advance(rows: PolicyRows, by: str) -> dict[str, object]:
    own = {name.removeprefix("advance-"): text for name, text in rows.texts.items()}
    advance = _values(own, (*ADVANCE[by], *LIMITS))
    if by == "total" and own.get("strict"):
        advance["strict"] = True
    tie = own.get("tie", "")
    if tie == "keys":
        advance["tie_at_cut"] = [_key(row) for row in rows.rows.get("cut", [])]
    elif tie:
        advance["tie_at_cut"] = tie
    if own.get("must_pass"):
        advance["must_pass"] = own["must_pass"].split("\n")
    return advance


def _promotion(row: Texts) -> dict[str, object]:
    rule = _values(row, ("percent", "to", "min_age"))
    places = _values(row, ("first", "last"))
    if places:
        rule["places"] = [places.get("first", 1), places.get("last", "")]
    if row.get("must_pass"):
        rule["must_pass"] = row["must_pass"].split("\n")
    if row.get("from"):
        rule["from"] = [None if code == "none" else code for code in row["from"].split("\n")]
    return rule


def _key(row: Mapping[str, str]) -> str:
    key = row.get("key", "")
    if key == "measure":
        key = f"measure:{row.get('measure', '')}"
    return f"-{key}" if row.get("lower") else key


def _key_row(key: object) -> Texts:
    words = str(key)
    plain = words.removeprefix("-")
    row = {"key": plain, "lower": "true" if words.startswith("-") else ""}
    if plain.startswith("measure:"):
        row |= {"key": "measure", "measure": plain.removeprefix("measure:")}
    return row


def _promotion_row(rule: object) -> Texts:
    row = _row(rule)
    if isinstance(rule, dict):
        places, levels = rule.get("places"), rule.get("from")
        if isinstance(places, list):
            row |= {"first": str(places[0]), "last": str(places[1])}
        row["must_pass"] = "\n".join(rule.get("must_pass", []))
        row["from"] = "\n".join(level or "none" for level in levels) if levels else ""
    return row


def _take_advance(found: PolicyRows, advance: Mapping[str, object]) -> None:
    found.texts["advance-by"] = next(key for key in ADVANCE if advance.get(key) is not None)
    for key, value in advance.items():
        if key == "tie_at_cut" and isinstance(value, list):
            found.texts["advance-tie"] = "keys"
            found.rows["cut"] = [_key_row(one) for one in value]
        elif key == "tie_at_cut":
            found.texts["advance-tie"] = str(value)
        elif isinstance(value, list):
            found.texts[f"advance-{key}"] = "\n".join(map(str, value))
        elif value is not False:
            found.texts[f"advance-{key}"] = str(value)


def _row(document: object) -> Texts:
    members = document.items() if isinstance(document, dict) else ()
    return {key: str(value) for key, value in members if not isinstance(value, list | None)}


def _list(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()


def _values(row: Mapping[str, str], columns: Iterable[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in columns:
        text = str(plain_digits(row.get(column, "")))
        if text:
            is_whole = column in WHOLE and text.isascii() and text.isdigit() and len(text) < 10
            found[column] = int(text) if is_whole else text
    return found


def _is_filled(kind: str, row: Texts) -> bool:
    wanted = {"ties": ("key",), "cut": ("key",), "prizes": PRIZE}
    return any(row.get(column) for column in wanted.get(kind, tuple(row)))


def _field_of(path: str, rows: PolicyRows) -> str:
    """The field that an issue's path speaks of."""
    match = PATH.fullmatch(path)
    if match is None:
        return ""
    kind, index, column = match.groups()
    if kind == "advance":
        if index is not None and ".tie_at_cut" in path:
            return f"cut{index}-key"
        return f"advance-{column}" if column else f"advance-{rows.texts.get('advance-by', 'by')}"
    if index is None:
        return kind
    usual = {"ties": "key", "prizes": "name", "promotions": "to"}[kind]
    column = {"places": "last"}.get(column or usual, column or usual)
    return f"{kind}{index}-{column}"


def _reworded(issue: Issue) -> Issue:
    """Say for a typed field what the reader says of a document."""
    found = str(issue.params.get("found", "")).strip('"')
    if "decimal" in issue.message:
        return Issue(issue.rule, issue.path, "is not a number: %(found)s", {"found": found})
    if "whole number" in issue.message:
        return Issue(issue.rule, issue.path, "is not a whole number: %(found)s", {"found": found})
    if "exactly one" in issue.message:
        return Issue(issue.rule, issue.path, "give a number or a percentage, not both")
    return replace(issue)
