"""The four calculations of a measurement (测量分) as parts of a results bundle."""

from collections.abc import Callable
from decimal import Decimal
from functools import singledispatch

from competition.domain.document_values import ZERO, amount, decimal, identifier, one_of, word_of
from competition.domain.documents import NUMBER, SHAPE, Fields, Node, each
from competition.domain.marking import (
    Calculation,
    Choice,
    Count,
    Difference,
    Ladder,
    Tolerance,
)

ALL_OF_IT = "max"


def calculation_from(node: Node) -> Calculation:
    """Read a calculation by its type."""
    types: dict[str, Callable[[Node], Calculation]] = {
        "difference": _difference,
        "ladder": _ladder,
        "tolerance": _tolerance,
        "choice": _choice,
    }
    if not isinstance(node.value, dict) or "type" not in node.value:
        Fields(node, "type").required("type", word_of(tuple(types)))
        return Choice(())
    before = len(node.issues)
    name = word_of(tuple(types))(node.inside("type", node.value["type"]))
    return Choice(()) if len(node.issues) > before else types[name](node)


def _difference(node: Node) -> Difference:
    fields = Fields(node, "type", "target", "step", "deduct", "count")
    step = fields.required("step", amount)
    if "step" in fields and step == 0:
        fields.at("step").wrong(NUMBER, "must be more than 0")
    return Difference(
        target=fields.required("target", decimal),
        step=step,
        deduct=fields.required("deduct", amount),
        count=fields.optional("count", one_of(Count), Count.WHOLE),
    )


def _ladder(node: Node) -> Ladder:
    fields = Fields(node, "type", "rungs", "beyond")
    rungs = fields.required("rungs", each(_rung))
    bounds = [bound for bound, _ in rungs]
    if any(later <= earlier for earlier, later in zip(bounds, bounds[1:], strict=False)):
        fields.at("rungs").warn(NUMBER, "the bounds do not rise: some rung is never reached")
    return Ladder(rungs=rungs, beyond=fields.required("beyond", amount))


def _rung(node: Node) -> tuple[Decimal, Decimal]:
    if not isinstance(node.value, list) or len(node.value) != 2:
        node.expected("must be a pair of bound and mark, not %(found)s")
        return ZERO, ZERO
    bound, mark = node.items()
    return amount(bound), amount(mark)


def _tolerance(node: Node) -> Tolerance:
    fields = Fields(node, "type", "target", "plus", "minus")
    return Tolerance(
        target=fields.required("target", decimal),
        plus=fields.required("plus", amount),
        minus=fields.required("minus", amount),
    )


def _choice(node: Node) -> Choice:
    fields = Fields(node, "type", "deduct")
    return Choice(fields.required("deduct", _labels))


def _labels(node: Node) -> tuple[tuple[str, Decimal | None], ...]:
    members = node.members()
    for label in members:
        identifier(Node(label, node.inside(label, None).path, node.issues))
    if not members and isinstance(node.value, dict):
        node.wrong(SHAPE, "must not be empty")
    return tuple((label, _loss(node.inside(label, value))) for label, value in members.items())


def _loss(node: Node) -> Decimal | None:
    return None if node.value == ALL_OF_IT else amount(node)


@singledispatch
def calculation_document(calculation: Calculation) -> dict[str, object]:
    """Write a calculation as `calculation_from` reads it."""
    raise TypeError(f"not a calculation: {calculation!r}")


@calculation_document.register
def _(calculation: Difference) -> dict[str, object]:
    return {
        "type": "difference",
        "target": f"{calculation.target:f}",
        "step": f"{calculation.step:f}",
        "deduct": f"{calculation.deduct:f}",
        "count": calculation.count.value,
    }


@calculation_document.register
def _(calculation: Ladder) -> dict[str, object]:
    return {
        "type": "ladder",
        "rungs": [[f"{bound:f}", f"{mark:f}"] for bound, mark in calculation.rungs],
        "beyond": f"{calculation.beyond:f}",
    }


@calculation_document.register
def _(calculation: Tolerance) -> dict[str, object]:
    return {
        "type": "tolerance",
        "target": f"{calculation.target:f}",
        "plus": f"{calculation.plus:f}",
        "minus": f"{calculation.minus:f}",
    }


@calculation_document.register
def _(calculation: Choice) -> dict[str, object]:
    deduct = {
        label: ALL_OF_IT if points is None else f"{points:f}"
        for label, points in calculation.deduct
    }
    return {"type": "choice", "deduct": deduct}
