"""The old ledgers that an office brings along, declared as data: what each is called, its columns, the words over them, how a cell is read.

The words are those that county offices, bases and help centres really write over their columns; what they do not cover is asked once
(`db/ledger_columns.py`). A field is named after the column of its table in `db/schema.py`; a few are only read, to tell another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from db.roster_headers import Vocabulary, fold
from rules.permissions import Action

Reads = Literal["text", "name", "number", "document", "kind", "money", "day", "year", "count", "status", "yes", "phone"]

STOCK, DRAWN, ISSUED, REDEEMED = "在库", "已领未发", "已发放", "已核销"
VOID, LOST, REPLACED, EXPIRED = "作废", "挂失", "已补发", "过期"
OUT = frozenset({ISSUED, REDEEMED, LOST, REPLACED, EXPIRED})
"""States of a voucher that reached a person, and was not taken back."""
ON_FILE, CLOSED = "在档", "已撤档"

_TEN_THOUSAND = 10_000 * 100
MOST_VOUCHER_FEN = 10 * _TEN_THOUSAND
"""No training voucher is worth more than 100,000 yuan; more is a slip of the pen or of the unit."""
MOST_FEN = 100 * _TEN_THOUSAND


@dataclass(frozen=True)
class Field:
    """Declare one thing that a ledger tells: name, Chinese label, how a cell is read, the words over the column, best first.

    `required`: no ledger without it. `same`: may be one value for the whole file. `strict`: a row whose cell cannot be read is
    refused, else only warned of. `most`: the largest amount (fen) or count.
    """

    name: str
    label: str
    reads: Reads
    words: tuple[str, ...]
    required: bool = False
    same: bool = False
    strict: bool = False
    most: int = MOST_FEN
    read_only: bool = False


@dataclass(frozen=True)
class LedgerKind:
    """Declare one ledger: the table it fills, its word on the command line, who keeps it, its fields, what makes a row itself.

    `action` is what reading and taking it needs. Of each group in `either` one column must be there. `marks` are the fields that make a row worth reading.
    """

    table: str
    word: str
    label: str
    places: frozenset[str]
    fields: tuple[Field, ...]
    either: tuple[tuple[str, ...], ...]
    marks: tuple[str, str]
    contained: tuple[tuple[str, str], ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    action: Action = Action.LEDGER_IMPORT

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Give the fields by their names."""
        return {one.name: one for one in self.fields}

    @cached_property
    def words(self) -> Vocabulary:
        """Give the words over the columns, as the reader of headers wants them."""
        exact: dict[str, str] = {}
        ranks: dict[str, int] = {}
        for one in self.fields:
            for rank, word in enumerate((*one.words, one.label)):
                exact.setdefault(fold(word), one.name)
                ranks.setdefault(fold(word), rank)
        return Vocabulary(exact, self.contained, _OF_OTHERS, tuple(self.by_name), ranks)


_OF_OTHERS = re.compile(
    r"亲属|家属|配偶|父|母|监护|子女|推荐人|介绍人|经办|填表|审核|复核|负责|教师|老师|班主任|村干部|代领|收款|开户|卡号|账号|法人|签字|签名"
)
_DESK, _COUNTY = frozenset({"desk"}), frozenset({"desk", "base"})

_DOCUMENT_WORDS = (
    "身份证号码", "身份证号", "公民身份号码", "公民身份证号码", "居民身份证号码", "居民身份证号", "身份证", "证件号码", "证件号", "有效证件号码", "二代身份证号",
    "本人身份证号", "持券人身份证号", "持券人身份证号码", "学员身份证号", "学员身份证号码", "持证人身份证号", "持证人身份证号码", "户主身份证号", "户主身份证号码", "身份证编号",
)  # fmt: skip


def _document() -> Field:
    return Field("doc_no", "证件号码", "document", _DOCUMENT_WORDS, strict=True)


def _document_kind() -> Field:
    return Field("doc_type", "证件类型", "kind", ("证件类型", "证件类别", "证件种类", "证件名称"), read_only=True)


