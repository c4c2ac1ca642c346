"""What a message is made of: a template of English texts, and what its reader sees."""

import re
from dataclasses import dataclass

from competition.domain.messages import Category

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


def N_(text: str) -> str:  # noqa: N802 -- gettext's own name for a text that is translated later
    """Mark a text for the catalogues."""
    return text
