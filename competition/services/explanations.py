"""Explanations as JSON: what is frozen beside each line of a published ranking.

Numbers are strings with the digits that the computation gave; nothing is rounded or decided here.
"""

from decimal import Decimal

from competition.domain.advancement import CutReason
from competition.domain.entries import Entry
from competition.domain.explanation import (
    DeductionStep,
    Explanation,
    ItemStep,
    KeyStep,
    MarkStep,
    ModuleStep,
    StandingStep,
)
from competition.domain.promotion import Check, Proposal, RuleCheck

FORMAT = "explanation/1"


def explanation_document(
    explanation: Explanation,
    reason: CutReason | None = None,
    proposal: Proposal | None = None,
) -> dict[str, object]:
    """Write down how one entry's result came about.

    Takes also why it does or does not advance, and the promotion rules held against it, where the
    event's policies speak of these.
    """
    return {
        "format": FORMAT,
        "better": explanation.better.value,
        "rounding": {
            "places": explanation.rounding.places,
            "mode": explanation.rounding.mode.value,
            "stages": sorted(stage.value for stage in explanation.rounding.stages),
        },
        "entry": _entry(explanation.entry),
        "modules": [_module(module) for module in explanation.modules],
        "sum": _text(explanation.sum),
        "deductions": [_deduction(step) for step in explanation.deductions],
        "floored": explanation.floored,
        "exact": _text(explanation.exact),
        "total": _text(explanation.total),
        "standing": _standing(explanation.standing),
        "advancement": reason and _reason(reason),
        "promotion": proposal and _proposal(proposal),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "standing": entry.standing.value, "honours": entry.honours}


def _module(step: ModuleStep) -> dict[str, object]:
    return {
        "id": step.module.id,
        "title": step.module.title,
        "weight": _text(step.module.weight),
        "pass_mark": _text(step.module.pass_mark),
        "items": [_item(item) for item in step.items],
        "sum": _text(step.sum),
        "deductions": [_deduction(deduction) for deduction in step.deductions],
        "floored": step.floored,
        "exact": _text(step.exact),
        "score": _text(step.score),
        "passed": step.passed,
        "weighed": _text(step.weighed),
        "weighted": _text(step.weighted),
    }


def _item(step: ItemStep) -> dict[str, object]:
    aspect = step.aspect
    return {
        "id": aspect.id,
        "title": aspect.title,
        "kind": aspect.kind.value,
        "max": _text(aspect.maximum),
        "factor": _text(aspect.factor),
        "combine": aspect.panel.combine.value,
        "difficulty": _text(step.difficulty),
        "marks": [_mark(mark) for mark in step.marks],
        "combined": _text(step.combined),
        "panel": _text(step.panel),
        "steps": _text(step.steps),
        "scored": _text(step.scored),
        "exact": _text(step.exact),
        "score": _text(step.score),
        "why": step.why and step.why.value,
        "detail": step.detail,
    }


def _mark(step: MarkStep) -> dict[str, object]:
    given = _text(step.given) if isinstance(step.given, Decimal) else step.given
    return {
        "judge": step.judge,
        "given": given,
        "counts": _text(step.counts),
        "dropped": step.dropped,
    }


def _deduction(step: DeductionStep) -> dict[str, object]:
    return {"points": _text(step.points), "reason": step.reason}


def _standing(step: StandingStep) -> dict[str, object]:
    return {
        "place": step.place,
        "shared": step.shared,
        "equals": list(step.equals),
        "above": step.above,
        "above_total": _text(step.above_total),
        "keys": [_key(key) for key in step.keys],
    }


def _key(step: KeyStep) -> dict[str, object]:
    return {
        "key": str(step.key),
        "own": _text(step.own),
        "above": _text(step.above),
        "decided": step.decided,
    }


def _reason(reason: CutReason) -> dict[str, object]:
    params = {name: plain_json(value) for name, value in reason.params.items()}
    return {"why": reason.why.value, "rule": reason.rule, "params": params}


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {"to": proposal.to, "rules": [_rule(rule) for rule in proposal.checks]}


def _rule(rule: RuleCheck) -> dict[str, object]:
    return {"to": rule.to, "fits": rule.fits, "checks": [_check(check) for check in rule.checks]}


def _check(check: Check) -> dict[str, object]:
    return {
        "condition": check.condition.value,
        "held": plain_json(check.held),
        "needed": plain_json(check.needed),
        "fits": check.fits,
    }


def plain_json(value: object) -> object:
    """A value of the domain as JSON keeps it: decimals and keys as text, tuples as lists."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return [plain_json(part) for part in value]
    return _text(value) if isinstance(value, Decimal) else str(value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
