"""Signing in and out, one's own account."""

from competition.web.account import profile, second_factor, sign_in
from competition.web.account.blueprint import bp

__all__ = ["bp", "profile", "second_factor", "sign_in"]
