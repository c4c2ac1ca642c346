"""What is doubtful or wrong about a marking scheme (评分标准) that can be read.

Shape, ids and sums of weights are judged while a scheme is read (`bundle_scheme`); this looks at
what the parts mean together.
"""

from collections.abc import Iterator
from fractions import Fraction

from competition.domain.issues import Issue, Severity
from competition.domain.marking import (
    Aspect,
    AspectKind,
    Better,
    Choice,
    Combine,
    Difference,
    Ladder,
    MarkingScheme,
    Module,
)
from competition.domain.numbers import exact

FULL_MARKS = 100
GRADE_COUNT = 4


def marking_issues(scheme: MarkingScheme, path: str = "scheme") -> list[Issue]:
    """Find what is doubtful or wrong about a scheme, each at its place.

    Rules MRK-02 to MRK-06. Errors forbid marking; warnings ask for a second look.
    """
    issues = list(_sums(scheme, path))
    for number, module in enumerate(scheme.modules):
        at_module = f"{path}.modules[{number}]"
        issues += _pass_mark(scheme, module, at_module)
        for position, aspect in enumerate(module.aspects):
            at_item = f"{at_module}.items[{position}]"
            issues += [*_panel(aspect, at_item), *_calculation(aspect, at_item)]
            issues += _descriptors(aspect, at_item)
    return issues


def full_marks(module: Module) -> Fraction | None:
    """Add up what a module is worth before its weight; None when an item has no maximum."""
    maxima = [aspect.maximum for aspect in module.aspects]
    if None in maxima:
        return None
    worth = (Fraction(each.maximum or 0) * Fraction(each.factor) for each in module.aspects)
    return sum(worth, Fraction(0))


def _sums(scheme: MarkingScheme, path: str) -> Iterator[Issue]:
    """Rule MRK-02: all items, weighed, add up to 100."""
    worth = [full_marks(module) for module in scheme.modules]
    if scheme.better is Better.LOWER or not scheme.aspects or None in worth:
        return
    weights = [Fraction(module.weight) for module in scheme.modules]
    total = sum((each or 0) * weight for each, weight in zip(worth, weights, strict=True))
    if total != FULL_MARKS:
        message = "full marks of all modules, weighed, are %(sum)s, not %(usual)s"
        yield _warning(
            "MRK-02", f"{path}.modules", message, sum=_shown(Fraction(total)), usual=FULL_MARKS
        )


def _pass_mark(scheme: MarkingScheme, module: Module, path: str) -> Iterator[Issue]:
    """Rule MRK-03: a pass mark can be reached."""
    worth = full_marks(module)
    if module.pass_mark is None or worth is None or scheme.better is Better.LOWER:
        return
    if module.pass_mark > worth:
        message = "the pass mark %(mark)s is more than the module's full marks %(most)s"
        params: dict[str, object] = {"mark": f"{module.pass_mark:f}", "most": _shown(worth)}
        yield Issue("MRK-03", f"{path}.pass_mark", message, params)


def _panel(aspect: Aspect, path: str) -> Iterator[Issue]:
    """Rule MRK-04: a panel drops marks only where that has a meaning."""
    panel = aspect.panel
    dropped = panel.drop_high + panel.drop_low
    if dropped and panel.combine is Combine.MEDIAN and panel.drop_high == panel.drop_low:
        message = "dropping as many high as low marks does not change a median"
        yield _warning("MRK-04", f"{path}.panel", message)
    if dropped and panel.drop_from <= dropped:
        message = "with %(marks)s marks or fewer nothing is dropped, because %(dropped)s would be"
        yield _warning("MRK-04", f"{path}.panel", message, marks=dropped, dropped=dropped)
    if panel.drop_high != panel.drop_low:
        message = "drops %(high)s high and %(low)s low marks"
        params = {"high": panel.drop_high, "low": panel.drop_low}
        yield _warning("MRK-04", f"{path}.panel", message, **params)


def _calculation(aspect: Aspect, path: str) -> Iterator[Issue]:
    """Rule MRK-05: a calculation gives no more than the maximum and takes no more than it."""
    most, at = aspect.maximum, f"{path}.calculation"
    if most is None:
        return
    match aspect.calculation:
        case Ladder(rungs, beyond):
            marks = [mark for _, mark in rungs] + [beyond]
            if max(marks) > most:
                message = "a rung gives %(mark)s, more than the maximum %(most)s"
                params: dict[str, object] = {"mark": f"{max(marks):f}", "most": f"{most:f}"}
                yield Issue("MRK-05", at, message, params)
        case Choice(deduct):
            for label, points in deduct:
                if points is not None and points > most:
                    message = "%(label)s takes %(points)s, more than the maximum %(most)s"
                    taken = f"{points:f}"
                    yield _warning(
                        "MRK-05", at, message, label=label, points=taken, most=f"{most:f}"
                    )
        case Difference() as difference if not difference.deduct:
            yield _warning("MRK-05", at, "takes nothing, however large the difference is")


def _descriptors(aspect: Aspect, path: str) -> Iterator[Issue]:
    """Rule MRK-06: a judgement describes each of the grades 0, 1, 2 and 3, or none."""
    described = len(aspect.descriptors)
    if aspect.kind is AspectKind.JUDGEMENT and described not in (0, GRADE_COUNT):
        message = "describes %(described)s of the grades 0 to 3"
        yield _warning("MRK-06", f"{path}.descriptors", message, described=described)


def _warning(rule: str, path: str, message: str, **params: object) -> Issue:
    return Issue(rule, path, message, params, Severity.WARNING)


def _shown(number: Fraction) -> str:
    return f"{exact(number.numerator, number.denominator):f}"
