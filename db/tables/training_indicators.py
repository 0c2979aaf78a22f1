"""What can be counted of registration, training, vouchers and certificates; see `db/tables/indicator.py`.

Who finishes a class of 基础培训 is `basic_trained` and not also `skill_trained`, and its papers certify no trade. A class belongs to its county; a voucher to the county in its number; a registered person to the county of the PC that registered them.
"""

from collections.abc import Mapping

from db.tables.identities import HARD, LAID_OFF, MIGRANT, held
from db.tables.indicator import Indicator, narrowed

_REGISTERED = """SELECT p.id, p.id AS person, f.registered_on AS day, 1 AS n,
    coalesce((SELECT g.county FROM entry e JOIN unit_grant g ON g.dev = e.dev WHERE e.row = p.id AND e.tbl = 'person' ORDER BY e.n LIMIT 1), '') AS county
    FROM person p JOIN person_profile f ON f.id = p.id"""
_ENROLLED = """SELECT e.id, e.person, e.enrolled_on AS day, c.county, 1 AS n FROM enrolment e JOIN training_class c ON c.id = e.class_id
    WHERE e.status <> '退学' AND c.status <> '已取消'"""
_RESULT = """SELECT r.id, e.person, r.day, c.county, 1 AS n FROM result r JOIN enrolment e ON e.id = r.enrolment
    JOIN training_class c ON c.id = r.class_id
    WHERE {0} AND r.id NOT IN (SELECT corrects FROM result WHERE corrects IS NOT NULL)"""
_BASIC = "EXISTS (SELECT 1 FROM course b WHERE b.id = c.course AND b.kind = '2')"
_SKILL = f"r.completed = 1 AND NOT {_BASIC}"
HOME = """EXISTS (SELECT 1 FROM course h WHERE h.id = c.course AND (h.name LIKE '%家政%' OR h.name LIKE '%月嫂%' OR h.name LIKE '%母婴%'
    OR h.name LIKE '%育婴%' OR h.name LIKE '%养老护理%' OR h.name LIKE '%护工%' OR h.name LIKE '%保洁%' OR h.name LIKE '%钟点工%'))"""
"""A class of domestic service: by what its course is called, as the form of its own goes by the trade and not by a brand or tag."""
_FREE = """EXISTS (SELECT 1 FROM result q JOIN training_class k ON k.id = q.class_id WHERE q.id = w.id AND (k.fee_fen = 0 OR EXISTS
    (SELECT 1 FROM redemption d WHERE d.class_id = q.class_id AND d.enrolment = q.enrolment AND d.amount_fen >= d.fee_fen)))"""
"""Free to who learned: the class charges nothing a head, or the voucher paid all of it."""
_DEMO_BASE = """r.completed = 1 AND EXISTS (SELECT 1 FROM base_place q JOIN base_plate z ON z.place = q.id WHERE q.base = c.base AND z.kind = '2' AND z.level = '1'
    AND z._incomplete <> 2 AND z.named_on <= r.day AND (z.status <> '已摘牌' OR r.day < z.status_on))"""
"""Trained at a base that hung the plate 全国工会农民工技能培训示范基地 on that day (programme section 8, column 7)."""
_PREPARED = Indicator(
    "basic_trained",
    "基础培训（结业）",
    "persons",
    "result",
    _RESULT.format(f"r.completed = 1 AND {_BASIC}"),
    page="person",
)
_TRAINED = Indicator("skill_trained", "技能培训（结业）", "persons", "result", _RESULT.format(_SKILL), page="person")
_CLASSES = """SELECT c.id, NULL AS person, c.{0} AS day, c.county, 1 AS n FROM training_class c WHERE c.status NOT IN ('草稿', '已取消')"""
_HOURS = """SELECT a.id, NULL AS person, a.day, c.county, a.hours * (SELECT count(*) FROM json_each(a.marks) m WHERE m.value IN ('P', 'L')) AS n
    FROM attendance a JOIN training_class c ON c.id = a.class_id
    WHERE json_valid(a.marks) AND a.id NOT IN (SELECT corrects FROM attendance WHERE corrects IS NOT NULL)"""
_CERTIFICATES = f"""SELECT k.id, coalesce(k.person, e.person) AS person, k.issued_on AS day, c.county, 1 AS n FROM certificate k
    LEFT JOIN enrolment e ON e.id = k.enrolment JOIN training_class c ON c.id = k.class_id
    WHERE k.id NOT IN (SELECT certificate FROM certificate_revocation WHERE certificate IS NOT NULL) AND NOT {_BASIC}"""
_ISSUED = """SELECT v.id, v.person, v.issued_on AS day, substr(v.number, 7, 6) AS county, {0} AS n FROM voucher_issue v
    WHERE v.id NOT IN (SELECT voucher FROM voucher_void WHERE voucher IS NOT NULL)"""
