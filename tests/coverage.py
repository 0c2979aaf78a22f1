"""Write docs/coverage.md, which tells where each of the 87 rows and 39 devices of the programme of 2009 lives: python -m tests.coverage.

The rows come from the register (`rules/data/programme_2009.csv`), what counts them from the indicators, where a table is entered from the pages.
Kept by hand are the devices, the pages of tables that no page declares, and the reason for what is not counted; `tests/ui/test_coverage.py` holds them.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db import indicators, schema, targets
from rules.programme import KINDS, Figure, programme
from ui.pages import pages_for

_SHOWN = {"done": "result", "intent": "result (intents, not employment)", "stock": "stock", "brand": "brand, no figure"}
FILE = Path(__file__).resolve().parent.parent / "docs" / "coverage.md"


@dataclass(frozen=True)
class Device:
    """Hold one device: its name and identifier in the source, its tables, pages beside those where the tables are entered, a word on what holds.

    `keys` are the indicators where they are not all those of its tables.
    """

    name: str
    key: str
    tables: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    note: str = ""
    keys: tuple[str, ...] | None = None


_D = Device
DEVICES: tuple[Device, ...] = (
    _D("免费培训券", "training_voucher", ("voucher_issue", "voucher_void", "voucher_loss", "redemption", "claim", "claim_review"), ("quotas", "agreement")),
    _D("培训基地", "training_base", ("base_place", "base_plate", "base_review", "base"), (), "several plates are one place"),
    _D("示范型安置基地、工会就业基地", "placement_base", ("placement_base",), (), "the letter of offer with its term"),
    _D("人力资源基地", "hr_source_base", ("source_base",)),
    _D("就业信息员", "info_officer", ("info_officer",), (), "报送统计… gives what each sent in"),
    _D("就业信息", "job_info", ("vacancy", "employer")),
    _D("就业信息联网共享", "info_share", ("job_batch",), (), "lists of other offices in and out as workbooks, by source, batch and count; nothing is online"),
    _D("招聘会", "job_fair", ("job_fair", "fair_site"), (), "entry, reception, intent and employment are four counts"),
    _D("网上视频面试", "video_interview", ("video_interview",), (), "the result only"),
    _D("省际协作", "labour_cooperation", ("cooperation", "cooperation_order")),
    _D("三级劳务输出网络", "export_network", ("export_node", "export_batch", "export_member")),
    _D("四免", "fee_waiver_4", ("fee_waiver",)),
    _D("五大帮助", "startup_help_5", ("startup_help",)),
    _D("小额贷款", "micro_loan", ("loan", "loan_rule", "loan_payment", "loan_compensation", "loan_subsidy")),
    _D("创业带头人", "startup_leader", ("startup_leader", "startup_job", "startup_project")),
    _D("专家智囊团", "expert_panel", ("startup_expert", "expert_service")),
    _D("一条龙", "one_stop_chain", (), ("person",), "the strip of steps and the story of a person's file, from every table that declares a step (`db/story.py`)"),
    _D("订单式、定向培训", "order_training", ("order_agreement",)),
    _D("兼职培训师", "part_time_trainer", ("trainer", "trainer_hours")),
    _D("技能证书", "skill_certificate", ("skill_certificate",), (), "*not* our own 培训合格证书 (`certificate`)"),
    _D("劳务品牌", "labour_brand", ("activity_tag", "tagging"), (), "tags with aliases"),
    _D("培训方向", "training_topic", ("activity_tag", "tagging", "course"), (), "tags; those of 2009 are shipped"),
    _D("共同约定行动", "joint_pledge", ("joint_pledge", "pledge_visit")),
    _D("集体协商、集体合同", "collective_bargain", ("collective_contract",)),
    _D("工资支付监控与讨薪", "wage_case", ("rights_case", "rights_claimant", "rights_recovery"), (), "one case, many claimants"),
    _D("维权服务", "rights_case", ("rights_case", "rights_step", "rights_pause")),
    _D("生活、医疗、助学、送温暖", "relief_grant", ("relief_grant", "relief_approval", "relief_pay", "relief_limit", "hardship_file", "hardship_member")),
    _D("金秋助学", "autumn_tuition", ("relief_grant", "relief_pay"), (), "a kind of relief: a pupil once a year", ("tuition_relief", "tuition_relief_fen")),
    _D("爱心助医", "love_medical", ("goods_batch", "goods_out", "goods_destroyed"), (), "goods; their value is never cash"),
    _D("入会与会籍", "membership", ("member_application", "membership", "member_event", "grassroots_union"), (), "a transfer is no new member"),
    _D("调研", "survey", ("questionnaire", "answer_sheet")),
    _D("目标任务", "target", ("target_set", "target")),
    _D("资金", "fund", ("fund_source", "fund_budget", "fund_receipt", "fund_spending")),
    _D("联合活动", "linked_campaign", ("activity_tag", "tagging"), (), "tags; each thing counts once however many it carries"),
    _D("竞赛与练兵", "competition", ("contest",), (), "heads only"),
    _D("政策咨询、宣传", "consultation", ("publicity",), (), "person-times only"),
    _D("文化服务", "culture", ("culture_service",)),
    _D("家政服务", "home_service", ("training_class", "tagging"), (), "a class with the tag 培训方向·家政服务; what a head costs is the course's fee and the voucher's face; employment in 就业登记", ()),
    _D("部门支持", "dept_support", ("dept_support",)),
)  # fmt: skip
ENTERED_ON: Mapping[str, str] = {
    "base": "units", "claim": "claims", "claim_review": "settlement", "course": "units", "hardship_file": "relief", "redemption": "redemption",
    "relief_approval": "relief",
    "result": "results", "target": "targets", "target_set": "targets", "training_class": "classes", "voucher_issue": "voucher_issue",
    "voucher_loss": "vouchers", "voucher_void": "vouchers",
}  # fmt: skip
"""The page of a table that no page declares to open."""
UNCOUNTED: Mapping[str, str] = {
    "AID_JOB": "person-times and persons in one number: shown as reported, never taken as a target; its three parts are",
    "BASE_PLACE": "letters of offer stand in 安置基地; which of them is a model (示范型) is not told apart",
    "COVER_RATE": "a share of unions that take part in other offices' campaigns: the unions of a province are not a register here",
    "FUND_CARE": "the money of one campaign: 资金 counts by source and use, not by campaign",
    "FUND_LOAN_PROV": "a part of FUND_LOAN by who gave it: 小额贷款 counts what was lent, not whose money it was",
    "PUBLICITY": "counted as person-times by `policy_consulted` and `publicised`; the row promises persons, and nobody is asked for a name",
    "SHARE_CITY": "which cities are joined is not a register; what came from whom stands in 岗位信息批次",
    "TRAIN_SAFETY": "training by government offices; our own classes carry the tag 安全生产, and tags never count",
    "TRAIN_UPSKILL": "training by government offices that unions assisted; only our own classes are counted",
}
"""By the register's indicator, why a plan is not counted by any figure of ours."""