_COURSE_WORDS = (
    "培训工种", "工种", "培训专业", "专业", "培训项目", "培训课程", "课程", "培训职业", "职业工种", "职业", "职业名称", "培训内容", "报考工种", "适用工种", "鉴定工种", "班次", "培训班",
)  # fmt: skip
_BASE_WORDS = (
    "培训基地", "培训机构", "培训学校", "培训单位", "承训单位", "承训机构", "核销基地", "使用机构", "定点机构", "基地", "基地名称", "机构名称", "学校",
)  # fmt: skip

VOUCHERS = LedgerKind(
    "ledger_voucher", "voucher", "旧券台账", _DESK,
    (
        Field("number", "券号", "number", (
            "券号", "培训券号", "培训券编号", "券编号", "培训券号码", "券面编号", "券号码", "券票号", "票号", "券面号", "券码", "券证号", "正券编号", "存根编号", "编号", "号码", "流水号",
        ), required=True, strict=True),
        Field("holder", "持券人", "name", (
            "持券人姓名", "持券人", "领券人姓名", "领券人", "领取人", "学员姓名", "姓名", "参训人员姓名", "参训人员", "学员", "职工姓名", "农民工姓名", "受助人", "本人姓名",
        ), strict=True),
        _document(), _document_kind(),
        Field("face_fen", "面值", "money", ("面值", "券面值", "券面金额", "票面金额", "票面价值", "面额", "券额", "补贴标准", "标准", "发放金额", "金额", "补贴金额", "培训补贴"),
              required=True, same=True, strict=True, most=MOST_VOUCHER_FEN),
        Field("course", "培训工种", "text", _COURSE_WORDS, same=True),
        Field("status", "状态", "status", ("状态", "券状态", "使用状态", "使用情况", "当前状态", "目前状态", "核销状态", "兑付情况", "使用与否", "去向", "券去向")),
        Field("issued_on", "发放日期", "day", (
            "发放日期", "发券日期", "发放时间", "发券时间", "领券日期", "领取日期", "领取时间", "领券时间", "发出日期", "签发日期", "发放年月", "发证日期", "日期", "时间",
        ), same=True, strict=True),
        Field("valid_until", "有效期至", "day", ("有效期至", "有效期", "有效期限", "截止日期", "到期日", "到期日期", "有效日期", "失效日期", "使用期限"), same=True),
        Field("redeemed_on", "核销日期", "day", ("核销日期", "核销时间", "使用日期", "使用时间", "兑付日期", "兑现日期", "兑付时间", "结算日期", "报销日期", "回收日期")),
        Field("amount_fen", "核销金额", "money", ("核销金额", "兑付金额", "结算金额", "实际金额", "实付金额", "兑现金额", "报销金额", "抵扣金额", "实际补贴", "抵扣学费"),
              strict=True, most=MOST_VOUCHER_FEN),
        Field("base_name", "培训基地", "text", _BASE_WORDS, same=True),
        Field("redeemed", "是否核销", "yes", ("是否核销", "是否使用", "是否兑付", "是否已核销", "是否已用", "核销", "核销与否", "已核销", "已使用"), read_only=True),
        Field("void", "是否作废", "yes", ("是否作废", "作废", "作废与否", "废券", "已作废"), read_only=True),
        Field("lost", "是否挂失", "yes", ("是否挂失", "挂失", "是否遗失", "遗失"), read_only=True),
    ),
    (), ("number", "holder"),
    (("券号", "number"), ("券编号", "number"), ("身份证", "doc_no"), ("姓名", "holder"), ("面值", "face_fen"), ("面额", "face_fen"), ("发放日", "issued_on"), ("领取日", "issued_on"),
     ("核销日", "redeemed_on"), ("核销金", "amount_fen"), ("工种", "course"), ("状态", "status"), ("有效期", "valid_until"), ("基地", "base_name")),
    {
        **dict.fromkeys(("在库", "库存", "未发", "未发放", "空白", "空白券", "未领", "未发出", "未填", "结存"), STOCK),
        **dict.fromkeys(("已领未发", "领用", "已领用", "领出未发", "未发已领"), DRAWN),
        **dict.fromkeys(("已发放", "已发", "发放", "发出", "已发出", "已发未核销", "未核销", "未使用", "未用", "在外", "正常", "有效", "已领", "已领取", "领取", "未兑付", "待核销", "未报销", "在手"), ISSUED),
        **dict.fromkeys(("已核销", "核销", "已使用", "已用", "使用", "已兑付", "兑付", "已兑现", "兑现", "已结算", "结算", "已报销", "已回收", "回收", "已培训", "已付", "送审", "已送审", "已抵扣"), REDEEMED),
        **dict.fromkeys(("作废", "已作废", "废", "废券", "注销", "已注销", "打印作废", "填错作废", "损毁", "污损", "撕毁"), VOID),
        **dict.fromkeys(("挂失", "已挂失", "遗失", "丢失", "丢", "已遗失"), LOST),
        **dict.fromkeys(("已补发", "挂失已补发", "遗失已补发", "已换发"), REPLACED),
        **dict.fromkeys(("过期", "已过期", "逾期", "失效", "已失效", "逾期未用", "过期未用", "到期未用"), EXPIRED),
    },
)  # fmt: skip

