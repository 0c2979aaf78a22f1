"""The forms of the monthly, quarterly and yearly reports as data: lines, what each counts, and which lines must agree with each other.

A line names the keys of indicators (`db/indicators.py`); several keys together count a person once. Lines whose indicators no area has declared
yet are left out, and so is a form without lines. A line that `stands` tells a stock: what had come and not gone by the beginning or the end. Sources: the form that the unions of a province sent up in November 2009 (`aid`), and the tables
that offices keep by custom (docs/programme.md, "Reports").
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["sum", "most", "stock"]
Stands = Literal["", "opening", "closing"]
OFTEN = ("month", "quarter", "year")
SELDOM = ("quarter", "year")


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line: its number on the form, its words, the indicators that it counts together, how far it is set in (其中).

    A line that `stands` counts everything up to the beginning (`opening`) or the end (`closing`) of a span: `keys` came in, `less` went out.
    """

    number: str
    label: str
    keys: tuple[str, ...]
    indent: int = 0
    less: tuple[str, ...] = ()
    stands: Stands = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Hold a rule between lines (勾稽关系): `sum`, the left line is the sum of the right ones; `most`, it is at most the right one.

    `stock`: the left line, a closing stock, is the sum of the right ones (the opening stock, what came in) without those that are `less`.
    `seek` says, where the rule does not hold, what is the likely cause and where to look.
    """

    kind: Kind
    left: str
    right: tuple[str, ...]
    less: tuple[str, ...] = ()
    seek: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one form: key for good, title, how often it is made, lines, checks, what stands below it, and the kinds of workplace that make it."""

    key: str
    title: str
    often: tuple[str, ...]
    lines: tuple[Line, ...]
    checks: tuple[Check, ...] = ()
    note: str = ""
    places: tuple[str, ...] = ("desk", "province")

    def known(self, keys: Collection[str]) -> "Form | None":
        """Give the form with the lines that can be counted, and the checks between them; None where no line is left."""
        lines = tuple(
            replace(
                line,
                keys=tuple(key for key in line.keys if key in keys),
                less=tuple(key for key in line.less if key in keys),
            )
            for line in self.lines
            if any(key in keys for key in line.keys)
        )
        whole = {line.number for line in lines}
        checks = tuple(
            replace(
                check,
                right=tuple(one for one in check.right if one in whole),
                less=tuple(one for one in check.less if one in whole),
            )
            for check in self.checks
            if check.left in whole and any(one in whole for one in check.right)
        )
        return replace(self, lines=lines, checks=checks) if lines else None


_L, _C = Line, Check


def _opens(number: str, label: str, came: tuple[str, ...], went: tuple[str, ...], indent: int = 0) -> Line:
    return Line(number, label, came, indent, went, "opening")


def _closes(number: str, label: str, came: tuple[str, ...], went: tuple[str, ...], indent: int = 0) -> Line:
    return Line(number, label, came, indent, went, "closing")


