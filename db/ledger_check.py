"""Judge every row of an old ledger: what is taken, what is here already, what is refused, what waits for a person, what is merely odd.

Refused and waiting rows carry one code each, the first that applies; warnings belong to rows that are taken, each counted once a row.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db import ledger_cells, ledger_kinds
from db.ledger_cells import Unreadable
from db.ledger_kinds import LedgerKind
from db.roster_headers import fold
from db.roster_rows import RosterRow
from db.verdicts import Outcome
from rules import idnumber, names, phones
from rules.regions import Regions

ID_MISSING, DUPLICATE, SAME_ID_OTHER_NAME = "ID_MISSING", "DUPLICATE", "SAME_ID_OTHER_NAME"
NUMBER_EMPTY, NUMBER_ISSUED, NUMBER_IN_BLOCK, SAME_NUMBER = "NUMBER_EMPTY", "NUMBER_ISSUED", "NUMBER_IN_BLOCK", "SAME_NUMBER"  # fmt: skip
AMOUNT_EMPTY, AMOUNT_OVER_FACE = "AMOUNT_EMPTY", "AMOUNT_OVER_FACE"
DATE_EMPTY, DATE_ORDER, YEAR_EMPTY, YEAR_DIFFERS = "DATE_EMPTY", "DATE_ORDER", "YEAR_EMPTY", "YEAR_DIFFERS"
STATUS_UNCLEAR, STATUS_CONTRADICTS, KNOWN_DIFFERS = "STATUS_UNCLEAR", "STATUS_CONTRADICTS", "KNOWN_DIFFERS"
CORRECTED, VALUE_EMPTY = "CORRECTED", "VALUE_EMPTY"
FILE_IN_USE, HOUSEHOLD_KNOWN = "FILE_IN_USE", "HOUSEHOLD_KNOWN"

REASONS: Mapping[str, str] = {
    idnumber.ID_CHECKSUM: "身份证号码校验位不符，请对照证件核对",
    idnumber.ID_DATE: "身份证号码中的出生日期不存在或晚于今天",
    idnumber.ID_FORMAT: "证件号码位数不对或含有不该有的字符",
    idnumber.ID_LEGACY_15: "15位旧号码，已按18位记入，请核对",
    idnumber.ID_LEGACY_CENTENARIAN: "15位旧号码属于百岁老人专用段，请核对",
    idnumber.REGION_UNKNOWN: "身份证号码前六位不在区划表中",
    idnumber.AGE_OVER_110: "年龄超过110岁，请核对",
    ledger_cells.ID_PRECISION_LOST: "身份证号码被表格按数字保存，末几位已丢失，请把该列设为文本后重新填写",
    ledger_cells.NUMBER_PRECISION_LOST: "号码被表格按数字保存，末几位已丢失，请把该列设为文本后重新填写",
    ledger_cells.NUMBER_FORMAT: "号码太长或不成号码",
    ledger_cells.AMOUNT_FORMAT: "金额看不明白",
    ledger_cells.AMOUNT_NEGATIVE: "金额是负数",
    ledger_cells.AMOUNT_LIMIT: "金额过大，请核对单位是元还是万元",
    ledger_cells.DATE_FORMAT: "日期看不明白",
    ledger_cells.DATE_FUTURE: "日期晚于今天",
    ledger_cells.YEAR_FORMAT: "年度不对",
    ledger_cells.COUNT_FORMAT: "人数或学时看不明白，没有记入",
    ledger_cells.STATUS_UNKNOWN: "状态的写法不认识，请改写后再导入",
    ledger_cells.YES_UNKNOWN: "是或否看不明白，没有采用",
    ledger_cells.DOC_TYPE_UNKNOWN: "证件类型不认识，按身份证核对",
    names.NAME_EMPTY: "没有填写姓名",
    names.NAME_TOO_LONG: "姓名超过50个字",
    phones.PHONE_FORMAT: "联系电话格式不对",
    SAME_ID_OTHER_NAME: "同一证件号码登记在另一个姓名下，请核对",
    DUPLICATE: "已有同样的记录，未再导入",
    ID_MISSING: "没有证件号码，对不到人",
    NUMBER_EMPTY: "没有填写编号",
    NUMBER_ISSUED: "本程序已发出这个号码，不能再作旧台账导入",
    NUMBER_IN_BLOCK: "号码在省总授予的号段内，已记入，本程序不会再发这个号，请联系省总",
    SAME_NUMBER: "同一编号在表中出现两次，内容不同，请核对",
    AMOUNT_EMPTY: "没有填写面值",
    AMOUNT_OVER_FACE: "核销金额大于面值，请核对",
    DATE_EMPTY: "没有填写日期（至少填年份）",
    DATE_ORDER: "核销日期早于发放日期",
    YEAR_EMPTY: "没有填写年度",
    YEAR_DIFFERS: "年度与享受日期不在同一年，请核对",
    STATUS_UNCLEAR: "可指两种情况，请写明已发放、已核销、作废、挂失或已补发",
    STATUS_CONTRADICTS: "状态与核销、作废栏互相矛盾，请核对",
    KNOWN_DIFFERS: "此前已导入过，内容不同；确认以这份为准的，请选“按新台账更正”",
    FILE_IN_USE: "这份档案已在本程序办理，旧台账不能改它；内容有变的，请在档案里办理",
    HOUSEHOLD_KNOWN: "一户一档：此人已是另一份档案的家庭成员，请核对",
    CORRECTED: "按这份台账更正了此前导入的内容",
    VALUE_EMPTY: "缺少必填内容",
}  # fmt: skip


@dataclass(slots=True)
class Finding:
    """Hold one thing found: its code, the field that it is about, and what may be said beside the code's own reason."""

    code: str
    field: str
    more: str = ""


