"""Declare 技能证书: what an office of the state or a trade certified of a person's skill, registered here and never issued here (programme section 4, skill_certificate).

The register of 2009 asks for it twice: workers with a level (row 35), and senior workers and above trained in the disaster area (row 37).
"""

from db.tables.declaration import DESK, Story, Table, c
from db.tables.indicator import Indicator, of_fact
from rules import chain

SENIOR = ("1", "2", "3")
"""Codes of `skill_level` that are 高级工 or above."""
LEVELLED = "1"
"""Code of `skill_certificate_kind` (职业资格证书) that never goes without a level."""

TABLES: tuple[Table, ...] = (
    Table("skill_certificate", "技能证书", "fact", DESK, (
        c("person", "id", "服务对象", refers="person"), c("kind", "text", "证书类型", codes="skill_certificate_kind"), c("trade", "text", "工种"),
        c("level", "text", "技术等级", codes="skill_level"), c("number", "text", "证书编号", 1), c("issuer", "text", "发证机构"), c("day", "date", "发证日期"),
        c("class_id", "id", "培训班", refers="training_class"), c("note", "text", "备注", 1), c("corrects", "id", "更正"), c("withdrawn", "flag", "撤回"),
    ), ("person", "number", "class_id", "corrects"), needed=("person", "kind", "trade", "number", "issuer", "day"), since=3, title="{trade} {level} {number}", found_by=("number",),
        story=Story(chain.CERTIFIED, "{kind} {trade} {level}", "{number} · {issuer}")),
)  # fmt: skip

_LEVEL = "x.level IS NOT NULL"
_DISASTER = f"""x.level IN ('{"', '".join(SENIOR)}') AND x.class_id IS NOT NULL AND EXISTS (SELECT 1 FROM person_profile f, json_each(f.groups) g
    WHERE f.id = x.person AND json_valid(f.groups) AND g.value = 'disaster_area')"""

INDICATORS: tuple[Indicator, ...] = (
    Indicator("skill_certified", "取得技术等级证书", "persons", "skill_certificate", of_fact("skill_certificate", "x.person", "1", _LEVEL), page="person"),
    Indicator("skill_certified_disaster", "灾区劳动者培训后取得高级工以上证书", "persons", "skill_certificate",
              of_fact("skill_certificate", "x.person", "1", _DISASTER), page="person"),
)  # fmt: skip
