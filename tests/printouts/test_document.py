"""A document is whole or not there, small, and the same for the same papers."""

import errno
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printouts import page
from printouts.batch import NothingToPrint, PrintingCancelled
from printouts.certificate import CertificatePaper, print_certificates
from printouts.document import PaperNotWritten
from printouts.embedding import to_unicode
from printouts.fonts import FontSet, MissingGlyph
from printouts.page import A4_ACROSS, Sheet, Type
from tests.printouts.conftest import PRINTED_AT, pages_of, text_of
from tests.printouts.test_fonts import BEYOND, make_font


def sheet_with(draw: Callable[[Sheet], Any], fonts: FontSet) -> bytes:
    sink = io.BytesIO()
    sheet = Sheet(sink, A4_ACROSS, fonts, "纸", PRINTED_AT)
    draw(sheet)
    sheet.next_page()
    sheet.finish()
    return sink.getvalue()


def many(paper: CertificatePaper, count: int) -> list[CertificatePaper]:
    return [
        replace(paper, number=f"519901-2009-01-{number:05d}-7", token=f"{paper.token}{number}")
        for number in range(count)
    ]


class Repeated(Sequence[CertificatePaper]):
    """Be one certificate so many times, each number made when asked for."""

    def __init__(self, paper: CertificatePaper, count: int) -> None:
        self._paper, self._count = paper, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: Any) -> Any:
        return [self._paper for _ in range(*at.indices(self._count))]


def test_the_map_to_text_holds_surrogate_pairs() -> None:
    written = to_unicode({7: "𬭎", 8: "张"})
    assert b"<0007> <D872DF4E>" in written
    assert b"<0008> <5F20>" in written


def test_more_characters_than_one_block_holds_are_all_mapped() -> None:
    written = to_unicode({number: chr(0x4E00 + number) for number in range(250)})
    assert [int(count) for count in re.findall(rb"(\d+) beginbfchar", written)] == [100, 100, 50]


@pytest.mark.parametrize("name", ["𬭎", "𬭊𠅤", "㛃䶮鿏𫖮", "隆\uf9dc隆", "阿卜杜·热合曼", "⼀一"])
def test_names_read_back_as_they_were_written(
    name: str, fonts: FontSet, run: Callable[..., str], tmp_path: Path
) -> None:
    pdf = sheet_with(lambda sheet: sheet.text(20, 20, name, Type(12)), fonts)
    (tmp_path / "name.pdf").write_bytes(pdf)
    assert run("pdftotext", "-enc", "UTF-8", "name.pdf", "-").split() == [name]