@dataclass(slots=True)
class Verdict:
    """Hold the verdict on one row: its values for the table, what was found, which earlier row it repeats or corrects.

    `twin` is the Excel row of the earlier one; 0 where it stands in the casebook already.
    """

    row: RosterRow
    outcome: Outcome = "accepted"
    findings: list[Finding] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    twin: int | None = None
    corrects: bytes | None = None
    matched: bool = False

    def refuse(self, code: str, name: str, outcome: Outcome = "rejected", more: str = "") -> None:
        """Refuse or park the row for one reason; an earlier reason stands."""
        if self.outcome == "accepted":
            self.outcome = outcome
            self.findings.insert(0, Finding(code, name, more))

    def warn(self, code: str, name: str, more: str = "") -> None:
        """Note something odd."""
        self.findings.append(Finding(code, name, more))

    @property
    def decided_by(self) -> str:
        """Give the code by which it was refused or parked: `refuse` puts it first."""
        return self.findings[0].code

    @property
    def name(self) -> str:
        """Give whom the row is about."""
        return str(self.values.get("holder") or self.values.get("name") or "")


class Examiner:
    """Judge rows one by one; what depends on other rows or on the casebook comes after (`db/ledger_known.py`)."""

    def __init__(
        self, kind: LedgerKind, *, today: dt.date, regions: Regions, same: Mapping[str, Any], units: Mapping[str, int]
    ) -> None:
        self._kind, self._today, self._regions = kind, today, regions
        self._same, self._units = same, units
        self._finish: Callable[[Verdict, dict[str, Any]], None] = {
            "ledger_voucher": self._voucher, "ledger_certificate": self._certificate, "hardship_file": self._hardship, "past_benefit": self._benefit,
        }[kind.table]  # fmt: skip

    def judge(self, row: RosterRow) -> Verdict:
        """Judge one row by itself."""
        verdict = Verdict(row)
        read: dict[str, Any] = dict(self._same)
        for one in self._kind.fields:
            cell = row.cells.get(one.name)
            if cell is None or one.reads in {"document", "status"}:
                continue
            try:
                read[one.name] = ledger_cells.value(
                    one, cell, today=self._today, unit_fen=self._units.get(one.name, 100)
                )
            except Unreadable as error:
                if one.strict:
                    verdict.refuse(error.code, one.name)
                else:
                    verdict.warn(error.code, one.name)
        self._document(verdict, read)
        verdict.values = {
            one.name: read[one.name] for one in self._kind.fields if not one.read_only and one.name in read
        }
        self._finish(verdict, read)
        for one in self._kind.fields:
            if one.required and verdict.values.get(one.name) in (None, ""):
                verdict.refuse(_EMPTY.get(one.reads, VALUE_EMPTY), one.name)
        if verdict.outcome != "accepted":
            verdict.findings = verdict.findings[:1]
        return verdict

    def _document(self, verdict: Verdict, read: dict[str, Any]) -> None:
        cell = verdict.row.cells.get("doc_no")
        if cell is None:
            return
        try:
            read["doc_no"], warnings = ledger_cells.document(
                cell, read.get("doc_type"), today=self._today, regions=self._regions
            )
        except Unreadable as error:
            verdict.refuse(error.code, "doc_no")
            return
        for code in warnings:
            verdict.warn(code, "doc_no")

    def _state(self, verdict: Verdict) -> str:
        """Give the state that the row's own words name; empty where nothing is said or nobody can tell."""
        cell = verdict.row.cells.get("status")
        if cell is None:
            return ""
        word = fold(ledger_cells.words(cell))
        found = self._kind.states.get(word, "")
        if not found:
            unclear = word in ledger_kinds.UNCLEAR
            verdict.refuse(STATUS_UNCLEAR if unclear else ledger_cells.STATUS_UNKNOWN, "status", "parked")
        return found

    def _voucher(self, verdict: Verdict, read: dict[str, Any]) -> None:
        values = verdict.values
        is_redeemed = bool(read.get("redeemed")) or "redeemed_on" in values
        told = [
            state
            for state, said in (
                (ledger_kinds.VOID, read.get("void")), (ledger_kinds.LOST, read.get("lost")), (ledger_kinds.REDEEMED, is_redeemed),
            )
            if said
        ]  # fmt: skip
        state = self._state(verdict)
        if len(told) > 1 or (state and told and state != told[0] and (state, told[0]) != _REPLACED):
            verdict.refuse(STATUS_CONTRADICTS, "status", "parked")
        is_out = any(name in verdict.row.cells for name in ("holder", "doc_no", "issued_on"))
        values["status"] = state or (told[0] if told else ledger_kinds.ISSUED if is_out else ledger_kinds.STOCK)
        if values["status"] in ledger_kinds.OUT:
            if "holder" not in values:
                verdict.refuse(names.NAME_EMPTY, "holder")
            if "issued_on" not in values:
                verdict.refuse(DATE_EMPTY, "issued_on")
            if "doc_no" not in values:
                verdict.warn(ID_MISSING, "doc_no")
        elif "issued_on" not in verdict.row.cells:
            values.pop("issued_on", None)  # a day meant for the whole file is not that of a sheet in stock
        if _before(values.get("redeemed_on", ""), values.get("issued_on", "")):
            verdict.warn(DATE_ORDER, "redeemed_on")
        if values.get("amount_fen", 0) > values.get("face_fen", ledger_kinds.MOST_FEN):
            verdict.refuse(AMOUNT_OVER_FACE, "amount_fen", "parked")

    @staticmethod
    def _certificate(verdict: Verdict, _read: dict[str, Any]) -> None:
        if "issued_on" not in verdict.values:
            verdict.warn(DATE_EMPTY, "issued_on")
        if "doc_no" not in verdict.values:
            verdict.warn(ID_MISSING, "doc_no")

    def _hardship(self, verdict: Verdict, _read: dict[str, Any]) -> None:
        values = verdict.values
        if "file_no" not in values and "doc_no" not in values:
            verdict.refuse(NUMBER_EMPTY, "file_no")
        if "doc_no" not in values:
            verdict.warn(ID_MISSING, "doc_no")
        if "phone" in values and not phones.is_valid(values["phone"]):
            verdict.warn(phones.PHONE_FORMAT, "phone")
        closed = ledger_kinds.CLOSED if "closed_on" in values else ledger_kinds.ON_FILE
        values["status"] = self._state(verdict) or closed

    @staticmethod
    def _benefit(verdict: Verdict, _read: dict[str, Any]) -> None:
        values = verdict.values
        received = str(values.get("received_on", ""))[:4]
        if received and "year" in values and values["year"] != int(received):
            verdict.refuse(YEAR_DIFFERS, "year", "parked")
        if received:
            values.setdefault("year", int(received))
        if "year" not in values:
            verdict.refuse(YEAR_EMPTY, "year")
        if "doc_no" not in values:
            verdict.warn(ID_MISSING, "doc_no")
        if not values.get("withdrawn"):
            values.pop("withdrawn", None)


def _before(one: str, other: str) -> bool:
    """Tell whether one day is before the other as far as both are known."""
    known = min(len(one), len(other))
    return one[:known] < other[:known]


_REPLACED = (ledger_kinds.REPLACED, ledger_kinds.LOST)
"""A voucher that was lost and replaced is both."""
_EMPTY = {"name": names.NAME_EMPTY, "number": NUMBER_EMPTY, "money": AMOUNT_EMPTY, "day": DATE_EMPTY}