WIDER: Mapping[str, str] = {
    "16": "everybody trained, not only those hard to employ", "17": "everybody referred", "26": "every class, whoever paid for it",
    "27": "everybody at work or in business, not only who returned or lost work", "28": "everybody trained", "29": "everybody referred",
    "34": "everybody placed, not only the laid-off", "60.2": "every class, whoever paid for it",
    "60.1": "what was spent on training of every source", "77.1": "what unions placed; the row counts other offices too",
    "83.1": "all loans lent, of each of the three kinds",
}  # fmt: skip
"""By row, where our figure counts more or other than the row's words say."""


class NotThere(LookupError):
    """Say that the list kept by hand names something that does not exist."""


def pages() -> dict[str, str]:
    """Give the titles of the window's pages by their keys, of all three workplaces."""
    return {spec.key: spec.title for kind in ("province", "base", "desk") for spec in pages_for(kind)}


def page_of() -> dict[str, str]:
    """Give for each table the key of the page on which it is entered; raise NotThere."""
    titles = pages()
    found = {
        table: spec.key for kind in ("province", "base", "desk") for spec in pages_for(kind) for table in spec.opens
    }
    for table, page in ENTERED_ON.items():
        if table not in schema.BY_NAME or (page not in titles):
            raise NotThere(table, page)
        found.setdefault(table, page)
    return found


