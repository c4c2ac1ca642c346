"""What a message is made of: a template of English texts, and what its reader sees."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from competition.domain.messages import Category

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAMED = re.compile(r"%\((\w+)\)")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message: its category, its subject and its body as English texts."""

    category: Category
    subject: str
    body: str

    @property
    def names(self) -> frozenset[str]:
        """The parameters that the texts name."""
        return frozenset(NAMED.findall(self.subject + self.body))


@dataclass(frozen=True, slots=True)
class Words:
    """A message as its reader sees it."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A parameter of a message that is itself an English text for the catalogues."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for a text that is translated later
    """Mark a text for the catalogues."""
    return text
