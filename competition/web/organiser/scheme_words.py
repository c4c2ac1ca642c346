"""The words of marking schemes in both languages: columns, kinds, panels, calculations, roundings.

Workbooks are read with the words of every language, whatever the reader's own is.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from competition.domain.marking import AspectKind, Better, Combine, Count
from competition.domain.numbers import Mode, Stage
from competition.services.scheme_workbooks import SchemeWords
from competition.web.workbook_words import Words, words_anywhere, words_now

KINDS: Words = {
    AspectKind.SCORE: _l("Score"),
    AspectKind.JUDGEMENT: _l("Judgement 0–3"),
    AspectKind.MEASUREMENT: _l("Measurement"),
}
COMBINES: Words = {
    Combine.MEAN: _l("mean"),
    Combine.MEDIAN: _l("median"),
    Combine.SUM: _l("sum"),
}
CALCULATIONS: Words = {
    "difference": _l("loses marks by distance"),
    "ladder": _l("ladder of bounds"),
    "tolerance": _l("within a tolerance"),
    "choice": _l("choice of labels"),
}
COUNTS: Words = {Count.WHOLE: _l("completed steps"), Count.EXACT: _l("exactly")}
BETTERS: Words = {Better.HIGHER: _l("higher is better"), Better.LOWER: _l("lower is better")}
MODES: Words = {
    Mode.HALF_UP: _l("half up"),
    Mode.HALF_EVEN: _l("half to even"),
    Mode.DOWN: _l("down"),
    Mode.UP: _l("up"),
}
STAGES: Words = {
    Stage.PANEL: _l("after the panel"),
    Stage.ITEM: _l("each aspect"),
    Stage.MODULE: _l("each module"),
    Stage.WEIGHTED: _l("each weighted module"),
    Stage.TOTAL: _l("the total"),
}
FLOORS: Words = {"true": _l("never below 0"), "false": _l("may fall below 0")}

MODULE_TITLES: Words = {
    "id": _l("Module"),
    "title": _l("Module title"),
    "weight": _l("Weight"),
    "pass_mark": _l("Pass mark"),
}
ASPECT_TITLES: Words = {
    "id": _l("Number"),
    "title": _l("Aspect"),
    "criterion": _l("Criterion"),
    "sub_criterion": _l("Sub-criterion"),
    "kind": _l("Kind"),
    "max": _l("Full marks"),
    "factor": _l("Factor"),
    "combine": _l("Panel"),
    "drop_high": _l("Drop highest"),
    "drop_low": _l("Drop lowest"),
    "drop_from": _l("Drop only from this many marks on"),
    "minimum": _l("Least marks"),
    "calculation": _l("Calculation"),
    "target": _l("Target"),
    "step": _l("Step"),
    "deduct": _l("Loses a step"),
    "count": _l("Steps counted"),
    "plus": _l("Tolerance above"),
    "minus": _l("Tolerance below"),
    "rungs": _l("Rungs"),
    "beyond": _l("Beyond the last rung"),
    "labels": _l("Labels"),
    "max_spread": _l("Widest spread"),
    "grade_0": _l("Grade 0"),
    "grade_1": _l("Grade 1"),
    "grade_2": _l("Grade 2"),
    "grade_3": _l("Grade 3"),
}
SETTING_TITLES: Words = {
    "better": _l("Which total is better"),
    "places": _l("Decimals"),
    "mode": _l("Rounding"),
    "stages": _l("Rounded are"),
    "floor_at_zero": _l("Modules and total"),
}
CHOICES: Mapping[str, Words] = {
    "kind": KINDS,
    "combine": COMBINES,
    "calculation": CALCULATIONS,
    "count": COUNTS,
    "better": BETTERS,
    "mode": MODES,
    "stages": STAGES,
    "floor_at_zero": FLOORS,
}
HINTS: Words = {
    "kind": _l("Score: judges give 0 up to full marks. Judgement: a grade from 0 to 3."),
    "max": _l("Before the factor."),
    "rungs": _l("Bound and mark, from the first: 0:10; 1:9; 5:5"),
    "labels": _l("Label and what it costs: none=0; minor=0.25; major=max"),
    "max_spread": _l("How far the grades of one work may lie apart."),
    "drop_from": _l("With fewer marks nothing is dropped."),
    "minimum": _l("With fewer marks the aspect is not marked."),
    "weight": _l("Weights add up to 1 or to 100; left empty, a module counts as it is."),
}
SHEETS: Words = {
    "aspects": _l("Aspects"),
    "settings": _l("Settings"),
    "help": _l("How to fill this in"),
    "setting": _l("Setting"),
    "value": _l("Value"),
    "explanation": _l("Explanation"),
}


def scheme_words() -> SchemeWords:
    """The words to write a workbook with, and those of all languages to read one with."""
    titles = {f"module_{key}": word for key, word in MODULE_TITLES.items()} | dict(ASPECT_TITLES)
    return SchemeWords(
        titles=words_now(titles),
        settings=words_now(SETTING_TITLES),
        sheets=words_now(SHEETS),
        choices={column: words_now(words) for column, words in CHOICES.items()},
        hints=words_now(HINTS),
        known_titles=words_anywhere(titles),
        known_settings=words_anywhere(SETTING_TITLES),
        known_sheets=words_anywhere(SHEETS),
        known_choices={column: words_anywhere(words) for column, words in CHOICES.items()},
    )
