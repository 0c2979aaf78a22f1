"""Find the header of a roster and say which column holds what, whatever the county calls it.

Headers stand under title rows, take one row or two, and carry marks (※, *, （必填）, line breaks) that mean nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# How far down a header is looked for; title, reporting unit, notes and a blank line or two stand above it.
SEARCH_ROWS = 40

# The words of each field in the order of preference; compared after folding (no blanks, marks or brackets).
WORDS: Mapping[str, tuple[str, ...]] = {
    "serial": ("序号", "编号", "序", "号", "NO", "NO.", "№"),
    "name": ("姓名", "学员姓名", "人员姓名", "参训人员姓名", "本人姓名", "农民工姓名", "职工姓名", "学生姓名", "持券人姓名", "持券人", "名字", "名称姓名", "参训人员", "学员"),
    "sex": ("性别", "男女", "性別"),
    "doc_type": ("证件类型", "证件类别", "证件种类", "证件名称"),
    "doc_no": (
        "身份证号码", "身份证号", "身份证", "公民身份号码", "公民身份证号码", "公民身份证号", "居民身份证号码", "居民身份证号", "居民身份证", "身份号码",
        "证件号码", "证件号", "有效证件号码", "有效证件号", "身份证件号码", "身份证件号", "二代身份证号", "二代身份证号码", "身份证编号", "身份证明号码", "ID号码", "IDNO",
    ),
    "birth": ("出生日期", "出生年月", "出生年月日", "生日", "出生时间", "出生"),
    "age": ("年龄", "周岁"),
    "ethnic": ("民族", "族别"),
    "education": ("文化程度", "学历", "文化水平", "受教育程度", "教育程度", "最高学历", "文化", "学历层次", "文化学历"),
    "political": ("政治面貌", "政治面目", "党派"),
    "marital": ("婚姻状况", "婚姻", "婚否", "婚姻情况"),
    "health": ("健康状况", "身体状况", "健康情况", "健康"),
    "hukou_type": ("户口类型", "户口性质", "户籍性质", "户籍类型", "户籍类别", "户口类别", "户口"),
    "home_address": ("户籍所在地", "户籍地址", "户籍地", "户口所在地", "户籍所在地址", "户籍住址", "户口地址", "户籍", "身份证地址", "身份证住址", "户籍详细地址", "户口所在地址"),
    "live_address": ("现住址", "现住地址", "现居住地", "现住地", "居住地址", "现居住地址", "居住地", "常住地址", "现家庭住址", "现居地", "通讯地址", "联系地址", "现居住地详细地址"),
    "address": ("家庭住址", "家庭地址", "住址", "地址", "详细地址", "家庭详细住址", "家庭详细地址", "住所", "家庭所在地", "所在村组", "家庭住所", "村组"),
    "phone": (
        "联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式", "联系手机", "移动电话", "本人电话", "联系电话号码", "联系号码", "本人联系电话", "联系手机号", "联系方式电话",
        "手机电话",
    ),
    "phone_owner": ("号码归属", "电话归属", "号码归属人", "机主", "电话机主"),
    "groups": (
        "就业状况", "人员类别", "就业状态", "人员类型", "人员身份", "身份类别", "培训对象类别", "就业情况", "对象类别", "类别", "援助对象类别", "参训人员类别", "目前状况", "人员性质", "身份类型",
    ),
    "wishes": (
        "意向培训工种", "培训工种", "工种", "报名工种", "培训专业", "培训项目", "意向工种", "培训意愿", "拟培训工种", "参训工种", "申报工种", "培训意向", "报考工种", "培训内容", "职业工种",
        "培训职业", "培训职业工种", "所学专业",
    ),
    "trade": ("从事工种", "现从事工种", "原从事工种", "职业", "从业工种", "务工工种", "从事行业", "现从事职业"),
    "work_place": ("工作单位", "外出地", "务工地", "务工地点", "外出务工地", "外出务工地点", "务工单位", "现工作单位", "单位", "原工作单位", "就业单位", "输入地", "企业名称"),
    "years_out": ("外出年限", "务工年限", "外出务工年限"),
    "monthly_income": ("月收入", "月工资", "月均收入", "工资", "月收入元"),
    "returned_on": ("返乡时间", "返乡日期", "返乡年月"),
    "return_reason": ("返乡原因",),
    "emergency_name": ("紧急联系人", "紧急联系人姓名"),
    "emergency_phone": ("紧急联系电话", "紧急联系人电话", "紧急电话"),
    "note": ("备注", "说明", "其他", "备注说明"),
    "signature": ("签名", "签字", "本人签字", "本人签名", "学员签名", "学员签字"),
}  # fmt: skip
# Someone else's name, number or telephone: a column that must never be taken for the person's own.
_OF_OTHERS = re.compile(
    r"亲属|家属|配偶|父|母|监护|户主|子女|联系人|推荐人|介绍人|经办|填表|审核|负责|教师|老师|班主任|村干部|信息员|代领|收款|开户|卡号|账号|单位"
)
# Where no word fits exactly, what a header contains decides, in this order.
_CONTAINED: tuple[tuple[str, str], ...] = (
    ("身份证", "doc_no"), ("公民身份", "doc_no"), ("证件号", "doc_no"), ("姓名", "name"), ("性别", "sex"), ("紧急联系电话", "emergency_phone"),
    ("手机", "phone"), ("联系电话", "phone"), ("联系方式", "phone"), ("电话", "phone"), ("民族", "ethnic"), ("文化程度", "education"), ("学历", "education"),
    ("政治面貌", "political"), ("婚姻", "marital"), ("健康", "health"), ("户籍性质", "hukou_type"), ("户口性质", "hukou_type"), ("户籍", "home_address"),
    ("户口所在", "home_address"), ("现住", "live_address"), ("居住", "live_address"), ("住址", "address"), ("地址", "address"), ("出生", "birth"), ("就业状", "groups"),
    ("人员类", "groups"), ("工种", "wishes"), ("备注", "note"),
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Hold the words by which one kind of table names its columns.

    `exact` gives the field of a folded word, `contained` decides where none fits exactly, `of_others` names what must not be taken for
    the person's own. Of the `marks` a header names at least one. Where two columns fit one field, the lower of `ranks` wins, then the first.
    """

    exact: Mapping[str, str]
    contained: tuple[tuple[str, str], ...]
    of_others: re.Pattern[str]
    marks: tuple[str, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)


