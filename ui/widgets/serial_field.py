"""A field for the serial of a pre-printed sheet: typed or scanned, read without the input method, judged when it is finished."""

from rules import serials
from ui.text import _
from ui.widgets.fields import STILL_TYPING, Judgement, LineField, bad, good


class SerialField(LineField):
    """Ask for a serial; the value is the serial as it is printed on the sheet."""

    plain_keys = True

    def takes_scan(self, text: str) -> bool:
        """Keep a scanned serial; what else a scanner reads goes where it belongs."""
        try:
            serials.parse(text)
        except serials.SerialUnreadable:
            return False
        return True

    def judge(self, text: str, *, finished: bool) -> Judgement:
        """Decide once it is finished: a shorter one may still grow."""
        try:
            return good(str(serials.parse(text)))
        except serials.SerialUnreadable:
            return bad(_("认不出这个编号：应为字母（可没有）加 3 至 12 位数字")) if finished else STILL_TYPING
