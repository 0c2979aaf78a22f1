"""What can be asked of the province and where it stands, in words; for the window and the command line alike."""

from collections.abc import Mapping

from rules.permissions import Action
from ui.text import N_

ACTIONS: Mapping[Action, str] = {
    Action.VOUCHER_VOID: N_("作废培训券"),
    Action.VOUCHER_REPLACE: N_("补发培训券"),
    Action.BLOCK_TRANSFER: N_("号段转授"),
    Action.SPARE_BLOCK_OPEN: N_("启用备用号段"),
    Action.CERTIFICATE_REPRINT: N_("补打证书"),
    Action.CERTIFICATE_REVOKE: N_("作废证书"),
    Action.STOCK_SPOIL: N_("核准作废纸张"),
}
STATES: Mapping[str, str] = {
    "waiting": N_("待省总核准"),
    "approved": N_("已核准，待办理"),
    "refused": N_("未同意"),
    "done": N_("已办理"),
    "expired": N_("已过期"),
}
