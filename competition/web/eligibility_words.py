"""Conditions of entry and what became of them, in words of both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.conditions import Condition, Effect
from competition.domain.eligibility import (
    Check,
    Eligibility,
    Finding,
    Phrase,
    Verdict,
    evaluate,
    position_of,
)
from competition.domain.facts import Facts, Residence, Status
from competition.domain.issues import Issue
from competition.web.award_wording import LEVELS
from competition.web.formatting import day

RESIDENCES = {
    Residence.REGISTERED: _l("household registered in this city"),
    Residence.PERMIT: _l("residence permit of this city"),
    Residence.ELSEWHERE: _l("registered elsewhere, no permit"),
}
STATUSES = {
    Status.EMPLOYED: _l("employed"),
    Status.STUDENT: _l("student"),
    Status.TEACHER: _l("teacher of a vocational school"),
}
EFFECTS = {
    Effect.REFUSE: _l("who does not meet it may not enter"),
    Effect.NO_HONOURS: _l("who does not meet it is ranked, but receives no prize or promotion"),
}
LISTS: Mapping[str, Mapping[str, object]] = {
    "residence": {key.value: word for key, word in RESIDENCES.items()},
    "status": {key.value: word for key, word in STATUSES.items()},
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One test in words: what is asked, what the worker said ("" for nothing), how that stands."""

    asked: str
    own: str
    verdict: str
    joiner: str = ""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One condition in words with its outcome; `tone` is that of the icon."""

    key: str
    words: str
    verdict: str
    effect: str
    refuses: bool
    checks: tuple[CheckLine, ...]


def finding_lines(eligibility: Eligibility) -> list[FindingLine]:
    """Every condition with its outcome, in the order of the conditions."""
    return [_line(finding) for finding in eligibility.findings]


def condition_words(condition: Condition, held_on: date | None) -> str:
    """The condition as a sentence: the organisers' own, or the usual one."""
    (finding,) = evaluate([condition], Facts(), held_on).findings
    return _sentence(finding)


def usual_words(condition: Condition, held_on: date | None) -> str:
    """The usual sentence of a condition, also where the organisers have written their own."""
    (finding,) = evaluate([condition], Facts(), held_on).findings
    return _built(finding)


def words_by_key(conditions: Iterable[Condition], held_on: date | None) -> dict[str, str]:
    """The sentences of conditions by their keys."""
    return {one.key: condition_words(one, held_on) for one in conditions}


def key_words(words: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """The sentences of findings by their keys, with the position of the person in a team."""
    found = {}
    for key in keys:
        sentence = words.get(key.partition("@")[0])
        place = position_of(key)
        if sentence and place:
            sentence = gettext("Person %(number)s: %(words)s", number=place + 1, words=sentence)
        if sentence:
            found[key] = sentence
    return found


def _line(finding: Finding) -> FindingLine:
    condition = finding.condition
    return FindingLine(
        finding.key,
        _named(finding),
        finding.verdict.value,
        condition.effect.value,
        finding.refuses,
        tuple(_checks(finding)),
    )


def missing_facts(eligibility: Eligibility) -> list[Issue]:
    """What keeps a person from entering, each at the field that says it, in the condition's words.

    A condition with alternatives stands once, at the first field that does not fit.
    """
    issues = []
    for finding in eligibility.findings:
        if finding.verdict is Verdict.MET or not (
            finding.refuses or finding.verdict is Verdict.UNKNOWN
        ):
            continue
        tests = [test for group in finding.condition.alternatives for test in group]
        checks = [check for group in finding.alternatives for check in group]
        at_fault = [(t, c) for t, c in zip(tests, checks, strict=True) if c.verdict != Verdict.MET]
        test, check = next((one for one in at_fault if one[1].own is None), at_fault[0])
        path = test.needs[0].value if test.needs else "name"
        issues.append(_fault(path, check.rule, finding))
    return issues


def _fault(path: str, rule: str, finding: Finding) -> Issue:
    said: dict[str, object] = {"words": _sentence(finding)}
    if finding.refuses:
        return Issue(rule, path, "This condition of entry is not met: %(words)s", said)
    return Issue(rule, path, "The conditions of entry ask this: %(words)s", said)


def _named(finding: Finding) -> str:
    """The condition's sentence; in a team after the name of whom it is about."""
    words = _sentence(finding)
    if not finding.person:
        return words
    return str(gettext("%(name)s: %(words)s", name=finding.person, words=words))


def _checks(finding: Finding) -> Iterable[CheckLine]:
    for number, group in enumerate(finding.alternatives):
        for place, check in enumerate(group):
            joiner = gettext("and") if place else (gettext("or") if number else "")
            yield _check(check, joiner)


def _check(check: Check, joiner: str) -> CheckLine:
    own = phrase_words(check.own) if check.own else ""
    verdict = check.verdict if check.own else Verdict.UNKNOWN
    return CheckLine(phrase_words(check.asked), own, verdict.value, joiner)


def _sentence(finding: Finding) -> str:
    return finding.condition.words or _built(finding)


def _built(finding: Finding) -> str:
    groups = [
        str(gettext(", and ")).join(phrase_words(check.asked) for check in group)
        for group in finding.alternatives
    ]
    return str(gettext("; or ")).join(groups)


def phrase_words(phrase: Phrase) -> str:
    """A phrase in the reader's language, with levels, days and lists as people write them."""
    shown = {name: _shown(name, value) for name, value in phrase.params.items()}
    text = str(gettext(phrase.message))
    return text % shown if shown else text


def _shown(name: str, value: object) -> object:
    if name == "day":
        return day(value) if isinstance(value, date) else gettext("the day of the event")
    if name == "level":
        return LEVELS.get(str(value), value)
    if isinstance(value, tuple):
        known = LISTS.get(name, {})
        return str(gettext(", ")).join(str(known.get(one, one)) for one in value)
    return value
