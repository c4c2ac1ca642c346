"""Entry forms (报名表): the questions an event asks of its entrants, beyond name, unit and level.

A form is a list of questions that organisers write; each version is kept as long as an entry was
filled in by it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from competition.domain.issues import Issue

MOST_QUESTIONS, MOST_CHOICES = 60, 60
LABEL_LENGTH, HELP_LENGTH, CHOICE_LENGTH = 120, 400, 80
KEY = re.compile(r"q[1-9][0-9]{0,3}", re.ASCII)
BOUND = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,3})?", re.ASCII)


class Asked(StrEnum):
    """What kind of answer a question wants."""

    TEXT = "text"
    LONG = "long"
    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"


CHOOSING = frozenset({Asked.ONE, Asked.MANY})


class Whom(StrEnum):
    """Who is asked: every person of an entry, or the entry once, for the team."""

    PERSON = "person"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Condition:
    """Show a question only if another one has one of these values."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` is its stable name; `purpose` is what a file is for."""

    key: str
    label: str
    asked: Asked = Asked.TEXT
    whom: Whom = Whom.PERSON
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    purpose: str = "certificate"
    lowest: Decimal | None = None
    highest: Decimal | None = None
    shown_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class EntryForm:
    """One version of an event's form; number 0 is the one that asks nothing more."""

    number: int = 0
    questions: tuple[Question, ...] = ()

    def of(self, whom: Whom) -> tuple[Question, ...]:
        """The questions to a person, or to the team."""
        return tuple(question for question in self.questions if question.whom is whom)

    @property
    def needs_persons(self) -> bool:
        """Whether everybody who takes part has to answer something."""
        return any(question.required for question in self.of(Whom.PERSON))


def next_key(questions: Iterable[Question], used: Iterable[str] = ()) -> str:
    """A key that neither these questions have nor an earlier version had."""
    taken = {*used, *(question.key for question in questions)}
    return f"q{max((int(key[1:]) for key in taken if KEY.fullmatch(key)), default=0) + 1}"


def read_questions(
    rows: Sequence[Mapping[str, str]],
) -> tuple[tuple[Question, ...], list[Issue]]:
    """Read questions from texts as typed: key, label, asked, whom, required, help, choices …

    Several choices or values stand on a line each. Returns the questions and every issue of the
    form; an issue's path is ``questions[2].label``.
    """
    issues: list[Issue] = []
    questions = tuple(_question(at, row, issues) for at, row in enumerate(rows))
    return questions, issues + form_issues(questions)


def form_issues(questions: Sequence[Question]) -> list[Issue]:
    """Everything that is wrong with a form.

    Rule FRM-01: a form has at most 60 questions; each has words of its own.
    Rule FRM-02: a choice has at least two different possibilities.
    Rule FRM-03: a condition names a choice of the same form, asked of the same, and its values.
    Rule FRM-04: no question depends on itself, directly or around a corner.
    """
    issues: list[Issue] = []
    if len(questions) > MOST_QUESTIONS:
        most: dict[str, object] = {"most": MOST_QUESTIONS}
        issues.append(Issue("FRM-01", "questions", "A form has at most %(most)s questions.", most))
    seen: set[tuple[Whom, str]] = set()
    for at, question in enumerate(questions):
        issues += _label_issues(at, question, seen) + _choice_issues(at, question)
        issues += _condition_issues(at, question, questions)
        seen.add((question.whom, question.label))
    return issues


def version_after(form: EntryForm, questions: Sequence[Question], used: int) -> EntryForm:
    """The form with changed questions: a new version if entries were filled in by this one.

    Rule FRM-10: a version that an entry was filled in by is never changed.
    """
    number = form.number if form.number and not used else form.number + 1
    return EntryForm(number, tuple(questions))


def answered_by(questions: Iterable[Question], key: str) -> Question | None:
    """The question with this key."""
    return next((question for question in questions if question.key == key), None)


def _label_issues(at: int, question: Question, seen: Collection[tuple[Whom, str]]) -> list[Issue]:
    if not question.label:
        return [_form_fault("FRM-01", at, "label", "Write the question.")]
    found = []
    if len(question.label) > LABEL_LENGTH:
        found.append(_long(at, "label", LABEL_LENGTH))
    if len(question.help) > HELP_LENGTH:
        found.append(_long(at, "help", HELP_LENGTH))
    if (question.whom, question.label) in seen:
        found.append(_form_fault("FRM-01", at, "label", "This question is asked already."))
    return found


