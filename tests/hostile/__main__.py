"""Do every hostile case and print what was expected and what came: `python -m tests.hostile [KEY…] [--json]`; the answer is 1 if any differs."""

import argparse
import json
import sys
from collections.abc import Iterable

from tests.hostile import catalogue
from tests.hostile.catalogue import Result


def main(arguments: list[str]) -> int:
    """Run the cases that are named, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile", description="Every hostile case; see docs/hostile.md."
    )
    parser.add_argument("keys", nargs="*", metavar="KEY", help="cases to do; all of them if none is named")
    parser.add_argument("--json", action="store_true", help="print a list of objects instead of a table")
    asked = parser.parse_args(arguments)
    known = {one.key: one for one in catalogue.cases()}
    unknown = set(asked.keys) - set(known)
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    with catalogue.lands() as lend:
        found = [catalogue.run(known[key], lend(known[key])) for key in asked.keys or known]
    wrong = sum(not one.right for one in found)
    if asked.json:
        print(json.dumps([_record(one) for one in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(found)))
        print(f"\n{len(found)} cases, {wrong} that did not end as they must")
    return 1 if wrong else 0


def _record(one: Result) -> dict[str, object]:
    case = one.case
    return {
        "key": case.key, "group": case.group, "name": case.name, "done": case.done, "expected": sorted(case.expected), "got": one.got, "right": one.right,
    }  # fmt: skip


def table(found: Iterable[Result]) -> Iterable[str]:
    """Lay the results out as a table in Markdown, under the names of their groups."""
    group = ""
    for one in found:
        case = one.case
        if case.group != group:
            group = case.group
            yield f"\n**{group}**\n"
            yield "| case | what is done | expected | got | |"
            yield "|---|---|---|---|---|"
        yield f"| {case.name} `{case.key}` | {case.done} | {case.wanted} | {one.got} | {'✓' if one.right else '✗'} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
