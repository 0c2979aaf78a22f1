"""The user guide as the program shows it: the chapters of docs/user-guide, which page each section helps with, and search in them.

A comment `<!-- help: people jobs:referral -->` before a heading says for which pages (and what they show) the section is the help.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "user-guide"
CONTENTS = "README"
"""The chapter that lists the others, in the order in which they are read."""
_MARK = re.compile(r"^<!-- help: (?P<pages>[^>]*?) *-->$")
_COMMENT = re.compile(r"^<!--.*?-->\n?", re.MULTILINE)
_HEADING = re.compile(r"^(?P<level>#{1,6}) +(?P<title>.+?) *$")
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\((?P<to>[^)\s]+)\)")
_MARKUP = re.compile(r"[*`|#]|^[-:| ]+$", re.MULTILINE)
_BEFORE, _AFTER = 12, 44
"""Characters of an excerpt before and after what was looked for."""


class Place(NamedTuple):
    """Name a section: the chapter's name, and the section's number in it (0 is the chapter's head)."""

    chapter: str
    section: int = 0


@dataclass(frozen=True)
class Section:
    """Hold a heading with what stands under it, as plain text, and the pages that it helps with ('people', 'jobs:referral')."""

    title: str
    level: int
    text: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """Hold a chapter: its name (that of the file), title, Markdown without our own marks, and sections in order."""

    name: str
    title: str
    markdown: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Finding:
    """Hold a section that has all the words looked for, with its chapter's title and an excerpt."""

    place: Place
    title: str
    chapter: str
    excerpt: str


@dataclass(frozen=True)
class Guide:
    """Hold the chapters in the order of the contents."""

    chapters: tuple[Chapter, ...]

    def chapter(self, name: str) -> Chapter | None:
        """Give the chapter of that name."""
        return next((one for one in self.chapters if one.name == name), None)

    def place_for(self, page: str, topic: str = "", kind: str = "", title: str = "") -> Place:
        """Give the section for a page: the one marked for what it shows, for the kind of workplace, for the page; else what bears its title; else the contents."""
        marks = {mark: place for place, section in self._sections() for mark in section.pages}
        for wanted in (f"{page}:{topic}", f"{page}@{kind}", page):
            if wanted in marks:
                return marks[wanted]
        named = [place for place, section in self._sections() if title and section.title == title]
        return named[0] if named else Place(CONTENTS)

    def marks(self) -> dict[str, list[Place]]:
        """Give each page key (and topic) that a section names, with the sections that name it."""
        found: dict[str, list[Place]] = {}
        for place, section in self._sections():
            for mark in section.pages:
                found.setdefault(mark, []).append(place)
        return found

    def search(self, words: str) -> list[Finding]:
        """Give the sections that have all words, those with a word in the title first."""
        wanted = [word.casefold() for word in words.split()]
        if not wanted:
            return []
        found: list[tuple[int, Finding]] = []
        for place, section in self._sections():
            chapter = self.chapter(place.chapter)
            if chapter is None or place.chapter == CONTENTS:
                continue
            title, text = f"{chapter.title}\n{section.title}".casefold(), section.text.casefold()
            if not all(word in title or word in text for word in wanted):
                continue
            at = next((text.find(word) for word in wanted if word in text), 0)
            start = max(0, at - _BEFORE)
            excerpt = " ".join(section.text[start : at + _AFTER].split())
            missing = sum(word not in title for word in wanted)
            found.append((missing, Finding(place, section.title, chapter.title, excerpt)))
        return [finding for _rank, finding in sorted(found, key=lambda pair: pair[0])]

    def follow(self, link: str) -> Place | None:
        """Give where a link within the guide leads (`登记与发券.md#照片`), or None."""
        file, _mark, heading = unquote(link).partition("#")
        chapter = self.chapter(PurePosixPath(file).stem)
        if chapter is None:
            return None
        at = next((number for number, one in enumerate(chapter.sections) if heading and one.title == heading), 0)
        return Place(chapter.name, at)

    def _sections(self) -> list[tuple[Place, Section]]:
        return [
            (Place(chapter.name, number), section)
            for chapter in self.chapters
            for number, section in enumerate(chapter.sections)
        ]


@functools.cache
def read(folder: Path = FOLDER) -> Guide:
    """Read the guide in `folder`: the contents and every chapter that it lists."""
    contents = (folder / f"{CONTENTS}.md").read_text(encoding="utf-8")
    files = [folder / f"{CONTENTS}.md"]
    for found in _LINK.finditer(contents):
        path = (folder / unquote(found["to"])).resolve()
        if path.suffix == ".md" and path.is_file() and path not in files:
            files.append(path)
    names = {path.stem for path in files}
    return Guide(tuple(_chapter(path, names) for path in files))


def _chapter(path: Path, names: set[str]) -> Chapter:
    whole = path.read_text(encoding="utf-8")
    sections = tuple(_split(whole))

    def link(found: "re.Match[str]") -> str:
        if found["picture"]:
            return found[0]
        file = PurePosixPath(unquote(found["to"]).partition("#")[0])
        if file.suffix == ".md" and file.stem in names:
            return found[0]
        return f"{found['words']}（{found['to']}）"  # nothing outside the guide is opened

    # Qt loses what follows a table with a line break in a cell
    shown = _COMMENT.sub("", whole).replace("<br>", "；")
    return Chapter(path.stem, sections[0].title, _LINK.sub(link, shown), sections)


def _split(whole: str) -> list[Section]:
    """Split a chapter at its headings; what looks like one within code is none."""
    found: list[Section] = []
    pages: tuple[str, ...] = ()
    title, level, lines = "", 0, list[str]()
    given: tuple[str, ...] = ()
    in_code = False

    def end() -> None:
        if level:
            text = _LINK.sub(lambda link: link["words"], "\n".join(lines))
            found.append(Section(title, level, _MARKUP.sub("", text).strip(), given))

    for line in whole.splitlines():
        in_code ^= line.lstrip().startswith("```")
        head = None if in_code else _HEADING.match(line)
        if mark := _MARK.match(line):
            pages = tuple(mark["pages"].split())
        elif head:
            end()
            title, level, lines, given, pages = head["title"], len(head["level"]), [], pages, ()
        else:
            lines.append(line)
    end()
    return found
