"""Rules in words (规则文字): a scheme's and an event's policies as sentences, in both languages."""

from collections.abc import Iterable, Sequence

import flask_babel

from competition.domain.marking import (
    Aspect,
    AspectKind,
    Better,
    Choice,
    Combine,
    Count,
    Difference,
    Ladder,
    MarkingScheme,
    Panel,
    Tolerance,
)
from competition.domain.numbers import Mode, Rounding, Stage
from competition.web.formatting import decimal_text


def gettext(message: str, **params: object) -> str:
    """Flask-Babel's gettext, typed."""
    return str(flask_babel.gettext(message, **params))


def ngettext(singular: str, plural: str, num: int, **params: object) -> str:
    """Flask-Babel's ngettext, typed."""
    return str(flask_babel.ngettext(singular, plural, num, **params))


def scheme_sentences(scheme: MarkingScheme) -> tuple[str, ...]:
    """A marking scheme in a few sentences: how panels combine, rounding, weights, pass marks."""
    found = [_panel_group(panel, aspects) for panel, aspects in _panels(scheme).items()]
    found.append(rounding_sentence(scheme.rounding))
    weights = [module for module in scheme.modules if module.weight != 1]
    if weights:
        parts = [
            gettext(
                "%(module)s × %(weight)s", module=m.title or m.id, weight=decimal_text(m.weight)
            )
            for m in scheme.modules
        ]
        found.append(gettext("The total is %(parts)s.", parts=" + ".join(parts)))
    found += [
        gettext(
            "%(module)s is passed with %(mark)s.",
            module=module.title or module.id,
            mark=decimal_text(module.pass_mark),
        )
        for module in scheme.modules
        if module.pass_mark is not None
    ]
    if scheme.better is Better.LOWER:
        found.append(gettext("The lower total is the better one."))
    if not scheme.floor_at_zero:
        found.append(gettext("Modules and the total may fall below 0."))
    return tuple(found)


def panel_sentence(panel: Panel) -> str:
    """How a panel's marks become one: 去掉一个最高分和一个最低分，取平均。"""
    drops = _drops(panel)
    combine = {
        Combine.MEAN: gettext("take the mean"),
        Combine.MEDIAN: gettext("take the median"),
        Combine.SUM: gettext("add them up"),
    }[panel.combine]
    parts = [drops, combine] if drops else [combine]
    text = join(parts)
    if drops and panel.drop_from > panel.drop_high + panel.drop_low + 1:
        text = gettext(
            "%(rule)s; with fewer than %(marks)s marks nothing is dropped",
            rule=text,
            marks=panel.drop_from,
        )
    if panel.minimum > 1:
        text = gettext(
            "%(rule)s; with fewer than %(marks)s marks it counts as not marked",
            rule=text,
            marks=panel.minimum,
        )
    return text


def rounding_sentence(rounding: Rounding) -> str:
    """How and where numbers are rounded: 保留两位小数，四舍五入。"""
    mode = {
        Mode.HALF_UP: gettext("half up"),
        Mode.HALF_EVEN: gettext("half to even"),
        Mode.DOWN: gettext("down"),
        Mode.UP: gettext("up"),
    }[rounding.mode]
    places = ngettext(
        "%(num)s decimal is kept, rounded %(mode)s",
        "%(num)s decimals are kept, rounded %(mode)s",
        rounding.places,
        mode=mode,
    )
    names = {
        Stage.PANEL: gettext("panel"),
        Stage.ITEM: gettext("aspect"),
        Stage.MODULE: gettext("module"),
        Stage.WEIGHTED: gettext("weighted module"),
        Stage.TOTAL: gettext("total"),
    }
    stages = [names[stage] for stage in Stage if stage in rounding.stages]
    if not stages:
        return gettext("%(places)s only where results are shown.", places=places)
    return gettext("%(places)s, at: %(stages)s.", places=places, stages=listing(stages))


def aspect_sentence(aspect: Aspect) -> str:
    """How one aspect's marks become its score."""
    full = "" if aspect.maximum is None else decimal_text(aspect.maximum)
    if aspect.kind is AspectKind.JUDGEMENT:
        return gettext(
            "Grades 0 to 3, divided by 3, times %(full)s; grades further apart than %(spread)s"
            " are settled again.",
            full=full,
            spread=aspect.max_spread,
        )
    match aspect.calculation:
        case Difference() as rule:
            return _difference(rule, full)
        case Ladder(rungs, beyond):
            steps = [
                gettext("up to %(bound)s: %(mark)s", bound=decimal_text(b), mark=decimal_text(m))
                for b, m in rungs
            ]
            steps.append(gettext("beyond: %(mark)s", mark=decimal_text(beyond)))
            return gettext("By the distance measured: %(steps)s.", steps=listing(steps))
        case Tolerance() as rule:
            return gettext(
                "%(full)s from %(low)s to %(high)s, ends included; otherwise 0.",
                full=full,
                low=decimal_text(rule.target - rule.minus),
                high=decimal_text(rule.target + rule.plus),
            )
        case Choice(deduct):
            costs = [
                gettext("%(label)s: everything", label=label)
                if points is None
                else gettext("%(label)s: %(points)s", label=label, points=decimal_text(points))
                for label, points in deduct
            ]
            return gettext("A label is chosen and takes off: %(costs)s.", costs=listing(costs))
    return gettext("Marks from 0 to %(full)s.", full=full) if full else gettext("Any mark from 0.")


def join(parts: Sequence[str]) -> str:
    """Clauses of one sentence, one after another."""
    return gettext(", ").join(parts)


def listing(parts: Iterable[str]) -> str:
    """Things named one after another."""
    return gettext("; ").join(parts)


def _difference(rule: Difference, full: str) -> str:
    counted = (
        gettext("counted in completed steps")
        if rule.count is Count.WHOLE
        else gettext("counted exactly")
    )
    return gettext(
        "%(full)s, less %(deduct)s for each %(step)s away from %(target)s, %(counted)s,"
        " never below 0.",
        full=full,
        deduct=decimal_text(rule.deduct),
        step=decimal_text(rule.step),
        target=decimal_text(rule.target),
        counted=counted,
    )


def _drops(panel: Panel) -> str:
    high = ngettext("the highest mark", "the %(num)s highest marks", panel.drop_high)
    low = ngettext("the lowest mark", "the %(num)s lowest marks", panel.drop_low)
    if panel.drop_high and panel.drop_low:
        return gettext("Drop %(high)s and %(low)s", high=high, low=low)
    if panel.drop_high or panel.drop_low:
        return gettext("Drop %(marks)s", marks=high if panel.drop_high else low)
    return ""


def _panels(scheme: MarkingScheme) -> dict[Panel, list[Aspect]]:
    """The panels of the scheme with the aspects they mark, the most common first."""
    found: dict[Panel, list[Aspect]] = {}
    for aspect in scheme.aspects:
        found.setdefault(aspect.panel, []).append(aspect)
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _panel_group(panel: Panel, aspects: Sequence[Aspect]) -> str:
    names = listing(aspect.id for aspect in aspects[:6])
    if len(aspects) > 6:
        names = gettext("%(names)s and %(more)s more", names=names, more=len(aspects) - 6)
    rule = panel_sentence(panel)
    return gettext("Several judges of %(names)s: %(rule)s.", names=names, rule=rule)
