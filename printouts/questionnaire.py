"""A questionnaire on paper (调查问卷), A4: boxes to tick, room to write, and what is skipped said beside the question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from printouts.batch import Cancelled, Progress
from printouts.fonts import FontSet
from printouts.form import Block, Field, Form, Grid, Signing, Ticks, Words, print_forms
from rules.questionnaires import Question, Questionnaire

_NOTICE = "本次调查只用于了解就业和帮扶的需要；姓名和电话可以不留。请在合适的□内打“√”，没有注明多选的只选一项；注明“第几题选几”的，那道题选了这些项才答。"
_LABEL = 68.0
"""Width in mm of a question's words."""
_WRITTEN = 10.0


@dataclass(frozen=True, slots=True)
class QuestionnairePaper:
    """One questionnaire to fill in by hand."""

    union: str
    title: str
    version: int
    questions: Questionnaire
    edition: int = 1


def form_of(paper: QuestionnairePaper) -> Form:
    """Lay the questionnaire out, section by section."""
    who = [
        [Field("被访人", ""), Field("联系电话", "")],
        [Field("所在地", ""), Field("调查日期", "　　　　年　　月　　日")],
    ]
    blocks: list[Block] = [Words((_NOTICE,)), Grid(who)]
    section, rows = "", list[list[Field]]()
    for one in paper.questions.questions:
        if one.section != section and rows:
            blocks.append(Grid(rows, section, label=_LABEL))
            rows = []
        section = one.section
        rows.append([_field(one)])
    blocks.append(Grid(rows, section, label=_LABEL))
    blocks.append(Signing(("调查人", "日期"), each=2))
    return Form(
        paper.title, blocks, facts=(f"调查单位：{paper.union}", f"第 {paper.version} 版　　编号：　　　　　"), edition=paper.edition
    )  # fmt: skip


def _field(one: Question) -> Field:
    words = one.heading
    told = ["多选"] if one.kind == "many" else []
    told += [f"第{each.key}题选{'、'.join(each.codes)}" for each in one.conditions]
    if told:
        words += f"（{'；'.join(told)}）"
    if one.options:
        return Field(words, Ticks([f"{code} {text}" for code, text in one.options]))
    blank = {"date": "　　　　年　　月　　日", "number": f"　　　　　　　{one.unit}"}.get(one.kind, "")
    return Field(words, blank, height=_WRITTEN)


def print_questionnaires(
    papers: Sequence[QuestionnairePaper], to: Path | None = None, *, progress: Progress | None = None, cancelled: Cancelled | None = None,
    printed_at: datetime, fonts: FontSet | None = None,
) -> bytes | Path:  # fmt: skip
    """Print questionnaires in one document; see `print_forms`."""
    return print_forms(
        papers,
        form_of,
        to,
        title="调查问卷",
        printed_at=printed_at,
        fonts=fonts,
        progress=progress,
        cancelled=cancelled,
    )
