"""Every audit action has its words: stewards read no code names."""

import re
from pathlib import Path

from competition.services.message_texts import TEMPLATES
from competition.web.actions import ACTIONS
from competition.web.job_wording import KINDS

NO_ACTIONS = {*TEMPLATES, *KINDS}  # written alike
ACTION = re.compile(r"\"([a-z]+\.[a-z]+(?:_[a-z]+)*)\"")


def recorded():
    text = "".join(
        p.read_text(encoding="utf-8") for p in Path("competition/services").rglob("*.py")
    )
    return set(ACTION.findall(text)) - NO_ACTIONS


def test_every_action_that_is_recorded_has_words():
    assert recorded() - set(ACTIONS) == set()
    assert {"marks.entered", "results.published"} <= recorded()
