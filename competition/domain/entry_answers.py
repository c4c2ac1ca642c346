"""Answers to an entry form: which questions are asked, and what is wrong with what was typed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from competition.domain.entry_forms import BOUND, Asked, Question, answered_by
from competition.domain.issues import Issue

DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", re.ASCII)
SEPARATOR = re.compile(r"[、,，;；\n]")
TEXT_LENGTH, LONG_LENGTH = 200, 2000

Answer = str | list[str]
"""A text; a number or a date as text; the id of a file; or several choices."""


def shown(questions: Sequence[Question], answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions that are asked, given these answers.

    Rule FRM-06: a question is asked if it has no condition, or if the one it depends on is asked
    and has one of the values.
    """
    return tuple(one for one in questions if _is_shown(one, questions, answers, frozenset()))


def _is_shown(
    question: Question,
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    above: frozenset[str],
) -> bool:
    condition = question.shown_if
    if condition is None:
        return True
    other = answered_by(questions, condition.key)
    if other is None or other.key in above:
        return False
    given = answers.get(other.key, "")
    values = {given} if isinstance(given, str) else set(given)
    if not values & set(condition.values):
        return False
    return _is_shown(other, questions, answers, above | {question.key})


def read_answers(
    questions: Sequence[Question], texts: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Answer], list[Issue]]:
    """Read what was typed or chosen, by the questions' keys.

    Returns the answers to the questions that are asked, and every issue; its path is the key.
    Rule FRM-07: what is required is answered, if it is asked.
    Rule FRM-08: an answer is of the kind that its question wants.
    Rule FRM-09: answers to questions that are not asked are not kept.
    """
    typed = {one.key: _cut(one, texts.get(one.key, ())) for one in questions}
    answers: dict[str, Answer] = {}
    issues: list[Issue] = []
    for question in shown(questions, typed):
        given = typed[question.key]
        if not given:
            if question.required:
                issues.append(Issue("FRM-07", question.key, _missing(question)))
            continue
        issue = _problem(question, given)
        if issue is not None:
            issues.append(issue)
        answers[question.key] = given
    return answers, issues


def cell_texts(question: Question, cell: str) -> list[str]:
    """The choices in a workbook's cell, told apart by a comma, a semicolon or a line of its own."""
    if question.asked is not Asked.MANY:
        return [cell]
    return [part.strip() for part in SEPARATOR.split(cell)]


def answer_text(answer: Answer | None) -> str:
    """An answer as one text, for a list or a workbook."""
    if answer is None:
        return ""
    return answer if isinstance(answer, str) else "、".join(answer)


def _cut(question: Question, given: Sequence[str]) -> Answer:
    if question.asked is Asked.MANY:
        return [choice for choice in question.choices if choice in given] + sorted(
            {text for text in given if text.strip() and text not in question.choices}
        )
    text = next(iter(given), "").strip()
    if question.asked in {Asked.NUMBER, Asked.DATE, Asked.FILE}:
        text = normalize("NFKC", text)
    if question.asked is Asked.DATE:
        return _iso(text)
    return text.replace("\r\n", "\n") if question.asked is Asked.LONG else " ".join(text.split())


def _iso(text: str) -> str:
    """A day as people write it, as 2026-05-01; anything else stays as it is."""
    match = DAY.fullmatch(text)
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else text


def _missing(question: Question) -> str:
    if question.asked is Asked.FILE:
        message = "Choose a file."
    elif question.choices:
        message = "Choose one."
    else:
        message = "This is needed."
    return message


def _problem(question: Question, given: Answer) -> Issue | None:
    if isinstance(given, list) or question.asked is Asked.ONE:
        chosen = [given] if isinstance(given, str) else given
        strange = any(one not in question.choices for one in chosen)
        return _answer_fault(question, "Choose from the list.") if strange else None
    if question.asked is Asked.NUMBER:
        return _number_problem(question, given)
    if question.asked is Asked.DATE:
        return _date_problem(question, given)
    if question.asked is Asked.FILE:
        return (
            None
            if given.isascii() and given.isdigit()
            else _answer_fault(question, "Choose a file.")
        )
    most = LONG_LENGTH if question.asked is Asked.LONG else TEXT_LENGTH
    if len(given) > most:
        return _answer_fault(question, "At most %(most)s characters fit here.", most=most)
    return None


def _number_problem(question: Question, text: str) -> Issue | None:
    if not BOUND.fullmatch(text):
        return _answer_fault(question, "Write a number, such as 12 or 12.5.")
    number, low, high = Decimal(text), question.lowest, question.highest
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    if high is None:
        return _answer_fault(question, "Write a number of at least %(low)s.", low=low)
    if low is None:
        return _answer_fault(question, "Write a number of at most %(high)s.", high=high)
    return _answer_fault(question, "Write a number from %(low)s to %(high)s.", low=low, high=high)


def _date_problem(question: Question, text: str) -> Issue | None:
    try:
        date.fromisoformat(text)
    except ValueError:
        return _answer_fault(question, "Write a day such as 2026-05-01.")
    return None


def _answer_fault(question: Question, message: str, **params: object) -> Issue:
    return Issue("FRM-08", question.key, message, params)
