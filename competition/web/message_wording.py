"""Messages in the reader's language."""

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from competition.domain.messages import Category, Channel
from competition.services.inbox import MessageLine
from competition.services.message_texts import Words, worded

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


def message_words(line: MessageLine) -> Words:
    """Subject and body of a message."""
    locale = get_locale()
    chinese = locale is None or locale.language == "zh"
    return worded(line.template, line.params, gettext, chinese=chinese)
