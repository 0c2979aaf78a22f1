"""The values of the papers of 调研."""

from typing import TYPE_CHECKING

from db import papers, prints, records, surveys

if TYPE_CHECKING:
    import datetime as dt

    from db.casebook import Casebook
    from db.surveys import Asked
    from printouts.cross_table import CrossPaper
    from printouts.questionnaire import QuestionnairePaper


def questionnaire_paper(book: "Casebook", questionnaire: bytes, *, edition: int = 1) -> "QuestionnairePaper":
    """Make a questionnaire to be filled in by hand; raise RecordUnknown."""
    from printouts.questionnaire import QuestionnairePaper

    found = records.get(book, "questionnaire", questionnaire)
    return QuestionnairePaper(papers.union_name(book), found["title"], found["version"], surveys.of(found), edition)


def cross_paper(
    book: "Casebook", version: "Asked", line: str, column: str, when: str, first: "dt.date | None", last: "dt.date | None"
) -> "CrossPaper":  # fmt: skip
    """Make the cross table of two questions of a version, `when` saying of which days in words; raise QuestionsNotCrossed."""
    from printouts.cross_table import CrossPaper
    from rules import questionnaires

    asked = questionnaires.read(version.questions).by_key
    found = surveys.cross(book, version, line, column, first, last)
    edition = prints.edition(book, prints.CROSS_TABLE, cross_name(version, line, column, when))
    return CrossPaper(
        papers.union_name(book), version.name, asked[line].heading, asked[column].heading, when, found, edition
    )


def cross_name(version: "Asked", line: str, column: str, when: str) -> str:
    """Name a cross table in the register of printings."""
    return f"{version.name} {line}×{column} {when}"
