"""Who may do what: roles, actions, and the actions that take two persons.

Incompatible duties are kept apart by person, not by role: a supervisor cannot approve what the supervisor entered (不相容岗位分离, docs/programme.md).
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Name the roles inside a workplace."""

    CLERK = "clerk"
    BASE_STAFF = "base_staff"
    SUPERVISOR = "supervisor"
    OFFICER = "officer"


class Action(StrEnum):
    """Name what can be permitted."""

    PERSON_REGISTER = "person_register"
    PERSON_CHANGE = "person_change"
    PERSON_SAME_AS = "person_same_as"
    PERSON_ERASE = "person_erase"
    ROSTER_IMPORT = "roster_import"
    CLASS_CREATE = "class_create"
    CLASS_APPROVE = "class_approve"
    ENROL = "enrol"
    VOUCHER_ISSUE = "voucher_issue"
    VOUCHER_VOID = "voucher_void"
    VOUCHER_LOSS = "voucher_loss"
    VOUCHER_REPLACE = "voucher_replace"
    VOUCHER_REDEEM = "voucher_redeem"
    SPARE_BLOCK_OPEN = "spare_block_open"
    ATTENDANCE_RECORD = "attendance_record"
    RESULT_RECORD = "result_record"
    CERTIFICATE_ISSUE = "certificate_issue"
    CERTIFICATE_REPRINT = "certificate_reprint"
    CERTIFICATE_REVOKE = "certificate_revoke"
    CLAIM_SEND = "claim_send"
    CLAIM_REVIEW = "claim_review"
    CLAIM_PAY = "claim_pay"
    CONFLICT_DECIDE = "conflict_decide"
    CONTEST_DECIDE = "contest_decide"
    FLAG_SETTLE = "flag_settle"
    REPORT_LOCK = "report_lock"
    BUNDLE_SEND = "bundle_send"
    RECEIPT_TAKE = "receipt_take"
    BACKUP = "backup"
    RESTORE = "restore"
    EXPORT_PLAIN = "export_plain"
    USER_ADD = "user_add"
    USER_CLOSE = "user_close"
    MAIL_ALLOW = "mail_allow"
    BUNDLE_COLLECT = "bundle_collect"
    UNIT_ADMIT = "unit_admit"
    UNIT_REVOKE = "unit_revoke"
    GAP_CLOSE = "gap_close"
    CATALOGUE_CHANGE = "catalogue_change"
    TARGET_SET = "target_set"
    BLOCK_TRANSFER = "block_transfer"
    APPROVAL_ASK = "approval_ask"
    APPROVAL_GIVE = "approval_give"
    FORK_DECIDE = "fork_decide"
    PART_END = "part_end"
    KEY_RENEW = "key_renew"
    USER_RESET = "user_reset"
    RECOVERY_SHEET = "recovery_sheet"
    AUDIT_READ = "audit_read"
    LEDGER_IMPORT = "ledger_import"
    OPENING_BALANCE = "opening_balance"
    DESTROY = "destroy"
    HOLIDAYS_IMPORT = "holidays_import"
    SEAL_USE = "seal_use"
    CERTIFICATE_HANDOUT = "certificate_handout"
    WORK_HANDOVER = "work_handover"
    STOCK_KEEP = "stock_keep"
    STOCK_SPOIL = "stock_spoil"
    PRINT_SETUP = "print_setup"
    JOBS_WRITE = "jobs_write"
    STARTUP_WRITE = "startup_write"
    LOAN_APPROVE = "loan_approve"
    RIGHTS_WRITE = "rights_write"
    RELIEF_WRITE = "relief_write"
    RELIEF_APPROVE = "relief_approve"
    MEMBER_WRITE = "member_write"
    MEMBER_APPROVE = "member_approve"
    SURVEY_WRITE = "survey_write"
    NETWORK_WRITE = "network_write"
    BASES_PUBLISH = "bases_publish"
    FUND_WRITE = "fund_write"
    FUND_APPROVE = "fund_approve"
    LIST_EXPORT = "list_export"


@dataclass(frozen=True, slots=True)
class _Permit:
    places: frozenset[str]
    roles: frozenset[Role]
    two: bool = False


