"""Short messages: one interface to whatever gateway an installation has, and a file by default."""

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from competition.jobs.couriers import Letter, Undelivered
from competition.services.deliveries import Parcel

LONGEST = 500


class SmsGateway(Protocol):
    """What an installation's gateway has to do: see docs/operations.md."""

    def send(self, number: str, text: str, reference: str) -> str:
        """Hand one text in for a mainland mobile number; give the gateway's answer in short.

        The reference is the same when a text is handed in again: drop it if it is known. Raises
        `competition.jobs.couriers.Undelivered`, with ``final=True`` when trying again is no use.
        """


class FileGateway:
    """Writes texts to a file, one JSON object a line, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sms.jsonl"

    def send(self, number: str, text: str, reference: str) -> str:
        """Append the text."""
        line = json.dumps({"to": number, "text": text, "reference": reference}, ensure_ascii=False)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line + "\n")
        return "written to the file"


class SmsCourier:
    """Words a message for a small screen and hands it to the gateway."""

    def __init__(self, gateway: SmsGateway) -> None:
        self.gateway = gateway

    def send(self, parcel: Parcel, letter: Letter) -> str:
        """Hand the text in: the body, which tells all, and the link."""
        if not parcel.address:
            raise Undelivered("There is no number any more.", final=True)
        text = " ".join(part for part in (letter.body, letter.link) if part)
        return self.gateway.send(parcel.address, text[:LONGEST], f"jiangjie-{parcel.delivery_id}")

    def close(self) -> None:
        """Nothing is kept open."""


def find_gateway(name: str, folder: Path) -> SmsGateway:
    """The gateway of the installation: ``file``, or ``package.module:maker``.

    Raises ImportError or AttributeError for a name that leads nowhere.
    """
    if name == "file":
        return FileGateway(folder)
    module, _, maker = name.partition(":")
    return cast(SmsGateway, getattr(import_module(module), maker)())