ROSTER = Vocabulary(
    {word: name for name, words in WORDS.items() for word in reversed(words)},
    _CONTAINED,
    _OF_OTHERS,
    ("name", "doc_no"),
)
"""The words of rosters."""
_CLAIMED = (
    "诉求金额",
    "欠薪金额",
    "拖欠金额",
    "拖欠工资",
    "欠薪",
    "金额",
    "申请金额",
    "应得金额",
    "欠薪数额",
    "被拖欠工资",
)
_LEFT = ("离职日期", "离职时间", "离职年月日", "离岗日期")
CLAIMANTS = replace(
    ROSTER, exact={**ROSTER.exact, **dict.fromkeys(_CLAIMED, "claimed_fen"), **dict.fromkeys(_LEFT, "left_on")},
    contained=(("诉求", "claimed_fen"), ("欠薪", "claimed_fen"), ("拖欠", "claimed_fen"), ("离职", "left_on"), *ROSTER.contained),
)  # fmt: skip
"""The words of lists of claimants: those of rosters, and those over a claim and a day of leaving."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|〔[^〔〕]*〕")
_MARKS = re.compile(r"[\s*※★☆△▲:;,.、，。：；/\\|_\-—\"'“”]+")
_DATA = re.compile(r"\d{5}")
_LONGEST_HEADER = 40


@dataclass(frozen=True)
class Header:
    """Hold where a roster's header ends (index of the last header row) and which column holds which field."""

    first: int
    last: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    unused: tuple[str, ...]


def fold(text: str) -> str:
    """Reduce a header to its bare words: no blanks, marks, stars, bracketed remarks."""
    folded = unicodedata.normalize("NFKC", text)
    folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return _MARKS.sub("", _BRACKETS.sub("", folded)).upper()


def field_of(title: str, words: Vocabulary = ROSTER) -> str | None:
    """Give the field that a header names, or None."""
    word = fold(title)
    if not word:
        return None
    if word in words.exact:
        return words.exact[word]
    if words.of_others.search(word) and not word.startswith(("本人", "学员")):
        return None
    return next((name for piece, name in words.contained if piece in word), None)


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell.strip() if isinstance(cell, str) else ("" if cell is None else str(cell)) for cell in row]