CERTIFICATES = LedgerKind(
    "ledger_certificate", "certificate", "旧证书台账", _COUNTY,
    (
        Field("number", "证书编号", "number", (
            "证书编号", "证书号", "证书号码", "合格证号", "合格证编号", "合格证书编号", "结业证号", "结业证编号", "结业证书编号", "培训合格证编号", "培训合格证号", "证号", "证件编号", "编号", "号码", "发证编号",
        ), required=True, strict=True),
        Field("holder", "姓名", "name", ("姓名", "学员姓名", "持证人姓名", "持证人", "领证人", "参训人员姓名", "学员", "本人姓名", "证书持有人"), required=True, strict=True),
        _document(), _document_kind(),
        Field("course", "培训工种", "text", _COURSE_WORDS, same=True),
        Field("level", "等级", "text", ("等级", "技能等级", "级别", "职业等级", "鉴定等级", "证书等级", "证书类别"), same=True),
        Field("hours", "学时", "count", ("学时", "课时", "培训学时", "培训课时", "学时数", "课时数"), same=True, most=5_000),
        Field("issued_on", "发证日期", "day", ("发证日期", "发证时间", "颁证日期", "颁发日期", "证书日期", "签发日期", "取证日期", "取证时间", "领证日期", "日期", "时间"), same=True),
        Field("issuer", "发证单位", "text", ("发证单位", "发证机构", "发证机关", "颁证单位", "颁发单位", "签发单位", "鉴定机构", *_BASE_WORDS), same=True),
    ),
    (), ("number", "holder"),
    (("证书", "number"), ("合格证", "number"), ("结业证", "number"), ("身份证", "doc_no"), ("姓名", "holder"), ("工种", "course"), ("学时", "hours"), ("发证日", "issued_on"), ("发证单", "issuer")),
)  # fmt: skip

