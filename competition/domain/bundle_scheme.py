"""The marking scheme (评分标准) as a part of a results bundle, read and written.

The web stores schemes in the same form, with the headings and descriptors that the arithmetic does
not need (`headings=True`).
"""

from decimal import Decimal

from competition.domain.bundle_calculations import calculation_document, calculation_from
from competition.domain.document_values import (
    amount,
    distinct,
    flag,
    identifier,
    one_of,
    text,
    whole,
)
from competition.domain.documents import NUMBER, SHAPE, Fields, Node, each
from competition.domain.issues import Issue, errors
from competition.domain.marking import (
    ONE,
    Aspect,
    AspectKind,
    Better,
    Calculation,
    Combine,
    Ladder,
    MarkingScheme,
    Module,
    Panel,
)
from competition.domain.numbers import Mode, Rounding, Stage

ITEM_KEYS = ("id", "title", "kind", "max", "factor", "panel", "calculation", "max_spread")
HEADING_KEYS = ("criterion", "sub_criterion", "descriptors")
MOST_PLACES = 20
USUAL_SPREAD, WIDEST_SPREAD = 1, 3
HUNDRED = Decimal(100)


def read_scheme(
    document: object, path: str = "scheme", *, headings: bool = False
) -> tuple[MarkingScheme | None, list[Issue]]:
    """Read a marking scheme.

    Returns it with the warnings found, or None with every issue when there are errors.
    """
    issues: list[Issue] = []
    scheme = scheme_from(Node(document, path, issues), headings=headings)
    return (None if errors(issues) else scheme), issues


def scheme_from(node: Node, *, headings: bool = False) -> MarkingScheme:
    """Read a marking scheme; what is wrong goes to the node's issues."""
    fields = Fields(node, "better", "rounding", "floor_at_zero", "modules")
    better = fields.optional("better", one_of(Better), Better.HIGHER)

    def read_module(module: Node) -> Module:
        return _module(module, better, headings=headings)

    scheme = MarkingScheme(
        modules=fields.required("modules", each(read_module)),
        better=better,
        rounding=fields.optional("rounding", _rounding, Rounding()),
        floor_at_zero=fields.optional("floor_at_zero", flag, True),
    )
    _check_ids(fields.at("modules"), scheme)
    _check_sums(fields.at("modules"), scheme)
    return scheme


def _rounding(node: Node) -> Rounding:
    fields = Fields(node, "places", "mode", "stages")
    usual = Rounding()
    return Rounding(
        places=fields.optional("places", whole(0, MOST_PLACES), usual.places),
        mode=fields.optional("mode", one_of(Mode), usual.mode),
        stages=frozenset(fields.optional("stages", each(one_of(Stage)), tuple(usual.stages))),
    )


def _module(node: Node, better: Better, *, headings: bool) -> Module:
    def read_item(item: Node) -> Aspect:
        return _aspect(item, better, headings=headings)

    fields = Fields(node, "id", "title", "weight", "pass_mark", "items")
    return Module(
        id=fields.required("id", identifier),
        title=fields.optional("title", text, ""),
        aspects=fields.required("items", each(read_item)),
        weight=fields.optional("weight", amount, ONE),
        pass_mark=fields.nullable("pass_mark", amount),
    )


def _aspect(node: Node, better: Better, *, headings: bool) -> Aspect:
    fields = Fields(node, *ITEM_KEYS, *(HEADING_KEYS if headings else ()))
    kind = fields.required("kind", one_of(AspectKind))
    calculation = _calculation(fields, kind)
    return Aspect(
        id=fields.required("id", identifier),
        kind=kind,
        maximum=_maximum(fields, kind, better, calculation),
        title=fields.optional("title", text, ""),
        criterion=fields.optional("criterion", text, ""),
        sub_criterion=fields.optional("sub_criterion", text, ""),
        factor=fields.optional("factor", amount, ONE),
        panel=fields.optional("panel", _panel, Panel()),
        calculation=calculation,
        max_spread=_max_spread(fields, kind),
        descriptors=fields.optional("descriptors", each(text), ()),
    )


def _calculation(fields: Fields, kind: AspectKind) -> Calculation | None:
    calculation = fields.nullable("calculation", calculation_from)
    if calculation is not None and kind is not AspectKind.MEASUREMENT:
        fields.at("calculation").wrong(SHAPE, "belongs to measurements only")
    return calculation


def _max_spread(fields: Fields, kind: AspectKind) -> int:
    spread = fields.optional("max_spread", whole(0, WIDEST_SPREAD), USUAL_SPREAD)
    if spread != USUAL_SPREAD and kind is not AspectKind.JUDGEMENT:
        fields.at("max_spread").warn(SHAPE, "has no effect on this kind of item")
    return spread