def _is_words(row: Sequence[str]) -> bool:
    """Tell whether a row could be part of a header: short words, no runs of digits."""
    filled = [cell for cell in row if cell]
    return bool(filled) and all(len(cell) <= _LONGEST_HEADER and not _DATA.search(cell) for cell in filled)


def _columns(labels: Sequence[Sequence[str]], words: Vocabulary) -> tuple[dict[str, int], dict[str, str], list[str]]:
    """Assign columns to fields; each column has candidate titles, the first that names a field counts, exact words before contained ones."""
    columns: dict[str, int] = {}
    titles: dict[str, str] = {}
    unused: list[str] = []
    named = [
        (words.ranks.get(fold(title), 0), at, title, name)
        for at, candidates in enumerate(labels)
        for title in candidates
        if (name := field_of(title, words))
    ]
    for exact in (True, False):
        for _, at, title, name in sorted(named, key=lambda one: one[:2]) if exact else named:
            if (fold(title) in words.exact) is exact and name not in columns and at not in columns.values():
                columns[name], titles[name] = at, title
    taken = set(columns.values())
    unused.extend(candidates[0] for at, candidates in enumerate(labels) if candidates and at not in taken)
    return columns, titles, unused


def labels_below(top: Sequence[str], bottom: Sequence[str]) -> list[list[str]]:
    """Give the candidate titles of each column of a header of two rows: lower word, both joined, upper word (merged ones run on to the right)."""
    labels: list[list[str]] = []
    group = ""
    for at in range(max(len(top), len(bottom))):
        upper = top[at] if at < len(top) else ""
        lower = bottom[at] if at < len(bottom) else ""
        group = upper or (group if lower else "")
        candidates = [lower, group + lower, group] if lower and upper else [lower, group + lower] if lower else [upper]
        labels.append([title for title in dict.fromkeys(candidates) if title])
    return labels


def _score(columns: Mapping[str, int], words: Vocabulary) -> int:
    """Count the fields found; the marks (a name and a number) weigh most, since without them it is no such table."""
    return len(columns) + 3 * sum(mark in columns for mark in words.marks)


def find(rows: Sequence[Sequence[Any]], words: Vocabulary = ROSTER) -> Header | None:
    """Find the header among the first rows; None unless some row names at least two fields, one of the marks among them."""
    best: Header | None = None
    best_score = 0
    for at, last, labels in choices(rows):
        columns, titles, unused = _columns(labels, words)
        score = _score(columns, words)
        if score > best_score and len(columns) >= 2 and columns.keys() & set(words.marks):
            best, best_score = Header(at, last, columns, titles, tuple(unused)), score
    return best


def choices(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, list[list[str]]]]:
    """Give what may be a header among the first rows: its first and last row, and the candidate titles of each column."""
    texts = [_texts(row) for row in rows[: SEARCH_ROWS + 1]]
    for at in range(min(len(texts), SEARCH_ROWS)):
        if not _is_words(texts[at]):
            continue
        yield at, at, [[cell] if cell else [] for cell in texts[at]]
        if at + 1 < len(texts) and _is_words(texts[at + 1]):
            yield at, at + 1, labels_below(texts[at], texts[at + 1])


def panels(rows: Sequence[Sequence[Any]], header: Header, marks: tuple[str, str] = ("name", "doc_no")) -> list[Header]:
    """Give the header once for each panel of a sheet that prints its columns twice or more side by side, to save paper; mostly once.

    Panels repeat at one distance the titles of the two marks (name and number), and whatever else of theirs stands at that distance too.
    """
    row = [fold(cell) for cell in _texts(rows[header.last])]
    name, number = header.columns.get(marks[0]), header.columns.get(marks[1])
    if header.first != header.last or name is None or number is None:
        return [header]
    found = [header]
    for at in range(name + 1, len(row)):
        step = at - name
        if row[at] != row[name] or not 0 <= number + step < len(row) or row[number + step] != row[number]:
            continue
        columns = {
            name_of: column + step for name_of, column in header.columns.items() if row[column : column + 1] == row[column + step : column + step + 1]
        }  # fmt: skip
        if not set(columns.values()) & set(header.columns.values()):
            found.append(Header(header.first, header.last, columns, header.titles, ()))
    return found


def repeats(header: Header, row: Sequence[Any], words: Vocabulary = ROSTER) -> bool:
    """Tell whether a row says the header again (each printed page had its own)."""
    said = 0
    for name, column in header.columns.items():
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str) and field_of(cell, words) == name:
            said += 1
    return said >= 2
