"""The policies of an event as a part of a results bundle, read and written.

Which keys rank equals, who advances, prizes and promotion proposals; see `policies`.
"""

from collections.abc import Callable

from competition.domain.document_values import (
    ZERO,
    decimal,
    flag,
    identifier,
    known,
    one_of,
    percentage,
    whole,
    word_of,
)
from competition.domain.documents import POLICY, REFERENCE, SHAPE, Fields, Node, each
from competition.domain.entries import LEVELS
from competition.domain.issues import Issue, errors
from competition.domain.marking import MarkingScheme
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
    TieSource,
)

QUOTAS = ("places", "percent", "total")
ADVANCE_KEYS = (
    *QUOTAS,
    "of",
    "round",
    "strict",
    "tie_at_cut",
    "cap_percent",
    "per_unit",
    "must_pass",
    "reserves",
)
POLICY_KEYS = (
    "ties",
    "advance",
    "prizes",
    "prize_of",
    "prize_round",
    "prize_tie",
    "promotions",
)
NO_MODULE = "the scheme has no module %(id)s"
NO_ITEM = "the scheme has no item %(id)s"


def read_policies(
    document: object, scheme: MarkingScheme, path: str = "policies"
) -> tuple[Policies | None, list[Issue]]:
    """Read the policies of an event that is marked by `scheme`.

    Returns them with the warnings found, or None with every issue when there are errors.
    """
    issues: list[Issue] = []
    policies = policies_from(Node(document, path, issues), scheme)
    return (None if errors(issues) else policies), issues


def policies_from(node: Node, scheme: MarkingScheme) -> Policies:
    """Read policies; what is wrong goes to the node's issues."""
    fields = Fields(node, *POLICY_KEYS)
    usual = Policies()
    must_pass = each(_module_to_pass(scheme))

    def read_advance(at: Node) -> Advance:
        return _advance(at, _tie_key(scheme), must_pass)

    def read_promotion(at: Node) -> PromotionRule:
        return _promotion(at, must_pass)

    return Policies(
        ties=fields.optional("ties", each(_tie_key(scheme)), ()),
        advance=fields.nullable("advance", read_advance),
        prizes=fields.optional("prizes", each(_prize), ()),
        prize_of=fields.optional("prize_of", one_of(CountOf), usual.prize_of),
        prize_round=fields.optional("prize_round", one_of(CountRounding), usual.prize_round),
        prize_tie=fields.optional("prize_tie", one_of(TieAtCut), usual.prize_tie),
        promotions=fields.optional("promotions", each(read_promotion), ()),
    )


def _module_to_pass(scheme: MarkingScheme) -> Callable[[Node], str]:
    """Make a reader of the ids of modules that must be passed."""
    known_module = known(frozenset(module.id for module in scheme.modules), NO_MODULE)
    without = {module.id for module in scheme.modules if module.pass_mark is None}

    def read(node: Node) -> str:
        module = known_module(node)
        if module in without:
            node.warn(POLICY, "module %(id)s has no pass mark: nobody passes it", id=module)
        return module

    return read


def _tie_key(scheme: MarkingScheme) -> Callable[[Node], TieKey]:
    """Make a reader of tie keys: ``module:B``, ``item:B3``, ``-measure:time``."""
    there = {
        TieSource.MODULE: ({module.id for module in scheme.modules}, NO_MODULE),
        TieSource.ITEM: ({aspect.id for aspect in scheme.aspects}, NO_ITEM),
    }

    def read(node: Node) -> TieKey:
        words = identifier(node)
        source, colon, name = words.removeprefix("-").partition(":")
        if source not in tuple(TieSource) or not name:
            if words:
                node.expected('must be a key like "module:B" or "-measure:time", not %(found)s')
            return TieKey(TieSource.MEASURE, "")
        ids, message = there.get(TieSource(source), ({name}, ""))
        if name not in ids:
            node.wrong(REFERENCE, message, id=name)
        return TieKey(TieSource(source), name, lower_is_better=words.startswith("-"))

    return read


def _advance(
    node: Node,
    read_key: Callable[[Node], TieKey],
    must_pass: Callable[[Node], tuple[str, ...]],
) -> Advance:
    fields = Fields(node, *ADVANCE_KEYS)

    def read_cut(at: Node) -> TieAtCut | tuple[TieKey, ...]:
        return each(read_key)(at) if isinstance(at.value, list) else one_of(TieAtCut)(at)

    all_in: TieAtCut | tuple[TieKey, ...] = TieAtCut.ALL_IN
    return Advance(
        quota=_quota(fields),
        tie_at_cut=fields.optional("tie_at_cut", read_cut, all_in),
        cap_percent=fields.nullable("cap_percent", percentage),
        per_unit=fields.nullable("per_unit", whole(1)),
        must_pass=fields.optional("must_pass", must_pass, ()),
        reserves=fields.optional("reserves", whole(), 0),
    )


