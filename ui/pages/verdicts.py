"""The words and colour of a verdict on a token, of a redemption refused, and of the rules' findings; one place for desk and base."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rules import money, tokens
from rules import vouchers as numbers
from rules.eligibility import Finding
from ui.error_text import say
from ui.text import N_, _
from ui.theme import mark
from ui.widgets.cards import Glyph, Verdict
from ui.widgets.labels import label, paragraph_html

if TYPE_CHECKING:
    from db import verification
    from db.voucher_lists import Scan

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.tokens import GRID

Words = tuple[Verdict, str, str]

_TITLES = {
    "genuine": (Verdict.YES, N_("真")),
    "forged": (Verdict.NO, N_("假的或被改动过")),
    "issuer_unknown": (Verdict.CAUTION, N_("发证单位不在本机名录中")),
    "revoked": (Verdict.NO, N_("证书已作废")),
    "void": (Verdict.NO, N_("券已作废")),
    "expired": (Verdict.NO, N_("已过有效期")),
    "redeemed": (Verdict.NO, N_("已在别处核销过")),
}
_ADVICE = {
    "forged": N_("不要受理。请扣下原件，联系发放单位和省总。"),
    "issuer_unknown": N_("请导入省总最新的回执后再核验；核实之前不能认作真件。"),
    "revoked": N_("请以补发的证书为准，并联系发证的基地。"),
    "void": N_("请收回原券，联系发券的帮扶中心。"),
    "expired": N_("过期券不能核销，请持券人到发券的帮扶中心咨询。"),
    "redeemed": N_("一张券只能核销一次。请扣下原券，联系发券的帮扶中心。"),
}
_BY_REASON = {
    "voucher_loss": (N_("券已挂失"), N_("这张券已经挂失。请扣下原券，联系发券的帮扶中心。")),
    "valid_from": (N_("还没到有效期"), N_("有效期还没有开始，现在不能核销。请持券人到期再来。")),
}
"""Title and advice where the verdict alone is too broad, by the reason for it (db/verification.py)."""


def of_token(found: "verification.Verdict") -> Words:
    """Word a verdict on a token: colour, title, and the lines that say what the token holds."""
    if found.token is None:
        advice = _("请重新扫一次。几次都读不出的，按假件处理：扣下原件，联系发放单位和省总。")
        return Verdict.NO, _("读不出来：没有扫全，或不是真件"), advice
    verdict, title = _TITLES[found.verdict]
    title, advice = _BY_REASON.get(found.reason, (title, _ADVICE.get(found.verdict, "")))
    words = _(title)
    if found.verdict == "genuine":
        is_voucher = found.token.claims.kind == tokens.VOUCHER
        words = _("真券，可以使用") if is_voucher else _("证书是真的，有效")
    if found.verdict == "redeemed" and found.day:
        words = _("已于 {day} 在本基地核销过").format(day=found.day)
    lines = token_lines(found)
    if found.verdict == "expired" and found.reason == "valid_from" and found.token.claims.valid_from is not None:
        lines.append(_("有效期从 {day} 开始").format(day=found.token.claims.valid_from.isoformat()))
    if advice:
        lines.append(_(advice))
    return verdict, words, "\n".join(lines)


def token_lines(found: "verification.Verdict") -> list[str]:
    """Give what a token says, in lines; nothing where it could not be read."""
    if found.token is None:
        return []
    claims = found.token.claims
    is_voucher = claims.kind == tokens.VOUCHER
    number = numbers.shown(claims.number) if is_voucher else claims.number
    named = _("培训券 {number}") if is_voucher else _("培训合格证书 {number}")
    who = _("{holder}，证件尾号 {tail}").format(holder=claims.holder, tail=claims.doc_tail)
    lines = [f"{named.format(number=number)} · {who}"]
    parts = [claims.course or ""]
    if claims.value_fen is not None:
        parts.append(_("面值 {yuan} 元").format(yuan=money.grouped(claims.value_fen)))
    if claims.valid_until is not None:
        parts.append(_("有效期至 {day}").format(day=claims.valid_until.isoformat()))
    elif claims.valid_from is not None:
        parts.append(_("{day} 发证").format(day=claims.valid_from.isoformat()))
    if found.issuer:
        parts.append(found.issuer)
    lines.append(" · ".join(part for part in parts if part))
    return lines


def of_scan(scan: "Scan") -> Words:
    """Word what became of a scanned voucher: redeemed with its amount, or refused and why."""
    if scan.redemption is not None:
        return _redeemed(scan)
    error, token = scan.error, scan.verdict.token
    if error is None or error.code == "TOKEN_REFUSED":
        if scan.verdict.verdict == "genuine" and token is not None and token.claims.kind != tokens.VOUCHER:
            return Verdict.CAUTION, _("这是培训合格证书，不是培训券"), "\n".join(token_lines(scan.verdict))
        return of_token(scan.verdict)
    if scan.spent is not None:
        words = _("{holder} 在本班已于 {day} 核销过券 {number}，一人一班只收一张。请与发券的帮扶中心核对。").format(
            holder=scan.spent.name, day=scan.spent.day, number=numbers.shown(scan.spent.number)
        )
        return Verdict.NO, _("这位学员已核销过一张券"), "\n".join([words, *token_lines(scan.verdict)])
    if scan.meant is not None:
        words = _("{holder} 在“{name}”的名册上，不在现在这个班。券是好的，改到那个班就能核销。").format(
            holder=scan.meant.name, name=scan.meant.training_class.name
        )
        title = _("班级不对：{holder} 在{name}").format(holder=scan.meant.name, name=scan.meant.training_class.name)
        return Verdict.CAUTION, title, "\n".join([words, *token_lines(scan.verdict)])
    titles = {
        "WRONG_COURSE": _("工种不符，没有核销"),
        "WRONG_BASE": _("不是本基地的券，没有核销"),
        "HOLDER_NOT_ON_ROSTER": _("持券人不在本班名册，没有核销"),
    }
    verdict = Verdict.CAUTION if error.code == "HOLDER_NOT_ON_ROSTER" else Verdict.NO
    return verdict, titles.get(error.code, _("没有核销")), "\n".join([say(error), *token_lines(scan.verdict)])


def _redeemed(scan: "Scan") -> Words:
    done = scan.redemption
    if done is None:
        raise ValueError("nothing redeemed")
    amount = money.grouped(done.amount_fen)
    sums = _("面值 {face} 元，实际学费 {fee} 元，按较低者计 {amount} 元").format(
        face=money.grouped(done.face_fen), fee=money.grouped(done.fee_fen), amount=amount
    )
    lines = [sums, *token_lines(scan.verdict)]
    if done.provisional:
        lines.insert(0, _("本机还不认识发券单位：已留券登记为待核实，核实以前不结算。请导入省总最新的回执。"))
        return Verdict.CAUTION, _("已登记，待核实：{holder}").format(holder=done.holder), "\n".join(lines)
    title = _("已核销 {amount} 元：{holder}").format(amount=amount, holder=done.holder)
    return Verdict.YES, title, "\n".join(lines)


class FindingsList(QWidget):
    """List each rule's answer with a sign, and the rule's source under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show the answers; a source that several rules share is named once, at its last rule."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        line = 0
        for place, finding in enumerate(findings):
            tone = "ok" if finding.ok else "bad"
            sign = Glyph("check-circle-outline" if finding.ok else "close-circle-outline", tone)
            words = label("", wrap=True)
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setText(paragraph_html(_(finding.text)))
            mark(words, tone="" if finding.ok else "bad")
            self._grid.addWidget(sign, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, line, 1)
            line += 1
            following = findings[place + 1].source if place + 1 < len(findings) else ""
            if finding.source and finding.source != following:
                self._grid.addWidget(
                    label(_("依据：{source}").format(source=_(finding.source)), "hint", wrap=True), line, 1
                )
                line += 1
