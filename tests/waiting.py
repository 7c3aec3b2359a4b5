"""How a test waits: for a condition, with room for the threads that bring it about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

#: A test that passes never uses this up; a machine under load must not fail one.
LONG = 120.0


async def turn() -> None:
    """One turn of the loop that leaves the threads room to work."""
    loop = asyncio.get_running_loop()
    turned = asyncio.Event()
    loop.call_later(0.004, turned.set)
    await turned.wait()


async def until(condition: Callable[[], Any], what: str = "", seconds: float = LONG) -> None:
    """Wait until something holds; `what` names it where it does not come about."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        assert loop.time() < end, f"it did not come about: {what or condition}"
        await turn()
