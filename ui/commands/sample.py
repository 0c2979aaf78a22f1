"""The sample county 安和县: people who do not exist, with numbers that are valid and nobody's (region 519901 stands in no table).

Everything is drawn from a seed, so that the same seed tells the same story.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from rules import idnumber
from rules.regions import Region, Regions, national

COUNTY, COUNTY_NAME, PROVINCE = "519901", "安和县", "51"
DAY = date(2009, 9, 28)
FULL = 1260

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单仇解查区"
_MEN = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建志国庆德福贵有才长顺"
_WOMEN = "芳娜敏静秀娟英华慧巧美丽兰红玉萍燕珍莉桂香月琴素云莲真环雪荣爱妹霞凤洁梅琳"
_TOWNS = ("城关镇", "石桥镇", "柳溪镇", "青杠乡", "双河镇", "白塔乡", "望江镇", "金竹乡", "龙潭镇", "新场乡")
_OUTSIDE = ("510105", "500112", "430102", "520102", "410102", "360102")
_GROUPS = ("返乡农民工", "农民工", "下岗失业人员", "失业农民工", "农村劳动力", "困难职工")
_WEIGHTS = (40, 22, 14, 10, 9, 5)
_SCHOOLING = ("初中", "高中", "小学", "中专", "大专", "技校")
_TRADES = ("制衣", "电子装配", "建筑", "家政", "餐饮", "保安", "物流", "无")

SPECIAL_NAMES = (
    "阿卜杜热合曼·麦麦提依明江·吐尔逊托合提·阿不都拉", "李𬭊", "单小仇", "欧阳建国", "赵䶮", "尉迟秀英",
)  # fmt: skip

PRECISION_LOST = "孙留"
ID_COLUMN = 4
HEADERS = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "身份证号码",
    "文化程度",
    "户籍所在地",
    "家庭住址",
    "联系电话",
    "人员类别",
    "外出务工工种",
    "备注",
)


@dataclass(frozen=True)
class Trade:
    """Hold a sample class: course, term, which base (0 or 1), first day, places that the story fills."""

    course: str
    term: int
    base: int
    starts: date
    size: int


TRADES = (
    Trade("家政服务员", 1, 0, date(2009, 3, 16), 42), Trade("家政服务员", 2, 1, date(2009, 4, 13), 40), Trade("家电维修", 1, 0, date(2009, 4, 20), 36),
    Trade("砌筑工", 1, 1, date(2009, 5, 11), 38), Trade("焊工", 1, 0, date(2009, 6, 1), 34), Trade("缝纫工", 1, 1, date(2009, 6, 22), 36),
    Trade("中式烹调师", 1, 0, date(2009, 7, 13), 36), Trade("保安员", 1, 1, date(2009, 8, 17), 24),
)  # fmt: skip
COURSES = tuple(dict.fromkeys(trade.course for trade in TRADES))
BASES = ("安和县职业技能培训中心", "柳溪镇农民工培训学校")


def regions() -> Regions:
    """Give the national table with the demo-only county."""
    return national().with_extra([Region(COUNTY, COUNTY_NAME, None, None)])


def number(rng: random.Random, born: date, sex: str, region: str, taken: set[str]) -> str:
    """Make a valid, unused ID number."""
    while True:
        sequence = rng.randrange(0, 500) * 2 + (1 if sex == "男" else 0)
        first = f"{region}{born:%Y%m%d}{sequence % 1000:03d}"
        made = first + idnumber.check_digit(first)
        if made not in taken:
            taken.add(made)
            return made


def name(rng: random.Random, *, sex: str, surname: str = "") -> str:
    """Make a name up."""
    given = _MEN if sex == "男" else _WOMEN
    return (surname or rng.choice(_SURNAMES)) + "".join(rng.choice(given) for _ in range(rng.choice((1, 2, 2))))


def school_days(starts: date, count: int) -> list[date]:
    """Give `count` working days from the first day on (Monday to Friday)."""
    days: list[date] = []
    day = starts
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    return days


def _person(rng: random.Random, at: int, taken: set[str]) -> list[str]:
    sex = rng.choice("男女")
    born = date(rng.randrange(1958, 1991), rng.randrange(1, 13), rng.randrange(1, 29))
    if sex == "女":
        born = max(born, date(1956, 1, 1))
    called = name(rng, sex=sex)
    region = COUNTY if rng.random() < 0.85 else rng.choice(_OUTSIDE)
    home = f"{COUNTY_NAME}{rng.choice(_TOWNS)}" if region == COUNTY else "外省"
    return [
        str(at), called, sex, "汉族" if rng.random() < 0.9 else rng.choice(("苗族", "彝族", "土家族", "回族")), number(rng, born, sex, region, taken),
        rng.choice(_SCHOOLING), home, f"{rng.choice(_TOWNS)}第{rng.randrange(1, 20)}村", f"13{rng.randrange(10**9):09d}",
        rng.choices(_GROUPS, _WEIGHTS)[0], rng.choice(_TRADES), "",
    ]  # fmt: skip


def rows(people: int, seed: int) -> list[list[str]]:
    """Make a roster of `people` good rows and, among them, the doubtful ones that a real roster has (a twentieth more at most)."""
    rng = random.Random(seed)  # noqa: S311 - sample data, not secrets
    taken: set[str] = set()
    made = [_person(rng, at, taken) for at in range(1, people + 1)]
    for at, name in enumerate(SPECIAL_NAMES[: max(1, people // 20)]):
        made[3 + 2 * at][1] = name
    if people >= 20:
        made[12][8] = made[11][8]
        made[12][11] = "与前一行为夫妻，共用一部电话"
    for at in range(5 * people // FULL + 1):
        made[15 + 7 * at][4] = "待补"
    return _spoil(made, rng, people)


def _spoil(made: list[list[str]], rng: random.Random, people: int) -> list[list[str]]:
    """Add rows that an import must name: wrong check digits, precision lost in Excel, doubles, one without a name."""
    extra = max(1, people // 200)
    doubtful = []
    for at in range(extra):
        wrong = list(made[20 % len(made) + at])
        digit = wrong[4][-1]
        wrong[4] = wrong[4][:-1] + ("1" if digit != "1" else "2")
        wrong[1] += "甲"
        doubtful.append(wrong)
        doubtful.append(list(made[(30 + at) % len(made)]))
    lost = list(rng.choice([row for row in made[len(made) // 2 :] if row[ID_COLUMN].isdecimal()]))
    lost[1] = PRECISION_LOST
    nameless = list(_person(rng, 0, set()))
    nameless[1] = ""
    doubtful += [lost, nameless]
    made = made + doubtful
    for at, row in enumerate(made, 1):
        row[0] = str(at)
    return made


def write_roster(path: Path, people: int, seed: int) -> Path:
    """Write the sample roster as an Excel workbook with title rows above its header, as they really arrive."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("返乡农民工花名册")
        title = book.add_format({"bold": True, "align": "center", "font_size": 16})
        text = book.add_format({"num_format": "@"})
        sheet.merge_range(0, 0, 0, len(HEADERS) - 1, f"{COUNTY_NAME}返乡农民工花名册（示例数据）", title)
        sheet.merge_range(1, 0, 1, len(HEADERS) - 1, f"填报单位：{COUNTY_NAME}总工会　　填报日期：2009年3月2日")
        sheet.write_row(2, 0, HEADERS)
        for at, row in enumerate(rows(people, seed), 3):
            for column, value in enumerate(row):
                if column == ID_COLUMN and row[1] == PRECISION_LOST:
                    sheet.write_number(at, column, float(value))  # typed as a number: Excel keeps fifteen digits
                else:
                    sheet.write_string(at, column, value, text)
        sheet.set_column(4, 4, 22)
        sheet.set_column(1, 1, 14)
    return path
