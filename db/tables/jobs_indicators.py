"""What can be counted of 岗位援助; see `db/tables/indicator.py`. A record belongs to the county of the PC that entered it.

Heads counted at a fair are persons that nobody named: they are kinds of their own and never counted with persons known by name.
"""

from db.tables.identities import LAID_OFF, MIGRANT, RETURNED, held
from db.tables.indicator import Indicator, narrowed, of_fact, of_register
from db.tables.jobs import SENT_OUT
from db.tables.training_indicators import HOME


def _at_fair(column: str) -> str:
    return of_fact("fair_site", "NULL", f"x.{column}", f"x.{column} IS NOT NULL")


_AFTER_TRAINING = """coalesce(x.way, '') <> '7' AND EXISTS (SELECT 1 FROM result r JOIN enrolment e ON e.id = r.enrolment
    WHERE e.person = x.person AND r.completed = 1 AND r.day <= x.day AND NOT EXISTS (SELECT 1 FROM result c WHERE c.corrects = r.id))"""
_AFTER_HOME = f"""coalesce(x.way, '') <> '7' AND EXISTS (SELECT 1 FROM result r JOIN enrolment e ON e.id = r.enrolment JOIN training_class c ON c.id = r.class_id
    WHERE e.person = x.person AND r.completed = 1 AND r.day <= x.day AND {HOME} AND NOT EXISTS (SELECT 1 FROM result q WHERE q.corrects = r.id))"""
_REFERRED = Indicator(
    "job_referred",
    "职业介绍（开出推荐信）",
    "times",
    "referral",
    of_register("referral", "x.person", "1"),
    page="person",
)
_PLACED = Indicator(
    "placed",
    "成功介绍就业",
    "persons",
    "placement",
    of_register("placement", "x.person", "1", "coalesce(x.way, '') <> '7'"),
    page="person",
)
_MODEL = """x.kind = '1' AND x.named_on IS NOT NULL AND x.document IS NOT NULL AND NOT EXISTS (SELECT 1 FROM placement_base z WHERE z.employer = x.employer
    AND z.kind = '1' AND z.document IS NOT NULL AND z._incomplete <> 2 AND (z.named_on < x.named_on OR (z.named_on = x.named_on AND z.id < x.id)))"""
"""The letter by which an employer was named a model first: an employer is one base, however many letters it signed."""
_SITE = """NOT EXISTS (SELECT 1 FROM fair_site z WHERE z.fair = x.fair AND z.site = x.site AND (z.day < x.day OR (z.day = x.day AND z.id < x.id))
    AND coalesce(z.withdrawn, 0) = 0 AND NOT EXISTS (SELECT 1 FROM fair_site q WHERE q.corrects = z.id))"""
"""A site that told of several days counts once."""
_JOINED = """x.level = '{0}' AND x.status = '已联网' AND NOT EXISTS (SELECT 1 FROM shared_place z WHERE z.region = x.region AND z.level = x.level
    AND z.status = '已联网' AND z._incomplete <> 2 AND (z.since < x.since OR (z.since = x.since AND z.id < x.id)))"""


def _at_interview(column: str) -> str:
    return of_fact("video_interview", "NULL", f"x.{column}", f"x.{column} IS NOT NULL AND x.person IS NULL")


def _joined(level: str) -> str:
    return of_register("shared_place", "NULL", "1", _JOINED.format(level), "x.since")