HARDSHIP = LedgerKind(
    "hardship_file", "hardship", "困难职工档案", _DESK,
    (
        Field("file_no", "档案号", "number", ("档案号", "档案编号", "困难职工档案号", "困难职工编号", "建档编号", "建档号", "帮扶编号", "困难户编号", "编号", "卷号"), strict=True),
        Field("holder", "户主姓名", "name", ("户主姓名", "困难职工姓名", "姓名", "户主", "职工姓名", "困难职工", "本人姓名"), required=True, strict=True),
        _document(), _document_kind(),
        Field("category", "困难类别", "text", ("困难类别", "困难类型", "困难程度", "困难性质", "困难等级", "档案类别", "类别", "帮扶类别", "建档类别")),
        Field("cause", "致困原因", "text", ("致困原因", "主要致困原因", "困难原因", "主要困难", "困难情况", "家庭困难情况", "致贫原因")),
        Field("members", "家庭人口", "count", ("家庭人口", "家庭人数", "家庭人口数", "人口", "人口数", "家庭成员数", "共同生活人口"), most=50),
        Field("monthly_income_fen", "月人均收入", "money", ("月人均收入", "家庭月人均收入", "人均月收入", "家庭人均月收入", "月均收入", "人均收入")),
        Field("address", "家庭住址", "text", ("家庭住址", "家庭地址", "住址", "现住址", "居住地址", "地址", "详细地址")),
        Field("phone", "联系电话", "phone", ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "本人电话")),
        Field("filed_on", "建档日期", "day", ("建档日期", "建档时间", "立档日期", "建档年月", "入档日期", "审批日期"), same=True),
        Field("closed_on", "撤档日期", "day", ("撤档日期", "撤档时间", "脱困日期", "脱困时间", "销档日期", "注销日期")),
        Field("status", "状态", "status", ("档案状态", "状态", "在档情况", "是否在档", "当前状态", "脱困情况")),
        Field("note", "备注", "text", ("备注", "说明", "其他")),
    ),
    (("file_no", "doc_no"),), ("holder", "doc_no"),
    (("档案", "file_no"), ("身份证", "doc_no"), ("姓名", "holder"), ("困难类", "category"), ("致困", "cause"), ("电话", "phone"), ("住址", "address"), ("地址", "address"), ("建档日", "filed_on")),
    {
        **dict.fromkeys(("在档", "在册", "正常", "建档", "已建档", "有效", "是", "在帮", "未脱困", "在档帮扶"), ON_FILE),
        **dict.fromkeys(("已撤档", "撤档", "已脱困", "脱困", "注销", "已注销", "销档", "已销档", "退出", "已退出", "否", "解困", "解困脱困"), CLOSED),
    },
)  # fmt: skip

BENEFITS = LedgerKind(
    "past_benefit", "benefit", "已享受名单", _DESK,
    (
        Field("name", "姓名", "name", ("姓名", "享受人姓名", "学员姓名", "受助人姓名", "领取人", "享受人", "人员姓名", "本人姓名", "职工姓名"), required=True, strict=True),
        _document(), _document_kind(),
        Field("year", "年度", "year", ("享受年度", "年度", "享受年份", "年份", "所属年度", "补贴年度"), same=True, strict=True),
        Field("project", "项目", "text", ("享受项目", "项目", "补贴项目", "项目名称", "享受政策", "政策名称", "享受待遇", "补贴类别", "补贴名称", "补贴类型", "资金名称", "培训项目"), required=True, same=True),
        Field("amount_fen", "金额", "money", ("享受金额", "补贴金额", "金额", "发放金额", "补助金额", "实发金额", "补贴标准", "享受标准"), same=True, strict=True),
        Field("received_on", "享受日期", "day", ("享受日期", "享受时间", "发放日期", "发放时间", "领取日期", "领取时间", "补贴时间", "日期", "时间", "发放年月"), same=True, strict=True),
        Field("place", "发放单位", "text", ("发放单位", "发放部门", "主管部门", "享受地", "享受地点", "所在县", "县区", "县市区", "来源单位", "单位", "实施单位", "经办单位"), same=True),
        Field("withdrawn", "是否撤销", "yes", ("是否撤销", "撤销", "是否退回", "已撤销", "是否取消", "是否作废")),
    ),
    (("year", "received_on"),), ("name", "doc_no"),
    (("姓名", "name"), ("身份证", "doc_no"), ("年度", "year"), ("项目", "project"), ("金额", "amount_fen"), ("日期", "received_on"), ("时间", "received_on"), ("发放单", "place")),
)  # fmt: skip

KINDS: tuple[LedgerKind, ...] = (VOUCHERS, CERTIFICATES, HARDSHIP, BENEFITS)
BY_TABLE: Mapping[str, LedgerKind] = {kind.table: kind for kind in KINDS}
BY_WORD: Mapping[str, LedgerKind] = {kind.word: kind for kind in KINDS}
PROJECT = "培训券"
"""What a list of beneficiaries is about where it does not say."""
UNCLEAR = frozenset({"补发", "退回", "换发", "收回", "退券"})
"""Words for a state that mean one thing here and its contrary there; a person must say."""


def kinds_for(place: str) -> tuple[LedgerKind, ...]:
    """Give the ledgers that a workplace of that kind keeps."""
    return tuple(kind for kind in KINDS if place in kind.places)
