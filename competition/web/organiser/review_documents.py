"""What a reviewer reads of an entry: its answers, and its documents by what each was sent for."""

from dataclasses import dataclass

from competition.domain.entry_forms import Whom
from competition.services.files import FileFacts
from competition.services.review_queue import ReviewScreen
from competition.web.entry_answers import AnswerLine, AnswerSheet


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it was sent for, and the file."""

    label: str
    file: FileFacts


def answer_lines(found: ReviewScreen) -> list[AnswerLine]:
    """What was answered, in the order of the form; files are shown as documents."""
    return [line for line in _lines(found) if line.file is None]


def documents(found: ReviewScreen) -> list[Document]:
    """The entry's files, those that answer a question first, each once."""
    asked = {line.file.id: Document(line.label, line.file) for line in _lines(found) if line.file}
    others = [Document(one.name, one) for one in found.files.values() if one.id not in asked]
    return [*asked.values(), *others]


def _lines(found: ReviewScreen) -> list[AnswerLine]:
    lines = []
    for who, answered in sorted(found.answers.items()):
        whom = Whom.TEAM if who == 0 and found.rules.team.is_team else Whom.PERSON
        sheet = AnswerSheet(found.forms[answered.form_number], whom)
        lines += sheet.lines(answered.answers, found.files)
    return lines
