"""Why an entry advances or does not, and what promotion asks for, in words of both languages.

Takes what `services.explanations` wrote down: plain JSON values.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.advancement import Cut
from competition.domain.promotion import Condition

CUTS = {
    Cut.PLACE: _l("Place %(place)s is within the %(seats)s seats."),
    Cut.THRESHOLD_MET: _l("The total reaches the threshold of %(threshold)s."),
    Cut.MOVED_UP: _l("Moves up from place %(place)s: an entry ahead may not advance."),
    Cut.TIE_ALL_IN: _l("Equal at the last of %(seats)s seats: all %(equals)s advance."),
    Cut.KEY_IN: _l("Equal at the cut, ahead by %(key)s."),
    Cut.NO_SEAT: _l("Place %(place)s is beyond the %(seats)s seats."),
    Cut.TIE_ALL_OUT: _l("Equal at the last of %(seats)s seats: none of %(equals)s advances."),
    Cut.KEY_OUT: _l("Equal at the cut, behind by %(key)s."),
    Cut.CAP: _l("At most %(cap)s may advance, and place %(place)s would exceed that."),
    Cut.UNIT_FULL: _l("%(unit)s already has its %(per_unit)s who advance."),
    Cut.UNIT_TIE: _l("Equals of %(unit)s would exceed its %(per_unit)s: none advances."),
    Cut.MODULE_MISSED: _l("Did not pass module %(module)s."),
    Cut.BELOW_THRESHOLD: _l("The total misses the threshold of %(threshold)s."),
    Cut.GUEST: _l("A guest takes no place and never advances."),
    Cut.NO_PLACE: _l("Has no place."),
    Cut.DECLINED: _l("Declined the seat, which passes to the next."),
}
LEVELS = {
    "5": _l("junior worker (level 5)"),
    "4": _l("intermediate worker (level 4)"),
    "3": _l("senior worker (level 3)"),
    "2": _l("technician (level 2)"),
    "1": _l("senior technician (level 1)"),
}
MODULE = "module"


def cut_words(why: str, params: Mapping[str, object], modules: Mapping[str, str]) -> str:
    """Why an entry is on its side of the cut.

    Takes the reason and its parameters, and the modules' titles by id.
    """
    facts = {name: _decimal(value) for name, value in params.items()}
    if "key" in params:
        facts["key"] = key_words(str(params["key"]), modules)
    if MODULE in params:
        facts[MODULE] = module_words(str(params[MODULE]), modules)
    return str(CUTS[Cut(why)]) % facts


def level_words(level: object) -> str:
    """A vocational skill level's name; none held says so."""
    return str(LEVELS[str(level)] if str(level) in LEVELS else gettext("no level"))


def module_words(module: str, modules: Mapping[str, str]) -> str:
    """A module by its title, or by its id when it has none."""
    return modules.get(module) or module


def key_words(key: str, modules: Mapping[str, str], items: Mapping[str, str] | None = None) -> str:
    """A tie key such as ``-measure:time`` in words."""
    source, _, name = key.removeprefix("-").partition(":")
    if source == MODULE:
        said = gettext("the score of %(name)s", name=module_words(name, modules))
    elif source == "item":
        said = gettext("the score of %(name)s", name=(items or {}).get(name) or name)
    else:
        said = gettext("the measure %(name)s", name=name)
    return str(gettext("%(key)s (lower is better)", key=said) if key.startswith("-") else said)


def check_words(check: Mapping[str, object], modules: Mapping[str, str]) -> str:
    """One condition of a promotion rule, with what the entry holds."""
    condition, needed = Condition(str(check["condition"])), check["needed"]
    held = check["held"]
    if condition is Condition.PLACED:
        return str(gettext("Takes a place in the ranking"))
    if condition is Condition.HONOURS:
        return str(gettext("May be honoured"))
    if condition is Condition.MODULE_PASSED:
        return str(gettext("Passed %(module)s", module=module_words(str(needed), modules)))
    if condition is Condition.UPWARD:
        return str(
            gettext("The level is higher than the one held: %(held)s", held=level_words(held))
        )
    return _with_numbers(condition, needed, held)


def _with_numbers(condition: Condition, needed: object, held: object) -> str:
    own = gettext("not known") if held is None else str(held)
    if condition is Condition.PLACES:
        first, last = _list(needed)
        words = gettext("Among places %(first)s to %(last)s", first=first, last=last)
        return str(gettext("%(condition)s; here: %(held)s", condition=words, held=own))
    if condition is Condition.PERCENT:
        words = gettext("Within the best %(percent)s %% of all placed", percent=_decimal(needed))
        return str(gettext("%(condition)s; here: %(held)s", condition=words, held=own))
    if condition is Condition.MIN_AGE:
        words = gettext("At least %(age)s years old", age=needed)
        return str(gettext("%(condition)s; here: %(held)s", condition=words, held=own))
    levels = gettext(" or ").join(level_words(level) for level in _list(needed))
    words = gettext("Holds %(levels)s", levels=levels)
    return str(gettext("%(condition)s; here: %(held)s", condition=words, held=level_words(held)))


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


def _decimal(value: object) -> object:
    """A number that was written with needless zeros, without them; everything else as it is."""
    if not isinstance(value, str) or "." not in value:
        return value
    try:
        return f"{Decimal(value).normalize():f}"
    except ArithmeticError:
        return value
