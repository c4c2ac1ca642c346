"""Pages for everyone."""

from competition.web.public.blueprint import bp

__all__ = ["bp"]