# a base holds no issues, only what it redeemed; elsewhere a redemption without its issue is no voucher of ours yet
_REDEEMED = """SELECT r.id, coalesce(v.person, e.person) AS person, r.day, substr(r.number, 7, 6) AS county, {0} AS n FROM redemption r
    LEFT JOIN voucher_issue v ON v.id = r.voucher LEFT JOIN enrolment e ON e.id = r.enrolment
    WHERE (v.id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM voucher_issue)) AND NOT EXISTS (SELECT 1 FROM redemption x
    WHERE x.voucher = r.voucher AND x.id <> r.id AND (x.day, x.id) < (r.day, r.id))"""
LIFE = """SELECT *, coalesce(redeemed, void) AS strong FROM (SELECT v.id, v.person, v.number, v._dev AS dev, v.issued_on, v.face_fen,
    (SELECT r.day FROM redemption r WHERE r.voucher = v.id ORDER BY r.day, r.id LIMIT 1) AS redeemed,
    (SELECT r.amount_fen FROM redemption r WHERE r.voucher = v.id ORDER BY r.day, r.id LIMIT 1) AS paid_fen,
    (SELECT min(x.day) FROM voucher_void x WHERE x.voucher = v.id) AS void, (SELECT max(x.spoiled) FROM voucher_void x WHERE x.voucher = v.id) AS spoiled,
    (SELECT min(l.day) FROM voucher_loss l WHERE l.voucher = v.id) AS lost, date(v.valid_until, '+1 day') AS past FROM voucher_issue v)"""
"""Each voucher given out with the days on which it was redeemed, made void, lost, and past its last day; a redeemed one is never void."""
_LOST = "lost IS NOT NULL AND lost < coalesce(past, '9') AND (strong IS NULL OR strong > lost)"
_PAST = "past <= :today AND (lost IS NULL OR lost >= past) AND (strong IS NULL OR strong > past)"
FLOWS: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "out": (("issued_on", 1, "1"),), "redeemed": (("redeemed", 1, "redeemed IS NOT NULL"),), "void": (("void", 1, "void IS NOT NULL AND redeemed IS NULL"),),
    "lost": (("lost", 1, _LOST), ("strong", -1, f"strong IS NOT NULL AND {_LOST}")),
    "expired": (("past", 1, _PAST), ("strong", -1, f"strong IS NOT NULL AND {_PAST}")),
}  # fmt: skip
"""How a voucher comes into people's hands and leaves them: each time the day, how many, and when that is so.

What was lost or past its day and then redeemed or made void leaves the lost or past ones on that day: no month that went before is changed.
"""
UNISSUED = "NOT EXISTS (SELECT 1 FROM voucher_issue i WHERE i.number = x.number)"
"""The condition for a void `x` of a number that was never given out."""
_STOCK_VOID = f"""SELECT x.id, NULL AS person, x.day, substr(x.number, 7, 6) AS county, 1 AS n FROM voucher_void x WHERE {UNISSUED}
    AND x.id = (SELECT y.id FROM voucher_void y WHERE y.number = x.number ORDER BY y.day, y.id LIMIT 1)"""
# grants of numbers are documents of the province and no rows of ours: db/voucher_account.py reads them
_RUNS = """SELECT unhex(value ->> 'id') AS id, NULL AS person, value ->> 'day' AS day, value ->> 'county' AS county, value ->> 'n' AS n
    FROM json_each(:voucher_runs) WHERE value ->> 'kind' = '{0}'"""


def _flow(*kinds: str, where: str = "1") -> str:
    """Give the events of flows, a voucher given out a line."""
    parts = [
        f"SELECT id, person, {day} AS day, substr(number, 7, 6) AS county, {n} AS n FROM ({LIFE}) WHERE {when} AND {where}"
        for kind in kinds
        for day, n, when in FLOWS[kind]
    ]
    return " UNION ALL ".join(parts)


_CLAIMED = (
    """SELECT c.id, NULL AS person, c.day, b.county, c.amount_fen AS n FROM claim c JOIN base b ON b.id = c.base"""
)
_ACCEPTED = """SELECT w.id, NULL AS person, w.day, b.county, w.amount_fen AS n FROM claim_review w JOIN claim c ON c.id = w.claim
    JOIN base b ON b.id = c.base WHERE w.id NOT IN (SELECT corrects FROM claim_review WHERE corrects IS NOT NULL)"""

