"""How long records are kept, by which source, from which day: terms as data; what is due is listed, never silently deleted.

A term with a law or document behind it cannot be changed here. One without is a setting of the office, marked so, until its legal adviser
has confirmed it (需用户确认).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Begins = Literal["day", "next_year"]


@dataclass(frozen=True, slots=True)
class Term:
    """Hold one term: key, what it covers in Chinese, years, the source, since when it is in force (None: its day is not known), from when it runs, who destroys.

    `begins` is `day` for the day itself, `next_year` for the first day of the year after it. `fixed` says that a law sets it; the years of
    another are a setting. `by` is the kind of workplace that destroys.
    """

    key: str
    label: str
    years: int
    source: str
    in_force: date | None
    begins: Begins
    fixed: bool
    by: frozenset[str]

    def due(self, since: date, years: int | None = None) -> date:
        """Give the first day on which a record may be destroyed whose term runs from `since`."""
        count = self.years if years is None or self.fixed else years
        start = date(since.year + 1, 1, 1) if self.begins == "next_year" else since
        try:
            return start.replace(year=start.year + count)
        except ValueError:  # 29 February
            return date(start.year + count, 3, 1)


_ANYWHERE = frozenset({"desk", "province"})
TERMS: tuple[Term, ...] = (
    Term("hardship", "困难职工档案", 10, "困难职工档案自撤档起保管 10 年（总工办〔2016〕36 号第十四至十七条）", None, "day", True, _ANYWHERE),
    Term("accounting", "培训券、证书、救助、贷款、资金的会计凭证及附件", 30, "会计凭证保管 30 年，自会计年度终了后的第一天算起（会计档案管理办法，财政部、国家档案局令第 79 号，第十四条）；一笔资金来源以最后一次收支为准",
         date(2016, 1, 1), "next_year", True, frozenset({"province"})),
    Term("rights", "维权案件及办理记录（已结案、不予受理）", 10,
         "工会办案无统一规定，参照仲裁案卷（裁决结案的不少于 10 年，劳动人事争议仲裁办案规则 2009），由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("members", "会籍、入会申请、会籍变动（已退会、除名、转出）", 10, "无统一规定，由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("served", "推荐、就业、回访、劳务输出、创业帮扶、技能证书", 3,
         "服务台账保存 2 年以上（人力资源市场暂行条例，国务院令第 700 号，2018-10-01 起施行），由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("turned_down", "没有批准或已撤回的救助、贷款、入会申请", 3, "无统一规定，由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("engaged", "已解聘的信息员、培训师、创业专家", 3, "无统一规定，由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("survey", "问卷答卷", 3, "无统一规定，由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("unserved", "没有办理任何服务、或服务记录都已销毁的人", 3, "无统一规定，由本单位定，须经法务确认", None, "day", False, _ANYWHERE),
    Term("benefit", "已享受名单", 5, "无统一规定，由本单位定，须经法务确认", None, "next_year", False, _ANYWHERE),
    Term("old_ledger", "旧券台账、旧证书台账", 30, "按会计凭证保管 30 年（会计档案管理办法第十四条）", date(2016, 1, 1), "next_year", True, _ANYWHERE),
)  # fmt: skip
BY_KEY = {term.key: term for term in TERMS}
LEAST_YEARS, MOST_YEARS = 1, 30
