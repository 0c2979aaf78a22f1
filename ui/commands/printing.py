"""`main.py print`: vouchers, certificates, rosters, forms and letters into a PDF, whole or not at all."""

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules import idnumber, layouts
from rules.errors import UserError
from ui import print_words
from ui.commands import entrance
from ui.commands.line import Answer, option_json, option_workplace
from ui.text import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.casebook import Casebook
    from ui.papers.forms import FormKind

VOUCHERS, CERTIFICATES, CALIBRATION = "vouchers", "certificates", "calibration"
WORDS = {
    VOUCHERS: N_("培训券：写券号，或用 --first、--last 指明起止号"), CERTIFICATES: N_("培训合格证书：写证书编号或班名"), "registration": N_("农民工登记表：写证件号码或姓名"),
    "enrolment": N_("培训报名表：写证件号码或姓名"), "job-seeker": N_("求职登记表：写证件号码或姓名"), "data-sheet": N_("本人信息查询单：写证件号码或姓名"),
    "roster": N_("培训花名册：写班名"), "application": N_("开班申请表：写班名"), "attendance": N_("考勤表（已记）：写班名"),
    "attendance-blank": N_("考勤表（手填，按半天）：写班名"), "attendance-lessons": N_("考勤表（手填，按课节）：写班名"), "results": N_("考核成绩册：写班名"),
    "public-list": N_("公示名单：写班名"), "vouchers-taken": N_("领券签收表：写班名"), "certificate-handout": N_("证书发放签收表：写班名"),
    "backs": N_("副券送交清单：写所属月份，不写为全部"), "blocks": N_("号段领用单"), "seal-use": N_("用印登记表"), "work-handover": N_("工作交接单：最近一次"),
    "claims": N_("兑付花名册：写所属月份，不写为全部"), "referral": N_("推荐信：写编号"),
    "rights-case": N_("维权受理登记表：写受理号"), "rights-accepted": N_("维权受理通知书：写受理号"), "rights-declined": N_("维权不予受理通知书：写受理号"),
    "rights-passed-on": N_("维权转办函：写受理号"), "member-application": N_("入会申请书和会员登记表：写证件号码或姓名"), "member-transfer": N_("会籍接转介绍信：写会员证号"),
    "loan-application": N_("小额担保贷款申请表：写申请编号"), "repayment-plan": N_("还款计划表：写申请编号"), "fee-waivers": N_("四免明细签领表：写创业培训班名称"),
    "help-card": N_("创业帮扶卡：写创业项目名称"),
    "hardship-form": N_("困难职工档案表：写档案号"), "relief-list": N_("救助发放表：已审批、未发放的全部"),
    "questionnaire": N_("调查问卷：写问卷代号"),
    CALIBRATION: N_("套打校准页：用 --form 指明纸张种类，--printer 指明打印机"),
}  # fmt: skip
"""The kinds, and what is named of each."""
_KEYS = {"claims": "claim"}
_LEAST = 4


class NothingNamed(UserError):
    """Say that nothing was named that could be printed; field `kind`."""

    code = "PRINT_NOTHING_NAMED"


class NotFound(UserError):
    """Say that nothing here is called so; fields `kind`, `named`."""

    code = "PRINT_NOT_FOUND"


class Ambiguous(UserError):
    """Say that more than one is called so; fields `kind`, `count`."""

    code = "PRINT_AMBIGUOUS"


class NotHere(UserError):
    """Say that such a paper is not made at this kind of workplace; field `kind`."""

    code = "PRINT_NOT_HERE"