INDICATORS: tuple[Indicator, ...] = (
    Indicator("registered", "登记服务对象", "persons", "person", _REGISTERED, page="person"),
    Indicator("class_opened", "开办培训班", "pieces", "training_class", _CLASSES.format("starts"), "期", named=False, page="class_roster"),
    Indicator("class_ended", "培训班结业", "pieces", "training_class", _CLASSES.format("ends"), "期", named=False, page="class_roster"),
    Indicator("enrolled", "培训报名", "persons", "enrolment", _ENROLLED, page="person"),
    _TRAINED,
    narrowed(_TRAINED, "skill_trained_migrant", "农民工技能培训（结业）", held(MIGRANT, "w.person", "w.day")),
    narrowed(_TRAINED, "skill_trained_hard", "就业困难人员技能培训（结业）", held(HARD, "w.person", "w.day")),
    narrowed(_TRAINED, "skill_trained_free", "免费技能培训（结业）", _FREE),
    narrowed(_TRAINED, "skill_trained_free_aided", "下岗失业人员、农民工免费技能培训（结业）", f"{_FREE} AND {held((*LAID_OFF, *MIGRANT), 'w.person', 'w.day')}"),
    Indicator("demo_base_trained", "全国示范基地培训（结业）", "persons", "result", _RESULT.format(_DEMO_BASE), page="person"),
    Indicator("home_classes", "家政服务培训班", "pieces", "training_class", f"{_CLASSES.format('starts')} AND {HOME}", "期", named=False, page="class_roster"),
    Indicator("home_enrolled", "家政服务培训报名", "persons", "enrolment", f"{_ENROLLED} AND {HOME}", page="person"),
    Indicator("home_trained", "家政服务培训结业", "persons", "result", _RESULT.format(f"r.completed = 1 AND {HOME}"), page="person"),
    narrowed(Indicator("home_trained", "", "persons", "result", _RESULT.format(f"r.completed = 1 AND {HOME}"), page="person"),
             "home_trained_migrant", "农民工家政服务培训结业", held(MIGRANT, "w.person", "w.day")),
    Indicator("home_certified", "家政服务取得培训合格证书", "persons", "certificate", f"{_CERTIFICATES} AND {HOME}", page="person"),
    _PREPARED,
    narrowed(_PREPARED, "basic_trained_migrant", "农民工基础培训（结业）", held(MIGRANT, "w.person", "w.day")),
    Indicator("passed", "考核合格", "persons", "result", _RESULT.format("r.outcome = '合格'"), page="person"),
    Indicator("hours", "实到学时", "pieces", "attendance", _HOURS, "学时", named=False),
    Indicator("certified", "取得培训合格证书", "persons", "certificate", _CERTIFICATES, page="person"),
    Indicator("voucher_issued", "发放培训券", "pieces", "voucher_issue", _ISSUED.format("1"), "张", page="person"),
    Indicator("voucher_issued_fen", "发放培训券面值", "amount", "voucher_issue", _ISSUED.format("v.face_fen"), page="person"),
    Indicator("voucher_redeemed", "核销培训券", "pieces", "redemption", _REDEEMED.format("1"), "张", page="person"),
    Indicator("voucher_redeemed_fen", "核销金额", "amount", "redemption", _REDEEMED.format("r.amount_fen"), page="person"),
    Indicator("voucher_received", "领入培训券号码", "pieces", "block_transfer", _RUNS.format("received"), "张", named=False, page="quotas"),
    Indicator("voucher_closed", "停用、收回培训券号码", "pieces", "block_transfer", _RUNS.format("closed"), "张", named=False, page="quotas"),
    Indicator("voucher_out", "发放培训券（含以后作废的）", "pieces", "voucher_issue", _flow("out"), "张", page="person"),
    Indicator("voucher_stock_void", "库存培训券作废", "pieces", "voucher_void", _STOCK_VOID, "张", named=False, page="vouchers"),
    Indicator("voucher_stock_spoiled", "库存培训券打印损坏", "pieces", "voucher_void", _STOCK_VOID + " AND x.spoiled = 1", "张", named=False, page="vouchers"),
    Indicator("voucher_out_void", "发放后作废", "pieces", "voucher_issue", _flow("void"), "张", page="person"),
    Indicator("voucher_out_spoiled", "发放时打印损坏", "pieces", "voucher_issue", _flow("void", where="spoiled = 1"), "张", page="person"),
    Indicator("voucher_lost", "培训券挂失", "pieces", "voucher_issue", _flow("lost"), "张", page="person"),
    Indicator("voucher_past", "培训券过期", "pieces", "voucher_issue", _flow("expired"), "张", page="person"),
    Indicator("voucher_gone", "培训券离手", "pieces", "voucher_issue", _flow("redeemed", "void", "lost", "expired"), "张", page="person"),
    Indicator("claimed_fen", "基地申报金额", "amount", "claim", _CLAIMED, named=False),
    Indicator("accepted_fen", "结算审核通过金额", "amount", "claim_review", _ACCEPTED, named=False),
)  # fmt: skip
