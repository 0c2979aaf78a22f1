"""Put the parts together and start: the window, or one command."""

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Open the window, on the last workplace or the one named by a bare `--workplace DIR`; else run the command.

    `--lang en` in front of all speaks English, in the window and on the command line; Chinese stays where there is no catalogue and whatever the locale.
    Give the exit code: 0 done, 1 refused with a reason, 2 wrong usage.
    """
    if arguments and arguments[0].startswith("--lang="):
        arguments = [*arguments[0].split("=", 1), *arguments[1:]]
    if arguments[:1] == ["--lang"] and len(arguments) > 1:
        from ui.text import use_language

        use_language(arguments[1])  # before the parser is made, for its help is worded as it is made
        arguments = arguments[2:]
    if not arguments or (len(arguments) == 2 and arguments[0] == "--workplace"):
        from ui.open import open_window

        return open_window(Path(arguments[1]) if arguments else None)
    from ui.commands import line

    return line.run(line.parser().parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
