"""What every courier promises: it takes one message out of the house, or says why it could not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from competition.services.deliveries import Parcel


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in its reader's language, ready to go, with the whole address of its link."""

    subject: str
    body: str
    link: str
    made_at: datetime


class Undelivered(Exception):
    """It did not get through. `final` when trying again is no use. The answer names no person."""

    def __init__(self, answer: str, *, final: bool = False) -> None:
        super().__init__(answer)
        self.answer, self.final = answer, final


class Unreachable(Undelivered):
    """The other side was not there at all: what else waits for it need not be tried now."""


class Courier(Protocol):
    """Takes messages out by one channel. Opened for one job and closed after it."""

    def send(self, parcel: Parcel, letter: Letter) -> str:
        """Send it and give the other side's answer in a few words. Raises Undelivered.

        `parcel.delivery_id` is the same at every try: hand it on, so that the other side can tell
        a message that is sent again from a new one.
        """

    def close(self) -> None:
        """Let go of what was opened."""