def _maximum(
    fields: Fields, kind: AspectKind, better: Better, calculation: Calculation | None
) -> Decimal | None:
    """Read the maximum, which only plain marks of a scheme where lower is better do without."""
    at = fields.at("max")
    if at.value is not None:
        return fields.required("max", amount)
    if better is Better.HIGHER:
        at.wrong(NUMBER, "may be null only where lower is better")
    elif kind is AspectKind.JUDGEMENT or not isinstance(calculation, Ladder | None):
        at.wrong(NUMBER, "is needed to work this item out")
    return None


def _panel(node: Node) -> Panel:
    fields = Fields(node, "combine", "drop_high", "drop_low", "drop_from", "minimum")
    usual = Panel()
    return Panel(
        combine=fields.optional("combine", one_of(Combine), usual.combine),
        drop_high=fields.optional("drop_high", whole(), usual.drop_high),
        drop_low=fields.optional("drop_low", whole(), usual.drop_low),
        drop_from=fields.optional("drop_from", whole(), usual.drop_from),
        minimum=fields.optional("minimum", whole(1), usual.minimum),
    )


def _check_ids(node: Node, scheme: MarkingScheme) -> None:
    """Rule BND-03: module ids, and item ids in the whole scheme, stand once."""
    modules = [(f"{node.path}[{index}]", module) for index, module in enumerate(scheme.modules)]
    distinct(node.issues, ((f"{path}.id", module.id) for path, module in modules))
    items = (
        (f"{path}.items[{index}].id", aspect.id)
        for path, module in modules
        for index, aspect in enumerate(module.aspects)
    )
    distinct(node.issues, items)


def _check_sums(node: Node, scheme: MarkingScheme) -> None:
    """Warn of empty schemes and modules, and of weights that add up to neither 1 nor 100."""
    if not scheme.aspects:
        node.warn(SHAPE, "holds nothing to mark")
    weights = [module.weight for module in scheme.modules]
    if any(weight != ONE for weight in weights) and sum(weights) not in (ONE, HUNDRED):
        node.warn(NUMBER, "the weights add up to %(sum)s, not to 1", sum=f"{sum(weights):f}")


def scheme_document(scheme: MarkingScheme, *, headings: bool = False) -> dict[str, object]:
    """Write a marking scheme as `read_scheme` reads it; what has its usual value is left out."""
    rounding = scheme.rounding
    return {
        "better": scheme.better.value,
        "rounding": {
            "places": rounding.places,
            "mode": rounding.mode.value,
            "stages": [stage.value for stage in Stage if stage in rounding.stages],
        },
        "floor_at_zero": scheme.floor_at_zero,
        "modules": [_module_document(module, headings=headings) for module in scheme.modules],
    }


def _module_document(module: Module, *, headings: bool) -> dict[str, object]:
    document: dict[str, object] = {"id": module.id}
    if module.title:
        document["title"] = module.title
    document["weight"] = f"{module.weight:f}"
    if module.pass_mark is not None:
        document["pass_mark"] = f"{module.pass_mark:f}"
    document["items"] = [_item_document(aspect, headings=headings) for aspect in module.aspects]
    return document


def _item_document(aspect: Aspect, *, headings: bool) -> dict[str, object]:
    usual = Aspect(aspect.id, aspect.kind, aspect.maximum)
    document: dict[str, object] = {"id": aspect.id}
    if aspect.title:
        document["title"] = aspect.title
    document["kind"] = aspect.kind.value
    document["max"] = None if aspect.maximum is None else f"{aspect.maximum:f}"
    if aspect.factor != usual.factor:
        document["factor"] = f"{aspect.factor:f}"
    if aspect.panel != usual.panel:
        document["panel"] = _panel_document(aspect.panel)
    if aspect.calculation is not None:
        document["calculation"] = calculation_document(aspect.calculation)
    if aspect.max_spread != usual.max_spread:
        document["max_spread"] = aspect.max_spread
    return document | (_headings(aspect) if headings else {})


def _panel_document(panel: Panel) -> dict[str, object]:
    return {
        "combine": panel.combine.value,
        "drop_high": panel.drop_high,
        "drop_low": panel.drop_low,
        "drop_from": panel.drop_from,
        "minimum": panel.minimum,
    }


def _headings(aspect: Aspect) -> dict[str, object]:
    headings: dict[str, object] = {
        "criterion": aspect.criterion,
        "sub_criterion": aspect.sub_criterion,
        "descriptors": list(aspect.descriptors),
    }
    return {key: value for key, value in headings.items() if value}
