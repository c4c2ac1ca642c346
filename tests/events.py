"""Events as the engine takes them, with readable defaults: numbers as texts, marks by entry."""

from decimal import Decimal

from competition.domain.entries import Deduction, Difficulty, Entry, Mark
from competition.domain.mark_table import MarkTable
from competition.domain.marking import Aspect, AspectKind, MarkingScheme, Module
from competition.domain.numbers import Mode, Rounding, Stage
from competition.domain.policies import Policies, TieKey, TieSource
from competition.domain.results import EventRecord

NO_ROUNDING = Rounding(stages=frozenset())


def an_aspect(name="A1", maximum="100", kind=AspectKind.SCORE, **more):
    if "factor" in more:
        more["factor"] = Decimal(more["factor"])
    return Aspect(name, kind, None if maximum is None else Decimal(maximum), **more)


def a_module(name="A", *aspects, weight="1", pass_mark=None):
    bar = None if pass_mark is None else Decimal(pass_mark)
    return Module(name, f"module {name}", aspects, Decimal(weight), bar)


def a_scheme(*modules, **more):
    return MarkingScheme(modules or (a_module("A", an_aspect()),), **more)


def a_rounding(*stages, places=2, mode=Mode.HALF_UP):
    return Rounding(places, mode, frozenset(map(Stage, stages)))


def a_tie_key(text):
    source, name = text.removeprefix("-").split(":")
    return TieKey(TieSource(source), name, lower_is_better=text.startswith("-"))


def an_entry(name, measures=None, **more):
    times = {key: Decimal(value) for key, value in (measures or {}).items()}
    return Entry(name, measures=times, **more)


def marks_of(given):
    """From {entry: {item: value, or list with one value a judge}}; None is a missing mark."""
    for entry, items in given.items():
        for item, values in items.items():
            for number, value in enumerate(values if isinstance(values, list) else [values]):
                if value is not None:
                    yield Mark(entry, item, f"J{number + 1}", _value(value))


def an_event(scheme, given, entries=None, **more):
    """An event whose entries are those of `given`, unless listed."""
    listed = tuple(entries or (an_entry(name) for name in given))
    ties = tuple(a_tie_key(text) for text in more.pop("ties", ()))
    policies = Policies(ties=ties, **more.pop("policies", {}))
    return EventRecord(
        scheme,
        policies,
        listed,
        MarkTable.of((entry.id for entry in listed), scheme.aspects, marks_of(given)),
        tuple(Difficulty(e, i, Decimal(v)) for e, i, v in more.pop("difficulties", ())),
        tuple(_deduction(*row) for row in more.pop("deductions", ())),
        **more,
    )


def _deduction(entry, points, module=None, reason=""):
    return Deduction(entry, Decimal(points), module, reason)


def _value(value):
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return value
