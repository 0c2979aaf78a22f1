"""What is said of mails, in the window and on the command line alike: what could not be taken from them, and how TLS begins."""

from ui.text import N_, _

TLS_WORDS = {"implicit": N_("SSL/TLS"), "starttls": N_("STARTTLS")}


def left_out(halves: int, too_big: int, unreadable: int) -> list[str]:
    """Say what could not be taken out of mails, and what to do about it."""
    lines = []
    if halves:
        lines.append(
            _("有 {n} 封邮件被对方的邮件程序拆成了几半，不能用。请对方关掉“拆分邮件”，或改用 U 盘。").format(n=halves)
        )
    if too_big:
        lines.append(_("有 {n} 个附件比数据包大得多，没有下载。请向来源单位核对。").format(n=too_big))
    if unreadable:
        lines.append(
            _("有 {n} 封邮件看不懂，已跳过。若其中有数据包，请在邮箱里另存附件，再从文件夹导入。").format(n=unreadable)
        )
    return lines