def test_a_font_of_the_machine_is_embedded_beside_the_others(run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    make_font(tmp_path / "fonts" / "extra.ttf", BEYOND)
    pdf = sheet_with(lambda sheet: sheet.text(20, 20, f"张{BEYOND}三", Type(12)), FontSet([tmp_path / "fonts"]))
    assert text_of(pdf) == f"张{BEYOND}三"
    (tmp_path / "name.pdf").write_bytes(pdf)
    assert run("pdftotext", "-enc", "UTF-8", "name.pdf", "-").split() == [f"张{BEYOND}三"]
    assert "Extra-Regular" in run("pdffonts", "name.pdf")


def test_each_face_is_embedded_once_and_no_font_is_left_out(
    certificate: CertificatePaper, fonts: FontSet, run: Callable[..., str], tmp_path: Path
) -> None:
    print_certificates(many(certificate, 20), tmp_path / "all.pdf", printed_at=PRINTED_AT, fonts=fonts)
    lines = run("pdffonts", "all.pdf").splitlines()[2:]
    assert sorted(line.split("+")[1].split()[0] for line in lines) == ["NotoSansSC-Regular", "NotoSerifSC-Regular"]
    assert all(re.search(r"yes yes yes", line) for line in lines)


def test_the_same_papers_give_the_same_bytes(certificate: CertificatePaper, fonts: FontSet) -> None:
    first = print_certificates([certificate], printed_at=PRINTED_AT, fonts=fonts)
    assert print_certificates([certificate], printed_at=PRINTED_AT, fonts=fonts) == first
    assert print_certificates([replace(certificate, holder="李三")], printed_at=PRINTED_AT, fonts=fonts) != first


def test_a_page_costs_at_most_two_kilobytes(certificate: CertificatePaper, fonts: FontSet) -> None:
    small, large = (print_certificates(many(certificate, n), printed_at=PRINTED_AT, fonts=fonts) for n in (50, 250))
    assert isinstance(small, bytes)
    assert isinstance(large, bytes)
    assert pages_of(large) == 250
    assert (len(large) - len(small)) / 200 <= 2048


def test_a_finished_page_is_not_kept_in_memory(certificate: CertificatePaper, fonts: FontSet) -> None:
    sheet = Sheet(io.BytesIO(), A4_ACROSS, fonts, "纸", PRINTED_AT)
    held = []
    for paper in many(certificate, 40):
        sheet.once("same", lambda: sheet.line(0, 0, 10, 10))
        sheet.text(20, 20, paper.number, Type(12))
        sheet.next_page()
        held.append(len(sheet._canvas._doc.idToObject))
    assert held[-1] == held[5]


def test_a_batch_tells_its_progress(certificate: CertificatePaper, fonts: FontSet) -> None:
    seen: list[tuple[int, int]] = []
    print_certificates(
        many(certificate, 3),
        printed_at=PRINTED_AT,
        fonts=fonts,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_cancelled_batch_leaves_the_old_file_and_nothing_else(
    certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    to = tmp_path / "证书.pdf"
    to.write_bytes(b"before")
    answers = iter([False, False, True])
    with pytest.raises(PrintingCancelled) as stopped:
        print_certificates(
            many(certificate, 9), to, printed_at=PRINTED_AT, fonts=fonts, cancelled=lambda: next(answers)
        )
    assert (stopped.value.done, stopped.value.total) == (2, 9)
    assert [file.name for file in tmp_path.iterdir()] == ["证书.pdf"]
    assert to.read_bytes() == b"before"


def test_ten_thousand_certificates_stopped_in_the_middle_leave_nothing(
    certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    told: list[int] = []
    with pytest.raises(PrintingCancelled) as stopped:
        print_certificates(
            Repeated(certificate, 10_000), tmp_path / "证书.pdf", printed_at=PRINTED_AT, fonts=fonts,
            progress=lambda done, _total: told.append(done), cancelled=lambda: len(told) >= 500,
        )  # fmt: skip
    assert (stopped.value.done, stopped.value.total) == (500, 10_000)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights of a folder bind an ordinary user of Unix")
def test_a_folder_that_cannot_be_written_is_named(
    certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with pytest.raises(PaperNotWritten) as failed:
        print_certificates([certificate], shut / "a.pdf", printed_at=PRINTED_AT, fonts=fonts)
    assert failed.value.reason == "EACCES"


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_refused_file_is_told_by_its_reason(
    number: int, certificate: CertificatePaper, fonts: FontSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(PaperNotWritten) as failed:
        print_certificates([certificate], tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts)
    monkeypatch.undo()
    assert failed.value.reason == errno.errorcode[number]
    assert list(tmp_path.iterdir()) == []


def test_more_parts_alike_than_are_kept_are_drawn_all_the_same(
    certificate: CertificatePaper, fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_FORMS", 3)
    papers = [replace(certificate, base=f"第{number}基地") for number in range(6)]
    pdf = print_certificates(papers, printed_at=PRINTED_AT, fonts=fonts)
    assert isinstance(pdf, bytes)
    for number in range(6):
        assert f"第{number}基地" in text_of(pdf, number)


def test_a_paper_that_cannot_be_printed_leaves_nothing(
    certificate: CertificatePaper, fonts: FontSet, tmp_path: Path
) -> None:
    with pytest.raises(MissingGlyph):
        print_certificates(
            [certificate, replace(certificate, holder=BEYOND)], tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts
        )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(certificate: CertificatePaper, fonts: FontSet, tmp_path: Path) -> None:
    with pytest.raises(PaperNotWritten) as failed:
        print_certificates([certificate], tmp_path / "gone" / "a.pdf", printed_at=PRINTED_AT, fonts=fonts)
    assert failed.value.reason == "ENOENT"


@pytest.mark.parametrize(("number", "reason"), [(errno.ENOSPC, "ENOSPC"), (errno.EROFS, "EROFS"), (None, "EIO")])
def test_a_disk_that_fails_leaves_nothing_behind(
    number: int | None, reason: str, certificate: CertificatePaper, fonts: FontSet, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail(_: int) -> None:
        raise OSError(number, "no") if number else OSError

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PaperNotWritten) as failed:
        print_certificates([certificate], tmp_path / "a.pdf", printed_at=PRINTED_AT, fonts=fonts)
    assert failed.value.reason == reason
    assert list(tmp_path.iterdir()) == []


def test_an_empty_list_is_refused(fonts: FontSet) -> None:
    with pytest.raises(NothingToPrint):
        print_certificates([], printed_at=PRINTED_AT, fonts=fonts)


def test_justified_lines_are_not_torn_apart(fonts: FontSet, run: Callable[..., str], tmp_path: Path) -> None:
    text = "学员陈晓兰于2009年3月16日至2009年4月3日参加安和县职业技能培训中心举办的第1期家政服务员班，准予结业。"
    pdf = sheet_with(lambda sheet: sheet.prose(20, 20, 90, 80, [(text[:8], True), (text[8:], False)], Type(14)), fonts)
    (tmp_path / "prose.pdf").write_bytes(pdf)
    assert run("pdftotext", "-enc", "UTF-8", "prose.pdf", "-").replace("\n", "").strip("\f") == text


def test_prose_gets_smaller_until_it_fits(fonts: FontSet) -> None:
    taken: list[float] = []
    sheet_with(lambda sheet: taken.append(sheet.prose(20, 20, 90, 30, [("准予结业。" * 80, False)], Type(14))), fonts)
    assert taken[0] <= 30


def test_the_foot_tells_page_edition_and_time(fonts: FontSet) -> None:
    found = text_of(sheet_with(lambda sheet: sheet.foot(2, 3, 7), fonts))
    assert "第2版（重打）" in found
    assert "打印时间2009-09-2810:30" in found
    assert "第3页共7页" in found
    assert page.A4_UPRIGHT == (210.0, 297.0)
