"""咨询宣传, 文化服务, 竞赛与练兵: plain registers of heads; nobody is asked for a name (programme section 4, consultation, culture, competition).

部门支持 beside them: which department lent a hand by which document, the lead for claiming a subsidy (dept_support).
"""

from db.records import Kind
from rules.permissions import Action

PUBLICITY = Kind("publicity", Action.NETWORK_WRITE)
SUPPORT = Kind("dept_support", Action.NETWORK_WRITE)
CULTURE = Kind("culture_service", Action.NETWORK_WRITE)
CONTEST = Kind("contest", Action.NETWORK_WRITE)
