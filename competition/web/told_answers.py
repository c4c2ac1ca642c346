"""All that an entry answered, person by person; of those who were replaced at the end."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from competition.domain.entry_forms import EntryForm, Whom
from competition.domain.identifiers import FileId
from competition.domain.teams import answers_at
from competition.services.entry_forms import Answered
from competition.services.files import FileFacts
from competition.services.newcomers import Told
from competition.web.entry_answers import AnswerLine, AnswerSheet


class ToldWithForms(Told, Protocol):
    """An entry with what was answered, the forms that asked, and the files."""

    @property
    def forms(self) -> Mapping[int, EntryForm]:
        """The versions of the form by which it was filled in."""

    @property
    def files(self) -> Mapping[FileId, FileFacts]:
        """The files that were sent."""


def told_lines(found: ToldWithForms) -> list[AnswerLine]:
    """What was answered, in the order of the persons and of the form."""
    is_team = found.rules.team.is_team
    names = {
        answers_at(one.position, is_team=is_team): one.name
        for one in found.entrants
        if is_team and one.left_at is None
    }
    lines = []
    for place, answered in sorted(found.answers.items()):
        whom = Whom.TEAM if place == 0 and is_team else Whom.PERSON
        lines += _lines(found, answered, whom, AnswerLine("", "", whose=names.get(place, "")))
    for one in found.entrants:
        if one.id in found.left:
            gone = AnswerLine("", "", whose=one.name, left=True)
            lines += _lines(found, found.left[one.id], Whom.PERSON, gone)
    return lines


def _lines(
    found: ToldWithForms, answered: Answered, whom: Whom, like: AnswerLine
) -> list[AnswerLine]:
    sheet = AnswerSheet(found.forms[answered.form_number], whom)
    return [
        replace(line, whose=like.whose, left=like.left)
        for line in sheet.lines(answered.answers, found.files)
    ]
