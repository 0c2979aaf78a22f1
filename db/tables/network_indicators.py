"""What can be counted of 机构与队伍; see `db/tables/indicator.py`.

A place counts once, on the day on which its first plate was named, however many plates hang there, and whoever entered it twice under one credit
code. Publicity and contests are heads that nobody named; tags are never among the events, so that no tag adds to a total.
"""

from db.tables.indicator import Indicator, of_fact, of_register

_PLACE = "coalesce({0}.uscc, hex({0}.id))"


def _first_plate(like: str = "1") -> str:
    """Give the condition for the plate that was a place's first of those that are `like` this (a condition over `z`)."""
    return f"""x.named_on IS NOT NULL AND {like.replace("z.", "x.")} AND NOT EXISTS (SELECT 1 FROM base_plate z JOIN base_place q ON q.id = z.place
    JOIN base_place p ON p.id = x.place WHERE z.named_on IS NOT NULL AND z._incomplete <> 2 AND {like} AND {_PLACE.format("q")} = {_PLACE.format("p")}
    AND (z.named_on < x.named_on OR (z.named_on = x.named_on AND z.id < x.id)))"""


def _bases(key: str, label: str, like: str) -> Indicator:
    events = of_register("base_plate", "NULL", "1", _first_plate(like), "x.named_on")
    return Indicator(key, label, "pieces", "base_plate", events, "个", named=False, page="network")


def _told(kind: str) -> str:
    return of_fact("publicity", "NULL", "x.heads", f"x.kind = '{kind}'")


def _assisted(column: str, where: str) -> str:
    return of_fact("assisted_training", "NULL", f"x.{column}", f"x.{column} IS NOT NULL AND {where}")


_UNION = """x.level <> '9' AND NOT EXISTS (SELECT 1 FROM union_part z WHERE z.year = x.year AND z.name = x.name AND z.level <> '9' AND z._incomplete <> 2
    {0} AND z.id < x.id)"""
"""A union at the county's level or above once a year, whoever listed it."""
_LISTED = of_register("union_part", "NULL", "1", _UNION.format(""))
_TOOK_PART = of_register("union_part", "NULL", "1", f"x.part = 1 AND {_UNION.format('AND z.part = 1')}")


def _contest(key: str, label: str, kind: str) -> Indicator:
    return Indicator(
        key, label, "persons", "contest", of_fact("contest", "NULL", "x.heads", f"x.kind = '{kind}'"), named=False, page="network",
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    Indicator("info_officers", "就业信息员", "persons", "info_officer", of_register("info_officer", "NULL", "1"), named=False, page="network"),
    _bases("bases_named", "培训基地（按单位）", "1"),
    _bases("bases_national_jobs", "全总命名的就业培训（实训）基地", "z.kind = '1' AND z.level = '1'"),
    _bases("bases_national_migrant", "全总命名的农民工技能培训基地", "z.kind = '2' AND z.level = '1'"),
    _bases("bases_demo", "示范型培训基地", "z.kind = '3'"),
    Indicator("policy_consulted", "政策咨询", "times", "publicity", _told("1"), named=False, page="network"),
    Indicator("job_guided", "就业指导", "times", "publicity", _told("2"), named=False, page="network"),
    Indicator("publicised", "政策宣传", "times", "publicity",
              of_fact("publicity", "NULL", "x.heads", "x.kind IN ('3', '4', '5', '9')"), named=False, page="network"),
    Indicator("publicised_heads", "政策宣传到场人数（活动报数，不实名）", "persons", "publicity",
              of_fact("publicity", "NULL", "x.reached", "x.kind = '3' AND x.reached IS NOT NULL"), named=False, page="network"),
    Indicator("assisted_upskill", "协助政府技能提升培训（按人，部门报数或名册）", "persons", "assisted_training", _assisted("heads", "x.kind = '1'"), named=False, page="network"),
    Indicator("assisted_safety", "安全生产知识培训（按人，部门报数或名册）", "persons", "assisted_training", _assisted("heads", "x.kind = '2'"), named=False, page="network"),
    Indicator("assisted_times", "协助培训（部门按人次报的）", "times", "assisted_training", _assisted("times", "x.heads IS NULL"), named=False, page="network"),
    Indicator("unions_listed", "县以上工会（已登记参加情况）", "pieces", "union_part", _LISTED, "个", named=False, page="network"),
    Indicator("unions_took_part", "参加劳动保障部门活动的县以上工会", "pieces", "union_part", _TOOK_PART, "个", named=False, page="network"),
    Indicator("union_cover", "县以上工会参加劳动保障部门活动的比例", "share", "union_part", _TOOK_PART, named=False, page="network", of="unions_listed"),
    Indicator("dept_supports", "部门支持事项", "pieces", "dept_support", of_fact("dept_support", "NULL", "1"), "项", named=False, page="network"),
    Indicator("culture_sessions", "文化服务", "pieces", "culture_service",
              of_fact("culture_service", "NULL", "x.sessions", "x.sessions IS NOT NULL"), "场", named=False, page="network"),
    Indicator("culture_books", "职工书屋图书", "pieces", "culture_service",
              of_fact("culture_service", "NULL", "x.books", "x.books IS NOT NULL"), "册", named=False, page="network"),
    Indicator("culture_times", "文化服务参加", "times", "culture_service",
              of_fact("culture_service", "NULL", "x.heads", "x.heads IS NOT NULL"), named=False, page="network"),
    Indicator("trainer_taught", "兼职培训师授课", "pieces", "trainer_hours", of_register("trainer_hours", "NULL", "x.hours", "x.status <> '已取消'"), "学时", named=False, page="network"),
    _contest("million_trained", "百万职工技术培训", "1"),
    _contest("million_drilled", "百万职工技术练兵", "2"),
    _contest("million_contested", "百万职工技能比赛", "3"),
)  # fmt: skip
