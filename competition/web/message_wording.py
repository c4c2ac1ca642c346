"""Messages in the reader's language."""

import re

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from competition.domain.messages import Category, Channel
from competition.services.inbox import MessageLine
from competition.services.message_texts import TEMPLATES, Words, worded

FILLED_IN = re.compile(r"%\(\w+\)[sd]")
CATEGORIES = {
    Category.SECURITY: _l("Security of the account"),
    Category.MEMBERSHIP: _l("Units and members"),
    Category.ENTRY: _l("Entering events"),
    Category.PROPOSAL: _l("Proposals and reviews"),
    Category.NEWS: _l("News of competitions"),
    Category.WORK: _l("Long work"),
}

CHANNELS = {
    Channel.EMAIL: _l("E-mail"),
    Channel.SMS: _l("Short message"),
    Channel.WEBHOOK: _l("Union apps"),
}


def kind_words(template: str) -> str:
    """What a kind of message is about; dots stand for what each one fills in."""
    known = TEMPLATES.get(template)
    return FILLED_IN.sub("…", gettext(known.subject)) if known else ""


def message_words(line: MessageLine) -> Words:
    """Subject and body of a message."""
    locale = get_locale()
    chinese = locale is None or locale.language == "zh"
    return worded(line.template, line.params, gettext, chinese=chinese)
