"""Signing in and out, one's own account."""

from competition.web.account import profile, sign_in
from competition.web.account.blueprint import bp

__all__ = ["bp", "profile", "sign_in"]
