"""Write docs/coverage.md, which tells where each of the 87 rows and 39 devices of the programme of 2009 lives: python -m tests.coverage.

The rows come from the register (`rules/data/programme_2009.csv`), what counts them from the indicators, where a table is entered from the pages.
Kept by hand are the devices, the pages of tables that no page declares, and where a count is not quite its row's and why; `tests/ui/test_coverage.py` holds them.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from db import indicators, schema, targets
from rules.programme import KINDS, Figure, Programme, programme
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
    _D("培训基地", "training_base", ("base_place", "base_plate", "base_review", "base", "published_base", "training_elsewhere"), (), "several plates are one place"),
    _D("示范型安置基地、工会就业基地", "placement_base", ("placement_base",), (), "the letter of offer with its term, and the document that named a model"),
    _D("人力资源基地", "hr_source_base", ("source_base",)),
    _D("就业信息员", "info_officer", ("info_officer",), (), "报送统计… gives what each sent in"),
    _D("就业信息", "job_info", ("vacancy", "employer")),
    _D("就业信息联网共享", "info_share", ("job_batch", "shared_place"), (), "lists of other offices in and out as workbooks, by source, batch and count, and which places are joined; nothing is online"),
    _D("招聘会", "job_fair", ("job_fair", "fair_site"), (), "entry, reception, intent and employment are four counts"),
    _D("网上视频面试", "video_interview", ("video_interview",), (), "the result only"),
    _D("省际协作", "labour_cooperation", ("cooperation", "cooperation_order")),
    _D("三级劳务输出网络", "export_network", ("export_node", "export_batch", "export_member")),
    _D("四免", "fee_waiver_4", ("fee_waiver",)),
    _D("五大帮助", "startup_help_5", ("startup_help",)),
    _D("小额贷款", "micro_loan", ("loan", "loan_rule", "published_loan_rule", "loan_payment", "loan_compensation", "loan_subsidy")),
    _D("创业带头人", "startup_leader", ("startup_leader", "startup_job", "startup_project")),
    _D("专家智囊团", "expert_panel", ("startup_expert", "expert_service")),
    _D("一条龙", "one_stop_chain", (), ("person",), "the strip of steps and the story of a person's file, from every table that declares a step (`db/story.py`)"),
    _D("订单式、定向培训", "order_training", ("order_agreement",)),
    _D("兼职培训师", "part_time_trainer", ("trainer", "trainer_hours")),
    _D("技能证书", "skill_certificate", ("skill_certificate",), (), "*not* our own 培训合格证书 (`certificate`)"),
    _D("劳务品牌", "labour_brand", ("activity_tag", "tagging"), (), "tags with aliases"),
    _D("培训方向", "training_topic", ("activity_tag", "tagging", "course"), (), "tags; those of 2009 are shipped"),
    _D("共同约定行动", "joint_pledge", ("joint_pledge", "pledge_visit")),
    _D("集体协商、集体合同", "collective_bargain", ("collective_contract", "contract_earlier")),
    _D("工资支付监控与讨薪", "wage_case", ("rights_case", "rights_claimant", "rights_recovery"), (), "one case, many claimants"),
    _D("维权服务", "rights_case", ("rights_case", "rights_step", "rights_pause", "rights_reopening")),
    _D("生活、医疗、助学、送温暖", "relief_grant", ("relief_grant", "relief_approval", "relief_pay", "relief_limit", "hardship_file", "hardship_member", "hardship_earlier")),
    _D("金秋助学", "autumn_tuition", ("relief_grant", "relief_pay"), (), "a kind of relief: a pupil once a year", ("tuition_relief", "tuition_relief_fen")),
    _D("爱心助医", "love_medical", ("goods_batch", "goods_out", "goods_destroyed"), (), "goods; their value is never cash"),
    _D("入会与会籍", "membership", ("member_application", "membership", "member_event", "grassroots_union"), (), "a transfer is no new member"),
    _D("调研", "survey", ("questionnaire", "answer_sheet")),
    _D("目标任务", "target", ("target_set", "target")),
    _D("资金", "fund", ("fund_source", "fund_budget", "fund_receipt", "fund_spending")),
    _D("联合活动", "linked_campaign", ("activity_tag", "tagging"), (), "tags; each thing counts once however many it carries"),
    _D("竞赛与练兵", "competition", ("contest",), (), "heads only"),
    _D("政策咨询、宣传", "consultation", ("publicity",), (), "person-times; heads at one campaign are a figure of their own, never added"),
    _D("文化服务", "culture", ("culture_service",)),
    _D("家政服务", "home_service", ("training_class", "tagging"), (), "a class with the tag 培训方向·家政服务; what a head costs is the course's fee and the voucher's face; employment in 就业登记", ()),
    _D("部门支持", "dept_support", ("dept_support", "assisted_training", "union_part"), (), "what unions assisted and took part in stands beside it"),
)  # fmt: skip
_EVERYBODY = (
    "everybody aided, laid-off workers among them",
    "the row is the campaign's total, and the campaign's aid was for laid-off workers and others too (its parts say so)",
)
_OFFICES = (
    "heads that the office reported, or that its list holds",
    "the classes are other offices'; their trainees are not registered here, so that nobody can be counted once",
)
_LEVEL = "a sum that a province passes on is entered again by who receives it; whose money it was is told of loan funds alone"
ENTERED_ON: Mapping[str, str] = {
    "base": "units", "claim": "claims", "claim_review": "settlement", "course": "units", "hardship_file": "relief", "redemption": "redemption",
    "relief_approval": "relief",
    "result": "results", "target": "targets", "target_set": "targets", "training_class": "classes", "voucher_issue": "voucher_issue",
    "voucher_loss": "vouchers", "voucher_void": "vouchers",
}  # fmt: skip
"""The page of a table that no page declares to open."""
WIDER: Mapping[str, tuple[str, str]] = {
    "4": _EVERYBODY, "18": _EVERYBODY, "38": _EVERYBODY, "66": _EVERYBODY,
    "6": ("everybody aided, each once; the row adds its five parts", "the row's 500,000 adds person-times to persons (note 8), which no count can; its five parts are targets of their own"),
    "20": ("heads that the office counted at each event", "nobody is asked for a name, so who came twice is two; the indicator's name says so"),
    "54": _OFFICES, "55": _OFFICES,
    "69": ("what was spent on training of every source and level", _LEVEL), "78": ("what came in from every source, at every level", _LEVEL),
    "77.1": ("everybody on our books who came to work, by any way", "whom other offices placed without us is not in the casebook; their own total may hold the same persons, and would count them twice"),
}  # fmt: skip
"""By row, where our figure counts other than the row's words say: what it counts, and why no count can be nearer."""


