"""How a result came about, as a short ladder of lines (成绩由来)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.services.publications import PublishedLine
from competition.web.award_wording import cut_words, key_words, level_words
from competition.web.formatting import decimal_text

COMBINED = {"mean": _l("mean"), "median": _l("median"), "sum": _l("sum")}
GRADES = "3"
ONE = "1"


@dataclass(frozen=True, slots=True)
class MarkText:
    """One judge's mark, and whether the panel dropped it."""

    judge: str
    text: str
    dropped: bool


@dataclass(frozen=True, slots=True)
class AspectText:
    """One aspect: the marks, how they became the score, the score (None while it is open)."""

    title: str
    marks: tuple[MarkText, ...]
    how: str
    score: str | None


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the ladder; `kind` is plain, sum, total, place or why."""

    label: str
    text: str
    value: str
    note: str = ""
    kind: str = "plain"
    aspects: tuple[AspectText, ...] = ()


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles of modules and aspects by id."""

    modules: Mapping[str, str]
    items: Mapping[str, str]


def ladder(line: PublishedLine) -> list[Rung]:
    """The lines of one result, from the modules down to place and award."""
    steps = dict[str, Any](line.explanation or {})
    if not steps:
        return []
    titles = titles_of(steps)
    return [*_modules(steps), *_total(steps), *_standing(steps, titles), *_awards(line, titles)]


def titles_of(steps: Mapping[str, Any]) -> Titles:
    """The titles that an explanation holds."""
    modules = {module["id"]: module["title"] for module in steps["modules"]}
    items = {item["id"]: item["title"] for module in steps["modules"] for item in module["items"]}
    return Titles(modules, items)


def _modules(steps: Mapping[str, Any]) -> Iterator[Rung]:
    for module in steps["modules"]:
        title = module["title"] or module["id"]
        for deduction in module["deductions"]:
            text = gettext("Deduction from %(module)s", module=title)
            yield Rung(text, deduction["reason"], f"−{decimal_text(deduction['points'])}")
        yield Rung(
            title,
            _weighed(module),
            _known(module["weighted"]),
            _pass(module),
            "sum",
            _aspects(module),
        )


def _weighed(module: Mapping[str, Any]) -> str:
    if module["score"] is None:
        return str(gettext("not complete"))
    if decimal_text(module["weight"]) == ONE:
        return str(gettext("%(score)s marks", score=module["score"]))
    return f"{module['score']} × {decimal_text(module['weight'])}"


def _pass(module: Mapping[str, Any]) -> str:
    if module["passed"] is None or module["pass_mark"] is None:
        return ""
    mark = decimal_text(module["pass_mark"])
    if module["passed"]:
        return str(gettext("Pass mark %(mark)s: passed", mark=mark))
    return str(gettext("Pass mark %(mark)s: not passed", mark=mark))


def _aspects(module: Mapping[str, Any]) -> tuple[AspectText, ...]:
    return tuple(
        AspectText(
            item["title"] or item["id"],
            tuple(
                MarkText(mark["judge"], _given(mark["given"]), mark["dropped"])
                for mark in item["marks"]
            ),
            _how(item),
            item["score"],
        )
        for item in module["items"]
    )


def _how(item: Mapping[str, Any]) -> str:
    """The formula of one aspect: what the panel gave and what it was multiplied by."""
    if item["why"] == "unsettled":
        return str(gettext("The grades are too far apart."))
    if item["why"]:
        return str(gettext("Not marked."))
    parts = []
    if len(item["marks"]) > 1:
        parts.append(f"{COMBINED[item['combine']]} {decimal_text(item['panel'])}")
    if item["kind"] == "judgement":
        parts.append(f"÷ {GRADES} × {decimal_text(item['max'])}")
    elif item["steps"] is not None:
        parts.append(gettext("%(steps)s steps off the target", steps=decimal_text(item["steps"])))
    factors = (decimal_text(item["factor"]), decimal_text(item["difficulty"]))
    return " ".join([*parts, *(f"× {factor}" for factor in factors if factor != ONE)])


def _total(steps: Mapping[str, Any]) -> Iterator[Rung]:
    for deduction in steps["deductions"]:
        label = gettext("Deduction from the total")
        yield Rung(label, deduction["reason"], f"−{decimal_text(deduction['points'])}")
    if steps["total"] is None:
        yield Rung(
            gettext("Total"), gettext("There is no total: not all is marked."), "—", "", "total"
        )
        return
    parts = [module["weighted"] for module in steps["modules"]]
    text = " + ".join(parts) if len(parts) > 1 else ""
    taken = "".join(f" − {decimal_text(each['points'])}" for each in steps["deductions"])
    note = gettext("Never below 0.") if steps["floored"] else ""
    yield Rung(gettext("Total"), text + taken, steps["total"], note, "total")


def _standing(steps: Mapping[str, Any], titles: Titles) -> Iterator[Rung]:
    standing = steps["standing"]
    for key in standing["keys"]:
        text = gettext("Equal total with %(above)s", above=standing["above"])
        words = key_words(key["key"], titles.modules, titles.items)
        compared = gettext(
            "%(key)s: %(own)s against %(above)s",
            key=words,
            own=_known(key["own"]),
            above=_known(key["above"]),
        )
        yield Rung(text, compared, "", gettext("This decided.") if key["decided"] else "")
    if standing["place"] is None:
        yield Rung(gettext("Place"), gettext("Takes no place."), "—", "", "place")
        return
    text = ""
    if standing["shared"]:
        text = gettext("Shared with %(numbers)s", numbers="、".join(standing["equals"][:6]))
    yield Rung(gettext("Place"), text, str(standing["place"]), "", "place")


def _awards(line: PublishedLine, titles: Titles) -> Iterator[Rung]:
    document = dict[str, Any](line.document)
    reason = dict[str, Any](line.explanation or {}).get("advancement")
    if reason is not None:
        words = cut_words(reason["why"], reason["params"], titles.modules)
        yield Rung(gettext("Advancement"), words, advance_words(document), "", "why")
    if document.get("prize"):
        yield Rung(gettext("Prize"), "", document["prize"], "", "why")
    if document.get("promotion"):
        level = level_words(document["promotion"])
        yield Rung(
            gettext("Promotion"), gettext("Proposed only; issued elsewhere."), level, "", "why"
        )


def advance_words(document: Mapping[str, Any]) -> str:
    """Whether an entry advances, in few words."""
    if document.get("advances"):
        return str(gettext("Advances"))
    if document.get("reserve"):
        return str(gettext("Reserve %(number)s", number=document["reserve"]))
    return str(gettext("Does not advance"))


def _given(value: str) -> str:
    try:
        return decimal_text(value)
    except ArithmeticError:
        return value


def _known(value: str | None) -> str:
    return "—" if value is None else value