def _quota(fields: Fields) -> Places | Share | Threshold:
    """Rule BND-06: exactly one of places, percent and total says how many advance."""
    places = fields.nullable("places", whole())
    percent = fields.nullable("percent", percentage)
    total = fields.nullable("total", decimal)
    of = fields.optional("of", one_of(CountOf), CountOf.PLACED)
    rounding = fields.optional("round", one_of(CountRounding), CountRounding.DOWN)
    strict = fields.optional("strict", flag, False)
    exactly_one(fields, QUOTAS)
    _idle(fields, ("of", "round"), "percent")
    _idle(fields, ("strict",), "total")
    if places is not None:
        return Places(places)
    if percent is not None:
        return Share(percent, of, rounding)
    return Threshold(ZERO if total is None else total, strict)


def exactly_one(fields: Fields, keys: tuple[str, ...]) -> None:
    """Note when not exactly one of these keys is given."""
    if isinstance(fields.node.value, dict) and sum(key in fields for key in keys) != 1:
        fields.node.wrong(POLICY, "needs exactly one of %(keys)s", keys=", ".join(keys))


def _idle(fields: Fields, keys: tuple[str, ...], needed: str) -> None:
    """Warn of keys that have an effect only beside another one."""
    for key in keys:
        if key in fields and needed not in fields:
            fields.at(key).warn(SHAPE, "has an effect only beside %(key)s", key=needed)


def _prize(node: Node) -> Prize:
    """Rule BND-06: a prize has a count or a percentage, not both."""
    fields = Fields(node, "name", "count", "percent")
    prize = Prize(
        name=fields.required("name", identifier),
        count=fields.nullable("count", whole()),
        percent=fields.nullable("percent", percentage),
    )
    exactly_one(fields, ("count", "percent"))
    return prize


def _promotion(node: Node, must_pass: Callable[[Node], tuple[str, ...]]) -> PromotionRule:
    fields = Fields(node, "places", "percent", "must_pass", "from", "to", "min_age")
    return PromotionRule(
        to=fields.required("to", word_of(LEVELS)),
        places=fields.nullable("places", _places),
        percent=fields.nullable("percent", percentage),
        must_pass=fields.optional("must_pass", must_pass, ()),
        from_levels=fields.nullable("from", each(level)),
        min_age=fields.nullable("min_age", whole()),
    )


def _places(node: Node) -> tuple[int, int]:
    if not isinstance(node.value, list) or len(node.value) != 2:
        node.expected("must be a pair of places, not %(found)s")
        return 1, 1
    first, last = map(whole(1), node.items())
    if last < first:
        node.wrong(POLICY, "the first place must not stand behind the last")
    return first, last


def level(node: Node) -> str | None:
    """Read a vocational skill level (技能等级), or null for none."""
    return None if node.value is None else word_of(LEVELS)(node)


def policies_document(policies: Policies) -> dict[str, object]:
    """Write policies as `read_policies` reads them; a policy that is absent is left out."""
    document: dict[str, object] = {}
    if policies.ties:
        document["ties"] = [str(key) for key in policies.ties]
    if policies.advance is not None:
        document["advance"] = _advance_document(policies.advance)
    if policies.prizes:
        document["prizes"] = [_prize_document(prize) for prize in policies.prizes]
    document["prize_of"] = policies.prize_of.value
    document["prize_round"] = policies.prize_round.value
    document["prize_tie"] = policies.prize_tie.value
    if policies.promotions:
        document["promotions"] = [_promotion_document(rule) for rule in policies.promotions]
    return document


def _advance_document(advance: Advance) -> dict[str, object]:
    document = _quota_document(advance.quota)
    cut = advance.tie_at_cut
    document["tie_at_cut"] = cut.value if isinstance(cut, TieAtCut) else [str(key) for key in cut]
    if advance.cap_percent is not None:
        document["cap_percent"] = f"{advance.cap_percent:f}"
    if advance.per_unit is not None:
        document["per_unit"] = advance.per_unit
    if advance.must_pass:
        document["must_pass"] = list(advance.must_pass)
    if advance.reserves:
        document["reserves"] = advance.reserves
    return document


def _quota_document(quota: Places | Share | Threshold) -> dict[str, object]:
    if isinstance(quota, Places):
        return {"places": quota.places}
    if isinstance(quota, Share):
        return {
            "percent": f"{quota.percent:f}",
            "of": quota.of.value,
            "round": quota.rounding.value,
        }
    return {"total": f"{quota.total:f}", "strict": quota.strict}


def _prize_document(prize: Prize) -> dict[str, object]:
    if prize.percent is not None:
        return {"name": prize.name, "percent": f"{prize.percent:f}"}
    return {"name": prize.name, "count": prize.count}


def _promotion_document(rule: PromotionRule) -> dict[str, object]:
    document: dict[str, object] = {
        "places": None if rule.places is None else list(rule.places),
        "percent": None if rule.percent is None else f"{rule.percent:f}",
        "must_pass": list(rule.must_pass),
        "from": None if rule.from_levels is None else list(rule.from_levels),
        "to": rule.to,
        "min_age": rule.min_age,
    }
    return {key: value for key, value in document.items() if value is not None}
