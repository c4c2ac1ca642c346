"""Entries (参赛选手), difficulties and deductions as parts of a results bundle."""

from decimal import Decimal

from competition.domain.bundle_policies import NO_ITEM, NO_MODULE, level
from competition.domain.document_values import (
    amount,
    decimal,
    distinct,
    flag,
    identifier,
    known,
    one_of,
    text,
    whole,
)
from competition.domain.documents import ONCE, Fields, Node, each
from competition.domain.entries import Deduction, Difficulty, Entry, Standing
from competition.domain.issues import Issue
from competition.domain.marking import MarkingScheme

ENTRY_KEYS = ("id", "unit", "standing", "honours", "level", "age", "measures")
NO_ENTRY = "there is no entry %(id)s"
OLDEST = 150


def entries_from(node: Node) -> tuple[Entry, ...]:
    """Read the entries. Rule BND-03: an entry's id stands once."""
    entries = each(_entry)(node)
    ids = ((f"{node.path}[{index}].id", entry.id) for index, entry in enumerate(entries))
    distinct(node.issues, ids)
    return entries


def _entry(node: Node) -> Entry:
    fields = Fields(node, *ENTRY_KEYS)
    return Entry(
        id=fields.required("id", identifier),
        unit=fields.nullable("unit", text),
        standing=fields.optional("standing", one_of(Standing), Standing.COMPETING),
        honours=fields.optional("honours", flag, True),
        level=fields.optional("level", level, None),
        age=fields.nullable("age", whole(0, OLDEST)),
        measures=fields.optional("measures", _measures, {}),
    )


def _measures(node: Node) -> dict[str, Decimal]:
    return {name: decimal(node.inside(name, value)) for name, value in node.members().items()}


def difficulties_from(
    node: Node, scheme: MarkingScheme, entries: tuple[Entry, ...]
) -> tuple[Difficulty, ...]:
    """Read the difficulties. Rule BND-05: at most one for an entry and item."""
    entry_id = known(frozenset(entry.id for entry in entries), NO_ENTRY)
    item_id = known(frozenset(aspect.id for aspect in scheme.aspects), NO_ITEM)

    def read(at: Node) -> Difficulty:
        fields = Fields(at, "entry", "item", "value")
        return Difficulty(
            entry=fields.required("entry", entry_id),
            aspect=fields.required("item", item_id),
            value=fields.required("value", amount),
        )

    difficulties = each(read)(node)
    first: dict[tuple[str, str], int] = {}
    for index, difficulty in enumerate(difficulties):
        both = difficulty.entry, difficulty.aspect
        if first.setdefault(both, index) != index and all(both):
            node.issues.append(_second_difficulty(f"{node.path}[{index}]", difficulty))
    return difficulties


def _second_difficulty(path: str, difficulty: Difficulty) -> Issue:
    message = "entry %(entry)s already has a difficulty for item %(item)s"
    return Issue(ONCE, path, message, {"entry": difficulty.entry, "item": difficulty.aspect})


def deductions_from(
    node: Node, scheme: MarkingScheme, entries: tuple[Entry, ...]
) -> tuple[Deduction, ...]:
    """Read the deductions (扣分); an entry may have several."""
    entry_id = known(frozenset(entry.id for entry in entries), NO_ENTRY)
    module_id = known(frozenset(module.id for module in scheme.modules), NO_MODULE)

    def read(at: Node) -> Deduction:
        fields = Fields(at, "entry", "points", "module", "reason")
        return Deduction(
            entry=fields.required("entry", entry_id),
            points=fields.required("points", amount),
            module=fields.nullable("module", module_id),
            reason=fields.nullable("reason", text) or "",
        )

    return each(read)(node)


def entry_document(entry: Entry) -> dict[str, object]:
    """Write an entry; what has its usual value is left out."""
    usual = Entry(entry.id)
    document: dict[str, object] = {"id": entry.id}
    if entry.unit is not None:
        document["unit"] = entry.unit
    if entry.standing is not usual.standing:
        document["standing"] = entry.standing.value
    if not entry.honours:
        document["honours"] = False
    if entry.level is not None:
        document["level"] = entry.level
    if entry.age is not None:
        document["age"] = entry.age
    if entry.measures:
        document["measures"] = {name: f"{value:f}" for name, value in entry.measures.items()}
    return document


def difficulty_document(difficulty: Difficulty) -> dict[str, object]:
    """Write a difficulty."""
    return {
        "entry": difficulty.entry,
        "item": difficulty.aspect,
        "value": f"{difficulty.value:f}",
    }


def deduction_document(deduction: Deduction) -> dict[str, object]:
    """Write a deduction."""
    document: dict[str, object] = {"entry": deduction.entry, "points": f"{deduction.points:f}"}
    if deduction.module is not None:
        document["module"] = deduction.module
    if deduction.reason:
        document["reason"] = deduction.reason
    return document
