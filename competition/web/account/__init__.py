"""Signing in and out, one's own account."""

from competition.web.account import (
    jobs,
    message_settings,
    messages,
    profile,
    second_factor,
    sign_in,
)
from competition.web.account.blueprint import bp

__all__ = ["bp", "jobs", "message_settings", "messages", "profile", "second_factor", "sign_in"]