def _long(at: int, part: str, most: int) -> Issue:
    return _form_fault("FRM-01", at, part, "At most %(most)s characters fit here.", most=most)


def _choice_issues(at: int, question: Question) -> list[Issue]:
    choices = question.choices
    if question.asked not in CHOOSING:
        return []
    if len(choices) < 2:
        return [_form_fault("FRM-02", at, "choices", "Write at least two choices, a line each.")]
    if len(set(choices)) < len(choices):
        return [_form_fault("FRM-02", at, "choices", "A choice stands here twice.")]
    if len(choices) > MOST_CHOICES:
        message = "At most %(most)s choices."
        return [_form_fault("FRM-02", at, "choices", message, most=MOST_CHOICES)]
    if any(len(choice) > CHOICE_LENGTH for choice in choices):
        message = "A choice has at most %(most)s characters."
        return [_form_fault("FRM-02", at, "choices", message, most=CHOICE_LENGTH)]
    return []


def _condition_issues(at: int, question: Question, questions: Sequence[Question]) -> list[Issue]:
    condition = question.shown_if
    if condition is None:
        return []
    other = answered_by(questions, condition.key)
    if other is None:
        return [_form_fault("FRM-03", at, "if", "The question this one depends on is gone.")]
    if depends_on_itself(question, questions):
        return [
            _form_fault("FRM-04", at, "if", "These questions depend on each other in a circle.")
        ]
    if other.asked not in CHOOSING:
        return [_form_fault("FRM-03", at, "if", "Only a choice can decide what else is asked.")]
    if other.whom is not question.whom:
        message = "A question to a person cannot depend on one to the team, nor the other way."
        return [_form_fault("FRM-03", at, "if", message)]
    return _value_issues(at, condition, other)


def _value_issues(at: int, condition: Condition, other: Question) -> list[Issue]:
    strange = [value for value in condition.values if value not in other.choices]
    if strange or not condition.values:
        message = "Write one or more choices of “%(label)s”, a line each."
        return [_form_fault("FRM-03", at, "values", message, label=other.label)]
    return []


def depends_on_itself(question: Question, questions: Sequence[Question]) -> bool:
    """Tell whether following the conditions leads back to the question. Rule FRM-04."""
    seen: set[str] = set()
    now: Question | None = question
    while now is not None and now.shown_if is not None:
        if now.key in seen:
            return now.key == question.key
        seen.add(now.key)
        now = answered_by(questions, now.shown_if.key)
    return False


def _form_fault(rule: str, at: int, part: str, message: str, **params: object) -> Issue:
    return Issue(rule, f"questions[{at}].{part}", message, params)


def _question(at: int, row: Mapping[str, str], issues: list[Issue]) -> Question:
    asked = _one_of(row, "asked", Asked.TEXT)
    lowest = _bound(at, row, "lowest", issues) if asked is Asked.NUMBER else None
    highest = _bound(at, row, "highest", issues) if asked is Asked.NUMBER else None
    if lowest is not None and highest is not None and lowest > highest:
        issues.append(_form_fault("FRM-05", at, "highest", "The highest is below the lowest."))
    key = row.get("if", "")
    return Question(
        key=row.get("key", ""),
        label=" ".join(row.get("label", "").split()),
        asked=asked,
        whom=_one_of(row, "whom", Whom.PERSON),
        required=bool(row.get("required")),
        help=" ".join(row.get("help", "").split()),
        choices=_lines(row.get("choices", "")) if asked in CHOOSING else (),
        purpose="photo" if row.get("purpose") == "photo" else "certificate",
        lowest=lowest,
        highest=highest,
        shown_if=Condition(key, _lines(row.get("values", ""))) if key else None,
    )


def _bound(at: int, row: Mapping[str, str], part: str, issues: list[Issue]) -> Decimal | None:
    """Rule FRM-05: a number's bounds are numbers, the lowest not above the highest."""
    text = row.get(part, "").strip()
    if text and not BOUND.fullmatch(text):
        issues.append(_form_fault("FRM-05", at, part, "Write a number, or leave it empty."))
        return None
    return Decimal(text) if text else None


OneOf = TypeVar("OneOf", Asked, Whom)


def _one_of(row: Mapping[str, str], part: str, default: OneOf) -> OneOf:
    kind = type(default)
    text = row.get(part, "")
    return kind(text) if text in list(kind) else default


def _lines(text: str) -> tuple[str, ...]:
    cut = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in cut if line)
