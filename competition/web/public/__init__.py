"""Pages for everyone."""

from competition.web.public import events, files, programme, ranking, tickets
from competition.web.public.blueprint import bp

__all__ = ["bp", "events", "files", "programme", "ranking", "tickets"]
