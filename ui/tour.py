"""The tour through sample data: which key to press next, and by what it is seen that it was done. Data only; needs no Qt."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rules import idnumber
from ui.text import N_

SETTING = "tour"
"""The local setting that says the tour was closed on this sample."""
CLOSED = "closed"
_BORN = dt.date(1979, 5, 5)
_SAMPLE_COUNTY = "519901"


@dataclass(frozen=True)
class Step:
    """Hold one thing to do: the words (`{number}` is an unused identity number, `{key}` the key of the page); done when `page` is opened or `table` was written.

    A step with neither goes on by the button alone.
    """

    words: str
    page: str = ""
    table: str = ""


STEPS: Mapping[str, Sequence[Step]] = {
    "desk": (
        Step(N_("按 {key}，打开“服务对象”：登记过的人都在那里。"), page="people"),
        Step(N_("按 Ctrl+N，登记一位新来的人。"), page="intake"),
        Step(
            N_(
                "输入身份证号 {number}，回车；填姓名和电话，每填一栏按回车；文化程度输 71，人员类别按 2，承诺一栏按空格打勾。填好按 Ctrl+S 保存。"
            ),
            table="person",
        ),
        Step(N_("这是这位的档案。按 Ctrl+B 报名，选一个还有名额的班，按回车。"), table="enrolment"),
        Step(N_("按 Ctrl+回车，到发券页。能不能发、依据哪条规定，都写在页上。"), page="voucher_issue"),
        Step(N_("再按一次 Ctrl+回车，发放一张培训券。"), table="voucher_issue"),
        Step(N_("办完了：这就是要打印的券，Ctrl+P 打印，Ctrl+N 下一位。在任何一页按 F1，看这一页的说明。")),
    ),
    "base": (
        Step(N_("这里是培训券核销：选班级，扫券面的二维码。按 {key}，看班级与学员。"), page="base_classes"),
        Step(N_("一行一位学员：券、出勤、成绩、证书，还差什么一眼看清。按 {key}，看考勤。"), page="attendance"),
        Step(N_("方向键走到一格，A 缺勤、E 请假、L 迟到，Ctrl+S 保存。按 {key}，看考核成绩。"), page="results"),
        Step(N_("直接键入分数，回车到下一人。按 {key}，看证书打印。"), page="certificates"),
        Step(N_("考核合格、出勤达标的，在这里一次签发。按 {key}，看结算申报。"), page="claims"),
        Step(N_("每月把核销的券生成申报，打印花名册，连同副券交县里。在任何一页按 F1，看这一页的说明。")),
    ),
    "province": (
        Step(N_("这里是全省的总览，各单位收到哪里、缺什么。按 {key}，看收包与回执。"), page="collecting"),
        Step(N_("插上各县的 U 盘，F8 收包并写回执。按 {key}，看待处理事项。"), page="pending"),
        Step(N_("重复核销、两处填写不一致，都由人来定。按 {key}，看单位与授权。"), page="units"),
        Step(N_("开通单位、追加号段与额度在这里办。按 {key}，看培训券结算。"), page="settlement"),
        Step(N_("每县应拨付多少、哪几笔为什么不付，都列在这里。在任何一页按 F1，看这一页的说明。")),
    ),
}
"""The steps by kind of workplace."""


def fresh_number(known: Collection[str]) -> str:
    """Give a valid number of the sample county, nobody's, that is not among those `known`."""
    return next(number for number in numbers() if number not in known)


def numbers() -> list[str]:
    """Give the numbers that the tour may offer, in order."""
    firsts = [f"{_SAMPLE_COUNTY}{_BORN:%Y%m%d}{serial:03d}" for serial in range(902, 1000, 2)]
    return [first + idnumber.check_digit(first) for first in firsts]


class Course:
    """Follow the steps: tell which stands next, and go on when something happened that it waited for."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self.at = 0

    def __len__(self) -> int:
        return len(self._steps)

    def step(self) -> Step:
        """Give the step that stands next."""
        return self._steps[self.at]

    def is_last(self) -> bool:
        """Tell whether no step follows."""
        return self.at + 1 >= len(self._steps)

    def begin(self) -> None:
        """Begin anew."""
        self.at = 0

    def go_on(self) -> None:
        """Go to the next step, if there is one."""
        self.at = min(self.at + 1, len(self._steps) - 1)

    def came(self, page: str) -> bool:
        """Take notice of a page that came into sight; tell whether the step is done by it."""
        if page and self.step().page == page and not self.is_last():
            self.go_on()
            return True
        return False

    def wrote(self, tables: Collection[str]) -> bool:
        """Take notice of what was written; whoever is ahead of the tour is not held back. Tell whether it went on."""
        done = [at for at, step in enumerate(self._steps) if at >= self.at and step.table and step.table in tables]
        if done:
            self.at = min(done[-1] + 1, len(self._steps) - 1)
        return bool(done)
