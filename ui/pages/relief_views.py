"""The kinds of records of 生活帮扶 as they are shown: lists, forms, steps, and what the form tells when a person is chosen."""

from typing import TYPE_CHECKING, Any

from db import goods, prints, records, relief, relief_grants
from db.tables import records as files
from db.tables import relief as tables
from rules import money
from rules import relief as rules
from ui.pages import paper_jobs, relief_deeds
from ui.pages.record_views import Deed, Paper, Preset, Shown, View
from ui.papers import forms
from ui.text import N_, _
from ui.widgets.record_form import Group

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from db.casebook import Casebook
    from db.records import Record

REVIEW, SHOWN_OUT, EXPIRING = "review", "shown", "expiring"
_MOST_TOLD = 5


def yuan(fen: int) -> str:
    """Write fen as yuan, without cents that are none."""
    return money.grouped(fen).removesuffix(".00")


def _received_line(one: rules.Received) -> str:
    amount = _("{amount} 元").format(amount=yuan(one.fen)) if one.fen is not None else _("实物")
    who = _("{who} 经办").format(who=one.who) if one.who else ""
    return " · ".join(part for part in (one.day, one.what, amount, one.how, who) if part)


def _asked_line(one: rules.Received) -> str:
    amount = _("{amount} 元").format(amount=yuan(one.fen or 0))
    return " · ".join(part for part in (one.day, one.what, amount, one.how) if part)


def grant_tells(book: "Casebook", values: "Mapping[str, Any]") -> tuple[str, str, str] | None:
    """Tell what the household of the person just chosen received this year, whether it is on file, and what may still be granted."""
    if values.get("person") is None:
        return None
    day: dt.date = values.get("day") or book.today
    known = relief_grants.standing(book, values["person"], values.get("kind") or "", day, values.get("\0row") or b"")
    lines = [_received_line(one) for one in reversed(known.received)][:_MOST_TOLD]
    if known.file is not None:
        lines.append(_("在档：{file}").format(file=known.file.title))
    else:
        lines.append(_("没有在档的困难职工档案：只能申请节日慰问"))
    if known.limit is not None:
        lines.append(
            _("限额：{document} 每年 {most} 元，还能批 {left} 元").format(
                document=known.limit.document, most=yuan(known.limit.most_fen), left=yuan(known.left_fen)
            )
        )
    lines = [*(_asked_line(one) for one in known.asked), *lines]
    if known.received:
        title = _("这户 {year} 年已得到 {n} 次帮扶").format(year=day.year, n=len(known.received))
        return "warn", title, "\n".join(lines)
    if known.asked:
        title = _("这户 {year} 年有 {n} 次帮扶已申请、未发放").format(year=day.year, n=len(known.asked))
        return "warn", title, "\n".join(lines)
    return (
        "ok" if known.file is not None else "info",
        _("这户 {year} 年还没有得到帮扶").format(year=day.year),
        "\n".join(lines),
    )


def file_tells(book: "Casebook", values: "Mapping[str, Any]") -> tuple[str, str, str] | None:
    """Tell at once that the person's household has a file."""
    if values.get("person") is None:
        return None
    found = relief.file_of(book, values["person"])
    if found is None or found.id == values.get("\0row"):
        return None
    return "bad", _("一户一档：此人已在一份档案中"), _("{file}，{state}").format(file=found.title, state=_(found.state))


def pay_tells(book: "Casebook", values: "Mapping[str, Any]") -> tuple[str, str, str] | None:
    """Tell what is to be paid to whom for the application just chosen."""
    if values.get("grant") is None:
        return None
    grant = records.get(book, "relief_grant", values["grant"])
    title = _("{kind} {amount}，付给 {person}").format(
        kind=grant.words["kind"], amount=grant.words["amount_fen"], person=grant.words["person"]
    )
    if grant.state == tables.APPROVED:
        return "ok", title, _("已审批，资金来源：{source}").format(source=grant.words["source"])
    return "bad", title, _("现在是“{state}”，不能发放").format(state=_(grant.state))


