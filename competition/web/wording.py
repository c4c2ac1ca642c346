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
from competition.domain.policies import (
    Advance,
    CountOf,
    CountRounding,
    Places,
    Policies,
    Prize,
    PromotionRule,
    Share,
    Threshold,
    TieAtCut,
    TieKey,
)
from competition.web.award_wording import key_words, level_words, module_words
from competition.web.formatting import decimal_text

NUMERALS = "零一两三四五六七八九十"


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
        parts = [f"{m.title or m.id} × {decimal_text(m.weight)}" for m in scheme.modules]
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
        "%(count)s decimal is kept, rounded %(mode)s",
        "%(count)s decimals are kept, rounded %(mode)s",
        rounding.places,
        count=counted(rounding.places),
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
    return str(flask_babel.pgettext("between clauses", ", ")).join(parts)


def counted(number: int) -> str:
    """A small number as it is said before what is counted: 两位 in Chinese, 2 in English."""
    locale = flask_babel.get_locale()
    chinese = locale is not None and locale.language == "zh"
    return NUMERALS[number] if chinese and number < len(NUMERALS) else str(number)


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
    high = ngettext(
        "the highest mark",
        "the %(count)s highest marks",
        panel.drop_high,
        count=counted(panel.drop_high),
    )
    low = ngettext(
        "the lowest mark",
        "the %(count)s lowest marks",
        panel.drop_low,
        count=counted(panel.drop_low),
    )
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


