"""调研: questionnaires by version, sheets entered by figures, tables of two questions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from db import prints, records, surveys
from rules.permissions import Action, may
from ui.pages import paper_jobs, survey_deeds
from ui.pages.page import Context, Page, PageSpec
from ui.pages.record_views import Deed, Paper, Shown, View
from ui.pages.records import RecordsPage
from ui.papers import forms
from ui.text import N_, _
from ui.widgets.record_form import Group
from ui.widgets.survey_form import QuestionnaireForm, SurveyForm

if TYPE_CHECKING:
    from db.casebook import Casebook
    from db.records import Record
    from ui.jobs import Progress

QUESTIONNAIRE = View(
    surveys.QUESTIONNAIRE,
    (Shown("title"), Shown("key", 90, 2), Shown("version", 60), Shown("source", 0, 1), Shown("status", 70)),
    groups=(Group("", ("key", "title", "questions", "source", "day", "note")),),
    hints={
        "key": N_("同一份问卷的各版用同一个代号；版本由程序编"),
        "questions": N_("一行一题：1. 题目（单选，必答）；下面一行一个选项：1 选项。可用：单选 多选 数字 文字 日期；若 1=2；单位 元；分段 500,1000；登记 工种"),
    }, form=QuestionnaireForm, untold=frozenset({"questions"}), facts=surveys.questionnaire_words,
    deeds=(
        Deed(N_("载入 2009 年的两份"), survey_deeds.take_shipped, "download-outline"),
        Deed(N_("录入答卷"), survey_deeds.enter_sheet, "keyboard-outline", of_record=True, fits=surveys.takes_sheets),
        Deed(N_("另存为新版本"), survey_deeds.new_version, "content-copy", of_record=True),
    ),
    papers=(Paper(
        N_("调查问卷"), lambda one: paper_jobs.of_form(forms.BY_KEY[prints.QUESTIONNAIRE], [one.id]), prints.QUESTIONNAIRE,
        N_("空白问卷，走访时用笔填。"),
    ),), empty=N_("还没有问卷。可按“载入 2009 年的两份”，或按 Ctrl+N 自己编一份。"),
)  # fmt: skip
SHEET = View(
    surveys.SHEET,
    (Shown("day", 100), Shown("questionnaire"), Shown("respondent", 90), Shown("person", 90, 1), Shown("interviewer", 90, 2)),
    groups=(Group("", ("respondent", "phone", "person", "region", "interviewer", "day")),),
    hints={"respondent": N_("不愿留名的不填"), "person": N_("已登记的服务对象选上，统计时一人只计一次")}, form=SurveyForm, untold=frozenset({"answers"}), facts=surveys.sheet_words,
    deeds=(
        Deed(N_("交叉统计…"), survey_deeds.show_cross, reads=True), Deed(N_("答卷表…"), survey_deeds.show_sheets, reads=True),
        Deed(N_("空白表…"), survey_deeds.give_blank, reads=True), Deed(N_("收入答卷…"), survey_deeds.take_in),
        Deed(N_("转为登记"), survey_deeds.register, "account-plus-outline", of_record=True,
             fits=lambda one: one["person"] is None and bool(one["respondent"])),
    ), empty=N_("还没有答卷。按 Ctrl+N 录入：单选按一个数字就到下一题。"),
)  # fmt: skip
AT_PROVINCE = View(
    surveys.SHEET, SHEET.shown, form=SurveyForm, untold=frozenset({"answers"}), facts=surveys.sheet_words, deeds=SHEET.deeds[:2], empty=N_("各县还没有送来答卷。")
)  # fmt: skip


class SurveyPage(RecordsPage):
    """Be the page 调研; a sheet is always one of a questionnaire."""

    def __init__(self, context: Context) -> None:
        self._asked: Record | None = None
        at_desk = context.workplace.kind == "desk"
        super().__init__(context, _("调研"), (SHEET if at_desk else AT_PROVINCE, QUESTIONNAIRE))

    def new_of(self, name: str, values: Mapping[str, Any]) -> None:
        """Begin a new record; for a sheet, first see which questionnaire it answers."""
        if name != SHEET.name:
            super().new_of(name, values)
            return
        row_id = values.get("questionnaire")
        if row_id is None:
            survey_deeds.choose(self, lambda found: self._begin(found, values))
            return

        def work(book: "Casebook", _progress: "Progress") -> "Record":
            return records.get(book, "questionnaire", row_id)

        self.run(work, lambda found: self._begin(found, values))

    def _begin(self, questionnaire: "Record", values: Mapping[str, Any]) -> None:
        self._asked = questionnaire
        self._ask(questionnaire)
        super().new_of(SHEET.name, {**values, "questionnaire": questionnaire.id})

    def _ask(self, questionnaire: "Record") -> None:
        form = self.sheet(SHEET.name).form
        if isinstance(form, SurveyForm):
            form.ask(questionnaire["questions"])

    def _edit(self, name: str, record: "Record") -> None:
        """Ask the questions of the sheet's own version, whatever is in use today."""
        if name != SHEET.name:
            super()._edit(name, record)
            return

        def work(book: "Casebook", _progress: "Progress") -> "Record":
            return records.get(book, "questionnaire", record["questionnaire"])

        def take(found: "Record") -> None:
            self._ask(found)
            super(SurveyPage, self)._edit(name, record)

        self.run(work, take)

    def _after_save(self, name: str, row_id: bytes, *, then_next: bool) -> None:
        """Go on with the next sheet of the same questionnaire, of the same interviewer and day."""
        asked = self._asked
        if name != SHEET.name or not then_next or asked is None:
            super()._after_save(name, row_id, then_next=then_next)
            return
        self.said.emit(_("已保存。"))
        kept = self.sheet(name).form.values()
        self._begin(asked, {one: kept[one] for one in ("interviewer", "day", "region") if kept.get(one)})


def _page(context: Context) -> Page:
    page = SurveyPage(context)
    if not may(context.session.role, Action.SURVEY_WRITE, context.workplace.kind):
        page.show_forbidden()
    return page


SPEC = PageSpec(
    "survey", N_("调研"), "clipboard-text-outline", _page, opens=frozenset({SHEET.name, QUESTIONNAIRE.name}), under="people",
)  # fmt: skip
