"""What can go wrong, in the domain's own words. The web and the CLI word them once.

A message is an English template with named parameters (``%(most)s``); the web looks the template up
in its catalogue and fills the parameters in afterwards.
"""


class CompetitionError(Exception):
    """Base of every error that a person can act on."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message, self.params = message, params


class RuleViolation(CompetitionError):
    """A rule forbids this. `rule` is its number in docs/rules.md, `field` the input at fault."""

    def __init__(
        self, rule: str, message: str, *, field: str | None = None, **params: object
    ) -> None:
        super().__init__(message, **params)
        self.rule, self.field = rule, field


class NotPermitted(CompetitionError):
    """The actor may not do this."""


class NotFound(CompetitionError):
    """There is no such thing, or the actor may not know of it."""


class Conflict(CompetitionError):
    """Somebody changed it meanwhile. `theirs` is what is stored now, `ours` what was sent."""

    def __init__(
        self, message: str, *, theirs: object = None, ours: object = None, **params: object
    ) -> None:
        super().__init__(message, **params)
        self.theirs, self.ours = theirs, ours