INDICATORS: tuple[Indicator, ...] = (
    _REFERRED,
    narrowed(_REFERRED, "job_referred_aided", "下岗失业人员、农民工职业介绍（开出推荐信）", held((*LAID_OFF, *MIGRANT), "w.person", "w.day")),
    _PLACED,
    narrowed(_PLACED, "placed_laid_off", "下岗失业人员再就业（成功介绍）", held(LAID_OFF, "w.person", "w.day")),
    narrowed(_PLACED, "placed_returned", "返乡、失业农民工就业（成功介绍）", held(RETURNED, "w.person", "w.day")),
    narrowed(_PLACED, "placed_by_letter", "凭推荐信上岗", "EXISTS (SELECT 1 FROM placement q WHERE q.id = w.id AND q.way = '1')"),
    narrowed(_PLACED, "placed_by_order", "订单培训录用", "EXISTS (SELECT 1 FROM placement q WHERE q.id = w.id AND q.way = '4')"),
    Indicator("at_work", "新增就业（各种途径，含自谋职业）", "persons", "placement", of_register("placement", "x.person", "1"), page="person"),
    Indicator("placed_after_training", "经培训后就业", "persons", "placement", of_register("placement", "x.person", "1", _AFTER_TRAINING), page="person"),
    Indicator("placed_after_home", "家政服务培训后就业", "persons", "placement", of_register("placement", "x.person", "1", _AFTER_HOME), page="person"),
    Indicator("job_posts", "就业信息（岗位）", "pieces", "vacancy", of_register("vacancy", "NULL", "1"), "条", named=False, page="jobs"),
    Indicator("bases_model", "示范型安置基地（按单位）", "pieces", "placement_base",
              of_register("placement_base", "NULL", "1", _MODEL, "x.named_on"), "个", named=False, page="jobs"),
    Indicator("cities_joined", "就业信息联网的市（地）", "pieces", "shared_place", _joined("1"), "个", named=False, page="jobs"),
    Indicator("counties_joined", "就业信息联网的县（市、区）", "pieces", "shared_place", _joined("2"), "个", named=False, page="jobs"),
    Indicator("fairs", "招聘会", "pieces", "job_fair", of_register("job_fair", "NULL", "1", "x.status = '已举办'", "x.starts"), "场", named=False, page="jobs"),
    Indicator("fair_sites", "招聘会分会场", "pieces", "fair_site", of_fact("fair_site", "NULL", "1", _SITE), "个", named=False, page="jobs"),
    Indicator("fair_employers", "招聘会参加单位", "pieces", "fair_site", _at_fair("employers"), "家次", named=False, page="jobs"),
    Indicator("fair_posts", "招聘会提供岗位", "pieces", "fair_site", _at_fair("posts"), "个", named=False, page="jobs"),
    Indicator("fair_entries", "招聘会进场", "persons", "fair_site", _at_fair("entered"), named=False, page="jobs"),
    Indicator("fair_received", "招聘会接待登记", "persons", "fair_site", _at_fair("received"), named=False, page="jobs"),
    Indicator("fair_intents", "招聘会达成意向", "persons", "fair_site", _at_fair("intended"), named=False, page="jobs"),
    Indicator("fair_hired", "招聘会后续就业", "persons", "fair_site", _at_fair("employed"), named=False, page="jobs"),
    Indicator("video_met", "视频面试（整场报数）", "persons", "video_interview", _at_interview("met"), named=False, page="jobs"),
    Indicator("video_intents", "视频面试达成意向（整场报数）", "persons", "video_interview", _at_interview("intended"), named=False, page="jobs"),
    Indicator("video_named", "视频面试（实名）", "persons", "video_interview", of_fact("video_interview", "x.person", "1", "x.person IS NOT NULL"), page="person"),
    Indicator("video_named_intents", "视频面试达成意向（实名）", "persons", "video_interview",
              of_fact("video_interview", "x.person", "1", "x.person IS NOT NULL AND x.outcome = '1'"), page="person"),
    Indicator("followed_up", "就业回访", "times", "follow_up", of_fact("follow_up", "x.person", "1"), page="person"),
    Indicator("followed_stays", "就业回访（在岗）", "times", "follow_up", of_fact("follow_up", "x.person", "1", "x.outcome = '1'"), page="person"),
    Indicator("followed_silent", "就业回访（未联系上，不算在岗）", "times", "follow_up", of_fact("follow_up", "x.person", "1", "x.outcome = '9'"), page="person"),
    Indicator("source_bases", "人力资源基地", "pieces", "source_base", of_register("source_base", "NULL", "1", "x.kind = '1'"), "个", named=False, page="jobs"),
    Indicator("source_schools", "中专学校学生基地", "pieces", "source_base", of_register("source_base", "NULL", "1", "x.kind = '2'"), "个", named=False, page="jobs"),
    Indicator("export_centres", "县级劳务输出中心", "pieces", "export_node", of_register("export_node", "NULL", "1", "x.level = '2'"), "个", named=False, page="jobs"),
    Indicator("export_stations", "乡镇劳务输出站", "pieces", "export_node", of_register("export_node", "NULL", "1", "x.level = '3'"), "个", named=False, page="jobs"),
    Indicator("export_batches", "劳务输出批次", "pieces", "export_batch",
              of_register("export_batch", "NULL", "1", f"x.status IN {SENT_OUT}", "coalesce(x.starts, x.day)"), "批", named=False, page="jobs"),
    Indicator("exported", "劳务输出", "persons", "export_member", of_fact(
        "export_member", "x.person", "1", f"EXISTS (SELECT 1 FROM export_batch b WHERE b.id = x.batch AND b.status IN {SENT_OUT})",
        "(SELECT coalesce(b.starts, b.day) FROM export_batch b WHERE b.id = x.batch)"), page="person"),
)  # fmt: skip
