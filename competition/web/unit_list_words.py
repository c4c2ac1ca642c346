"""The words of units' lists: titles of columns, hints, the choices of each."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.domain.facts import NONE, Residence, Status
from competition.services.unit_list_files import ListWords, PaperWords
from competition.web.workbook_words import Words, words_anywhere, words_now

TITLES: Words = {
    "name": _l("Name"),
    "id_number": _l("ID number"),
    "phone": _l("Mobile phone"),
    "level": _l("Skill level held"),
    "level_since": _l("Level held since"),
    "trade_since": _l("In the trade since"),
    "insured_months": _l("Months of insurance"),
    "residence": _l("Residence"),
    "status": _l("Status"),
    "titles": _l("Honours held"),
}
HINTS: Words = {
    "name": _l("As on the ID card."),
    "id_number": _l("18 characters, as text."),
    "phone": _l("11 digits; may be empty."),
    "level": _l("By the newest certificate."),
    "level_since": _l("Year and month, like 2019-06."),
    "trade_since": _l("Year and month, like 2012-03."),
    "insured_months": _l("A whole number."),
    "titles": _l("One after the other; “none” if there are none."),
}
LEVELS: Words = {
    NONE: _l("none"),
    "5": _l("Level 5 (junior)"),
    "4": _l("Level 4 (intermediate)"),
    "3": _l("Level 3 (senior)"),
    "2": _l("Level 2 (technician)"),
    "1": _l("Level 1 (senior technician)"),
}
RESIDENCES: Words = {
    Residence.REGISTERED.value: _l("Registered in the city"),
    Residence.PERMIT.value: _l("Residence permit"),
    Residence.ELSEWHERE.value: _l("Elsewhere"),
}
STATUSES: Words = {
    Status.EMPLOYED.value: _l("Employed"),
    Status.STUDENT.value: _l("Student"),
    Status.TEACHER.value: _l("Teacher"),
}
HEADS = {
    "id_number": ("身份证号", "身份证号码", "身份证件号码", "公民身份号码"),
    "phone": ("手机号", "手机", "手机号码", "联系电话"),
    "level": ("技能等级", "现有技能等级", "已取得技能等级"),
}
"""Heads that units' own tables have, besides ours."""

CHOICES: Mapping[str, Words] = {"level": LEVELS, "residence": RESIDENCES, "status": STATUSES}
STATES: Words = {
    "writing": _l("Being written"),
    "entering": _l("Being entered"),
    "sealed": _l("Sealed"),
}


def paper_words(declaration: str) -> PaperWords:
    """The words of the printed list, which no reader has to look up."""
    choices = {column: words_now(words) for column, words in CHOICES.items()}
    return PaperWords(words_now(TITLES), choices, declaration)


def list_words() -> ListWords:
    """The words to write a workbook with, and those of all languages to read one with."""
    own_heads = {head: key for key, heads in HEADS.items() for head in heads}
    return ListWords(
        sheet=gettext("List of the unit"),
        titles=words_now(TITLES),
        hints=words_now(HINTS),
        choices={key: [str(word) for word in words.values()] for key, words in CHOICES.items()},
        known_titles=own_heads | words_anywhere(TITLES),
        known_choices={column: words_anywhere(words) for column, words in CHOICES.items()},
    )
