"""What forms about one person have in common: the particulars, and the rows of fields that show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from printouts.form import Field, Ticks
from rules import codes, dates


@dataclass(frozen=True, slots=True)
class Particulars:
    """Who somebody is, every text as it is to be read, an unknown one empty; `birth` may be known in part, `age` None then; `photo` is a picture."""

    name: str
    sex: str = ""
    ethnic: str = ""
    birth: str = ""
    age: int | None = None
    document_kind: str = "居民身份证"
    document: str = ""
    political: str = ""
    education: str = ""
    marital: str = ""
    phone: str = ""
    phone_owner: str = ""
    home: str = ""
    live: str = ""
    groups: Sequence[str] = ()
    photo: bytes | None = None


def labels(table: str, *, leave: Sequence[str] = ()) -> tuple[str, ...]:
    """Give the words of a code table in its order, for boxes to tick."""
    return tuple(item.label for item in codes.tables()[table].items if item.label not in leave)


def group_ticks(chosen: Sequence[str]) -> Ticks:
    """Give the categories of persons to tick; one that the table does not know stands at the end."""
    known = labels("target_group")
    return Ticks((*known, *(one for one in chosen if one not in known)), chosen)


def day_words(day: date | None) -> str:
    """Write a day; empty where there is none."""
    return dates.official(day) if day else ""


def blank_day() -> str:
    """Leave room to write a day by hand."""
    return "　　　　年　　　月　　　日"


def born(who: Particulars) -> str:
    """Write the birth date with the age where it is known."""
    return f"{who.birth}（{who.age} 岁）" if who.birth and who.age is not None else who.birth


def identity_rows(who: Particulars) -> list[list[Field]]:
    """Give the first rows of every form: name, sex, birth, document, telephone; four of them, beside a photograph."""
    owner = f"（{who.phone_owner}）" if who.phone_owner and who.phone_owner != "本人" else ""
    return [
        [Field("姓　　名", who.name, 1.9), Field("性别", Ticks(("男", "女"), (who.sex,)), 1.25)],
        [Field("出生日期", born(who), 1.9), Field("民族", who.ethnic, 1.25)],
        [Field("证件类型", who.document_kind, 1.25), Field("证件号码", who.document, 1.9, whole=True)],
        [Field("联系电话", who.phone + owner, 1.9), Field("政治面貌", who.political, 1.25)],
    ]