def file_words(book: "Casebook", file: "Record") -> list[tuple[str, str]]:
    """Say how the income stands to the low-income line, and what the household received this year."""
    told: list[tuple[str, str]] = []
    line = rules.limit_on(relief.limits(book), rules.LOW_INCOME, book.today)
    income = file["monthly_income_fen"]
    if line is not None and income is not None and line.most_fen:
        words = _("月人均收入是低保标准（{line} 元，{document}）的 {share}%")
        told.append(
            (
                _("收入"),
                words.format(line=yuan(line.most_fen), document=line.document, share=income * 100 // line.most_fen),
            )
        )
    if file["person"] is not None:
        known = relief_grants.received(book, file["person"], book.today.year)
        fen = sum(one.fen for one in known if one.fen is not None)
        told.append((_("本年帮扶"), _("{n} 次，{amount} 元（实物不计）").format(n=len(known), amount=yuan(fen))))
    return told


def grant_words(book: "Casebook", grant: "Record") -> list[tuple[str, str]]:
    """Say when it was approved and by which limit."""
    found = records.by_column(book, "relief_approval", grant=grant.id)
    if not found:
        return []
    last = found[-1]
    basis = last["basis"] or _("没有设定限额")
    return [
        (
            _("审批"),
            _("{day} 两人审批 {amount}，限额依据：{basis}").format(
                day=last.words["day"], amount=last.words["amount_fen"], basis=basis
            ),
        )
    ]


def batch_words(book: "Casebook", batch: "Record") -> list[tuple[str, str]]:
    """Say what is left of a batch: in = out + left + destroyed."""
    found = goods.of_batch(book, batch.id)
    if found is None:
        return []
    words = _("入库 {came} = 发放 {out} + 结存 {left} + 销毁 {destroyed}")
    told = [(_("收发存"), words.format(came=found.came, out=found.out, left=found.left, destroyed=found.destroyed))]
    if found.is_expired(book.today):
        told.append((_("有效期"), _("已过期，不能发放，只能销毁")))
    return told


def batch_tells(book: "Casebook", values: "Mapping[str, Any]") -> tuple[str, str, str] | None:
    """Tell what is left of the batch just chosen, and which goes first."""
    if values.get("batch") is None:
        return None
    found = goods.of_batch(book, values["batch"])
    if found is None:
        return None
    left = _("结存 {n}").format(n=found.left)
    if found.is_expired(book.today):
        day = found.expires.isoformat() if found.expires else ""
        return "bad", _("{day} 已过有效期，不能发放，只能销毁").format(day=day), left
    first = rules.before(goods.stock(book, item=found.item), found.mark, book.today)
    if first is not None:
        number = records.get(book, "goods_batch", first.mark)["number"] or ""
        return "warn", _("先到期的先发：批次 {number}").format(number=number), left
    return "ok", left, _("有效期至 {day}").format(day=found.expires.isoformat()) if found.expires else ""


def _first_out(book: "Casebook", known: "Mapping[str, Any]") -> "Mapping[str, Any]":
    """Begin with the batch that expires first."""
    first = None if "batch" in known else goods.first_out(book)
    return {"batch": first} if first is not None else {}


FILE = View(
    relief.FILE,
    (Shown("file_no", 140), Shown("holder", 90), Shown("kind", 130, 2), Shown("main_cause", 0, 1), Shown("review_on", 100, 3), Shown("status", 76)),
    groups=(
        Group(N_("户主"), ("person", "day", "kind", "main_cause", "second_cause", "health", "disability", "insurance", "hukou", "address", "phone", "bank_account")),
        Group(N_("家庭"), ("members", "annual_income_fen", "rigid_fen", "monthly_income_fen", "housing", "housing_area", "single_parent", "no_work")),
        Group(N_("工作"), ("unit_name", "unit_state", "model_worker", "self_help")),
        Group(N_("其他"), ("file_no", "cause", "enclosures", "note")),
    ),
    hints={
        "person": N_("户主；一户一档"), "file_no": N_("不填自动编号"), "monthly_income_fen": N_("不填按（年收入－刚性支出）÷12÷人口"),
        "cause": N_("旧档案上的原话，或补充说明"), "members": N_("共同生活的人数，含户主"),
    },
    steps={
        files.VISITED: ("visited_by", "finding"), files.JUDGED: ("judgement",), files.SHOWN: ("shown_from", "shown_until"), files.ON_FILE: ("opinion", "review_on"),
        files.RECOVERED: ("closing",), files.CLOSED: ("closing",), files.DECLINED: ("opinion",),
    },
    children=(("hardship_member", "file"), ("relief_grant", "file"), ("relief_pay", "file"), ("hardship_earlier", "file")), told_by=("person",), tells=file_tells, facts=file_words,
    presets=(Preset(REVIEW, N_("待复核"), relief.review_due), Preset(SHOWN_OUT, N_("公示期满"), relief.publicity_over)),
    papers=(Paper(N_("困难职工档案表"), lambda one: paper_jobs.of_form(forms.BY_KEY[prints.HARDSHIP], [one.id]), prints.HARDSHIP, N_("A4 双面，一式三份。")),),
    empty=N_("还没有困难职工档案。按 Ctrl+N 建档；旧档案可在“系统管理”里导入。"),
)  # fmt: skip
MEMBER = View(
    relief.MEMBER,
    (Shown("name", 90), Shown("relation", 90), Shown("file"), Shown("school", 120, 1), Shown("stage", 90, 2)),
    hints={"doc_no": N_("填了就能防止一人进两户"), "person": N_("已登记为服务对象的选上"), "left_on": N_("分户、去世的填日期，不要删")},
)  # fmt: skip
EARLIER = View(
    relief.EARLIER,
    (Shown("person", 90), Shown("filed_on", 100), Shown("closed_on", 130), Shown("ended", 84), Shown("closing", 0, 1), Shown("day", 120, 2)),
    kept=True, empty=N_("脱困、撤档后又申请的，以前的建档留在这里。由程序随办理登记。"),
)  # fmt: skip
GRANT = View(
    relief_grants.GRANT,
    (Shown("number", 150), Shown("person", 80), Shown("kind", 84), Shown("amount_fen", 100), Shown("source", 0, 2), Shown("day", 100, 1), Shown("status", 76)),
    groups=(
        Group("", ("person", "kind", "amount_fen", "day", "source", "occasion", "standard", "reason", "again")),
        Group(N_("医疗救助填"), ("self_paid_fen",)),
        Group(N_("子女助学填"), ("pupil", "school", "stage", "admitted", "guardian", "consent")),
        Group("", ("note",)),
    ),
    hints={
        "person": N_("选定后上面立刻显示本年已得到的帮扶"), "again": N_("本年已得到帮扶的必须填"), "source": N_("可在审批时填"), "occasion": N_("如：春节送温暖、金秋助学"),
        "self_paid_fen": N_("救助不能超过自付"), "pupil": N_("先在档案里登记家庭成员"), "guardian": N_("未成年学生必须填"),
    },
    steps={tables.APPROVED: ("source",), tables.REFUSED: ("note",), tables.GIVEN_UP: ("note",)}, unasked=frozenset({tables.PAID}),
    children=(("relief_pay", "grant"),), told_by=("person", "kind", "day"), tells=grant_tells, facts=grant_words,
    deeds=(
        Deed(N_("审批全部待审批…"), relief_deeds.approve_all, "check-all"), Deed(N_("打印救助发放表"), relief_deeds.print_list, "printer-outline", reads=True),
    ), empty=N_("还没有救助申请。"),
)  # fmt: skip
PAY = View(
    relief_grants.PAY,
    (Shown("day", 100), Shown("person", 80), Shown("kind", 84), Shown("amount_fen", 100), Shown("way", 84, 1), Shown("source", 0, 2), Shown("signer", 90, 3)),
    groups=(Group("", ("grant", "way", "signer", "voucher_no", "day", "note")),),
    hints={"grant": N_("已审批的申请"), "signer": N_("本人签领，不得代签"), "voucher_no": N_("会计凭证号")}, defaults={"signer": relief_grants.SELF},
    told_by=("grant",), tells=pay_tells, save=lambda book, values, _second: relief_grants.pay(book, values),
)  # fmt: skip
LIMIT = View(
    relief.LIMIT,
    (Shown("kind"), Shown("most_fen", 110), Shown("valid_from", 100), Shown("valid_until", 100, 1), Shown("document", 0, 2)),
    hints={"most_fen": N_("低保标准填每人每月，其余填每年"), "document": N_("没有文件不能定限额"), "valid_until": N_("不知道的不填")},
)  # fmt: skip
BATCH = View(
    goods.BATCH,
    (Shown("item"), Shown("kind", 90, 2), Shown("lot", 90, 3), Shown("quantity", 70), Shown("unit", 50, 4), Shown("expires", 100), Shown("donor", 0, 1)),
    groups=(Group("", ("kind", "item", "donor", "lot", "quantity", "unit", "expires", "value_fen", "basis", "place", "day", "number", "note")),),
    hints={"expires": N_("药品必须填"), "lot": N_("药品必须填"), "value_fen": N_("单列，不计入资金"), "number": N_("不填自动编号"), "item": N_("同一品名规格写法要一致")},
    children=(("goods_out", "batch"), ("goods_destroyed", "batch")), facts=batch_words, presets=(Preset(EXPIRING, N_("60 天内到期或已过期"), goods.expiring),),
)  # fmt: skip
OUT = View(
    goods.OUT, (Shown("person", 90), Shown("batch"), Shown("quantity", 70), Shown("day", 100), Shown("signer", 90, 1)),
    groups=(Group("", ("person", "batch", "quantity", "signer", "day", "note")),), defaults={"signer": relief_grants.SELF},
    hints={"batch": N_("先到期的先发；过期的不能发"), "signer": N_("本人签领，不得代签")}, told_by=("batch",), tells=batch_tells, begins=_first_out,
)  # fmt: skip
DESTROYED = View(
    goods.DESTROYED, (Shown("batch"), Shown("quantity", 70), Shown("reason", 0, 1), Shown("witness", 90, 2), Shown("day", 100)), told_by=("batch",),
    hints={"witness": N_("两人在场")},
)  # fmt: skip
VIEWS = (FILE, MEMBER, GRANT, PAY, BATCH, OUT, DESTROYED, LIMIT, EARLIER)
