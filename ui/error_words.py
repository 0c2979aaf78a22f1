"""The sentences for errors and findings, by code: what happened and what to do. Data only; `ui/error_text.py` fills them in.

A key `CODE.value` words one reason of an error more closely than `CODE` alone. `{field}` stands for a field of the error,
`{field:yuan}` for fen written as yuan.
"""

from ui.text import N_

WORDS: dict[str, str] = {
    # identity numbers, names, telephones
    "ID_FORMAT": N_("身份证号应为 18 位：前 17 位是数字，末位是数字或 X。请对照证件重新输入。"),
    "ID_CHECKSUM": N_("末位校验不符，号码中有一位输错了。请对照证件逐位核对。"),
    "ID_DATE": N_("号码第 7 至 14 位不是有效的出生日期。请对照证件核对。"),
    "ID_LEGACY_15": N_("这是 15 位旧号，只用于查旧档；请补录 18 位新号。"),
    "ID_LEGACY_CENTENARIAN": N_("这个旧号属于百岁老人专用段，不能自动升位，请人工核对出生年份。"),
    "ID_PRECISION_LOST": N_("号码末几位在表格里已丢失（显示成科学计数或全为 0）。请把该列设为文本后重新填写。"),
    "ID_MISSING": N_("没有证件号码，已按“证件待补”保存。证件带来以后，请在档案里补录。"),
    "SAME_ID_OTHER_NAME": N_("同一号码已登记了另一个姓名，已列入待核，请核对证件。"),
    "SEX_MISMATCH": N_("性别与证件号码不一致，请核对；确认无误的须注明原因。"),
    "REGION_UNKNOWN": N_("前 6 位地址码不在区划表中，可能已撤并，请核对后继续。"),
    "AGE_OVER_110": N_("按号码推算年龄超过 110 岁，请核对。"),
    "NAME_EMPTY": N_("没有填写姓名，请填写。"),
    "PHONE_FORMAT": N_("电话号码的位数不对，请核对。"),
    "CODE_UNMAPPED": N_("有一项内容不在代码表中，已按原文保留。要列入统计的，请改成表中的写法。"),
    # money, canonical form, keys
    "MONEY_FORMAT": N_("金额看不明白，请按 500 或 1,200.50 的样子填写。"),
    "MONEY_FORMAT.negative": N_("金额不能是负数，请去掉负号。"),
    "MONEY_FORMAT.fraction": N_("金额最多两位小数（到分），请改正。"),
    "MONEY_FORMAT.limit": N_("金额太大，请核对是否多输了位数。"),
    "NOT_CANONICAL": N_("文件内容的写法不符合约定，可能被其他软件改动过。请向来源单位重新索取。"),
    "WEAK_KEY": N_("文件中的公钥不可信。请不要使用该文件，并联系来源单位重新生成。"),
    "WRONG_PASSPHRASE": N_("口令不对。请检查大小写锁定和输入法后重试。"),
    "TRY_LATER": N_("口令错了多次，请等 {seconds} 秒再试。忘记口令的，请主管在“用户与权限”里换口令。"),
    "CONTACT_WRONG": N_("地址太长或不止一行。请写在一行里，不超过 80 个字。"),
    "CONTACT_WRONG.postcode": N_("邮编是 6 位数字，请核对后重新填写。"),
    "CONTACT_WRONG.phone": N_("电话只用数字、横线和括号，请核对后重新填写。"),
    "WEAK_PIN": N_("短密码应为 4 至 8 位数字，请重新输入。"),
    "WEAK_PIN.easy": N_("这个短密码太容易被猜到，不要用重复或连续的数字。"),
    "WEAK_PASSPHRASE": N_("口令太容易被猜到。至少 {least} 个字符，不要用登录名、连续或重复的字符。"),
    "WEAK_PASSPHRASE.short": N_("口令太短，至少要 {least} 个字符。请用一句自己记得住的话。"),
    "WEAK_PASSPHRASE.long": N_("口令太长，请缩短一些。"),
    "WEAK_PASSPHRASE.repeated": N_("口令中不同的字符太少，请换一个。"),
    "WEAK_PASSPHRASE.sequence": N_("口令是连续的数字、字母或键盘顺序，请换一个。"),
    "WEAK_PASSPHRASE.login": N_("口令不能就是登录名，请换一个。"),
    "WEAK_PASSPHRASE.characters": N_("口令里有不能使用的控制字符，请重新输入。"),
    "BAD_KEY_SLOT": N_("本机的口令文件已损坏，无法用它解锁。请用备份恢复，并联系系统管理员。"),
    "NO_MEMORY_FOR_KEY": N_("电脑可用内存不足，无法核对口令。请关闭其他程序后重试。"),
    # the workplace and its store
    "NOT_SIGNED_IN": N_("请先登录再办理这项业务。"),
    "NO_WORKPLACE": N_("文件夹“{path}”里没有工作点数据。请选择正确的文件夹，或新建工作点。"),
    "WORKPLACE_EXISTS": N_("文件夹“{path}”里已有工作点或其他文件。请另选一个空文件夹。"),
    "WORKPLACE_DAMAGED": N_("工作点文件“{path}”无法读取，可能已损坏。请用最近的备份恢复。"),
    "UNKNOWN_USER": N_("本机没有登录名为“{login}”的用户。请检查登录名。"),
    "LOGIN_TAKEN": N_("登录名“{login}”已有人使用，请换一个。"),
    "FIELD_DISPUTED": N_(
        "“{table}”的“{column}”有两处填写不一致。请主管先在该档案的“两处填写不一致”中采用其一，再修改。"
    ),
    "STREAM_UNKNOWN": N_("没有以“{text}”开头的记录，或不止一条。请照 streams 命令列出的代号写。"),
    "NO_SUCH_PART": N_("没有收到过这一段记录，或者它已经是这个状态。请刷新后再看。"),
    "NO_FORK": N_("没有发现这台设备的两份记录，或所选的一份已不在其中。请刷新后再看。"),
    "NO_GAP": N_("这处缺口已经补上或已关闭。请刷新后再看。"),
    "UNIT_NOT_HEARD": N_(
        "本机恢复备份以后还没有收到“{name}”的数据包，不知道证书号已给到几号。请先收它的包，再追加证书号。"
    ),
    "CONFLICT_SETTLED": N_("这一项已由别人确认，或又收到了新的内容。请刷新后再看。"),
    "NO_SUCH_CHOICE": N_("没有唯一一项的编号以“{given}”开头。请从清单里抄编号，至少写四位。"),
    "SAME_RECORD": N_("这是同一份档案，不能与自己比较。请另选一份。"),
    "NOT_CONTESTED": N_("这张券没有重复核销，或所选的不是它的核销记录。请刷新后再看。"),
    "CONTEST_SETTLED": N_("已认定以这一笔核销为准，不用再办。"),
    "FLAG_GONE": N_("这一项已由别人处理，或起因已经消除。请刷新后再看。"),
    "NOT_WRITER": N_("“{table}”不由本工作点登记，请联系负责的单位修改。"),
    "PERSON_IN_SERVICE": N_(
        "还不能删除：此人手中有未用的培训券 {vouchers} 张，在读或未开的班 {classes} 个，没有办结的贷款 {loans} 笔。请先办结、作废或退班。"
    ),
    "TOO_MANY_LINES": N_("内容超过 {most} 行，一张 Excel 表放不下。请缩小日期范围，或存为 CSV。"),
    "LIST_STALE": N_("清册已有变化，没有销毁任何内容。请重新打开清册核对后再办。"),
    "LIST_EMPTY": N_("没有选中要销毁的记录，请先选择。"),
    "TERM_FIXED": N_("这一项的保管年限由规定确定，不能改；可改的应为 {least} 至 {most} 年。"),
    "REASON_MISSING": N_("请写明原因。"),
    "REASON_NAMES_PERSON": N_("原因会长期保留，不能写姓名、证件号码或电话。请改写。"),
    "ROW_ERASED": N_("这份记录的个人信息已删除，不能再填写。本人再来办理的，请重新登记。"),
    "CHAIN_BROKEN": N_(
        "本机记录从第 {q} 条（{day} {table}）起不能与前文衔接，可能被改动过。现在只能查看，不能登记、发券、核销和上报。"
        "请不要删除任何文件，联系省总，并用最近的备份恢复。"
    ),
    "STORE_TOO_NEW": N_("这份数据已由更新版本的程序使用过，本机版本太旧，不能打开。请先升级程序。"),
    "STORE_DAMAGED": N_("数据文件无法打开：文件已损坏，或与口令文件不是一套。请用最近的备份恢复。"),
    "STORE_MISSING": N_("找不到数据文件“{path}”。请检查文件夹是否被移动或磁盘是否已拔出。"),
    "STORE_BUSY": N_("数据正被另一个程序占用。请关闭另一个窗口后重试。"),
    "STORE_READ_ONLY": N_("“{path}”不能写入。请检查文件夹的权限，或光盘、U 盘是否写保护。"),
    "STORE_DISK_FULL": N_("磁盘已满，刚才的操作没有保存。请清理磁盘空间后重做。"),
    "STORE_FAILING": N_("读写磁盘时出错，磁盘可能已损坏或被拔出，刚才的操作没有保存。请检查磁盘后重试，并尽快备份。"),
    "STORE_ON_NETWORK": N_("数据不能放在网络磁盘“{path}”上，否则可能损坏。请放在本机磁盘，用数据包与其他电脑交换。"),
    "WRONG_SHAPE": N_("收到的记录与表“{table}”的格式不符，已拒收。请联系来源单位重新生成。"),
    "BAD_ENTRY": N_("数据包中有不合格式的记录，已拒收。请联系来源单位重新生成。"),
    # bundles, receipts, folders
    "E_SIZE": N_("文件超过数据包允许的大小，不是有效的数据包。请核对是否选错了文件。"),
    "DUP": N_("这个数据包以前已经收过，不会重复记入，不用再办。"),
    "E_NOKEY": N_(
        "这个数据包不是发给本单位的，已跳过。文件夹里放着别的单位的回执时，这属正常；只有它时，请核对是否拿错了文件。"
    ),
    "E_DAMAGED": N_("数据包不完整或被改动过，没有记入任何内容。请向来源单位重新复制一份。"),
    "E_DAMAGED.empty": N_("文件是空的，复制时可能中断。请重新复制。"),
    "E_DAMAGED.foreign": N_("这个文件不是数据包。请选择扩展名正确的文件。"),
    "E_FORMAT": N_("数据包内部的排列不符合约定，没有记入任何内容。请向来源单位重新索取。"),
    "Q_UNKNOWN_KEY": N_("发来数据包的单位尚未开通，数据包已保留待核。请先办理开通授权。"),
    "E_BADSIG": N_("数据包的签名不对，可能被改动过，没有记入任何内容。请联系来源单位核实。"),
    "E_VERSION": N_("这个数据包由更新版本的程序生成，请先升级本机程序。"),
    "E_NOT_FOR_ME": N_("这个数据包的收件单位不是本单位，没有记入。请核对是否拿错了文件。"),
    "E_ROLE": N_("来源单位的授权不包括这类数据，没有记入。请核对它的开通授权。"),
    "Q_REVOKED": N_("来源单位的授权已撤销或到期，数据包已保留待核。请先在“单位与授权”核对它的授权。"),
    "E_HASH": N_("数据包里的文件与清单不符，没有记入任何内容。请重新复制一份。"),
    "GAP": N_(
        "缺少前面的数据包（应从第 {expected} 条开始，这个从第 {got} 条开始）。本包已保留，收到前面的包后会自动接上。"
    ),
    "FORK": N_(
        "同一台设备送来两份互不相同的记录。内容都已记入，发券、核销暂不拨付，由省总在“记录完整性”里认定。请到那里办理。"
    ),
    "E_CHAIN": N_("数据包中的记录不能与前文衔接，没有记入。请来源单位重新生成；仍不行的，请它停止发券并联系省总。"),
    "ROLLBACK": N_("这份回执比已导入的旧，不再导入。请选择最新的回执。"),
    "BAD_KEY": N_("单位公钥信息有误，不能使用。请向来源单位重新索取。"),
    "BAD_CARD": N_("这个文件不是省总名片，或其签名不对。请向省总重新索取。"),
    "BAD_KEY_FILE": N_("文件里没有所需的密钥。请核对是否选错了文件。"),
    "BAD_KEY_FILE.other key": N_("这把密钥不是省总现在用的，可能是停用了的旧密钥，或别的省的。请换现在的那把。"),
    "BAD_MINISIGN": N_("签名文件的格式不对，无法核对签名。请向来源单位重新索取。"),
    "BUNDLE_TOO_LARGE": N_("内容太大，装不进一个数据包。请减少附件或分几次发送。"),
    "FOLDER_MISSING": N_(
        "找不到文件夹“{folder}”。U 盘可能已拔出，或共享文件夹所在的电脑没有开机、没有连上，请检查后重试。"
    ),
    "FOLDER_READ_ONLY": N_("文件夹“{folder}”不能写入。请检查写保护或权限，或另选文件夹。"),
    "FOLDER_UNREADABLE": N_("文件夹“{folder}”或其中的文件不能读取。请检查权限，或换一个 U 盘。"),
    "DISK_FULL": N_("“{folder}”所在磁盘空间不足，没有写入。请清理后重试。"),
    "READ_BACK_DIFFERS": N_("写入“{folder}”后读回的内容不一致，这个 U 盘或磁盘可能有故障。请换一个重试。"),
    "FOLDER_FAILED": N_("读写“{folder}”时出错。请检查 U 盘或网络共享后重试。"),
    "DRIVE_BUSY": N_(
        "系统还不能放开“{drive}”：可能有窗口或程序正打开着上面的文件。请关闭后再试，或用系统的“安全弹出”。"
    ),
    "NO_SUCH_DRIVE": N_("“{path}”不在已插入的 U 盘、存储卡或光盘上。请用 drives 命令看看插好了哪些。"),
    "NO_SHARED_FOLDER": N_("还没有选定共享文件夹。请先选择各台电脑都能打开的那个文件夹。"),
    "SHARE_NOT_THERE": N_(
        "“{folder}”里没有以前留下的标记，共享可能没有连上，什么也没有写。请先确认能看到大家的文件；确实换了新文件夹的，请重新选择一次。"
    ),
    # mail
    "MAIL_NOT_ALLOWED": N_("本单位还没有启用邮件收发。请主管在“邮件设置”里填好并启用。"),
    "MAIL_NOT_SET": N_("邮件设置还没有填全，请主管在“邮件设置”里补上。"),
    "MAIL_NOT_SET.smtp": N_("还没有填发信服务器（SMTP），请主管在“邮件设置”里补上。"),
    "MAIL_NOT_SET.imap": N_("还没有填收信服务器（IMAP），请主管在“邮件设置”里补上。"),
    "MAIL_NOT_SET.sender": N_("还没有填本单位的邮箱地址，请主管在“邮件设置”里补上。"),
    "MAIL_NOT_SET.password": N_("还没有填邮箱密码（有的邮箱叫授权码），请主管在“邮件设置”里补上。"),
    "MAIL_NOT_SET.address": N_("还没有填收件单位的邮箱地址，请主管在“邮件设置”里补上。"),
    "MAIL_SETTING_WRONG": N_("邮件设置里有一项不对，请核对。"),
    "MAIL_SETTING_WRONG.host": N_("服务器名不对，应像 smtp.example.com，请核对。"),
    "MAIL_SETTING_WRONG.port": N_("端口应为 1 至 65535 的数字。常用：发信 465，收信 993。"),
    "MAIL_SETTING_WRONG.tls": N_("加密方式只能选“SSL/TLS”或“STARTTLS”。"),
    "MAIL_SETTING_WRONG.user": N_("邮箱用户名里有不能使用的字符，请核对。"),
    "MAIL_SETTING_WRONG.sender": N_("本单位的邮箱地址不对，应只有一个，像 name@example.com。请改正。"),
    "MAIL_SETTING_WRONG.to": N_("省总的邮箱地址不对，应只有一个，像 name@example.com。请改正。"),
    "MAIL_SETTING_WRONG.address": N_("收件单位的邮箱地址不对，应只有一个，像 name@example.com。请改正。"),
    "MAIL_SETTING_WRONG.folder": N_("邮箱文件夹名只能用字母和数字，一般填 INBOX（收件箱）。"),
    "MAIL_SETTING_WRONG.ca_file": N_("证书文件找不到，或不是证书。请向管理邮件服务器的人索取 .pem 或 .crt 文件。"),
    "MAIL_SETTING_WRONG.password": N_("邮箱密码（授权码）只能用半角的字母、数字和符号，请核对。"),
    "MAIL_UNREACHABLE": N_("连不上邮件服务器“{host}”。请检查网络后重试；也可改用 U 盘或邮件草稿。"),
    "MAIL_UNREACHABLE.name": N_("找不到邮件服务器“{host}”。请检查网线、网络和服务器名；也可改用 U 盘或邮件草稿。"),
    "MAIL_UNREACHABLE.refused": N_("“{host}”的端口 {port} 没有人应答。请核对端口号，或问管理邮件服务器的人。"),
    "MAIL_UNREACHABLE.timeout": N_("等了很久，“{host}”没有回答。网络可能不通或太慢，请稍后重试；没有送出的会留着。"),
    "MAIL_UNREACHABLE.tls": N_("与“{host}”的端口 {port} 谈不成加密。请核对端口号和加密方式（465、993 选“SSL/TLS”）。"),
    "MAIL_UNREACHABLE.dropped": N_("与“{host}”的连接中途断开，没有送完或收完的会留到下次。请稍后重试。"),
    "MAIL_CERTIFICATE": N_(
        "“{host}”不能证明自己就是那台邮件服务器，没有把密码交给它，什么也没有收发。请找管理网络的人核实。"
    ),
    "MAIL_CERTIFICATE.expired": N_(
        "“{host}”的证书已过期，没有收发。请先看本机日期对不对；日期没错的，请管理邮件服务器的人更换证书。"
    ),
    "MAIL_CERTIFICATE.not_yet": N_("“{host}”的证书还没有生效，没有收发。本机日期可能不对，请先校正。"),
    "MAIL_CERTIFICATE.name": N_(
        "应答的服务器证书上不是“{host}”这个名字，没有收发。请核对服务器名；名字没错的，请立即告诉管理网络的人。"
    ),
    "MAIL_CERTIFICATE.unknown": N_(
        "“{host}”的证书不是由本机认得的机构签发的，没有收发。若是单位自建的服务器，请向管理员要证书文件，在“邮件设置”里选上。"
    ),
    "MAIL_NO_TLS": N_("“{host}”不提供加密，没有收发。请改用加密端口（465、993），或改用 U 盘、邮件草稿。"),
    "MAIL_AUTH_REFUSED": N_(
        "邮箱用户名或密码不对。许多邮箱要在网页里开通 SMTP/IMAP，并用专门的授权码代替密码。请核对后在“邮件设置”里改正。"
    ),
    "MAIL_REFUSED": N_(
        "“{host}”没有接受这封邮件（{answer}），数据包留着，下次再送。请稍后重试，或改用 U 盘、邮件草稿。"
    ),
    "MAIL_REFUSED.recipient": N_(
        "“{host}”说收件地址不对（{answer}）。请核对收件单位的邮箱地址；数据包留着，改好后再送。"
    ),
    "MAIL_REFUSED.sender": N_("“{host}”不许用这个地址发信（{answer}）。本单位邮箱地址应与登录的邮箱一致，请核对。"),
    "MAIL_REFUSED.size": N_("“{host}”不收这样大的邮件（{answer}）。请改用 U 盘或共享文件夹；数据包留着。"),
    "MAILBOX_MISSING": N_("邮箱里没有文件夹“{folder}”。一般填 INBOX（收件箱），请改正。"),
    "MAIL_PROTOCOL": N_("“{host}”的回答不像邮件服务器。请核对服务器名和端口；公共网络可能要先登录。"),
    # dates, numbers, tokens
    "DATE_FORMAT": N_("日期看不明白，请按 2009-02-17 的样子填写。"),
    "DATE_FORMAT.calendar": N_("日历上没有这一天，请核对。"),
    "NUMBER_FORMAT": N_("编号不对，请对照票面逐位核对。"),
    "NUMBER_FORMAT.length": N_("编号的位数不对，请对照票面重新输入。"),
    "NUMBER_FORMAT.check": N_("编号的校验位不符，有一位输错了。请对照票面逐位核对。"),
    "BAD_TOKEN": N_("扫到的不是本系统的二维码，或没有扫全。请重新扫描，或输入票面编号。"),
    "BAD_GRANT": N_("开通授权文件的内容或签名不对，不能使用。请向省总重新索取。"),
    # rights of persons
    "NOT_PERMITTED": N_("您的角色不能办理这项业务。需要时请由主管登录办理。"),
    "SECOND_PERSON_NEEDED": N_("这一步须由另一位主管核准，不能由经办人自己核准。请另一人登录核准。"),
    # people
    "NAME_TOO_LONG": N_("姓名太长，请核对。"),
    "NAME_UNFIT": N_("姓名中有不能使用的字符，请对照证件核对。"),
    "DOCUMENT_INVALID": N_("证件号码不对，请对照证件核对；暂时没有证件的，可先按“证件待补”登记。"),
    "DOCUMENT_KNOWN": N_("这个证件号码已登记在“{name}”名下。请打开原有档案，不要重复登记。"),
    "PERSON_UNKNOWN": N_("找不到这位服务对象，可能刚被合并。请重新查找。"),
    # classes
    "CLASS_UNKNOWN": N_("找不到这个班。请刷新列表后重新选择。"),
    "CLASS_FULL": N_("“{name}”计划 {capacity} 人，名额不够，这次要报 {wanted} 人。请减少人数或选择别的班。"),
    "PHOTOGRAPH_TOO_LARGE": N_("照片没有处理成一寸大小，未保存。请换一张再试。"),
    "PHOTO_UNNAMED": N_("文件名里没有证件号码。请把文件名改为证件号码。"),
    "PHOTO_UNKNOWN": N_("没有登记过这个证件号码的人。请先登记，或核对文件名。"),
    "PHOTO_SEVERAL": N_("这个证件号码有多份档案。请先核对是否同一人。"),
    "PHOTO_SAME": N_("已是这张照片，不用再换。"),
    "CLASS_NOT_APPROVED": N_("“{name}”还没有批准开班，暂不能报名。请主管先批准。"),
    "CLASS_ANSWERED": N_("“{name}”已不在待批准之列（{status}）。请刷新后再看。"),
    "CLASS_DATES_WRONG": N_("结业日期不能早于开班日期，计划人数须大于 0。请核对。"),
    "ALREADY_ENROLLED": N_("{name} 已在这个班报名，不必重复。"),
    "DAY_OUTSIDE_CLASS": N_("{day} 不在开班期间（{starts} 至 {ends}）。请核对日期。"),
    "NOT_ON_ROSTER": N_("名单中有人不在这个班的学员名册上。请先报名。"),
    "SCORE_OUT_OF_RANGE": N_("成绩应在 0 至 100 之间，{score} 不对，请核对。"),
    # vouchers
    "NOT_GRANTED": N_("本单位尚未由省总开通，还不能发券或核销。请先办理开通授权。"),
    "GRANT_EXPIRED": N_("省总的开通授权已于 {expires} 到期。请联系省总续期；电脑日期不对的，请先校正。"),
    "NO_NUMBER_LEFT": N_("号段只剩 {left} 个号码，不够 {wanted} 张。请向省总申请新号段。"),
    "BLOCKS_RETIRED": N_("数据是从备份恢复的，原号段不能再用。请向省总申请新号段后再发券。"),
    "OUTSIDE_BLOCK": N_("券号 {number} 不在本单位的号段内，不能发放。请核对号码。"),
    "NUMBER_USED": N_("号码 {number} 已用过，不能再用。请换下一个号码。"),
    "OVER_QUOTA": N_(
        "超出额度：额度 {limit_fen:yuan} 元，已用 {used_fen:yuan} 元，这次要用 {wanted_fen:yuan} 元。请减少张数或向省总申请追加。"
    ),
    "TRANSFER_REFUSED": N_("这段号码不能转授，请核对后重试。"),
    "TRANSFER_REFUSED.unknown": N_("单位目录中还没有这台电脑。请先导入省总最新的回执。"),
    "TRANSFER_REFUSED.self": N_("不能转授给本机自己。请另选本县的一台电脑。"),
    "TRANSFER_REFUSED.other_county": N_("号段只能转授给本县的电脑，不能转给别的县。别的县缺号，请它向省总申请。"),
    "TRANSFER_REFUSED.not_desk": N_("号段只能转授给帮扶中心的电脑，培训基地不发券。请另选一台。"),
    "TRANSFER_REFUSED.revoked": N_("这台电脑的授权已撤销，不能接收号段。请另选一台。"),
    "TRANSFER_REFUSED.numbers": N_("起止券号不对：须是同一批次的两个完整券号，起号不大于止号。请对照票面核对。"),
    "TRANSFER_REFUSED.not_held": N_("这段号码不全在本机名下（没有授给本机，或已转授出去）。请缩小范围。"),
    "TRANSFER_REFUSED.two_blocks": N_("这段号码跨了两个号段（面值或有效期不同，或中间不相连）。请分两次转授。"),
    "TRANSFER_REFUSED.contested": N_("这段号码有两份互相矛盾的转授，已冻结，不能再转。请联系省总。"),
    "TRANSFER_REFUSED.closed": N_("这段号码在数据恢复后已停用，不能转授。请向省总申请新号段。"),
    "TRANSFER_REFUSED.spare": N_("备用号段只供本机应急发券，不能转授。请选原来的号段，或请省总给那台电脑号段。"),
    "TRANSFER_REFUSED.expired": N_("这段号码已过有效期，不能转授。请选有效期内的号段。"),
    "TRANSFER_REFUSED.used": N_("这段号码中有的已经发放或作废，只能转授连续的空号。"),
    "TRANSFER_REFUSED.money": N_("转授的额度超出本机剩余额度 {left_fen:yuan} 元。请减少额度。"),
    "SPARE_REFUSED": N_("备用号段现在不能启用。请联系省总追加号段。"),
    "SPARE_REFUSED.not_needed": N_("原号段仍可使用，不必启用备用号段。"),
    "SPARE_REFUSED.none": N_("省总没有给本单位备用号段。请联系省总追加号段。"),
    "SPARE_REFUSED.opened": N_("备用号段已经启用过，不能再次启用。请联系省总追加号段。"),
    "SPARE_REFUSED.too_large": N_("备用号段超过 50 个号，不合规定，不能启用。请联系省总。"),
    "SPARE_TOO_LARGE": N_("备用号段最多 {most} 个号，{wanted} 个太多，请减少。"),
    "LIMIT_HANDED_ON": N_("这个单位已把 {least_fen:yuan} 元额度转授给本县其他电脑，总额度不能低于这个数，请改大。"),
    "APPROVAL_UNFIT": N_("这份省总核准不能用于这件事。请重新报省总核准。"),
    "APPROVAL_UNFIT.unknown": N_("本机还没有收到这份省总核准。请先导入省总最新的回执。"),
    "APPROVAL_UNFIT.other": N_("这份省总核准是为另一件事或另一台电脑作的，不能用在这里。请为这件事另报。"),
    "APPROVAL_UNFIT.waiting": N_("省总还没有核准。请先上报，再导入回执。"),
    "APPROVAL_UNFIT.refused": N_("省总没有同意这件事，不能办理。有疑问请打电话问省总。"),
    "APPROVAL_UNFIT.expired": N_("这份核准或申请已超过 90 天，不再有效。请重新报省总核准。"),
    "APPROVAL_UNFIT.done": N_("这份省总核准已经用过，只能用一次。需要再办的，请重新报省总核准。"),
    "REQUEST_UNKNOWN": N_("没有这项待核准的申请，可能已刷新。请重新查看。"),
    "REQUEST_ANSWERED": N_("这项申请已有结果，不能再次答复。请刷新后查看。"),
    "REQUEST_ANSWERED.expired": N_("这项申请已超过 90 天，请原单位重新报送。"),
    "REQUEST_OPEN": N_("这件事已经报过省总，还在等待核准或办理，不必重复报送。"),
    "NOT_ELIGIBLE": N_("{name} 暂不能领券：{reasons}。能补的请补齐再发，不符合规定的请向本人说明。"),
    "VOUCHER_UNKNOWN": N_("本机没有这张券的记录。请核对券号；若是外县的券，请扫二维码核验。"),
    "VOUCHER_NOT_OPEN": N_("券 {number} 目前是“{status}”，不能办理这一步。请核对券号。"),
    "TOKEN_REFUSED": N_("这张券没有通过核验，不能核销。请扣下原券并联系发券单位。"),
    "TOKEN_REFUSED.forged": N_("这张券的签名是假的，不能核销。请扣下原券并立即联系发券单位和省总。"),
    "TOKEN_REFUSED.redeemed": N_("券 {number} 已经核销过（{day}），不能再次核销。请与持券人和发券单位核对。"),
    "TOKEN_REFUSED.void": N_("券 {number} 已作废或挂失，不能核销。请扣下原券并联系发券单位。"),
    "TOKEN_REFUSED.expired": N_("券 {number} 不在有效期内，不能核销。请持券人回发券单位办理。"),
    "TOKEN_REFUSED.revoked": N_("{number} 已作废，不能使用。请扣下原件并联系签发单位。"),
    "TOKEN_REFUSED.issuer_unknown": N_("本机还不认识发券单位，暂时不能核验。请先导入省总最新的回执。"),
    "WRONG_BASE": N_("这张券指定在“{base}”使用，不能在本基地核销。请持券人到那里，或回发券单位办理。"),
    "WRONG_COURSE": N_(
        "这张券用于“{course}”，与本班“{wanted}”不符，不能核销。请核对所选的班，或请持券人回发券单位办理。"
    ),
    "HOLDER_NOT_ON_ROSTER": N_("持券人 {holder} 不在本班学员名册上，不能核销。请先与县帮扶中心核对名单。"),
    "NOTHING_TO_CLAIM": N_("没有待申报的核销记录。请核销以后再申报。"),
    # certificates
    "CERTIFICATE_UNKNOWN": N_("本机没有这张证书的记录。请核对编号。"),
    "CERTIFICATE_REVOKED": N_("证书 {number} 已作废，不能办理这一步。请核对编号；更正后可以重新签发。"),
    "NOBODY_TO_CERTIFY": N_("这个班没有可以发证的学员：须考核合格、出勤达标，且尚未领证。"),
    # rosters and workbooks
    "WORKBOOK_LOCKED": N_("表格“{name}”有密码保护。请在 Excel 中取消密码后另存，再导入。"),
    "WORKBOOK_TOO_LARGE": N_("表格“{name}”太大，不像花名册或台账。请只保留需要的工作表后再导入。"),
    "NOT_A_WORKBOOK": N_("“{name}”不是 Excel 表格，或已损坏。请用 Excel 打开后另存为 .xlsx 再导入。"),
    "NOT_A_WORKBOOK.empty": N_("“{name}”是空文件，复制时可能中断。请重新复制。"),
    "FILE_UNREADABLE": N_("文件“{name}”找不到或读不出来。请检查文件名和位置、是否正被其他程序打开，U 盘是否插好。"),
    "ROSTER_EMPTY": N_("表格“{name}”里没有人员。请检查是否选错了文件或工作表。"),
    "ROSTER_HEADER_MISSING": N_("在“{name}”里找不到表头行。请保留“姓名”“身份证号”等列名所在的一行。"),
    "ROSTER_COLUMN_MISSING": N_("“{name}”缺少“{column}”一列。请补上后再导入。"),
    # old ledgers and the opening balance
    "LEDGER_EMPTY": N_("表格“{name}”里没有台账内容。请检查是否选错了文件或工作表。"),
    "LEDGER_HEADER_MISSING": N_("在“{name}”里找不到表头行。请保留写有列名的一行。"),
    "LEDGER_COLUMNS_UNSURE": N_(
        "“{name}”有几栏还不能确定是哪一列：{columns}。请先指明各列的含义；指明一次，以后同样的表头不再问。"
    ),
    "LEDGER_FIELD_UNKNOWN": N_("没有“{field}”这一栏。可用的有：{known}。请从中选用。"),
    "LEDGER_HEADING_UNKNOWN": N_("表格里没有名为“{heading}”的列。请照表头写，或用“#列号”指明。"),
    "LEDGER_HEADING_TWICE": N_("有几列都叫“{heading}”（{columns}），分不清是哪一列。请用“#列号”指明。"),
    "LEDGER_VALUE_UNFIT": N_("“{field}”统一填写的“{value}”看不明白，或这一栏不能统一填写。请核对。"),
    "OPENING_MISSING": N_(
        "本单位在启用本程序前发过培训券，还没有登记期初余额，现在不能发券。请在“系统管理—旧台账导入”登记期初余额，由另一人核准。"
    ),
    "OPENING_UNBALANCED": N_(
        "期初余额不平，不能登记，也不能据此发券。请核对：印制＝在库＋已领未发＋已发＋作废；已发＝已核销＋在外＋过期＋挂失。"
    ),
    "OPENING_DIFFERS": N_("期初余额与导入的旧券台账有 {lines} 项不一致。请核对；确实不同的，请在“依据”里写明原因。"),
    "OPENING_DAY_WRONG": N_("期初余额的截止日期 {day} 晚于今天，请核对。"),
    # joining the province
    "NO_CARD": N_("还没有导入省总名片，不能上报。请先向省总索取名片文件并导入。"),
    "OTHER_PROVINCE": N_("本机已属于“{name}”，不能再导入另一个省总的名片。请核对是否拿错了文件。"),
    "FINGERPRINT_DIFFERS": N_("核对码与文件不一致，不能继续。请打电话与对方逐字核对。"),
    "NO_SUCH_REQUEST": N_("没有这台设备的开通申请。请先导入申请文件。"),
    # the province's keys, revocation, recovery
    "KEY_MISSING": N_("在“{path}”找不到所需的密钥文件。请插入存放这把密钥的 U 盘，选中它后重试。"),
    "KEYS_TOGETHER": N_("这个 U 盘上已有省总的另一种密钥。根密钥、授权密钥、保险密钥必须分开存放，请换一个 U 盘。"),
    "SAME_MEDIUM": N_("这个 U 盘上已有这把密钥的一份。请换另一个 U 盘。"),
    "NOT_APART": N_("“{path}”在本机的数据文件夹里。请选 U 盘，不要存在本机。"),
    "Q_NEW_CARD": N_(
        "省总已更换密钥，本机还没有接上新名片。这份回执已保留，导入省总的新名片（.yzcard，和回执放在一起）后自动记入。"
    ),
    "Q_NEW_KEYS": N_("来源单位已更换密钥，本机还没有收到省总的说明。数据包已保留，导入省总最新回执后自动记入。"),
    "E_RETIRED_KEY": N_("这份回执由省总已停用的密钥签发，不能采用。请导入省总最新的回执。"),
    "CARD_GAP": N_(
        "这张名片是第 {got} 版，本机是第 {held} 版，中间还缺。请把缺的名片一并放入文件夹，或打电话核对后手工导入。"
    ),
    "CARD_OLDER": N_("这张名片是第 {got} 版，比本机的第 {held} 版旧，不采用，不用再导入。"),
    "CARD_DIFFERS": N_("这张名片与本机的同为第 {version} 版，内容却不同，不采用。请立即打电话向省总核实。"),
    "CARD_UNSIGNED": N_("第 {got} 版名片没有原根密钥的签名，可能是冒充的，不采用。请打电话向省总核实。"),
    "NOT_ADMITTED": N_("本单位尚未由省总开通，还不能更换密钥。请先办理开通授权。"),
    "NOT_REVOKED": N_("只有已撤销授权的同县同类设备才能由新设备接替。请先撤销丢失的设备。"),
    "DEVICE_REVOKED": N_("“{name}”的这台设备已撤销授权，不能再给它号段和额度。请给接替它的设备。"),
    "ALREADY_REVOKED": N_("“{name}”的这台设备已经撤销，截止处只能改到更早，请重新选择。"),
    "NO_SUCH_CUT": N_("省总只收到这台设备的 {held} 条记录，没有第 {asked} 条。请核对截止处。"),
    "BAD_RECOVERY_CODE.digits": N_("应急码只有数字，共 8 组、每组 6 位。请核对。"),
    "BAD_RECOVERY_CODE": N_("应急码第 {group} 组不对，请对照应急口令单重新输入。"),
    "NO_SHEET": N_("本机没有核验过的应急口令单。请改用别的办法：请另一位主管换口令，或请省总解救。"),
    "WRONG_SHEET": N_("应急码不是本机现在这张应急口令单的。请核对单上的单位和号数，旧单已作废。"),
    "OWN_ACCOUNT": N_("不能给自己办这一项。修改自己的口令请用“修改我的口令”，停用须由另一位主管办理。"),
    "LAST_HEAD": N_("“{login}”是最后一位主管，停用后无人能核准和管理。请先新增一位主管。"),
    "NO_ESCROW": N_("本机没有存下交省总保管的钥匙（还没有导入过省总名片），省总无法解救。请用最近的备份和当时的口令。"),
    "RESCUE_NOT_ASKED": N_("本机没有在等省总的答复。请先写出求助文件交省总。"),
    "BAD_HELP": N_("这个文件不是求助文件，或已损坏。请对方重新写出。"),
    "BAD_RESCUE": N_("这个答复文件不能用。请核对是不是本机最近一次求助的答复。"),
    "BAD_RESCUE.lock": N_(
        "这个答复文件不是给本机最近一次求助的。重新求助以后，旧的答复就不能用了。请用最近一次的答复。"
    ),
    "BAD_RESCUE.key": N_("答复里的钥匙打不开本机的数据。请确认电脑和数据文件夹没有换过，再联系省总。"),
    "BAD_ESCROW": N_("这份求助文件里锁着的钥匙不能用这把保险密钥打开，或已被改动。请核对是哪一版保险密钥。"),
    "ADDRESSEE_UNKNOWN": N_("单位目录中还没有“{name}”。请先导入省总最新的回执。"),
    "RECEIPT_OF_OTHER": N_("这份回执不是给本单位的，或来自另一个省总。请选择正确的文件。"),
    "STREAM_INCOMPLETE": N_("本机的记录不全（现有到第 {held} 条，需要到第 {wanted} 条）。请先收齐数据包。"),
    "STREAM_FORM": N_("“{text}”的写法不对，应为 设备号:代号:条数。"),
    # papers
    "PAPER_NOT_WRITTEN": N_("文件“{path}”没有写成。请检查磁盘空间和文件夹权限，文件若已打开请先关闭。"),
    "PAPER_NOT_WRITTEN.ENOSPC": N_("磁盘已满，“{path}”没有写成。请清理后重试。"),
    "PAPER_NOT_WRITTEN.EROFS": N_("“{path}”所在位置是只读的。请另选文件夹。"),
    "PRINTING_CANCELLED": N_("已停止打印，没有写出文件（做到第 {done} 张，共 {total} 张）。需要的请重新打印。"),
    "NO_PRINTER": N_(
        "本机没有安装打印机，没有打印，也没有登记。请在系统设置中添加打印机，或先“另存为 PDF”到有打印机的电脑上打印。"
    ),
    "PRINTER_FAILED": N_("打印机“{printer}”没有接收：可能没开机、没接好或缺纸。没有登记为已打印；请检查后再打。"),
    "CERTIFICATE_PRINTED": N_("证书 {number} 已打印过。再打须先办“补打”，由另一人核准；不需要再打的，请只选其余的页。"),
    "HANDOVER_INCOMPLETE": N_("还没有填全，不能登记，请补齐。"),
    "HANDOVER_INCOMPLETE.papers": N_("还没有选择券或证书，请先选择。"),
    "HANDOVER_INCOMPLETE.seal": N_("请写明用的是哪一枚印章。"),
    "HANDOVER_INCOMPLETE.approver": N_("请写明批准人。"),
    "HANDOVER_INCOMPLETE.basis": N_("代领的，请写明依据，例如委托书和双方证件。"),
    "HANDOVER_INCOMPLETE.reason": N_("请写明交接的事由。"),
    "HANDOVER_UNKNOWN": N_("没有这次交接的记录，请刷新后再看。"),
    "PAPER_UNKNOWN": N_("没有发放过号码为“{number}”的券或证书，请核对号码。"),
    "ALREADY_HANDED_OUT": N_("证书 {number} 已于 {day} 发放。确需再发的，先办“补打”。"),
    "ALREADY_WITHDRAWN": N_("这条登记已经撤销，或已不在。请刷新后再看。"),
    "PRINT_NOTHING_NAMED": N_("没有写明要打印哪一份。请在种类后面写券号、证书编号、班名、证件号码、姓名或月份。"),
    "PRINT_NOT_FOUND": N_("这里没有“{named}”，没有写出文件。请核对号码、班名或姓名。"),
    "PRINT_AMBIGUOUS": N_("有 {count} 个同名的，请改写证件号码或编号。"),
    "PRINT_NOT_HERE": N_("这里不办理这种打印件，请到县帮扶中心的工作点打印。"),
    "NOTHING_IN_RUN": N_("{first} 至 {last} 之间没有状态为“已发放”的券，没有打印。请核对起止号。"),
    "NOTHING_TO_PRINT": N_("没有要打印的内容。请先选择。"),
    "SUMS_DIFFER": N_(
        "申报各行合计 {added_fen:yuan} 元，与申报总额 {stated_fen:yuan} 元不符，没有打印。请重新生成申报表。"
    ),
    "MISSING_GLYPH": N_("本机没有字体能印出“{characters}”（{codepoints}）。请安装大字符集宋体后再打印，不要改字。"),
    "CAMERA_ABSENT": N_("摄像头“{name}”不见了，可能拔掉了或断了电。请插好以后按 Ctrl+K 再打开。"),
    "CAMERA_BUSY": N_(
        "摄像头“{name}”打不开，可能别的软件正用着它，或系统不准本程序使用。请关掉别的软件，再按 Ctrl+K。"
    ),
    "PHOTOGRAPH_UNREADABLE": N_("照片读不出来。请换一张 JPG 或 PNG 照片。"),
    "CERTIFICATE_PHOTOGRAPH": N_("证书 {number} 的照片读不出来，整批没有打印。请给这个人换一张 JPG 或 PNG 照片。"),
    "CERTIFICATE_LOOKS_NATIONAL": N_(
        "证书编号 {number} 与国家职业资格证书（16 位）或职业技能等级证书（22 位）同形，没有打印。培训合格证书请用本单位的编号。"
    ),
    # rosters, backups, the command line
    "ALREADY_IMPORTED": N_(
        "这个文件已于 {day} 以“{name}”导入过，没有重复导入。确需再导一次请选择“仍要导入”，已有的不会重复。"
    ),
    "IMPORT_CANCELLED": N_("已停止导入“{name}”，没有写入任何内容。需要的请重新导入。"),
    "BACKUP_MISSING": N_("找不到备份文件“{name}”。请检查 U 盘是否插好、文件是否被移走。"),
    "BACKUP_DAMAGED": N_("“{name}”不是本程序的备份，或已损坏、不完整，没有恢复任何内容。请换另一份备份。"),
    "BACKUP_UNRELIABLE": N_("备份“{name}”写入后读回的内容不一致，这个 U 盘或磁盘不可靠，没有留下备份。请换一个再做。"),
    "BACKUP_FOLDER_MISSING": N_("找不到文件夹“{path}”。U 盘可能已拔出，请插好后重试。"),
    "EXPORT_EXISTS": N_("文件“{name}”已经存在，不会覆盖。请换一个文件名。"),
    "MONEY_FROZEN": N_("本机与省总记录不一致，请先停止发券并联系省总。登记等其他业务可以照常办理。"),
    "MONEY_FROZEN.FORK": N_("本机与省总记录不一致，请先停止发券并联系省总。登记等其他业务可以照常办理。"),
    "MONEY_FROZEN.CLONE": N_(
        "本机与省总记录不一致：省总收到过本机没有写过的记录，可能有人在用本机数据的复制件。请先停止发券并联系省总。"
    ),
    "MONEY_FROZEN.ENDED": N_("省总已停用这份数据，不能再发券。请改用原来那台电脑，或联系省总。"),
    "MONEY_FROZEN.PROVINCE_FORK": N_("本机与省总记录不一致：省总前后两份回执对不上。请先停止发券并联系省总。"),
    "MONEY_FROZEN.REVOKED": N_("省总已撤销本机的授权，不能再发券。登记等其他业务可以照常办理，请联系省总。"),
    "NO_PASSPHRASE": N_("没有给出口令：请设置环境变量 {variable}，或在终端里运行以便输入。"),
    "DEMO_FOLDER_NOT_EMPTY": N_("文件夹“{path}”里有别的文件，示例不会写进去。请换一个空文件夹。"),
    "RECEIPT_EXPIRED": N_(
        "省总的最近一次回执已于 {expires} 到期，宽限期也已过，现在不能发券。请生成数据包上报，取回新的回执；登记照常办理。"
    ),
    # reports and targets
    "PERIOD_FORMAT": N_("“{given}”不是报告期。月报写 2009-03，季报写 2009-Q1，年报写 2009。请照样改写。"),
    "FILE_KIND_UNKNOWN": N_("“{name}”写不了：报表只写成 .xlsx 或 .pdf，请改文件名的后缀。"),
    "NOT_A_MONTH": N_("月末结账按月办理，{period}不是一个月。请写成 2009-03 的样子。"),
    "DAY_AHEAD": N_("{day} 还没有到，请填事情发生的日子，不能晚于今天。"),
    "WORKDAY_YEAR_UNKNOWN": N_("没有 {year} 年的放假与调休，不能发布。请先导入这一年的节假日文件。"),
    "HOLIDAY_FILE_WRONG": N_("第 {line} 行看不明白，没有导入。表头应为“日期,安排,名称”，安排写“放假”或“上班”。"),
    "HOLIDAY_FILE_WRONG.size": N_("文件太大，不像是节假日表，没有导入。请核对是否选错了文件。"),
    "HOLIDAY_FILE_WRONG.text": N_("文件不是文字表格，没有导入。请另存为 CSV（UTF-8）。"),
    "HOLIDAY_FILE_WRONG.date": N_("第 {line} 行的日期看不明白，应写作 2027-01-01。没有导入。"),
    "HOLIDAY_FILE_WRONG.twice": N_("第 {line} 行的日期写了两次，没有导入。请删去一行。"),
    "HOLIDAY_FILE_WRONG.short": N_("有一年的放假日太少，像是没有写全，没有导入。请按国务院的通知写全一年再导入。"),
    "REPORT_UNKNOWN": N_("没有“{given}”这张报表，或这个报告期不出这张表。可用的有：{known}。请从中选用。"),
    "PERIOD_LOCKED": N_("{period}已于 {day} 锁定，不能再改。有迟报的业务请作更正报表。"),
    "PERIOD_RUNNING": N_("{period}还没有结束，{last} 起才能月末结账。请到那天再办。"),
    "PERIOD_NOT_LOCKED": N_("{period}还没有锁定，直接看报表就是最新数，不需要更正报表。请直接看报表。"),
    "NOTHING_TO_CORRECT": N_("{period}的数与上报时一致，没有要更正的。不用再办。"),
    "SIGNER_MISSING": N_("请填写填表人、审核人和负责人；填表人和审核人不能是同一人。"),
    "TARGET_VALUE_WRONG": N_(
        "目标须写明任务、单位和大于零的数，统计指标的单位要与目标一致：人次不能用来完成“人”的目标。"
    ),
    "TARGET_UNKNOWN": N_("没有这个目标，或它已停用。请刷新后再试。"),
    "SPLIT_SHORT": N_("各县分解数合计 {given}，少于总目标 {wanted}。请补足后再保存；可以多于总目标。"),
    "SET_EMPTY": N_("没有选择任何目标。请至少选一项。"),
    "SET_KNOWN": N_("{year} 年已有名为“{name}”的目标方案。请直接修改它，或换一个名称。"),
    "INDICATOR_UNKNOWN": N_("本程序没有“{key}”这个指标。请从列表中选。"),
    # pre-printed stock and overlay printing
    "SERIAL_UNREADABLE": N_("认不出这个纸张编号。应为字母（可没有）加 3 至 12 位数字，请对照纸面重新扫描或输入。"),
    "RANGE_UNFIT": N_("起号和止号不能成段，请对照纸面核对。"),
    "RANGE_UNFIT.prefix": N_("起号和止号的字母或位数不同，不是一段。请分段登记。"),
    "RANGE_UNFIT.order": N_("止号小于起号，请核对。"),
    "RANGE_UNFIT.size": N_("一次超过 10 万张，请核对是否多输了位数。"),
    "STOCK_OVERLAP": N_("其中有编号已在领入的 {first} 至 {last} 之内，请核对。"),
    "STOCK_IN_USE": N_("这批纸中 {serial} 已有使用记录，不能撤销领入。请核对是否选错了一批。"),
    "SHEET_OUTSIDE": N_("{serial} 不在已领入的纸张之内。请核对，或先登记领入。"),
    "SHEET_TAKEN": N_("{serial} 已不是空白纸，不能再用。请换一张。"),
    "SHEET_TAKEN.used": N_("{serial} 已于 {day} 打印 {number}，不能再用。请核对是否扫错，或换一张。"),
    "SHEET_TAKEN.spoiled": N_("{serial} 已于 {day} 登记为作废，不能再用。请核对是否扫错，或换一张。"),
    "SHEET_TAKEN.missing": N_("{serial} 已于 {day} 登记为缺号。找到了的，请先在“预印纸张”改回空白。"),
    "SHEET_APPROVED": N_("{serial} 的作废已经核准，不能改回。请换一张纸。"),
    "NUMBER_ON_SHEET": N_("{number} 已打印在纸张 {serial} 上。重打前请先把那张收回并登记作废。"),
    "NUMBER_NOT_VALID": N_("{number} 没有发放，或已作废，不能登记到纸上。请核对号码。"),
    "NOTHING_SPOILED": N_("所选的纸张已不在待核准之列。请刷新后再看。"),
    "CALIBRATION_OUT_OF_RANGE": N_("量出的数与校准页相差太大，可能量错了位置，或纸没有放正。请重打一张校准页再量。"),
    "CALIBRATION_OUT_OF_RANGE.across": N_(
        "横向量出的数与校准页相差太大，可能量错了位置，或纸没有放正。请重打一张校准页再量。"
    ),
    "CALIBRATION_OUT_OF_RANGE.down": N_(
        "纵向量出的数与校准页相差太大，可能量错了位置，或纸没有放正。请重打一张校准页再量。"
    ),
    "LAYOUT_UNFIT": N_("“{field}”的位置不对，请核对。"),
    "LAYOUT_UNFIT.page": N_("“{field}”超出了纸张，请核对位置、宽度和纸张尺寸。"),
    "LAYOUT_UNFIT.size": N_("“{field}”的字号应在 4 至 72 之间，请改正。"),
    "LAYOUT_UNFIT.width": N_("“{field}”的宽度至少 3 毫米，请放宽。"),
    "LAYOUT_UNFIT.qr": N_("二维码的宽度至少 35 毫米，再小扫不出来，请放大。"),
    "LAYOUT_UNFIT.number": N_("“{field}”的位置应填数字。请改正。"),
    "PRINTER_GONE": N_(
        "找不到打印机“{printer}”，可能已删除、改名或没有接上。没有登记为已打印；请另选一台，或接好后再打。"
    ),
    "LAYOUT_UNFIT.hand": N_("“{field}”须由本人或经办人手写，不能打印，请去掉这一栏。"),
    # records of the service areas
    "FIELD_UNFIT": N_("“{label}”填得不对，请核对。"),
    "FIELD_UNFIT.missing": N_("“{label}”必须填写。"),
    "FIELD_UNFIT.code": N_("“{label}”不在代码表中，请从列表中选。"),
    "FIELD_UNFIT.number": N_("“{label}”应为不小于 0 的整数。"),
    "FIELD_UNFIT.money": N_("“{label}”应为不小于 0 的金额。"),
    "FIELD_UNFIT.day": N_("“{label}”不是有效的日期。请按 2009-02-17 的样子填写。"),
    "FIELD_UNFIT.future": N_("“{label}”是业务日期，不能晚于今天，请核对。"),
    "FIELD_UNFIT.span": N_("“{label}”不能早于开始日期，请核对。"),
    "FIELD_UNFIT.reference": N_("“{label}”指的记录不存在，或个人信息已删除，请重新选择。"),
    "FIELD_UNFIT.bearer": N_(
        "用本单位的钱支付的，请选“{label}”；由他方承担、本单位不支出的，请在“他方承担依据”中写明单位和文号。"
    ),
    "FIELD_UNFIT.two_bearers": N_("“资金来源”和“{label}”只能填一个：本单位支付的选来源，他方承担的写依据。"),
    "FIELD_UNFIT.not_lent_by_us": N_(
        "只有直接借贷动用本单位的钱，担保贷款和贴息贷款不填“{label}”。请清空，或核对贷款类型。"
    ),
    "FIELD_UNFIT.recovered": N_("代偿后已追回的比这个数多，不能撤回或改得更少。请先核对追偿登记。"),
    "FIELD_UNFIT.region": N_("“{label}”不在区划表中，请从列表中选。"),
    "FIELD_UNFIT.phone": N_("“{label}”的位数不对，请填 11 位手机号或带区号的座机号。"),
    "FIELD_UNFIT.uscc": N_("统一社会信用代码校验不符，请对照证照逐位核对（18 位，不含 I、O、S、V、Z）。"),
    "FIELD_UNFIT.percent": N_("请填百分数，最多四位小数，如 5.31。"),
    "FIELD_UNFIT.month": N_("请按 2009-03 的样子填写月份。"),
    "FIELD_UNFIT.past": N_("“{label}”已经过去，请填写新的期限。"),
    "FIELD_UNFIT.follow_month": N_("回访按满 1、3、6 个月登记，请填 1、3 或 6。"),
    "FIELD_UNFIT.key_fixed": N_("“{label}”登记后不能改。请另编一份。"),
    "FIELD_UNFIT.review_year": N_("年审年度应在命名的那一年到今年之间。请核对。"),
    "FIELD_UNFIT.teaching_hours": N_("一条登记的学时应在 1 到 24 之间，请按天登记。"),
    "FIELD_UNFIT.outside_fair": N_("“{label}”不在招聘会的起止日期之内，请核对。"),
    "FIELD_UNFIT.called_off": N_("选的“{label}”已取消，不能再登记。请核对。"),
    "FIELD_UNFIT.named_or_counted": N_("逐人登记的不填岗位数和人数；整场的人数请另登记一条，不选“{label}”。"),
    "FIELD_UNFIT.not_ours": N_("“{label}”不在本单位的地区之内。请另选，或不填。"),
    "FIELD_UNFIT.above_cap": N_("“{label}”不能高于“每笔不超过”。请核对。"),
    "FIELD_UNFIT.above_asked": N_("“{label}”不能高于申请金额。请减少金额。"),
    "FIELD_UNFIT.same_person": N_("“{label}”不能就是本人。请另选。"),
    "FIELD_UNFIT.before_lent": N_("“{label}”早于放款日期。请核对。"),
    "FIELD_UNFIT.not_guaranteed": N_("只有担保贷款才有代偿。请核对贷款种类。"),
    "FIELD_UNFIT.not_theirs": N_("“{label}”不是本人的（贷款也可用配偶的），请核对。"),
    "FIELD_UNFIT.above_times": N_("“{label}”不能多于人次：来过几次的人，人数只算一个。请核对。"),
    "FIELD_UNFIT.other_year": N_("“{label}”不在填写的年度之内，请核对。"),
    "FIELD_UNFIT.not_model": N_("只有示范型安置基地才填命名文号和日期。请改类别，或清空命名各栏。"),
    "FIELD_UNFIT.campaign": N_("请在“{label}”选联合活动，不能选品牌、政策或培训方向。"),
    "FIELD_UNFIT.no_span": N_("请至少填开始和结束日期中的一个。"),
    "STEP_NOT_ALLOWED": N_("“{label}”现在是“{now}”，不能转为“{to}”。请刷新后再看。"),
    "RECORD_UNKNOWN": N_("没有找到这条“{table}”，可能已删除。请刷新列表后再看。"),
    # 岗位援助
    "QUESTIONNAIRE_UNFIT": N_("题目第 {line} 行看不明白，请对照说明改正。"),
    "QUESTIONNAIRE_UNFIT.line": N_(
        "题目第 {line} 行看不明白：题目写成“1. 题目（单选）”，选项写成“1 选项”，栏目写成“[栏目]”。请改正。"
    ),
    "QUESTIONNAIRE_UNFIT.twice": N_("题目第 {line} 行的题号前面已用过，请换一个。"),
    "QUESTIONNAIRE_UNFIT.option": N_("题目第 {line} 行的选项编号重复，或选项太多，请改正。"),
    "QUESTIONNAIRE_UNFIT.options": N_("题目第 {line} 行是选择题，至少要有两个选项，请补上。"),
    "QUESTIONNAIRE_UNFIT.condition": N_(
        "题目第 {line} 行的跳答条件不对：“若 1=2”只能指前面的选择题和它的选项，请改正。"
    ),
    "QUESTIONNAIRE_UNFIT.attribute": N_(
        "题目第 {line} 行括号里的词看不明白；可用：单选、多选、数字、文字、日期，必答，若 1=2，单位 元，分段 500,1000，登记 工种。请改正。"
    ),
    "QUESTIONNAIRE_UNFIT.kind": N_("题目第 {line} 行没写是单选、多选、数字、文字还是日期，请补上。"),
    "QUESTIONNAIRE_UNFIT.bands": N_("题目第 {line} 行的分段只用于数字题，并从小到大写，请改正。"),
    "QUESTIONNAIRE_UNFIT.empty": N_("一份问卷要有 1 到 120 道题，请补上或分成几份。"),
    "QUESTIONNAIRE_IN_USE": N_("这一版已启用，题目不能再改；请按“另存为新版本”。"),
    "QUESTIONNAIRE_NOT_IN_USE.late": N_(
        "这一版已在 {day} 停用，只能补录那天及以前调查的答卷。请核对调查日期，或换新的一版。"
    ),
    "QUESTIONNAIRE_NOT_IN_USE": N_("这一版现在是“{state}”，只有启用的问卷才能录入。请先启用，或换一份。"),
    "ANSWER_UNFIT": N_("第 {question} 题的答案不合适，请核对。"),
    "ANSWER_UNFIT.missing": N_("第 {question} 题必须回答，请补上。"),
    "ANSWER_UNFIT.choice": N_("第 {question} 题没有这个选项，请核对。"),
    "ANSWER_UNFIT.number": N_("第 {question} 题应填整数，请改正。"),
    "ANSWER_UNFIT.day": N_("第 {question} 题应填日期，请改正。"),
    "ANSWER_UNFIT.future": N_("第 {question} 题的日期不能晚于今天，请核对。"),
    "ANSWER_UNFIT.text": N_("第 {question} 题的文字太长，最多 500 字，请缩短。"),
    "ANSWER_UNFIT.question": N_("这份问卷没有第 {question} 题，请核对用的是哪一版。"),
    "RESPONDENT_UNKNOWN": N_("答卷没有被访人姓名，不能转为登记。请先更正答卷，填上姓名。"),
    "RESPONDENT_REGISTERED": N_("“{name}”已登记。请更正答卷，在“服务对象”一栏选上。"),
    "QUESTIONS_NOT_CROSSED": N_("“{question}”没有选项或分段，不能作交叉统计。请另选一题。"),
    "SURVEY_COLUMNS_MISSING": N_("“{name}”的表头没有题号。请用“空白表”里的表头。"),
    "SURVEY_UNKNOWN": N_("没有“{named}”这份问卷或这道题。请用 survey list 查看代号、版次和题号。"),
    "PLACE_KNOWN": N_("“{name}”已登记为基地单位。同一单位再挂牌子，请在它下面新增“基地牌子”，统计时仍算 1 个。"),
    "PLATE_KNOWN": N_("这个单位已有同类别、同级别的牌子（{state}，{day}），不要重复申报。"),
    "UNION_PART_KNOWN": N_("“{name}”{year} 年的参加情况已登记。有变化的请打开原来那条修改。"),
    "IDENTITY_SPAN_KNOWN": N_(
        "这名服务对象的这个类别已登记过时段（{since} 至 {until}），日期不能重叠。请核对，或更正原来那条。"
    ),
    "SHARED_KNOWN": N_("这个地区已登记联网（{since}），不要重复登记。断开或恢复的打开原来那条办理。"),
    "NOTHING_TO_PUBLISH": N_("还没有挂着有效牌子的基地单位，没有可以公布的。请先办理命名。"),
    "NO_COUNTIES": N_("还没有开通的县，没有可以公布到的地方。请先开通县里的帮扶中心。"),
    "BASE_NOT_PUBLISHED": N_("省总已不再公布“{name}”，不能再报名。请另选一家。"),
    "PLATE_NOT_NAMED": N_("这块牌子现在是“{state}”，只有已命名或在整改的才能年审。请先办理命名。"),
    "SKILL_CERTIFICATE_OURS": N_(
        "这是本程序签发的培训合格证书的编号。培训合格证书不代表技术等级，请填劳动等部门所发证书的编号。"
    ),
    "SKILL_CERTIFICATE_KNOWN": N_("这本证书已登记在“{name}”名下（{day}）。请核对编号。"),
    "SKILL_NOT_IN_CLASS": N_("这个人没有报名这个培训班。请另选，不是在班上学的就空着。"),
    "REVIEW_KNOWN": N_("{year} 年的年审已登记（{day}）。登错了请打开那条更正。"),
    "TRAINER_RELEASED": N_("“{name}”已解聘，不能登记课时。请另选一位。"),
    "HOURS_PAID": N_("课酬已发，不能再改。请核对是否选错了一条。"),
    "TAG_KNOWN": N_("“{word}”已是“{name}”的名称或别名，请直接使用“{name}”。"),
    "TAGGED_NOT_ONE": N_("每条只选一样：培训班、招聘会、咨询宣传、文化服务、竞赛中的一个。请去掉多余的。"),
    "TAGGED_ALREADY": N_("已登记过“{name}”，同一样东西的同一标签只登记一次。不用再登记。"),
    "EMPLOYER_KNOWN": N_("“{name}”已登记过这个名称或信用代码，请直接使用，不要重复登记。"),
    "VACANCY_KNOWN": N_("“{employer}”的“{post}”已有一条在招的岗位信息（有效期至 {day}），请修改原来那条。"),
    "VACANCY_CLOSED": N_("这个岗位现在是“{state}”，有效期至 {day}，不能推荐。请先核实并续期，或另选岗位。"),
    "WAGE_REVERSED": N_("“月工资至”不能低于“月工资自”，请核对。"),
    "PLACEMENT_KNOWN": N_("此人 {day} 起已登记在这个单位在岗，不要重复登记。"),
    "FOLLOW_UP_KNOWN": N_("满 {months} 个月的回访已于 {day} 登记。填错的请打开那条更正。"),
    "FOLLOW_UP_EARLY": N_("{day} 才满 {months} 个月，还不能登记这次回访。请到那天以后再登记。"),
    "FAIR_COUNT_TOO_LARGE": N_(
        "这个数超过了它所属的上一个数。四个数应依次不增：进场、接待登记、达成意向、后续就业。请核对。"
    ),
    "SITE_KNOWN": N_("“{site}”{day} 的统计已经登记。填错的请打开那条更正。"),
    "FAIR_NOT_YET": N_("招聘会 {day} 才开始，还不能登记为已举办。请到那天以后再办。"),
    "CLASS_NOT_OVER": N_("培训班 {day} 结业，结业后才能核对录用情况。请到那天以后再办。"),
    "PARENT_NOT_ABOVE": N_("“{parent}”的层级不高于本机构，或与下级机构冲突，不能作为上级。请另选上级。"),
    "MEMBER_KNOWN": N_("{name} 已在这个批次的名单里，不必重复添加。"),
    "BATCH_CLOSED": N_("这个批次“{state}”，不能再添加人员。请新建一个批次。"),
    "BATCH_EMPTY": N_("这个批次还没有输出人员，请先填好名单再登记出发。"),
    "REFERRED_ALREADY": N_("已开过到这个岗位的推荐信 {number}，还没有结果。请先登记回执。"),
    # 维权服务, 入会与会籍
    "FIELD_UNFIT.fixed": N_("登记以后不能换人，请退出这一位，再登记另一位。"),
    "FIELD_UNFIT.over_already": N_("接收那天已过“{label}”：过期的东西不能接收。请核对两个日期。"),
    "FIELD_UNFIT.before_step": N_("“{label}”不能早于上一次办理的日期（{day}）。请核对。"),
    "FIELD_UNFIT.before_case": N_("“{label}”早于案件登记日期。仲裁、认定、起诉可以更早，其他不行。请核对。"),
    "FIELD_UNFIT.not_of_limitation": N_(
        "这项时效没有这种情形：仲裁可以中断、中止，本人申请工伤认定可以中止，单位申请和起诉只能由有关部门或法院准予延长。请核对。"
    ),
    "FIELD_UNFIT.not_of_event": N_(
        "“{label}”与情形不符：主张权利、请求救济、单位同意履行是中断；不可抗力等是中止或延长。请核对。"
    ),
    "FIELD_UNFIT.before_pledge": N_("“{label}”早于约定书的签订日期。请核对。"),
    "FIELD_UNFIT.not_promised": N_("“{label}”中有约定书里没有承诺的事项。请去掉这些事项。"),
    "FIELD_UNFIT.card": N_("会员证号由 4 至 30 个字母、数字、连字符组成，请对照会员证核对。"),
    "FIELD_UNFIT.by_step": N_("转状态时不能改“{label}”。请退回登记处更正，或重新登记。"),
    "FIELD_UNFIT.by_transfer": N_("“{label}”不能直接改：换工会请办接转，登记错的请转为“登记有误”。"),
    "FIELD_UNFIT.decided": N_("这份申请已经有了结果，不能再改。有变化的请重新申请。"),
    "FIELD_UNFIT.before_application": N_("“{label}”不能早于申请日期。请核对。"),
    "CASE_KNOWN": N_(
        "这位申请人对同一单位已有同类案件 {number}（{state}）。同一件事请在原案件办理或“重新办理”；结案后新发生的，请填写之后的知道权利受侵害日期。"
    ),
    "CASE_OVER": N_("案件现在是“{state}”，不能再加申请人。需要的话先转为“重新办理”。"),
    "CLAIMANT_KNOWN": N_("这位已是案件 {case} 的申请人，不用再登记。"),
    "NOT_CLAIMANT": N_("这位不是本案的申请人，请先在“维权申请人”中登记。"),
    "RECOVERED_TOO_MUCH": N_("追回 {recovered:yuan} 超过诉求 {claimed:yuan}。请先核对诉求金额。"),
    "ADVANCE_EXCEEDED": N_("收回的垫付款比这个案件从该来源垫付的多 {over:yuan}，请核对金额和资金来源。"),
    "SUM_UNEQUAL": N_("“{label}”{told:yuan} 与各人之和 {parts:yuan} 不一致，请逐人核对。"),
    "UNIT_PLEDGED": N_("这家企业已有履行中的约定书 {number}，有效期至 {day}。续签请在原约定书办理。"),
    "ALREADY_MEMBER": N_(
        "这位已有会籍（会员证号 {number}，{state}）。一次入会、动态接转：请在原会籍办接转或恢复，不能再申请入会。"
    ),
    "APPLIED_ALREADY": N_("这位 {day} 已申请入会，还在待批准。不用再申请，请等待批准。"),
    "CARD_TAKEN": N_("会员证号 {number} 已有人使用，请核对。"),
    "OWN_APPLICATION": N_("其中 {count} 份申请是您自己登记或改过的，须由另一位主管批准。"),
    "WRITTEN_BY_STEP": N_("“{label}”由程序随办理登记，不能手工填写。请到它所属的记录里办理。"),
    "UNION_KNOWN": N_("基层工会“{name}”已登记。请直接使用，不要重复登记。"),
    # 生活帮扶
    "FIELD_UNFIT.same_cause": N_("次要致困原因与主要致困原因相同，请另选或不填。"),
    "FIELD_UNFIT.other_household": N_("这名学生不在该户的家庭成员中。请先在困难职工档案里登记家庭成员。"),
    "FIELD_UNFIT.by_payment": N_("登记“救助发放”后自动转为“已发放”，不能直接转。请先登记发放。"),
    "FIELD_UNFIT.before_approval": N_("“{label}”早于审批日期，请核对。"),
    "FIELD_UNFIT.none": N_("“{label}”应大于 0。请核对。"),
    "FIELD_UNFIT.training": N_("培训券结算的用途应为“培训”。请改正。"),
    "HOUSEHOLD_KNOWN": N_("一户一档：此人已在档案 {file_no}（户主 {holder}）中，请在那份档案里办理。"),
    "DOCUMENT_WRONG": N_("身份证号码校验不符，请对照证件逐位核对。"),
    "PUBLICITY_RUNNING": N_("公示到 {day} 止，期满后才能报审批。请到期再办。"),
    "LIMIT_BESIDE": N_("同一项目从同一天起已有限额（{document}），请打开那条更正。"),
    "NOT_ON_FILE.approval": N_(
        "{number}：这户的困难职工档案已不在档，不能审批。先建档，后帮扶；不再救助的，把申请转为“不批准”。"
    ),
    "NOT_ON_FILE": N_("这户没有在档的困难职工档案。先建档，后帮扶；节日慰问除外。"),
    "RELIEF_AGAIN": N_(
        "本年已得到 {count} 次帮扶，最近一次 {day} {what} {amount}（{who} 经办）。确需再次救助的，请在此填写理由。"
    ),
    "RELIEF_AGAIN.waiting": N_(
        "本年已得到或正在申请的帮扶有 {count} 次，最近一次 {day} {what} {amount}。确需另行救助的，请在此填写理由。"
    ),
    "RELIEF_AGAIN.approval": N_(
        "申请 {number}：这户本年另有 {count} 次帮扶，最近一次 {day} {what} {amount}。确需再批的，请先在申请里填写“当年再次救助的理由”。"
    ),
    "RELIEF_OVER_LIMIT": N_(
        "超过限额：{document}（{day}）规定每年 {limit} 元，本年已批 {had} 元，最多还能批 {left} 元。请减少金额。"
    ),
    "RELIEF_OVER_COST": N_("医疗救助不能超过个人自付的医疗费。请填写自付金额（现为 {paid} 元），或减少救助金额。"),
    "PUPIL_HELPED": N_("一生一年一次：{name} 本年已于 {day} 申请助学（{number}）。不要重复申请。"),
    "CONSENT_MISSING": N_("学生未成年（或不知出生日期），须填监护人姓名并取得书面同意。"),
    "GRANT_FIXED": N_("这份申请“{state}”，人、项目、金额和资金来源不能再改。有错的请取消后重新申请。"),
    "SIGNER_UNFIT": N_("须由本人签领，不得代签；只有未成年学生可由监护人签领。请改正签领人。"),
    "GOODS_SHORT": N_("这个批次只剩 {left} {unit}。请减少数量，或另选批次。"),
    "GOODS_EXPIRED": N_("“{batch}”已过有效期，不能发放，只能由两人销毁。请另选批次。"),
    "NOTHING_TO_APPROVE": N_(
        "没有可以一起审批的申请：待审批的都还没有填资金来源，或已全部办完。请先在申请里填资金来源。"
    ),
    "NOTHING_TO_PAY": N_("没有已审批、未发放的救助，不用打印发放表。请先审批申请。"),
    "GOODS_OUT_OF_TURN": N_("先到期的先发：同一品名的批次 {number} {day} 到期，还有 {left}，请先发那一批。"),
    "GOODS_USED": N_("这个批次已发放或销毁 {used}，数量不能改得更少，也不能撤回。请核对。"),
    # 资金
    "EARMARKED": N_("专款专用：“{source}”（{document}）只能用于{uses}，不能用于{use}。请另选资金来源。"),
    "FUND_SHORT": N_(
        "“{source}”余额不足，这一天最多还能支出 {left} 元（已批准未支付的已预留）。请减少金额，或另选资金来源。"
    ),
    "OVER_BUDGET": N_(
        "超过预算：{document} 安排 {budget} 元，已支出和预留 {spent} 元，还剩 {left} 元。请减少金额，或先调整预算。"
    ),
    "SOURCE_KNOWN": N_("已有名为“{name}”的资金来源。请直接使用它，或换一个名称。"),
    "SETTLEMENT_POSTED": N_("这次培训券结算已于 {day} 入账（凭证 {number}），不要重复入账。"),
    "SETTLEMENT_DIFFERS": N_("这次结算审核通过 {amount} 元，入账金额应与它相同。请核对金额。"),
    # 创业指导
    "NOTHING_TO_SIGN": N_("这个班没有待签领的四免。请先逐人登记四免。"),
    "TRAINEE_KNOWN": N_("{name} 已在这个创业培训班的名单里。不用再添加。"),
    "WAIVED_TOO_MUCH": N_("“{label}”应收 {due_fen:yuan} 元，免除额不能更多。请核对。"),
    "NOTHING_WAIVED": N_("四项费用都没有免除额，请至少填一项。"),
    "WAIVER_SUM_WRONG": N_("四项免除额相加是 {sum_fen:yuan} 元，与填写的合计 {told_fen:yuan} 元不符，请核对。"),
    "FEE_WAIVED_ALREADY": N_("此人在这个班的“{label}”已经免除过，不能重复免除。请核对是否填错了人或班。"),
    "WAIVER_SIGNED": N_("本人已签领，金额和来源不能再改。请核对是否选错了一条。"),
    "HELP_KNOWN": N_("“{item}”已于 {day} 登记。有进展或填错的，请打开那条更正。"),
    "LEADER_KNOWN": N_("{name} 已登记为创业带头人，不要重复登记。"),
    "STARTUP_JOB_KNOWN": N_("此人 {day} 起已登记在这个项目就业，一人只计一次。不用再登记。"),
    "STARTUP_OWN_JOB": N_("创业者本人不计入带动就业。请另选一位。"),
    "LOAN_OVER_CAP": N_("按{document}，每笔不超过 {cap_fen:yuan} 元；现为 {asked_fen:yuan} 元，不能登记。请减少金额。"),
    "LOAN_OVER_CAP.together": N_(
        "按{document}，不超过 {cap_fen:yuan} 元；{numbers} 尚有 {known_fen:yuan} 元未结清，连同这笔 {asked_fen:yuan} 元超过上限（文件规定合并的，夫妻合并计算）。请减少金额，或等前一笔结清。"
    ),
    "LOAN_BELOW_LEAST": N_("按{document}，每笔不低于 {least_fen:yuan} 元；现为 {asked_fen:yuan} 元。请核对金额。"),
    "LOAN_TOO_LONG": N_("按{document}，期限最长 {months} 个月。请缩短期限。"),
    "LOAN_RATE_TOO_HIGH": N_("按{document}，年利率最高 {highest}%（基准 {base}% 上浮 {over} 个百分点）。请核对利率。"),
    "LOAN_RULE_MISSING": N_("没有 {day} 有效的贷款政策文件。请主管先在“贷款政策文件”中登记。"),
    "NO_LOAN_DOCUMENT": N_("还没有登记省里的贷款文件，没有可以公布的。请先在“贷款政策文件”中登记。"),
    "LOAN_OWN_REVIEW": N_("登记或修改过这笔贷款的人不能审批，请由另一位主管办理。"),
    "LOAN_UNDER_REVIEW": N_("贷款已到“{state}”，申请内容不能再改。要改的请撤回后重新申请。"),
    "GUARANTEE_MISSING": N_("担保贷款须先落实担保，才能放款。请先登记担保。"),
    "LOAN_NOT_OUT": N_("这笔贷款现在是“{state}”，不能登记这类款项。请核对是否选错了贷款。"),
    "PAID_TOO_MUCH": N_("本金最多还有 {left_fen:yuan} 元，请核对。"),
    "SUBSIDY_TOO_MUCH": N_(
        "按{document}，这笔贷款的贴息最多 {most_fen:yuan} 元，已贴 {paid_fen:yuan} 元。请减少金额。"
    ),
}
