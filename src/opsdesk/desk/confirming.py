"""Privileged acts ask for the operator's password at once; who has just given it is not asked again."""

from __future__ import annotations

from collections.abc import Callable

#: Asks with these words, then does it; `locking` puts itself in here.
Ask = Callable[[str, Callable[[], None]], None]


class Confirming:
    """Handed to the tabs in the bundle of the desk; without somebody who asks, nothing is asked."""

    def __init__(self) -> None:
        self.ask: Ask | None = None

    def before(self, words: str, act: Callable[[], None]) -> None:
        """Do a privileged act once the password was given; `words` say what is about to be done."""
        if self.ask is None:
            act()
        else:
            self.ask(words, act)
