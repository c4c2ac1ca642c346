"""The pages of units, district unions and industry unions."""

from competition.web.organisation.blueprint import bp

__all__ = ["bp"]
