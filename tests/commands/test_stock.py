"""Pre-printed stock from the command line."""

from contextlib import closing
from pathlib import Path

from db import casebook, printers
from rules import vouchers
from rules.calibration import Calibration
from rules.clock import SystemClock
from tests.commands.conftest import PASSPHRASE, SECOND, Run
from tests.printouts.conftest import text_of

NUMBER = vouchers.make_number(vouchers.make_prefix("51", 2009, "519901", 1), 1)


def prepare(desk: Path) -> None:
    """Let a second person sign in there, and issue a voucher."""
    with closing(casebook.open_casebook(desk, "", PASSPHRASE, SystemClock())) as book:
        casebook.add_user(book, login="zhou", name="周主任", role="supervisor", passphrase=SECOND)
        with book.write() as writer:
            writer.fact("voucher_issue", {
                "number": NUMBER, "holder": "张三", "face_fen": 50_000, "valid_until": "2099-12-31", "issued_on": book.today,
            })  # fmt: skip


def test_stock_is_taken_in_used_spoiled_approved_and_told(run: Run, desk: Path) -> None:
    prepare(desk)
    place = ("--workplace", desk)
    made = run("stock", "receive", "A0001", "A0100", "--source", "交接单 6 号", *place, "--json").value
    assert (made["count"], made["origin"], made["source"]) == (100, "province", "交接单 6 号")
    assert run("stock", "receive", "A0100", "A0200", *place).code == 1
    used = run("stock", "use", "a-0001", NUMBER, *place, "--json").value
    assert (used["serial"], used["number"], used["state"]) == ("A0001", NUMBER, "used")
    again = run("stock", "use", "A0002", NUMBER, *place)
    assert again.code == 1
    assert "已打印在纸张 A0001 上" in again.err
    assert run("stock", "spoil", "A0002", "--reason", "打印错位", *place).code == 0
    assert run("stock", "miss", "A0003", "--reason", "整包缺号", *place).code == 0
    assert "不在已领入" in run("stock", "miss", "A0300", "--reason", "缺号", *place).err
    shown = run("stock", "show", *place, "--json").value
    assert {name: shown[name] for name in ("received", "used", "void", "missing", "left", "holds", "next")} == {
        "received": 100, "used": 1, "void": 2, "missing": 1, "left": 97, "holds": True, "next": "A0004",
    }  # fmt: skip
    assert [one["serial"] for one in shown["waiting"]] == ["A0003", "A0002"]
    assert "领入 100 ＝ 已用 1 ＋ 作废 2 ＋ 结存 97" in run("stock", "show", *place).out
    assert run("stock", "approve", "--second", "zhou", *place, "--json").value["approved"] == 2
    assert run("stock", "approve", "--second", "zhou", *place).code == 1
    listed = run("stock", "sheets", "--state", "spoiled", *place, "--json").value
    assert (listed["total"], listed["sheets"][0]["waits"]) == (1, False)


def test_stock_wants_its_reason(run: Run, desk: Path) -> None:
    assert run("stock", "spoil", "A0002", "--workplace", desk).code == 2


def test_the_calibration_sheet_is_written_under_the_printers_calibration(run: Run, desk: Path, tmp_path: Path) -> None:
    with closing(casebook.open_casebook(desk, "", PASSPHRASE, SystemClock())) as book:
        printers.calibrate(book, "针打", "certificate_inner", Calibration(15, -3))
    to = tmp_path / "校准页.pdf"
    said = run(
        "print",
        "calibration",
        "--form",
        "certificate_inner",
        "--printer",
        "针打",
        "--to",
        to,
        "--workplace",
        desk,
        "--json",
    )
    assert said.value["pages"] == 1
    text = text_of(to.read_bytes())
    assert "证书内芯" in text
    assert "横+1.5mm，纵-0.3mm" in text
    assert run("print", "calibration", "--form", "x", "--to", to, "--workplace", desk).code == 2
