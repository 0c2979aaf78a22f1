"""What may be permitted, in the users' words, by area and in the order in which 用户与权限 lists it. Every action has words (held by a test)."""

from collections.abc import Mapping

from rules.permissions import Action
from ui.text import N_

AREAS: Mapping[str, Mapping[Action, str]] = {
    N_("登记与名册"): {
        Action.PERSON_REGISTER: N_("登记服务对象"), Action.PERSON_CHANGE: N_("修改登记内容"), Action.ROSTER_IMPORT: N_("导入花名册和照片"),
        Action.PERSON_SAME_AS: N_("认定是否同一人"), Action.CONFLICT_DECIDE: N_("两处填写不一致时采用一个"), Action.FLAG_SETTLE: N_("处理待核事项"),
        Action.PERSON_ERASE: N_("删除个人信息"), Action.DESTROY: N_("销毁到期记录"), Action.SURVEY_WRITE: N_("登记调研"),
        Action.LEDGER_IMPORT: N_("导入旧台账"), Action.OPENING_BALANCE: N_("登记期初余额"),
    },
    N_("培训"): {
        Action.CLASS_CREATE: N_("建班、申请开班"), Action.CLASS_APPROVE: N_("批准开班"), Action.ENROL: N_("报名、退班"), Action.ATTENDANCE_RECORD: N_("记考勤"),
        Action.RESULT_RECORD: N_("登记成绩"), Action.CERTIFICATE_ISSUE: N_("签发证书"), Action.CERTIFICATE_REPRINT: N_("补打证书"),
        Action.CERTIFICATE_REVOKE: N_("作废证书"), Action.CERTIFICATE_HANDOUT: N_("登记发证签收"), Action.SEAL_USE: N_("登记用印"),
    },
    N_("培训券与结算"): {
        Action.VOUCHER_ISSUE: N_("发放培训券"), Action.VOUCHER_VOID: N_("作废培训券"), Action.VOUCHER_LOSS: N_("挂失培训券"), Action.VOUCHER_REPLACE: N_("补发培训券"),
        Action.VOUCHER_REDEEM: N_("核销培训券"), Action.CLAIM_SEND: N_("生成结算申报"), Action.CLAIM_REVIEW: N_("审核结算申报"), Action.CLAIM_PAY: N_("登记拨付"),
        Action.CONTEST_DECIDE: N_("认定重复核销哪一笔有效"), Action.BLOCK_TRANSFER: N_("转授号段和额度"), Action.SPARE_BLOCK_OPEN: N_("启用备用号段"),
        Action.STOCK_KEEP: N_("预印纸张领入、对号"), Action.STOCK_SPOIL: N_("作废预印纸张"), Action.PRINT_SETUP: N_("打印校准和版式、联系方式"),
    },
    N_("服务与帮扶"): {
        Action.JOBS_WRITE: N_("岗位援助登记"), Action.STARTUP_WRITE: N_("创业指导登记"), Action.LOAN_APPROVE: N_("核准创业贷款推荐"), Action.RIGHTS_WRITE: N_("维权服务登记"),
        Action.RELIEF_WRITE: N_("生活帮扶登记"), Action.RELIEF_APPROVE: N_("核准帮扶金"), Action.MEMBER_WRITE: N_("入会与会籍登记"), Action.MEMBER_APPROVE: N_("批准入会、转会"),
        Action.NETWORK_WRITE: N_("信息员与站点登记"), Action.BASES_PUBLISH: N_("向各县发布基地名录"), Action.FUND_WRITE: N_("资金登记"), Action.FUND_APPROVE: N_("核准资金支出"),
    },
    N_("数据与报表"): {
        Action.LIST_EXPORT: N_("导出清单"), Action.REPORT_LOCK: N_("月末锁定报表"), Action.BUNDLE_SEND: N_("生成数据包上报"), Action.RECEIPT_TAKE: N_("导入回执"),
        Action.MAIL_ALLOW: N_("启用邮件"), Action.APPROVAL_ASK: N_("报省总核准"), Action.BACKUP: N_("备份"), Action.RESTORE: N_("恢复备份"),
        Action.EXPORT_PLAIN: N_("导出未加密副本"), Action.AUDIT_READ: N_("查看操作日志"), Action.HOLIDAYS_IMPORT: N_("导入节假日"), Action.WORK_HANDOVER: N_("办理工作交接"),
    },
    N_("省总"): {
        Action.BUNDLE_COLLECT: N_("收包、写回执"), Action.UNIT_ADMIT: N_("开通单位、追加号段与额度"), Action.UNIT_REVOKE: N_("撤销授权"), Action.GAP_CLOSE: N_("关闭缺口"),
        Action.FORK_DECIDE: N_("两份记录认定一份"), Action.PART_END: N_("停用复制件写的记录"), Action.APPROVAL_GIVE: N_("答复核准申请"), Action.CATALOGUE_CHANGE: N_("维护课程目录"),
        Action.TARGET_SET: N_("下达目标任务"),
    },
    N_("用户与密钥"): {
        Action.USER_ADD: N_("新增人员"), Action.USER_CLOSE: N_("停用人员"), Action.USER_RESET: N_("给忘记口令的人换口令"), Action.RECOVERY_SHEET: N_("制作应急口令单"),
        Action.KEY_RENEW: N_("更换密钥"),
    },
}  # fmt: skip