OWN = ("TRAIN_SKILL_FREE", "EMP_OR_START", "EMP_REEMP", "START_OR_EMP")
"""Indicators of the register that are a narrower count of a service wherever they stand."""


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
    wrong = [one.number for one in plans if not counted[one]]  # a plan that nothing counts is a hole in the program
    wrong += set(WIDER) - {one.number for one in plans}
    if wrong:
        raise NotThere(*sorted(wrong))
    lines = [
        "# What the program covers", "",
        "Where each row of the register of 2009 and each device of the programme lives. Written by `python -m tests.coverage` from the register, the",
        "indicators, the tables and the pages; a test fails where it is not what would be written. Do not edit it.", "",
        f"Of {len(figures)} figures in 87 rows, {len(plans)} are plans, which become targets on the page {titles['targets']}, and the progress of each is counted: row 50, which was",
        "announced as a sum across kinds, by its three parts side by side. The others are no targets: results, a stock, a brand, caps and the ten",
        f"undertakings, shown in their kinds where a region's set is taken (采用 on {titles['targets']}).", "", "## The 87 rows", "",
        "| row | place | what | figure | kind | where | counted by |", "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [_row(one, counted[one], titles, entered) for one in figures]
    lines += ["", "## Counts of a row's own people", "", "Where a row's words are narrower than the service (whose, for whom, free), so is its indicator: who they are stands in its", "name, and is asked of the day of the service (`db/tables/identities.py`).", "",
              "| row | what | counted as |", "|---|---|---|"]  # fmt: skip
    lines += [
        f"| {one.number} | {one.words} | {'、'.join(indicators.BY_KEY[key].label for key in counted[one])} |"
        for one in plans
        if one.number in programme().narrower or one.indicator in OWN
    ]
    lines += ["", "## Counts that are not quite the row's", "", "| row | our figure counts | why not the row's own |", "|---|---|---|"]  # fmt: skip
    lines += [f"| {one.number} | {' | '.join(WIDER[one.number])} |" for one in plans if one.number in WIDER]
    lines += ["", f"## The {len(DEVICES)} devices", "", "| device | pages | tables | counted by | note |", "|---|---|---|---|---|"]  # fmt: skip
    lines += [_device(one, titles, entered) for one in DEVICES]
    return "\n".join(lines) + "\n"


def keys_of(figure: Figure) -> tuple[str, ...]:
    """Give the indicators that tell the progress of a figure and that some area counts, of a composite those of its parts; raise NotThere for one that none does."""
    register = programme()
    keys = register.keys(figure)
    unknown = [key for key in keys if key not in indicators.BY_KEY]
    if unknown:
        raise NotThere(figure.indicator, *unknown)
    if figure.kind != "plan":
        return keys
    parts = register.parts(figure)
    if parts:
        return tuple(key for part in parts for key in keys_of(part)) if all(keys_of(part) for part in parts) else ()
    return keys if _is_counted(register, figure) else ()


def _is_counted(register: Programme, figure: Figure) -> bool:
    return figure.quantity is not None and targets.is_counted(targets.draft_of(register, figure))


def _row(figure: Figure, keys: Sequence[str], titles: Mapping[str, str], entered: Mapping[str, str]) -> str:
    goal = titles["targets"]
    where = {
        "plan": [goal], "checklist": [f"checklist on {goal}"], "cap": [f"cap on {goal}", titles["startup"]],
    }.get(figure.kind, [f"{_SHOWN.get(figure.kind, KINDS[figure.kind])} on {goal}"])  # fmt: skip
    tables = dict.fromkeys(indicators.BY_KEY[key].table for key in keys)
    where += _titles((entered[table] for table in tables if table in entered), titles)
    told = ", ".join(f"`{key}`" for key in keys)
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
