"""Put the parts together and start: the window, or one command."""

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Open the window, on the last workplace or the one named by a bare `--workplace DIR`; else run the command.

    Give the exit code: 0 done, 1 refused with a reason, 2 wrong usage.
    """
    if not arguments or (len(arguments) == 2 and arguments[0] == "--workplace"):
        from ui.open import open_window

        return open_window(Path(arguments[1]) if arguments else None)
    from ui.commands import line

    return line.run(line.parser().parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
