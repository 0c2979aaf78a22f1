"""The values of the papers of 调研."""

from typing import TYPE_CHECKING

from db import papers, records, surveys

if TYPE_CHECKING:
    from db.casebook import Casebook
    from printouts.questionnaire import QuestionnairePaper


def questionnaire_paper(book: "Casebook", questionnaire: bytes, *, edition: int = 1) -> "QuestionnairePaper":
    """Make a questionnaire to be filled in by hand; raise RecordUnknown."""
    from printouts.questionnaire import QuestionnairePaper

    found = records.get(book, "questionnaire", questionnaire)
    return QuestionnairePaper(papers.union_name(book), found["title"], found["version"], surveys.of(found), edition)