_RAISED = ("raised_central_fen", "raised_local_fen", "raised_union_fen", "raised_donated_fen")
_HELD = (*_RAISED, "fund_back_fen")
_SPENT = (
    "spent_training_fen",
    "spent_bases_fen",
    "spent_jobs_fen",
    "spent_relief_fen",
    "spent_loans_fen",
    "spent_other_fen",
)
_STOCK_GONE = ("voucher_out", "voucher_stock_void", "voucher_closed")
_LOANS_GONE = ("loan_repaid_fen", "loan_compensated_fen")
_CASES_CAME = ("case_opened", "case_reopened")
_FILES_GONE = ("hardship_files_recovered", "hardship_files_closed")
_HEADS_GONE = ("hardship_heads_recovered", "hardship_heads_closed")
_MEMBERS_CAME, _MEMBERS_GONE = ("member_new", "member_again", "member_moved_in"), ("member_moved_out", "member_left")
FORMS: tuple[Form, ...] = (
    Form("aid", "援助行动情况统计表", OFTEN, (
        _L("1", "已培训", ("skill_trained", "startup_trained", "basic_trained")),
        _L("1.1", "技能培训", ("skill_trained",), 1), _L("1.1.1", "其中获得培训合格证书", ("certified",), 2),
        _L("1.1.2", "其中获得职业技能证书", ("skill_certified",), 2), _L("1.2", "创业培训", ("startup_trained",), 1),
        _L("1.3", "基础培训", ("basic_trained",), 1), _L("1.4", "其中农民工（技能培训）", ("skill_trained_migrant",), 1),
        _L("2", "就业指导、职业介绍、政策咨询", ("job_guided", "job_referred", "policy_consulted")),
        _L("2.1", "就业指导", ("job_guided",), 1), _L("2.2", "职业介绍", ("job_referred",), 1), _L("2.3", "政策咨询", ("policy_consulted",), 1),
         _L("2.4", "其中成功介绍就业", ("placed",), 1), _L("2.4.1", "其中凭推荐信", ("placed_by_letter",), 2),
        _L("2.5", "其中经培训后就业", ("placed_after_training",), 2),
        _L("3.1", "生活救助", ("living_relief",)), _L("3.2", "生活救助发放额", ("living_relief_fen",), 1),
        _L("3.3", "子女助学", ("tuition_relief",)), _L("3.4", "子女助学发放额", ("tuition_relief_fen",), 1),
        _L("3.5", "医疗救助", ("medical_relief",)), _L("3.6", "医疗救助发放额", ("medical_relief_fen",), 1),
        _L("3.7", "维权", ("rights_served",)), _L("3.8", "维权费用", ("rights_cost_fen",), 1),
        _L("4.1", "小额贷款人数", ("loan_persons",)), _L("4.2", "小额贷款笔数", ("loans",), 1), _L("4.3", "小额贷款金额", ("loan_fen",), 1),
        _L("5", "筹集资金合计", ("raised_central_fen", "raised_local_fen", "raised_union_fen", "raised_donated_fen")),
        _L("5.1", "中央财政帮扶资金", ("raised_central_fen",), 1), _L("5.2", "地方财政补贴", ("raised_local_fen",), 1),
        _L("5.3", "工会经费", ("raised_union_fen",), 1), _L("5.4", "社会捐助", ("raised_donated_fen",), 1),
        _L("6", "投入资金合计", ("spent_training_fen", "spent_bases_fen", "spent_jobs_fen", "spent_relief_fen")),
        _L("6.1", "培训", ("spent_training_fen", "spent_bases_fen"), 1), _L("6.1.1", "其中培训基地建设", ("spent_bases_fen",), 2), _L("6.2", "职业介绍", ("spent_jobs_fen",), 1), _L("6.3", "生活帮扶和维权", ("spent_relief_fen",), 1),
        _L("7", "“全国工会农民工技能培训示范基地”已培训", ("demo_base_trained",)),
    ), (
        _C("sum", "1", ("1.1", "1.2", "1.3")), _C("most", "1.1.1", ("1.1",)), _C("most", "1.4", ("1.1",)), _C("sum", "2", ("2.1", "2.2", "2.3")),
        _C("most", "2.4.1", ("2.2",)), _C("most", "2.4.1", ("2.4",)), _C("most", "2.5", ("2.4",)), _C("sum", "5", ("5.1", "5.2", "5.3", "5.4")), _C("sum", "6", ("6.1", "6.2", "6.3")),
    ), "人按当年去重，人次不去重，二者并列、不相加；万元由分汇总后换算。"),
    Form("training", "培训班统计表", OFTEN, (
        _L("1", "开办培训班", ("class_opened",)), _L("2", "结业培训班", ("class_ended",)), _L("3", "报名", ("enrolled",)),
        _L("4", "结业", ("skill_trained", "basic_trained")), _L("5", "合格", ("passed",)), _L("6", "取证", ("certified",)), _L("7", "培训后就业", ("placed_after_training",)),
        _L("8", "实到学时", ("hours",)), _L("9", "取得技术等级证书", ("skill_certified",)), _L("9.1", "其中灾区劳动者高级工以上", ("skill_certified_disaster",), 1),
        _L("10", "技能培训结业", ("skill_trained",)), _L("10.1", "其中免费", ("skill_trained_free",), 1),
        _L("10.1.1", "其中下岗失业人员、农民工", ("skill_trained_free_aided",), 2), _L("10.2", "其中就业困难人员", ("skill_trained_hard",), 1),
        _L("10.3", "农民工基础培训结业", ("basic_trained_migrant",)),
        _L("11", "协助政府技能提升培训（部门数）", ("assisted_upskill",)), _L("12", "安全生产知识培训（部门数）", ("assisted_safety",)),
        _L("13", "协助培训（部门按人次报的）", ("assisted_times",)),
    ), (
        _C("most", "2", ("1",)), _C("most", "6", ("5",)), _C("most", "5", ("4",)), _C("most", "4", ("3",)), _C("most", "9.1", ("9",)),
        _C("most", "10.1", ("10",)), _C("most", "10.1.1", ("10.1",)), _C("most", "10.2", ("10",)),
    ), "部门办的培训是报来的数，不实名，与本单位的培训不相加。"),
    Form("home", "工会家政服务培训工作情况统计表", OFTEN, (
        _L("1", "开办家政服务培训班", ("home_classes",)), _L("2", "报名", ("home_enrolled",)), _L("3", "结业", ("home_trained",)),
        _L("3.1", "其中农民工", ("home_trained_migrant",), 1), _L("4", "取证", ("home_certified",)), _L("5", "培训后就业", ("placed_after_home",)),
    ), (
        _C("most", "3", ("2",)), _C("most", "3.1", ("3",)), _C("most", "4", ("3",)), _C("most", "5", ("3",)),
    ), "按课程名称认家政、月嫂、母婴、育婴、养老护理、护工、保洁、钟点工；未开展的不填。都已在培训班统计表中，不另加。"),
    Form("vouchers", "培训券收发存与兑付表", OFTEN, (
        _opens("1", "期初库存", ("voucher_received",), _STOCK_GONE), _L("1.1", "领入", ("voucher_received",), 1), _L("1.2", "发放", ("voucher_out",), 1),
        _L("1.3", "库存作废", ("voucher_stock_void",), 1), _L("1.3.1", "其中打印损坏", ("voucher_stock_spoiled",), 2), _L("1.4", "停用、收回", ("voucher_closed",), 1),
        _closes("2", "期末库存", ("voucher_received",), _STOCK_GONE),
        _opens("3", "期初在外", ("voucher_out",), ("voucher_gone",)), _L("3.1", "核销", ("voucher_redeemed",), 1), _L("3.2", "发放后作废", ("voucher_out_void",), 1),
        _L("3.2.1", "其中打印损坏", ("voucher_out_spoiled",), 2), _L("3.3", "挂失", ("voucher_lost",), 1), _L("3.4", "过期", ("voucher_past",), 1),
        _closes("4", "期末在外", ("voucher_out",), ("voucher_gone",)),
        _L("5", "发放面值（不含作废）", ("voucher_issued_fen",)), _L("6", "核销金额", ("voucher_redeemed_fen",)), _L("7", "基地申报金额", ("claimed_fen",)),
        _L("7.1", "审核通过金额", ("accepted_fen",), 1), _L("8", "发放张数（不含作废）", ("voucher_issued",)),
    ), (
        _C("stock", "2", ("1", "1.1"), ("1.2", "1.3", "1.4")), _C("stock", "4", ("3", "1.2"), ("3.1", "3.2", "3.3", "3.4")),
        _C("most", "1.3.1", ("1.3",)), _C("most", "3.2.1", ("3.2",)), _C("most", "6", ("5",)), _C("most", "7", ("6",), seek="重复核销的券核销只计一次，两处各申报一次；或申报里有未核销的券，到“培训券结算”逐张看"),
        _C("most", "7.1", ("7",)),
    ), "库存是领入未用的号码；在外是已发未用、未挂失、未过期的券。挂失或过期后又核销、作废的，在那一天从挂失、过期中转出。补发用新号。"),
    Form("fairs", "职业介绍与招聘会表", OFTEN, (
        _L("1", "招聘会", ("fairs",)), _L("1.1", "分会场", ("fair_sites",), 1), _L("2", "参加单位", ("fair_employers",)), _L("3", "提供岗位", ("fair_posts",)), _L("4", "进场", ("fair_entries",)),
        _L("5", "接待登记", ("fair_received",)), _L("6", "达成意向", ("fair_intents",)), _L("7", "上岗", ("fair_hired",)),
        _L("8", "就业信息", ("job_posts",)), _L("9", "职业介绍", ("job_referred",)), _L("9.1", "其中下岗失业人员、农民工", ("job_referred_aided",), 1),
        _L("10", "成功介绍就业", ("placed",)), _L("10.1", "其中下岗失业人员再就业", ("placed_laid_off",), 1), _L("10.2", "其中返乡、失业农民工", ("placed_returned",), 1),
        _L("10.3", "其中订单培训录用", ("placed_by_order",), 1), _L("10.4", "其中凭推荐信", ("placed_by_letter",), 1),
        _L("11", "新增就业（各种途径）", ("at_work",)), _L("12", "视频面试（整场报数）", ("video_met",)), _L("12.1", "其中达成意向", ("video_intents",), 1),
        _L("13", "视频面试（实名）", ("video_named",)), _L("13.1", "其中达成意向", ("video_named_intents",), 1),
        _L("14", "就业回访", ("followed_up",)), _L("14.1", "其中在岗", ("followed_stays",), 1), _L("14.2", "其中未联系上（不算在岗）", ("followed_silent",), 1),
    ), (
        _C("most", "7", ("6",)), _C("most", "6", ("5",)), _C("most", "5", ("4",)), _C("most", "10.4", ("9",)), _C("most", "10.4", ("10",)), _C("most", "9.1", ("9",)),
        _C("most", "10.1", ("10",)), _C("most", "10.2", ("10",)), _C("most", "10.3", ("10",)), _C("most", "10", ("11",)),
        _C("most", "12.1", ("12",)), _C("most", "13.1", ("13",)), _C("most", "14.1", ("14",)), _C("most", "14.2", ("14",)),
    ), "进场、接待登记、达成意向、上岗是四个数，不相加。视频面试的整场报数和实名各计，不相加；意向不是就业。招聘会、视频面试、订单培训、劳务输出等不凭推荐信上岗的也是成功介绍。"),
    Form("funds", "资金筹集与使用表", SELDOM, (
        _opens("1", "期初结余", _HELD, _SPENT), _L("2", "到账合计", _RAISED),
        _L("2.1", "中央财政帮扶资金", ("raised_central_fen",), 1), _L("2.2", "地方财政补贴", ("raised_local_fen",), 1),
        _L("2.2.1", "其中政府培训、就业补贴", ("raised_subsidy_fen",), 2),
        _L("2.3", "工会经费", ("raised_union_fen",), 1), _L("2.4", "社会捐助", ("raised_donated_fen",), 1),
        _L("3", "支出合计", _SPENT), _L("3.1", "培训", ("spent_training_fen",), 1), _L("3.2", "职业介绍", ("spent_jobs_fen",), 1),
        _L("3.3", "生活帮扶和维权", ("spent_relief_fen",), 1), _L("3.4", "培训基地建设", ("spent_bases_fen",), 1),
        _L("3.5", "小额贷款、贴息、代偿", ("spent_loans_fen",), 1), _L("3.6", "其他", ("spent_other_fen",), 1), _L("4", "还款、追回", ("fund_back_fen",)),
        _closes("5", "期末结余", _HELD, _SPENT), _L("6", "实物捐赠估值", ("goods_value_fen",)),
        _L("7", "联合活动支出（已在上面）", ("spent_campaigns_fen",)), _L("7.1", "其中关爱农民工行动", ("spent_care_fen",), 1),
    ), (
        _C("sum", "2", ("2.1", "2.2", "2.3", "2.4")), _C("sum", "3", ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6")), _C("stock", "5", ("1", "2", "4"), ("3",)), _C("most", "7.1", ("7",)),
        _C("most", "3", ("2",)), _C("most", "2.2.1", ("2.2",)),
    ), "实物估值单列，不计入资金。还款、追回的本息回到原来的来源。联合活动的支出按用途已在支出合计中，第 7 栏只是另一种分法。"),
    Form("loans", "小额贷款表", SELDOM, (
        _L("1", "贷款户数", ("loan_persons",)), _opens("2", "期初未结清", ("loans",), ("loans_settled",)), _L("2.1", "放款笔数", ("loans",), 1),
        _L("2.2", "结清、核销笔数", ("loans_settled",), 1), _closes("2.3", "期末未结清", ("loans",), ("loans_settled",), 1), _closes("2.4", "其中期末逾期", ("loans_overdue",), (), 2),
        _opens("3", "期初贷款余额", ("loan_fen",), _LOANS_GONE), _L("3.1", "放款", ("loan_fen",), 1), _L("3.2", "回收", ("loan_repaid_fen",), 1),
        _L("3.3", "代偿", ("loan_compensated_fen",), 1), _closes("3.4", "期末贷款余额", ("loan_fen",), _LOANS_GONE, 1), _closes("3.5", "期末逾期应还本息", ("loan_overdue_fen",), (), 2),
        _opens("4", "期初代偿未追回", ("loan_compensated_fen",), ("loan_recovered_fen", "loan_written_off_fen")), _L("4.1", "代偿后追回", ("loan_recovered_fen",), 1),
        _L("4.2", "核销", ("loan_written_off_fen",), 1),
        _closes("4.3", "期末代偿未追回", ("loan_compensated_fen",), ("loan_recovered_fen", "loan_written_off_fen"), 1),
        _L("5", "贴息", ("loan_interest_fen",)), _L("6", "创业成功", ("startup_succeeded",)), _L("7", "带动就业", ("startup_jobs",)), _L("8", "创业带头人", ("startup_leaders",)),
        _L("9", "贷款资金到账", ("loan_fund_province_fen", "loan_fund_city_fen", "loan_fund_county_fen", "loan_fund_other_fen")),
        _L("9.1", "省总出资", ("loan_fund_province_fen",), 1), _L("9.2", "市总出资", ("loan_fund_city_fen",), 1), _L("9.3", "县总出资", ("loan_fund_county_fen",), 1),
        _L("9.4", "财政和其他出资", ("loan_fund_other_fen",), 1), _L("10", "下岗失业人员贴息贷款放款", ("loan_subsidised_fen",)), _L("11", "贷款项目带动就业", ("loan_jobs",)),
    ), (
        _C("most", "1", ("2.1",)), _C("most", "2.4", ("2.3",)), _C("stock", "2.3", ("2", "2.1"), ("2.2",)), _C("stock", "3.4", ("3", "3.1"), ("3.2", "3.3")),
        _C("stock", "4.3", ("4", "3.3"), ("4.1", "4.2")), _C("sum", "9", ("9.1", "9.2", "9.3", "9.4")),
        _C("most", "10", ("3.1",)), _C("most", "11", ("7",)),
    ), "逾期是到期未还的本金和利息，按还款计划和还款记录算到期末，已代偿的不算。余额是银行未收回的本金；代偿后由担保方向借款人追偿，另列。贴息不是本金。"),
    Form("startup", "创业指导表", SELDOM, (
        _L("1", "开办创业培训班", ("startup_classes",)), _L("2", "创业培训结业", ("startup_trained",)), _L("3", "享受四免", ("fee_waived",)),
        _L("3.1", "四免免除额", ("fee_waived_fen",), 1), _L("4", "创业项目开业", ("startup_opened",)), _L("5", "创业成功", ("startup_succeeded",)),
        _L("5.1", "其中返乡、失业农民工", ("startup_succeeded_returned",), 1), _L("6", "创业带头人", ("startup_leaders",)), _L("7", "带动就业（实名）", ("startup_jobs",)), _L("8", "专家服务", ("expert_services",)),
        _L("9", "五项帮助办成", ("helps_done",)),
    ), (_C("most", "5.1", ("5",)),), "班按期计，培训、创业、带动就业的人各自按实名计，互不相加；一人只计一次。"),
    Form("rights", "维权案件表", OFTEN, (
        _opens("1", "期初在办案件", _CASES_CAME, ("case_closed",)), _L("1.1", "新受理案件", ("case_opened",), 1), _L("1.2", "结案", ("case_closed",), 1),
        _L("1.3", "重新办理案件", ("case_reopened",), 1), _closes("2", "期末在办案件", _CASES_CAME, ("case_closed",)), _L("3", "涉及职工", ("case_persons",)), _L("3.1", "法律援助案件", ("legal_aided",)),
        _L("4", "诉求金额", ("case_claimed_fen",)), _L("5", "追回金额", ("case_recovered_fen",)), _L("6", "签订共同约定的企业", ("pledges",)), _L("6.1", "承诺不裁员", ("pledge_no_layoff",), 1),
        _L("6.2", "承诺少裁员", ("pledge_few_layoffs",), 1), _L("6.3", "承诺不减薪", ("pledge_no_cut",), 1), _L("6.4", "承诺少减薪", ("pledge_small_cut",), 1),
        _L("6.5", "保岗保资", ("pledge_job_and_pay",), 1), _L("6.6", "不拖欠工资", ("pledge_no_arrears",), 1), _L("7", "集体合同覆盖职工", ("contract_persons",)),
    ), (
        _C("stock", "2", ("1", "1.1", "1.3"), ("1.2",)), _C("most", "5", ("4",), seek="有申请人登记了追回而没有填诉求金额：到“维权申请人”补填"), *(_C("most", f"6.{one}", ("6",)) for one in range(1, 7)),
    ), "案件按件计，职工按人计；一家企业可有几项承诺，各项不相加。重新办理不是新受理，按重新办理的日期计；每次结案按当次的日期计，已上报的月份不变。"),
    Form("hardship", "困难职工动态表", SELDOM, (
        _opens("1", "期初在档", ("hardship_files",), _FILES_GONE), _L("1.1", "新建档", ("hardship_files",), 1), _L("1.2", "脱困", ("hardship_files_recovered",), 1),
        _L("1.3", "撤档", ("hardship_files_closed",), 1), _closes("1.4", "期末在档", ("hardship_files",), _FILES_GONE, 1),
        _opens("2", "期初在档人口", ("hardship_heads",), _HEADS_GONE), _L("2.1", "新建档人口", ("hardship_heads",), 1),
        _L("2.2", "脱困人口", ("hardship_heads_recovered",), 1), _L("2.3", "撤档人口", ("hardship_heads_closed",), 1),
        _closes("2.4", "期末在档人口", ("hardship_heads",), _HEADS_GONE, 1), _L("3", "生活救助", ("living_relief",)),
        _L("4", "医疗救助", ("medical_relief",)), _L("5", "子女助学", ("tuition_relief",)), _L("6", "节日慰问", ("festive_relief",)),
        _L("7", "发放金额", ("living_relief_fen", "medical_relief_fen", "tuition_relief_fen", "festive_relief_fen")),
    ), (
        _C("stock", "1.4", ("1", "1.1"), ("1.2", "1.3")), _C("stock", "2.4", ("2", "2.1"), ("2.2", "2.3")),
    ), "一户一档，户和人口分列；人口按档案登记的家庭人口计。脱困、撤档后又建档的，按又建档的日期再计一次新建档。"),
    Form("members", "会员发展表", OFTEN, (
        _opens("1", "期初会员", _MEMBERS_CAME, _MEMBERS_GONE), _L("2", "新发展会员", ("member_new",)), _L("2.1", "其中农民工", ("member_new_migrant",), 1),
        _L("3", "接转入", ("member_moved_in",)), _L("4", "重新入会", ("member_again",)), _L("5", "接转出", ("member_moved_out",)), _L("6", "退会、除名", ("member_left",)),
        _closes("7", "期末会员", _MEMBERS_CAME, _MEMBERS_GONE), _L("7.1", "本期保留会籍", ("member_kept",), 1),
        _L("7.2", "本期恢复会籍", ("member_restored",), 1), _L("7.3", "本期终止保留", ("member_kept_over",), 1),
        _opens("7.4", "期初保留会籍", ("member_kept",), ("member_kept_over",), 1), _closes("7.5", "期末保留会籍", ("member_kept",), ("member_kept_over",), 1),
    ), (
        _C("stock", "7", ("1", "2", "3", "4"), ("5", "6")), _C("stock", "7.5", ("7.4", "7.1"), ("7.3",)), _C("most", "2.1", ("2",)),
    ), "接转不是新发展，分列。勾稽按变动次数；同一人一期内进出几次，去重人数少于次数。保留会籍仍是会员；恢复、转出、退会即终止保留。"),
    Form("network", "基地、信息员、劳务输出表", SELDOM, (
        _L("1", "登记服务对象", ("registered",)), _L("2", "培训基地", ("bases_named",)),
        _L("2.1", "其中全总命名就业培训（实训）基地", ("bases_national_jobs",), 1), _L("2.2", "其中全总命名农民工技能培训基地", ("bases_national_migrant",), 1),
        _L("2.3", "其中示范型培训基地", ("bases_demo",), 1), _L("3", "就业信息员", ("info_officers",)),
        _L("4", "报送就业信息", ("job_posts",)), _L("5", "劳务输出批次", ("export_batches",)), _L("6", "劳务输出", ("exported",)),
        _L("7", "政策宣传", ("publicised",)), _L("8", "文化服务", ("culture_sessions",)), _L("8.1", "职工书屋图书", ("culture_books",), 1), _L("8.2", "文化服务参加人次", ("culture_times",), 1), _L("9", "兼职培训师授课", ("trainer_taught",)),
        _L("10", "技术培训", ("million_trained",)), _L("11", "技术练兵", ("million_drilled",)), _L("12", "技能比赛", ("million_contested",)), _L("13", "部门支持事项", ("dept_supports",)),
        _L("14", "政策宣传到场人数", ("publicised_heads",)), _L("15", "示范型安置基地", ("bases_model",)), _L("16", "就业信息联网的市（地）", ("cities_joined",)),
        _L("16.1", "就业信息联网的县（市、区）", ("counties_joined",)), _L("17", "县以上工会（已登记参加情况）", ("unions_listed",)),
        _L("17.1", "其中参加劳动保障部门活动", ("unions_took_part",), 1), _L("18", "人力资源基地", ("source_bases",)), _L("19", "中专学校学生基地", ("source_schools",)),
        _L("20", "县级劳务输出中心", ("export_centres",)), _L("21", "乡镇劳务输出站", ("export_stations",)),
    ), (_C("most", "17.1", ("17",)), *(_C("most", f"2.{one}", ("2",)) for one in (1, 2, 3))), "一个实体有几块牌子只计一次；联合活动是标签，不另计数。到场人数是一场活动点的人头，与政策宣传的人次不相加。"),
    Form("base", "培训基地月报", OFTEN, (
        _L("1", "开办培训班", ("class_opened",)), _L("2", "结业培训班", ("class_ended",)), _L("3", "学员", ("enrolled",)),
        _L("4", "结业", ("skill_trained", "basic_trained")), _L("5", "合格", ("passed",)), _L("6", "取证", ("certified",)), _L("7", "实到学时", ("hours",)),
        _L("8", "核销培训券", ("voucher_redeemed",)), _L("9", "核销金额", ("voucher_redeemed_fen",), 1), _L("10", "申报金额", ("claimed_fen",), 1),
    ), (
        _C("most", "2", ("1",)), _C("most", "4", ("3",)), _C("most", "5", ("4",)), _C("most", "6", ("5",)), _C("most", "10", ("9",)),
    ), "本基地的数，由基地自己的记录统计；没有业务的月份作零报表。", ("base",)),
)  # fmt: skip
BY_KEY = {form.key: form for form in FORMS}
EXPECTED: frozenset[str] = frozenset(key for form in FORMS for line in form.lines for key in (*line.keys, *line.less))
"""All keys that some form asks for: an area that counts such a thing uses this key."""