def written() -> str:
    """Give the text of docs/coverage.md; raise NotThere."""
    titles, entered = pages(), page_of()
    figures = programme().figures
    counted = {one: keys_of(one) for one in figures}
    plans = [one for one in figures if one.kind == "plan"]
    without = [one for one in plans if not counted[one]]
    stale = (set(UNCOUNTED) ^ {one.indicator for one in without}) | (
        set(WIDER) - {one.number for one in plans if counted[one]}
    )
    if stale:
        raise NotThere(*sorted(stale))
    lines = [
        "# What the program covers", "",
        "Where each row of the register of 2009 and each device of the programme lives. Written by `python -m tests.coverage` from the register, the",
        "indicators, the tables and the pages; a test fails where it is not what would be written. Do not edit it.", "",
        f"Of {len(figures)} figures in 87 rows, {len(plans)} are plans, which become targets on the page {titles['targets']} (row 50 alone does not: it mixes kinds). The progress",
        f"of {len(plans) - len(without)} is counted, that of {len(without)} is not, and says so there. The others are no targets: results, a stock, a brand, caps and the ten undertakings,",
        f"shown in their kinds where a region's set is taken (采用 on {titles['targets']}).", "", "## The 87 rows", "", "| row | place | what | figure | kind | where | counted by |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [_row(one, counted[one], titles, entered) for one in figures]
    lines += ["", "## Plans that are not counted", "", "| row | indicator | why |", "|---|---|---|"]
    lines += [f"| {one.number} | `{one.indicator}` | {UNCOUNTED[one.indicator]} |" for one in without]
    lines += ["", "## Counts that are not quite the row's", "", "| row | our figure counts |", "|---|---|"]
    lines += [f"| {one.number} | {WIDER[one.number]} |" for one in plans if one.number in WIDER]
    lines += ["", f"## The {len(DEVICES)} devices", "", "| device | pages | tables | counted by | note |", "|---|---|---|---|---|"]  # fmt: skip
    lines += [_device(one, titles, entered) for one in DEVICES]
    return "\n".join(lines) + "\n"


def keys_of(figure: Figure) -> tuple[str, ...]:
    """Give the indicators that tell the progress of a figure and that some area counts; raise NotThere for one that none does."""
    keys = programme().counted.get(figure.indicator, ())
    unknown = [key for key in keys if key not in indicators.BY_KEY]
    if unknown:
        raise NotThere(figure.indicator, *unknown)
    if figure.kind == "plan" and not (figure.quantity and targets.is_counted(targets.draft_of(programme(), figure))):
        return ()
    return keys


def _row(figure: Figure, keys: Sequence[str], titles: Mapping[str, str], entered: Mapping[str, str]) -> str:
    goal = titles["targets"]
    where = {
        "plan": [goal], "checklist": [f"checklist on {goal}"], "cap": [f"cap on {goal}", titles["startup"]],
    }.get(figure.kind, [f"{_SHOWN.get(figure.kind, KINDS[figure.kind])} on {goal}"])  # fmt: skip
    tables = dict.fromkeys(indicators.BY_KEY[key].table for key in keys)
    where += _titles((entered[table] for table in tables if table in entered), titles)
    told = ", ".join(f"`{key}`" for key in keys)
    if figure.kind == "plan" and not keys:
        told = "not counted"
    return f"| {figure.number} | {figure.place} | {figure.words} | {figure.shown} | {KINDS[figure.kind]} | {' · '.join(dict.fromkeys(where))} | {told or '—'} |"


def _device(device: Device, titles: Mapping[str, str], entered: Mapping[str, str]) -> str:
    missing = [table for table in device.tables if table not in schema.BY_NAME]
    if missing or any(page not in titles for page in device.pages):
        raise NotThere(device.key, *missing, *device.pages)
    shown = _titles((*(entered[table] for table in device.tables if table in entered), *device.pages), titles)
    hidden = [table for table in device.tables if table not in entered]
    keys = [
        key
        for key, one in indicators.BY_KEY.items()
        if one.table in device.tables and (device.keys is None or key in device.keys)
    ]
    notes = [device.note] if device.note else []
    if hidden:
        notes.append(f"no page of its own: {', '.join(f'`{table}`' for table in hidden)}")
    cells = (
        f"{device.name} `{device.key}`", " · ".join(shown) or "—", ", ".join(f"`{one}`" for one in device.tables) or "—",
        ", ".join(f"`{one}`" for one in keys) or "—", "; ".join(notes) or "—",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _titles(keys: Iterable[str], titles: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(titles[key] for key in keys))


def main() -> int:
    """Write the file."""
    FILE.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
