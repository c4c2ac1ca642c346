"""What a reviewer reads of an entry: its answers, and its documents by what each was sent for."""

from dataclasses import dataclass

from competition.services.files import FileFacts
from competition.services.review_queue import ReviewScreen
from competition.web.entry_answers import AnswerLine
from competition.web.told_answers import told_lines


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it was sent for, the file, and whether its person was replaced."""

    label: str
    file: FileFacts
    left: bool = False


def answer_lines(found: ReviewScreen) -> list[AnswerLine]:
    """What was answered, in the order of the form; files are shown as documents."""
    return [line for line in told_lines(found) if line.file is None]


def documents(found: ReviewScreen) -> list[Document]:
    """The entry's files, those that answer a question first, each once."""
    asked = {}
    for line in told_lines(found):
        if line.file:
            label = " · ".join(filter(None, [line.label, line.whose]))
            asked[line.file.id] = Document(label, line.file, line.left)
    others = [Document(one.name, one) for one in found.files.values() if one.id not in asked]
    return [*asked.values(), *others]
