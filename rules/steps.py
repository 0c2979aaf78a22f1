"""How long work says how far it is: a function that it calls, and that may raise CancelledWork where the user wants to stop."""

from collections.abc import Callable

Step = Callable[[int, int], None]
"""Called with how much is done, and of how much (0 where nobody knows)."""


def unheard(_done: int, _all: int) -> None:
    """Let work go on of which nobody wants to hear."""
