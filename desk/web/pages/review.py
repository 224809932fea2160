"""Accept or reject a learned line: the only thing the desk writes, and only where it was opened for review."""

import asyncio

from sqlalchemy import Connection

from desk.web.asked import AddressError, Asked
from desk.web.page import Desk, Redirect
from flows.request import RunRequest, silent

# A run that loads holds the lock for minutes or hours; a reader is told so instead.
_PATIENCE = 2.0
_DECISIONS = {"accept": True, "reject": False}


def line(_connection: Connection, _asked: Asked) -> Redirect:
    """A line has no page of its own: after a reload one is at the list."""
    return Redirect("/rules#learned")


async def decide(desk: Desk, asked: Asked, form: dict[str, str]) -> Redirect:
    """Store the decision, and go back to the lines.

    Raises:
        AddressError: it is neither of the two.
        CopydeskError: there is no such line, or a run is loading.
    """
    decision = form.get("decision", "")
    if decision not in _DECISIONS:
        raise AddressError("The decision", "is neither accept nor reject", "Use the buttons beside the line.")
    await asyncio.to_thread(_store, desk.url, asked.number("id") or 0, accept=_DECISIONS[decision])
    return Redirect("/rules#learned")


def _store(url: str, line_id: int, *, accept: bool) -> None:
    # The steps are loaded with the first decision.
    from flows.deciding import decide_learned

    decide_learned(RunRequest(database=url), silent, [line_id], accept=accept, patience=_PATIENCE)