def policy_sections(
    policies: Policies, scheme: MarkingScheme
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """An event's policies as titles with their sentences; every policy has a section."""
    modules = {module.id: module.title for module in scheme.modules}
    items = {aspect.id: aspect.title for aspect in scheme.aspects}
    return (
        (gettext("Equal totals"), (_ties(policies.ties, modules, items),)),
        (gettext("Advancement"), tuple(_advance(policies.advance, modules, items))),
        (gettext("Prizes"), tuple(_prizes(policies))),
        (
            gettext("Proposed promotion"),
            tuple(_promotion(rule, modules) for rule in policies.promotions)
            or (gettext("No promotion is proposed."),),
        ),
    )


def policy_sentences(policies: Policies, scheme: MarkingScheme) -> list[str]:
    """An event's policies as sentences, one after another."""
    sections = policy_sections(policies, scheme)
    return [sentence for _, sentences in sections for sentence in sentences]


def _ties(keys: Sequence[TieKey], modules: dict[str, str], items: dict[str, str]) -> str:
    if not keys:
        return gettext("Equal totals share a place, and the next place is skipped.")
    return gettext(
        "Equal totals are separated by, in turn: %(keys)s. Those still equal share a place, and"
        " the next place is skipped.",
        keys=_keys(keys, modules, items),
    )


def _keys(keys: Sequence[TieKey], modules: dict[str, str], items: dict[str, str]) -> str:
    return listing(key_words(str(key), modules, items) for key in keys)


def _advance(
    advance: Advance | None, modules: dict[str, str], items: dict[str, str]
) -> Iterable[str]:
    if advance is None:
        yield gettext("Nobody advances from this event.")
        return
    yield _quota(advance.quota)
    if not isinstance(advance.quota, Threshold):
        yield _cut(advance.tie_at_cut, modules, items)
    if advance.cap_percent is not None:
        yield gettext(
            "No more than %(percent)s %% of those placed advance, rounded down; equals who would"
            " exceed this all stay out.",
            percent=decimal_text(advance.cap_percent),
        )
    if advance.per_unit is not None:
        yield gettext(
            "No more than %(count)s of one unit advance; the next who may takes the seat.",
            count=advance.per_unit,
        )
    if advance.must_pass:
        names = listing(module_words(module, modules) for module in advance.must_pass)
        yield gettext("Only who passed %(modules)s advances.", modules=names)
    if advance.reserves:
        yield ngettext(
            "The next %(num)s stands in reserve.",
            "The next %(num)s stand in reserve, in order; equals by entry number.",
            advance.reserves,
        )


def _quota(quota: Places | Share | Threshold) -> str:
    if isinstance(quota, Places):
        return ngettext("The first advances.", "The first %(num)s advance.", quota.places)
    if isinstance(quota, Share):
        return gettext(
            "The best %(percent)s %% of %(whom)s advance, %(rounding)s.",
            percent=decimal_text(quota.percent),
            whom=_whom(quota.of),
            rounding=_count_rounding(quota.rounding),
        )
    total = decimal_text(quota.total)
    if quota.strict:
        return gettext("Whose total is better than %(total)s advances.", total=total)
    return gettext("Whose total reaches %(total)s advances.", total=total)


def _cut(
    rule: TieAtCut | tuple[TieKey, ...], modules: dict[str, str], items: dict[str, str]
) -> str:
    if rule is TieAtCut.ALL_IN:
        return gettext("Those tied for the last seat all advance.")
    if rule is TieAtCut.ALL_OUT:
        return gettext("Those tied for the last seat all stay out.")
    if not rule:
        return gettext("Those tied for the last seat all advance.")
    return gettext(
        "Those tied for the last seat are separated by, in turn: %(keys)s;"
        " those still tied advance.",
        keys=_keys(rule, modules, items),
    )


def _prizes(policies: Policies) -> Iterable[str]:
    if not policies.prizes:
        yield gettext("No prizes are given.")
        return
    yield gettext("%(prizes)s.", prizes=listing(map(_prize, policies.prizes)))
    if any(prize.percent is not None for prize in policies.prizes):
        yield gettext(
            "Shares are counted of %(whom)s, %(rounding)s.",
            whom=_whom(policies.prize_of),
            rounding=_count_rounding(policies.prize_round),
        )
    if policies.prize_tie is TieAtCut.ALL_IN:
        yield gettext(
            "Those tied for the last of a prize all receive it; the next prize has as many fewer."
        )
    else:
        yield gettext("Those tied for the last of a prize all receive the next one.")


def _prize(prize: Prize) -> str:
    if prize.percent is not None:
        return gettext(
            "%(name)s: %(percent)s %%", name=prize.name, percent=decimal_text(prize.percent)
        )
    return ngettext("%(name)s: %(num)s", "%(name)s: %(num)s", prize.count or 0, name=prize.name)


def _promotion(rule: PromotionRule, modules: dict[str, str]) -> str:
    """One promotion rule: whom it fits, and the level it proposes."""
    parts = []
    if rule.places is not None:
        first, last = rule.places
        parts.append(gettext("places %(first)s to %(last)s", first=first, last=last))
    if rule.percent is not None:
        percent = decimal_text(rule.percent)
        parts.append(gettext("the best %(percent)s %% of those placed", percent=percent))
    if rule.must_pass:
        names = listing(module_words(module, modules) for module in rule.must_pass)
        parts.append(gettext("passed %(modules)s", modules=names))
    if rule.from_levels is not None:
        levels = listing(level_words(level) for level in rule.from_levels)
        parts.append(gettext("holding %(levels)s", levels=levels))
    if rule.min_age is not None:
        parts.append(gettext("at least %(age)s years old", age=rule.min_age))
    whom = join(parts) if parts else gettext("everyone placed")
    return gettext("%(whom)s: proposed as %(level)s.", whom=whom, level=level_words(rule.to))


def _whom(of: CountOf) -> str:
    if of is CountOf.PLACED:
        return gettext("all placed")
    return gettext("all who entered and did not withdraw")


def _count_rounding(rounding: CountRounding) -> str:
    return {
        CountRounding.DOWN: gettext("rounded down"),
        CountRounding.HALF_UP: gettext("rounded half up"),
        CountRounding.UP: gettext("rounded up"),
    }[rounding]