_DESK, _BASE, _PROVINCE = frozenset({"desk"}), frozenset({"base"}), frozenset({"province"})
_COUNTY = _DESK | _BASE
_EVERYWHERE = _COUNTY | _PROVINCE
_ANYONE = frozenset(Role)
_WORKERS = frozenset({Role.CLERK, Role.BASE_STAFF, Role.SUPERVISOR})
_HEADS = frozenset({Role.SUPERVISOR, Role.OFFICER})
_SERVERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.OFFICER})
_CHIEF = frozenset({Role.SUPERVISOR})
_OFFICERS = frozenset({Role.OFFICER, Role.SUPERVISOR})

_PERMITS: dict[Action, _Permit] = {
    Action.PERSON_REGISTER: _Permit(_DESK, _WORKERS),
    Action.PERSON_CHANGE: _Permit(_DESK, _WORKERS),
    Action.PERSON_SAME_AS: _Permit(_DESK | _PROVINCE, _HEADS),
    Action.PERSON_ERASE: _Permit(_DESK | _PROVINCE, _HEADS, two=True),
    Action.ROSTER_IMPORT: _Permit(_DESK, _WORKERS),
    Action.CLASS_CREATE: _Permit(_COUNTY, _WORKERS),
    Action.CLASS_APPROVE: _Permit(_DESK, _CHIEF),
    Action.ENROL: _Permit(_DESK, _WORKERS),
    Action.VOUCHER_ISSUE: _Permit(_DESK, _WORKERS),
    Action.VOUCHER_VOID: _Permit(_DESK, _WORKERS, two=True),
    Action.VOUCHER_LOSS: _Permit(_DESK, _WORKERS),
    Action.VOUCHER_REPLACE: _Permit(_DESK, _WORKERS, two=True),
    Action.VOUCHER_REDEEM: _Permit(_BASE, _WORKERS),
    Action.SPARE_BLOCK_OPEN: _Permit(_COUNTY, _WORKERS, two=True),
    Action.ATTENDANCE_RECORD: _Permit(_BASE, _WORKERS),
    Action.RESULT_RECORD: _Permit(_BASE, _WORKERS),
    Action.CERTIFICATE_ISSUE: _Permit(_BASE, _WORKERS),
    Action.CERTIFICATE_REPRINT: _Permit(_BASE, _WORKERS, two=True),
    Action.CERTIFICATE_REVOKE: _Permit(_BASE | _PROVINCE, _WORKERS | _HEADS, two=True),
    Action.CLAIM_SEND: _Permit(_BASE, _WORKERS),
    Action.CLAIM_REVIEW: _Permit(_DESK | _PROVINCE, _HEADS),
    Action.CLAIM_PAY: _Permit(_DESK | _PROVINCE, _HEADS),
    Action.CONFLICT_DECIDE: _Permit(_EVERYWHERE, _HEADS),
    Action.CONTEST_DECIDE: _Permit(_DESK | _PROVINCE, _WORKERS | _HEADS, two=True),
    Action.FLAG_SETTLE: _Permit(_EVERYWHERE, _HEADS),
    Action.REPORT_LOCK: _Permit(_EVERYWHERE, _HEADS),
    Action.BUNDLE_SEND: _Permit(_COUNTY, _WORKERS),
    Action.RECEIPT_TAKE: _Permit(_COUNTY, _WORKERS),
    Action.BACKUP: _Permit(_EVERYWHERE, _ANYONE),
    Action.RESTORE: _Permit(_EVERYWHERE, _HEADS),
    Action.EXPORT_PLAIN: _Permit(_EVERYWHERE, _HEADS, two=True),
    Action.USER_ADD: _Permit(_EVERYWHERE, _HEADS),
    Action.USER_CLOSE: _Permit(_EVERYWHERE, _HEADS),
    Action.MAIL_ALLOW: _Permit(_EVERYWHERE, _HEADS),
    Action.BUNDLE_COLLECT: _Permit(_PROVINCE, _OFFICERS),
    Action.UNIT_ADMIT: _Permit(_PROVINCE, _OFFICERS),
    Action.UNIT_REVOKE: _Permit(_PROVINCE, _OFFICERS, two=True),
    Action.GAP_CLOSE: _Permit(_PROVINCE, _OFFICERS),
    Action.CATALOGUE_CHANGE: _Permit(_PROVINCE, _OFFICERS),
    Action.TARGET_SET: _Permit(_PROVINCE, _OFFICERS),
    Action.BLOCK_TRANSFER: _Permit(_DESK, _WORKERS, two=True),
    Action.APPROVAL_ASK: _Permit(_COUNTY, _WORKERS),
    Action.APPROVAL_GIVE: _Permit(_PROVINCE, _OFFICERS),
    Action.FORK_DECIDE: _Permit(_PROVINCE, _OFFICERS, two=True),
    Action.PART_END: _Permit(_PROVINCE, _OFFICERS, two=True),
    Action.KEY_RENEW: _Permit(_EVERYWHERE, _HEADS),
    Action.USER_RESET: _Permit(_EVERYWHERE, _HEADS),
    Action.RECOVERY_SHEET: _Permit(_EVERYWHERE, _HEADS),
    Action.AUDIT_READ: _Permit(_EVERYWHERE, _HEADS),
    Action.LEDGER_IMPORT: _Permit(_COUNTY, _WORKERS),
    Action.OPENING_BALANCE: _Permit(_DESK, _WORKERS, two=True),
    Action.DESTROY: _Permit(_DESK | _PROVINCE, _HEADS, two=True),
    Action.HOLIDAYS_IMPORT: _Permit(_EVERYWHERE, _HEADS),
    Action.SEAL_USE: _Permit(_COUNTY, _WORKERS),
    Action.CERTIFICATE_HANDOUT: _Permit(_COUNTY, _WORKERS),
    Action.WORK_HANDOVER: _Permit(_EVERYWHERE, _ANYONE),
    Action.STOCK_KEEP: _Permit(_COUNTY, _WORKERS),
    Action.STOCK_SPOIL: _Permit(_COUNTY, _WORKERS, two=True),
    Action.PRINT_SETUP: _Permit(_COUNTY, _WORKERS),
    Action.JOBS_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.STARTUP_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.LOAN_APPROVE: _Permit(_DESK | _PROVINCE, _HEADS),
    Action.RIGHTS_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.RELIEF_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.RELIEF_APPROVE: _Permit(_DESK | _PROVINCE, _SERVERS, two=True),
    Action.MEMBER_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.MEMBER_APPROVE: _Permit(_DESK | _PROVINCE, _HEADS),
    Action.SURVEY_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.NETWORK_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.BASES_PUBLISH: _Permit(_PROVINCE, _SERVERS),
    Action.FUND_WRITE: _Permit(_DESK | _PROVINCE, _SERVERS),
    Action.FUND_APPROVE: _Permit(_DESK | _PROVINCE, _SERVERS, two=True),
    Action.LIST_EXPORT: _Permit(_EVERYWHERE, _ANYONE),
}
# Which roles exist at which workplace; a clerk's account copied to a base must not redeem there.
_ROLES_AT: dict[str, frozenset[Role]] = {
    "desk": frozenset({Role.CLERK, Role.SUPERVISOR}),
    "base": frozenset({Role.BASE_STAFF, Role.SUPERVISOR}),
    "province": frozenset({Role.OFFICER, Role.SUPERVISOR}),
}


def roles_at(workplace_kind: str) -> frozenset[Role]:
    """Give the roles that a workplace of that kind knows."""
    return _ROLES_AT.get(workplace_kind, frozenset())


def may(role: str, action: str, workplace_kind: str) -> bool:
    """Tell whether someone of that role may begin the action there; unknown words permit nothing."""
    try:
        permit, known = _PERMITS[Action(action)], Role(role)
    except ValueError:
        return False
    return workplace_kind in permit.places and known in permit.roles and known in roles_at(workplace_kind)


def needs_two(action: str) -> bool:
    """Tell whether the action counts only after a second person approved it."""
    return _PERMITS[Action(action)].two


def may_approve(role: str, action: str, workplace_kind: str, *, approver: bytes, entered_by: bytes) -> bool:
    """Tell whether `approver` may be the second person: a supervisor or officer there, and not the one who entered it."""
    if approver == entered_by or not may(role, action, workplace_kind):
        return False
    return Role(role) in _HEADS