def add_to(groups: Any) -> None:
    """Add this module's command."""
    told = _("；").join(_("{kind} {words}").format(kind=kind, words=_(words)) for kind, words in WORDS.items())
    one = groups.add_parser("print", help=_("把培训券、证书、花名册、表单写成 PDF"))
    one.add_argument("kind", choices=tuple(WORDS), metavar=_("种类"), help=told)
    one.add_argument(
        "names", nargs="*", metavar=_("名称"), help=_("券号、证书编号、班名、证件号码、姓名或月份，可写多个")
    )
    one.add_argument("--to", type=Path, required=True, metavar=_("文件"), help=_("写到这个 PDF 文件"))
    one.add_argument("--first", default="", metavar=_("起号"), help=_("培训券：从这个号起"))
    one.add_argument("--last", default="", metavar=_("止号"), help=_("培训券：到这个号止（含）"))
    one.add_argument("--form", choices=tuple(layouts.shipped()), default="voucher_241", metavar=_("纸张种类"),
                     help=_("套打校准页：{forms}").format(forms=_("；").join(_("{kind} {words}").format(kind=one.key, words=_(one.label)) for one in layouts.shipped().values())))  # fmt: skip
    one.add_argument("--printer", default="", metavar=_("打印机"), help=_("套打校准页：按这台打印机现有的校准写"))
    one.add_argument(
        "--since", type=entrance.day, default=None, metavar=_("日期"), help=_("公示名单：公示首日，默认今天")
    )
    one.add_argument("--days", type=_days, default=7, help=_("公示名单：多少个工作日，默认 7"))
    one.add_argument("--by-number", action="store_true", help=_("公示名单：只列报名号，不列打码姓名"))
    option_workplace(one)
    option_json(one)
    one.set_defaults(run=write)


