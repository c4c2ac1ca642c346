"""What validators return: many findings at once, each at its place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: errors block, warnings need a reason, notes inform."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: the rule's number, the place (``marks[17].value``, ``row 12``), the words.

    `message` is an English template with named parameters, `params` fills it; so the web can
    translate the template first.
    """

    rule: str
    path: str
    message: str
    params: dict[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def words(self) -> str:
        """The message in English with its parameters filled in."""
        return self.message % self.params if self.params else self.message

    def __str__(self) -> str:
        return f"{self.path}: {self.words()}"


def errors(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Keep the findings that block."""
    return tuple(issue for issue in issues if issue.severity is Severity.ERROR)
