"""目标, 报表 and 月末结账 of the sample year: targets adopted by the province and shared out, months locked, one of them corrected."""

from datetime import date

from db import month_end, outreach, reports, targets
from db.casebook import Casebook
from db.targets import TargetDraft
from rules.periods import Period
from rules.programme import programme
from rules.reports import Signers
from ui.commands import sample
from ui.commands.areas.year import YUAN, Tale, Year

_SIGNERS = Signers("陆小满", "沈书宁", "程惊蛰", "08160000000")
_SHARES = (
    ("开出岗位推荐信", 60, "times", ">=", ("job_referred",)),
    ("介绍就业", 60, "persons", ">=", ("placed",)), ("劳务输出", 20, "persons", ">=", ("exported",)), ("发展农民工会员", 60, "persons", ">=", ("member_new_migrant",)),
    ("办结维权案件", 5, "件", ">=", ("case_closed",)), ("困难职工建档", 10, "persons", ">=", ("hardship_filed",)), ("创业培训（结业）", 20, "persons", ">=", ("startup_trained",)),
    ("小额贷款放款", 200_000 * YUAN, "amount", ">=", ("loan_fen",)), ("签订集体合同", 4, "份", ">=", ("contracts",)),
)  # fmt: skip


def set_targets(province: Casebook, trained: int) -> None:
    """Let the province take over the planned figures of its region, and share the county's out to it: so many `trained`, and what else."""
    targets.adopt(province, programme(), "510000")
    drafts = [TargetDraft("技能培训（结业）", trained, "persons", ">=", ("skill_trained",))]
    drafts += [TargetDraft(label, value, unit, bound, keys) for label, value, unit, bound, keys in _SHARES]
    made = targets.create(
        province,
        "安和县 2009 年援助目标",
        2009,
        drafts,
        region=province.workplace.county,
        source="示例省总工会工作安排",
    )
    for target in targets.targets(province, 2009):
        if target.set_id == made:
            targets.split(province, target.id, {sample.COUNTY: target.draft.value})


def tell(year: Year) -> Tale:
    """Tell how the county closed its months: three of them, the last one corrected after something was entered late."""
    for month, day in ((6, date(2009, 7, 3)), (7, date(2009, 8, 5)), (8, date(2009, 9, 3))):
        yield day
        period = Period(2009, month)
        with year.head():
            reports.lock(year.desk, period, _SIGNERS, month_end.look(year.desk, period).undone)
    yield date(2009, 9, 15)
    year.add(
        outreach.PUBLICITY, kind="1", topic="劳动合同和社会保险咨询", means="2", day=date(2009, 8, 29), region=sample.COUNTY, place="石桥镇集市", heads=58,
        leaflets=120,
    )  # fmt: skip
    with year.head():
        reports.correct(year.desk, Period(2009, 8), "石桥镇八月底的咨询活动漏报", _SIGNERS)
    yield date(2009, 9, 24)
    year.add(
        outreach.PUBLICITY, kind="2", topic="返乡人员就业指导", means="3", day=date(2009, 7, 30), region=sample.COUNTY, place="双河镇政府", heads=37
    )  # fmt: skip