def _days(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= 60:
        return int(text)
    raise argparse.ArgumentTypeError(_("应为 1 至 60 的整数：{text}").format(text=text))


def write(arguments: argparse.Namespace) -> Answer:
    """Print what is named into a PDF; note it in the print register as saved."""
    from db import prints

    book = entrance.open_book(arguments)
    try:
        makers: dict[str, Callable[[Casebook, argparse.Namespace], tuple[list[str], str]]] = {
            VOUCHERS: _vouchers, CERTIFICATES: _certificates, CALIBRATION: _calibration,
        }  # fmt: skip
        what, key = makers.get(arguments.kind, _forms)(book, arguments)
        pages = _pages(arguments.to)
        prints.note_saved(book, key, what, pages=pages)
    finally:
        book.close()
    value = {"kind": arguments.kind, "papers": len(what), "pages": pages, "file": str(arguments.to)}
    return Answer(
        value,
        [
            _("{kind} {n} 份，共 {pages} 页，已写到 {to}。").format(
                kind=print_words.kind(key), n=len(what), pages=pages, to=arguments.to
            )
        ],
    )


def _calibration(book: "Casebook", arguments: argparse.Namespace) -> tuple[list[str], str]:
    from db import printers
    from printouts.calibration_sheet import print_calibration

    found = printers.calibration(book, arguments.printer, arguments.form)
    layout = printers.layout(book, arguments.form)
    print_calibration(layout, arguments.to, calibration=found, printer=arguments.printer, printed_at=book.clock.now())
    return [layout.key], CALIBRATION


def _pages(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def _vouchers(book: "Casebook", arguments: argparse.Namespace) -> tuple[list[str], str]:
    from db import papers, prints, voucher_lists, vouchers
    from printouts.voucher import print_vouchers
    from ui.papers.faces import fonts_of
    from ui.papers.vouchers import voucher_paper

    ids = [
        _one(arguments.kind, name, papers.vouchers_numbered(book, "".join(name.split()))) for name in arguments.names
    ]
    if arguments.first or arguments.last:
        ends = ("".join(end.split()) for end in (arguments.first, arguments.last))
        ids += voucher_lists.print_run(book, *ends).ids
    if not ids:
        raise NothingNamed(kind=arguments.kind)
    rows = [vouchers.get(book, one) for one in ids]
    made = [voucher_paper(book, row, edition=prints.edition(book, prints.VOUCHER, row.number)) for row in rows]
    print_vouchers(made, arguments.to, printed_at=book.clock.now(), fonts=fonts_of(book))
    return [row.number for row in rows], prints.VOUCHER


def _certificates(book: "Casebook", arguments: argparse.Namespace) -> tuple[list[str], str]:
    from db import certificates, papers, prints
    from printouts.certificate import print_certificates
    from ui.papers.certificates import certificate_paper
    from ui.papers.faces import fonts_of

    ids: list[bytes] = []
    for name in arguments.names:
        numbered = papers.certificates_numbered(book, name)
        ids += numbered or papers.certificates_of_class(book, _class(book, arguments.kind, name))
    if not ids:
        raise (
            NotFound(kind=arguments.kind, named=_("、").join(arguments.names))
            if arguments.names
            else NothingNamed(kind=arguments.kind)
        )
    rows = [certificates.get(book, one) for one in ids]
    print_certificates(
        [certificate_paper(book, row) for row in rows], arguments.to, printed_at=book.clock.now(), fonts=fonts_of(book)
    )
    return [row.number for row in rows], prints.CERTIFICATE


def _forms(book: "Casebook", arguments: argparse.Namespace) -> tuple[list[str], str]:
    from ui.papers import forms
    from ui.papers.classes import Publication, public_paper

    form: FormKind = forms.BY_KEY[_KEYS.get(arguments.kind, arguments.kind.replace("-", "_"))]
    if book.workplace.kind not in form.places:
        raise NotHere(kind=arguments.kind)
    if arguments.kind == "public-list":
        how = Publication(arguments.since, arguments.days, arguments.by_number)
        form = replace(form, make=partial(public_paper, how=how))
    ids = _rows(book, form, arguments)
    if not ids:
        raise NothingNamed(kind=arguments.kind)
    forms.draw(book, form, ids, arguments.to)
    return [forms.logged(book, one) for one in ids], form.key


def _rows(book: "Casebook", form: "FormKind", arguments: argparse.Namespace) -> list[bytes]:
    from db import papers
    from ui.papers import forms

    kind, names = arguments.kind, arguments.names
    if form.of == forms.PERSON:
        return [_person(book, kind, name) for name in names]
    if form.of == forms.CLASS:
        return [_class(book, kind, name) for name in names]
    if form.of == forms.QUESTIONNAIRE:
        from db import surveys

        return [_one(kind, name, surveys.in_use(book, name)) for name in names]
    if form.of == forms.REFERRAL:
        return [_one(kind, name, papers.referrals_numbered(book, name)) for name in names]
    if form.of == forms.HOUSEHOLD:
        return [_one(kind, name, papers.files_numbered(book, name)) for name in names]
    if form.of == forms.OFFICE:
        return [forms.OF_OFFICE]
    if form.of == forms.HANDOVER:
        from db import work_handover

        return [one.id for one in work_handover.handed_over(book, 1)]
    if form.of in {forms.CASE, forms.MEMBERSHIP, forms.LOAN}:
        return [_one(kind, name, papers.numbered(book, form.of, name)) for name in names]
    if form.of == forms.APPLICATION:
        return [_one(kind, name, papers.applications_of(book, _person(book, kind, name))) for name in names]
    if form.of in {forms.STARTUP_CLASS, forms.PROJECT}:
        return [_one(kind, name, papers.called(book, form.of, name)) for name in names]
    found = papers.claims_of(book, names)
    if names and not found:
        raise NotFound(kind=kind, named=_("、").join(names))
    return found


def _one(kind: str, named: str, found: list[bytes]) -> bytes:
    if not found:
        raise NotFound(kind=kind, named=named)
    if len(found) > 1:
        raise Ambiguous(kind=kind, count=len(found))
    return found[0]


def _class(book: "Casebook", kind: str, name: str) -> bytes:
    from db import papers

    return _one(kind, name, papers.classes_named(book, name))


def _person(book: "Casebook", kind: str, name: str) -> bytes:
    """Find a person by document or name; a document's number is not told back in a refusal."""
    from db import papers

    shown = name if not any(char.isdigit() for char in name) else "…" + name[-_LEAST:]
    return _one(kind, shown, papers.persons_named(book, idnumber.normalise(name) if name.isascii() else name))
