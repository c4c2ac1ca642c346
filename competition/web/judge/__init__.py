"""Judges' pages, by work code only."""

from competition.web.judge import corrections, sheets
from competition.web.judge.blueprint import bp

__all__ = ["bp", "corrections", "sheets"]
