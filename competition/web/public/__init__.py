"""Pages for everyone."""

from competition.web.public import events, files, ranking
from competition.web.public.blueprint import bp

__all__ = ["bp", "events", "files", "ranking"]
