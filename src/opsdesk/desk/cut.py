"""The beginning of a text that a person wrote, for where only one line of it has room."""

#: The longest text that stands in a line of the history.
LONGEST = 60
#: The longest name that stands in a line beside other things.
NAME = 26


def cut(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
