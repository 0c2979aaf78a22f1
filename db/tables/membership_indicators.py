"""What can be counted of 入会与会籍; see `db/tables/indicator.py`. New members are first joinings, one a person: no transfer can be among them."""

from db.tables.indicator import Indicator, of_fact, stands

_MIGRANT = """ AND EXISTS (SELECT 1 FROM person_profile f, json_each(f.groups) g WHERE f.id = x.person AND json_valid(f.groups)
    AND g.value IN ('migrant_worker', 'returned', 'unemployed_migrant'))"""
_HUMAN = """(SELECT x.person UNION SELECT other FROM same_as WHERE verdict = 'same' AND one = x.person
    UNION SELECT one FROM same_as WHERE verdict = 'same' AND other = x.person)"""
_FIRST = f"""x.kind = '1' AND NOT EXISTS (SELECT 1 FROM member_event o WHERE o.person IN {_HUMAN} AND o.n <> x.n AND {stands("member_event", "o")}
    AND o.kind IN ('1', '2', '3') AND (o.day < x.day OR (o.day = x.day AND o.n < x.n)))"""


_AGAIN = f"x.kind = '2' OR (x.kind = '1' AND NOT ({_FIRST}))"


_WAS_KEPT = f"""(SELECT o.kind FROM member_event o WHERE o.membership = x.membership AND o.n < x.n AND {stands("member_event", "o")}
    ORDER BY o.n DESC LIMIT 1) = '5'"""


def _events(where: str) -> str:
    return of_fact("member_event", "x.person", "1", where)


INDICATORS: tuple[Indicator, ...] = (
    Indicator("member_new", "新发展会员（首次入会）", "persons", "member_event", _events(_FIRST), page="person"),
    Indicator("member_new_migrant", "新发展农民工会员", "persons", "member_event", _events(_FIRST + _MIGRANT), page="person"),
    Indicator("member_again", "重新入会", "persons", "member_event", _events(f"({_AGAIN})"), page="person"),
    Indicator("member_moved_in", "会籍接转入", "persons", "member_event", _events("x.kind = '3'"), page="person"),
    Indicator("member_moved_out", "会籍接转出", "persons", "member_event", _events("x.kind = '4'"), page="person"),
    Indicator("member_kept", "保留会籍", "persons", "member_event", _events("x.kind = '5'"), page="person"),
    Indicator("member_restored", "恢复会籍", "persons", "member_event", _events("x.kind = '6'"), page="person"),
    Indicator("member_kept_over", "保留会籍终止（恢复、转出、退会）", "persons", "member_event", _events(f"x.kind <> '5' AND {_WAS_KEPT}"), page="person"),
    Indicator("member_left", "退会、除名", "persons", "member_event", _events("x.kind IN ('7', '8')"), page="person"),
)  # fmt: skip
