"""Where tickets are checked: the same address stands on those of organisers and of workers."""

from flask import url_for


def check_address() -> str:
    """The address under which tickets are checked, without the ticket's own part."""
    whole = url_for("public.check_ticket", entry_id=0, code="-", _external=True)
    return whole.removesuffix("/0/-")
