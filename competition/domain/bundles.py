"""The results bundle (成绩包): an event's whole record as one JSON document, read and written.

It is the project's open exchange format, described in docs/results_bundle.md, and the proof behind
a published ranking. Reading never stops at the first mistake: every issue carries its path.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from competition.domain.bundle_entries import (
    deduction_document,
    deductions_from,
    difficulties_from,
    difficulty_document,
    entries_from,
    entry_document,
)
from competition.domain.bundle_marks import MarkCollector, mark_document
from competition.domain.bundle_policies import policies_document, policies_from
from competition.domain.bundle_results import RESULTS_FORMAT
from competition.domain.bundle_scheme import scheme_document, scheme_from
from competition.domain.document_values import identifier, text, word_of
from competition.domain.documents import MARKS_FILE, REFERENCE, Fields, Missing, Node, each
from competition.domain.entries import Deduction, Difficulty, Entry
from competition.domain.issues import Issue, errors
from competition.domain.mark_table import MarkTable
from competition.domain.marking import MarkingScheme
from competition.domain.policies import Policies, TieKey, TieSource
from competition.domain.results import EventRecord

FORMAT = "results-bundle/1"
BUNDLE_KEYS = (
    "format",
    "event",
    "scheme",
    "policies",
    "entries",
    "marks",
    "difficulties",
    "deductions",
    "published",
)
FOLDERS = re.compile(r"[/\\:]|^\.+$")
EVENT_KEYS = ("title", "competition", "group", "round")

MarksFile = Callable[[str, MarkCollector], None]
"""Reads the marks file of this name into the collector."""


@dataclass(slots=True)
class _Parts:
    """The parts of a bundle as far as they could be read."""

    scheme: MarkingScheme
    entries: tuple[Entry, ...]
    policies: Policies
    marks: MarkTable
    difficulties: tuple[Difficulty, ...] = ()
    deductions: tuple[Deduction, ...] = ()


def read_bundle(
    document: object, marks_file: MarksFile | None = None
) -> tuple[EventRecord | None, list[Issue]]:
    """Read a results bundle.

    Takes the parsed document; `marks_file` reads marks that stand in a file beside it.
    Returns the record with the warnings found, or None with every issue when there are errors.
    """
    issues: list[Issue] = []
    fields = Fields(Node(document, "", issues), *BUNDLE_KEYS)
    fields.required("format", word_of((FORMAT,)))
    about = fields.nullable("event", _event) or {}
    parts = _parts(fields, marks_file)
    fields.nullable("published", _published)
    if errors(issues):
        return None, issues
    record = EventRecord(
        scheme=parts.scheme,
        policies=parts.policies,
        entries=parts.entries,
        marks=parts.marks,
        difficulties=parts.difficulties,
        deductions=parts.deductions,
        title=about.pop("title", ""),
        about=about,
    )
    return record, issues


def _event(node: Node) -> dict[str, str]:
    fields = Fields(node, *EVENT_KEYS)
    return {key: fields.required(key, text) for key in EVENT_KEYS if key in fields}


def _parts(fields: Fields, marks_file: MarksFile | None) -> _Parts:
    """Read scheme and entries, and what speaks of them as far as they could be read."""
    issues = fields.node.issues
    scheme = fields.required("scheme", scheme_from)
    unread = _unread_items(scheme, fields.at("scheme").path, issues)
    scheme_is_there = bool(scheme.modules) or not errors(issues)
    entries = fields.required("entries", entries_from)
    entries_are_there = isinstance(fields.at("entries").value, list)
    parts = _Parts(scheme, entries, Policies(), MarkTable((), ()))
    if scheme_is_there:
        parts.policies = fields.optional(
            "policies", lambda node: policies_from(node, scheme), Policies()
        )
        _check_measures(fields.at("policies"), parts.policies, entries)
    if scheme_is_there and entries_are_there:
        _read_what_refers(fields, parts, unread, marks_file)
    return parts


def _read_what_refers(
    fields: Fields, parts: _Parts, unread: frozenset[str], marks_file: MarksFile | None
) -> None:
    """Read marks, difficulties and deductions, which name entries, items and modules."""
    scheme, entries = parts.scheme, parts.entries
    collector = MarkCollector(fields.at("marks"), scheme, entries, unread=unread)
    _marks(collector, marks_file)
    parts.marks = collector.table
    if "difficulties" in fields:
        parts.difficulties = difficulties_from(fields.at("difficulties"), scheme, entries)
    if "deductions" in fields:
        parts.deductions = deductions_from(fields.at("deductions"), scheme, entries)


def _marks(collector: MarkCollector, marks_file: MarksFile | None) -> None:
    """Read the marks, which stand in the bundle or in a file beside it.

    Rule BND-08: a marks file stands beside its bundle and is named without a folder.
    """
    node = collector.node
    if not isinstance(node.value, dict):
        collector.take_all()
        return
    noted = len(node.issues)
    fields = Fields(node, "file")
    name = fields.required("file", identifier)
    if FOLDERS.search(name):
        fields.at("file").wrong(MARKS_FILE, "must be the name of a file beside the bundle")
    elif marks_file is None:
        node.wrong(MARKS_FILE, "a file of marks cannot be read here")
    elif len(node.issues) == noted:
        marks_file(name, collector)


def _unread_items(scheme: MarkingScheme, path: str, issues: list[Issue]) -> frozenset[str]:
    """Name the items whose description has errors of its own."""
    wrong = {".".join(issue.path.split(".")[:3]) for issue in errors(issues)}
    return frozenset(
        aspect.id
        for at_module, module in enumerate(scheme.modules)
        for at_item, aspect in enumerate(module.aspects)
        if f"{path}.modules[{at_module}].items[{at_item}]" in wrong
    )


def _check_measures(node: Node, policies: Policies, entries: tuple[Entry, ...]) -> None:
    """Rule BND-03: a measure that a tie key names is known of at least one entry."""
    measures = {name for entry in entries for name in entry.measures}
    cut = policies.advance.tie_at_cut if policies.advance else ()
    named: list[tuple[str, tuple[TieKey, ...]]] = [("ties", policies.ties)]
    if isinstance(cut, tuple):
        named.append(("advance.tie_at_cut", cut))
    for path, keys in named:
        for index, key in enumerate(keys):
            if key.source is TieSource.MEASURE and key.name and key.name not in measures:
                at = Node(None, f"{node.path}.{path}[{index}]", node.issues)
                at.wrong(REFERENCE, "no entry has the measure %(id)s", id=key.name)


def _published(node: Node) -> None:
    """Check only that this is a results document; what it says is compared when asked to."""
    fields = Fields(node, "format", "results", "open")
    fields.required("format", word_of((RESULTS_FORMAT,)))
    fields.required("results", each(_line))
    fields.nullable("open", each(_line))


def _line(node: Node) -> str:
    return text(node.inside("entry", node.members().get("entry", Missing())))


def bundle_document(record: EventRecord, published: object = None) -> dict[str, object]:
    """Write a record as a bundle that `read_bundle` reads, with the results document published."""
    document: dict[str, object] = {
        "format": FORMAT,
        "event": {"title": record.title, **record.about},
        "scheme": scheme_document(record.scheme),
        "policies": policies_document(record.policies),
        "entries": [entry_document(entry) for entry in record.entries],
        "marks": [mark_document(mark) for mark in record.marks],
        "difficulties": [difficulty_document(item) for item in record.difficulties],
        "deductions": [deduction_document(item) for item in record.deductions],
    }
    if published is not None:
        document["published"] = published
    return document
