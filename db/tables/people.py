"""Declare who is served and by whom: staff, bases, courses, persons and their profiles."""

from db.tables.declaration import ALL, DESK, PROVINCE, Table, c

TABLES: tuple[Table, ...] = (
    Table("staff", "经办人员", "register", ALL, (
        c("name", "text", "姓名", 1), c("login", "text", "登录名"), c("role", "text", "角色"),
        c("sign_key", "text", "签名公钥"), c("active", "flag", "在用"),
    ), title="{name}"),
    Table("base", "培训基地", "register", PROVINCE, (
        c("code", "text", "基地编号"), c("name", "text", "名称"), c("county", "text", "所在县代码"), c("region", "text", "区划代码"),
        c("address", "text", "地址"), c("phone", "text", "联系电话"), c("specialities", "text", "专业"), c("capacity", "int", "年培训能力(人)"),
        c("dev", "text", "设备号"), c("active", "flag", "在用"),
    ), ("county",), title="{name}"),
    Table("course", "培训课程", "register", PROVINCE, (
        c("code", "text", "课程编号"), c("name", "text", "工种(课程)"), c("hours", "int", "学时"), c("fee_fen", "fen", "收费标准"),
        c("level", "text", "等级"), c("active", "flag", "在用"),
        c("kind", "text", "类别", codes="course_kind", since=3),
    ), title="{name}"),
    Table("person", "服务对象", "register", DESK, (
        c("name", "text", "姓名", 1), c("sex", "text", "性别", 1, "sex"), c("birth", "text", "出生日期", 1),
        c("doc_type", "text", "证件类型", 1, "doc_type"), c("doc_no", "text", "证件号码", 2), c("doc_pending", "flag", "证件待补"),
        c("phone", "text", "联系电话", 1), c("phone_owner", "text", "号码归属", 1), c("photo", "text", "照片摘要", 2),
    ), ("doc_no", "name", "doc_pending"), title="{name}"),
    Table("person_profile", "服务对象档案", "register", DESK, (
        c("ethnic", "text", "民族", 1, "ethnic"), c("education", "text", "文化程度", 1, "education"), c("education_text", "text", "文化程度(原文)", 1),
        c("political", "text", "政治面貌", 1, "political"), c("marital", "text", "婚姻状况", 1, "marital"), c("health", "text", "健康状况", 2, "health"),
        c("hukou_type", "text", "户口类型(原文)", 1), c("home_region", "text", "户籍地区划", 1), c("home_address", "text", "户籍地址", 1),
        c("live_region", "text", "现住地区划", 1), c("live_address", "text", "现住地址", 1), c("work_region", "text", "外出地区划", 1),
        c("work_place", "text", "外出地/工作单位", 1), c("trade", "text", "工种", 1), c("years_out", "int", "外出年限", 1),
        c("monthly_income_fen", "fen", "月收入", 2), c("returned_on", "text", "返乡时间", 1), c("return_reason", "text", "返乡原因", 1),
        c("groups", "json", "人员类别", 1, "target_group"), c("wishes", "text", "培训求职意愿", 1),
        c("emergency_name", "text", "紧急联系人", 1), c("emergency_phone", "text", "紧急联系电话", 1),
        c("consent_on", "date", "知情同意日期"), c("source", "text", "登记来源"), c("registered_on", "date", "登记日期"), c("note", "text", "备注", 1),
    )),
)  # fmt: skip
