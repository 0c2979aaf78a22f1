"""The fields of the intake form: what is asked, in which order, and how it becomes a draft of a person or of changes."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QWidget

from rules import clock as clocks
from rules import dates, documents, idnumber
from rules.clock import Clock
from rules.regions import Regions
from ui import code_words
from ui.error_text import say_code
from ui.text import N_, _
from ui.widgets.choices import ChoiceField, CodeField, RegionField
from ui.widgets.fields import Judgement, LineField, PhoneField, Standing, TextField, bad, good
from ui.widgets.form import Form
from ui.widgets.id_number import IdNumberField
from ui.widgets.many_codes import ManyCodesField
from ui.widgets.money_and_dates import DateField
from ui.widgets.name import NameField

if TYPE_CHECKING:
    from db.people import PersonDraft, PersonRow

NO_DOCUMENT = "0"
_DOCUMENTS = (
    (NO_DOCUMENT, "", N_("暂无证件（先登记，证件待补）")), ("1", "household", N_("户口簿")), ("2", "passport", N_("护照")),
    ("3", "officer", N_("军官证")), ("4", "hk_macau_pass", N_("港澳居民来往内地通行证")), ("5", "taiwan_pass", N_("台湾居民来往大陆通行证")),
    ("9", "other", N_("其他证件")),
)  # fmt: skip
_DOC_TYPE = {code: kind for code, kind, _words in _DOCUMENTS}
_DOC_CODE = {kind: code for code, kind, _words in _DOCUMENTS}
_OWNERS = (N_("本人"), N_("配偶"), N_("父母"), N_("子女"), N_("其他亲属"), N_("邻居或工友"))
_PERSON = ("name", "sex", "birth", "doc_type", "doc_no", "phone", "phone_owner")
_PROFILE = ("home_region", "home_address", "education", "groups", "consent_on")


class IntakeForm(Form):
    """Ask for a person. Keys are those of the columns where a field is one column."""

    def __init__(self, clock: Clock, regions: Regions, parent: QWidget | None = None) -> None:
        super().__init__(parent, field_width=380)
        self._clock = clock
        self.regions = regions
        self._region_filled = ""
        self.add_heading(_("身份"))
        self.number = self.add(
            "number", _("身份证号"), IdNumberField(clock, regions), hint=_("输满 18 位即核对；没有可直接回车")
        )
        self.kind = self.add(
            "kind", _("没有身份证时"), CodeField((code, _(words)) for code, _kind, words in _DOCUMENTS)
        )
        self.doc_no = self.add("doc_no", _("证件号码"), TextField(limit=40, check=self._judge_document), required=True)
        self.name = self.add("name", _("姓名"), NameField(), required=True)
        self.sex = self.add("sex", _("性别"), CodeField(code_words.entries("sex", {"1", "2"})), required=True)
        self.birth = self.add(
            "birth", _("出生日期"), TextField(limit=20, check=self._judge_birth), hint=_("只知年月也可，如 1978-05")
        )
        self.add_heading(_("联系"))
        self.phone = self.add("phone", _("联系电话"), PhoneField(), hint=_("可与家人共用"))
        self.owner = self.add(
            "phone_owner",
            _("号码归属"),
            CodeField((str(n), _(words)) for n, words in enumerate(_OWNERS, 1)),
            required=True,
        )
        self.region = self.add("home_region", _("户籍地"), RegionField(regions))
        self.address = self.add("home_address", _("户籍地址"), TextField(limit=120), hint=_("乡镇、村组、门牌"))
        self.add_heading(_("情况"))
        self.education = self.add("education", _("文化程度"), CodeField(code_words.entries("education")))
        self.groups = self.add("groups", _("人员类别"), ManyCodesField(code_words.entries("target_group")))
        self.consent = self.add("consent", "", QCheckBox(_("本人同意登记和使用以上信息")))
        self.registered = self.add(
            "registered_on", _("登记日期"), DateField(clock, until_today=True), hint=_("补登时填实际登记的那天；不填为今天")
        )  # fmt: skip
        self._widen("groups")
        self.groups.changed.connect(self.changed)
        self.consent.toggled.connect(lambda _on: self.changed.emit())
        self.kind.judged.connect(lambda _found: self._arrange())
        self.number.judged.connect(self._on_number)
        self.set_row_visible("phone_owner", visible=False)
        self.clear()

    def clear(self) -> None:
        """Empty all fields and ask for a document anew."""
        self._region_filled = ""
        for field in self._lines().values():
            field.set_value(None)
        self.kind.set_value(NO_DOCUMENT)
        self.groups.set_value(())
        self.consent.setChecked(False)
        self.ask_owner("")
        self.set_row_visible("registered_on", visible=False)
        self._arrange()

    def is_empty(self) -> bool:
        """Tell whether nothing was filled in."""
        texts = [field.text().strip() for key, field in self._lines().items() if key != "kind"]
        return not any(texts) and not self.groups.value() and not self.consent.isChecked()

    def ask_owner(self, words: str) -> None:
        """Ask whose the telephone is, with `words` beside it; no words mean that it need not be asked."""
        self.set_row_visible("phone_owner", bool(words) or bool(self.owner.text()))
        self.say("phone_owner", words, "warn")

    def ask_day(self) -> None:
        """Ask on which day the person was registered: for a paper form of days before."""
        self.set_row_visible("registered_on", visible=True)
        self.registered.setFocus()

    def raw(self) -> dict[str, Any]:
        """Give what the fields hold, finished or not, for a draft that is kept."""
        held: dict[str, Any] = {
            key: field.judgement.value if isinstance(field, ChoiceField) else field.text()
            for key, field in self._lines().items()
        }
        return {**held, "groups": list(self.groups.value()), "consent": self.consent.isChecked()}

    def fill(self, raw: Mapping[str, Any]) -> None:
        """Fill the fields from a draft that was kept."""
        for key, field in self._lines().items():
            field.set_value(raw.get(key) or None)
        if not self.kind.text():
            self.kind.set_value(NO_DOCUMENT)
        self.groups.set_value(raw.get("groups", ()))
        self.consent.setChecked(bool(raw.get("consent")))
        self.set_row_visible("registered_on", visible=bool(raw.get("registered_on")))
        self.ask_owner("")
        self._arrange()

    def show_person(self, person: "PersonRow") -> None:
        """Fill the fields from a person's file."""
        profile = person.profile
        numbered = person.doc_type in documents.NUMBERED
        owner = next((str(n) for n, words in enumerate(_OWNERS, 1) if _(words) == person.phone_owner), None)
        self.fill({
            "number": person.doc_no if numbered else "", "kind": _DOC_CODE.get(person.doc_type, NO_DOCUMENT) if person.doc_no else NO_DOCUMENT,
            "doc_no": "" if numbered else person.doc_no, "name": person.name, "sex": person.sex, "birth": person.birth, "phone": person.phone,
            "phone_owner": owner, "home_region": profile.get("home_region"), "home_address": profile.get("home_address"),
            "education": profile.get("education"), "groups": profile.get("groups", ()), "consent": bool(profile.get("consent_on")),
        })  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Give the columns of person and profile as filled in; what was left empty is empty text, `groups` a tuple."""
        check = self.number.value()
        found: dict[str, Any] = {"sex": self.sex.value() or "", "birth": self.birth.value() or ""}
        if isinstance(check, idnumber.IdCheck):
            found |= {"doc_type": documents.of_id_kind(check.kind), "doc_no": check.number}
        else:
            kind = _DOC_TYPE.get(self.kind.value() or NO_DOCUMENT, "")
            found |= {"doc_type": kind or "resident", "doc_no": (self.doc_no.value() or "") if kind else ""}
        owner = self.owner.choice() if not self.owner.isHidden() else None
        return found | {
            "name": self.name.value() or "", "phone": self.phone.value() or "", "phone_owner": owner.text if owner else "",
            "home_region": self.region.value() or "", "home_address": self.address.value() or "",
            "education": self.education.value() or "", "groups": self.groups.value(),
            "consent_on": clocks.today(self._clock).isoformat() if self.consent.isChecked() else "",
        }  # fmt: skip

    def draft(self) -> "PersonDraft":
        """Give the person as filled in."""
        from db.people import PersonDraft

        found = self.values()
        profile = {key: found[key] for key in _PROFILE if found[key]}
        if self.registered.value() is not None:
            profile["registered_on"] = self.registered.value().isoformat()
        return PersonDraft(**{key: found[key] for key in _PERSON}, profile=profile | {"source": _("窗口登记")})

    def changes(self, person: "PersonRow") -> dict[str, Any]:
        """Give the columns that differ from a person's file; empty text or None clears one."""
        found = self.values()
        before: dict[str, Any] = {key: getattr(person, key) for key in _PERSON}
        before |= {key: person.profile.get(key) or "" for key in _PROFILE}
        before["groups"] = tuple(person.profile.get("groups", ()))
        if before["consent_on"] and found["consent_on"]:
            found["consent_on"] = before["consent_on"]
        if self.owner.isHidden():
            found["phone_owner"] = before["phone_owner"]
        if not found["doc_no"] and not person.doc_no:
            found["doc_type"] = before["doc_type"]
        if not found["home_region"] and self.region.text() == "":
            found["home_region"] = (
                found["home_region"] if self._can_show_region(before["home_region"]) else before["home_region"]
            )
        if self.registered.value() is not None:
            found["registered_on"] = self.registered.value().isoformat()
            before["registered_on"] = person.profile.get("registered_on") or ""
        differing = [key for key in found if key in before and found[key] != before[key]]
        return {key: found[key] if found[key] or key in {*_PERSON, "groups"} else None for key in differing}

    def _can_show_region(self, code: str) -> bool:
        """Tell whether the field for regions knows a code; one that it cannot show must not be lost by saving."""
        return any(row.code == code for row in self.regions.search(code)) if code else True

    def _widen(self, key: str) -> None:
        """Let a field take the room of its note too."""
        field, note = self._fields[key], self._notes[key]
        place: Any = self._grid.getItemPosition(self._grid.indexOf(field))
        for part in (field, note):
            self._grid.removeWidget(part)
        note.hide()
        field.setMaximumWidth(720)
        self._grid.addWidget(field, place[0], 1, 1, 2)

    def _lines(self) -> dict[str, LineField]:
        return {key: field for key, field in self._fields.items() if isinstance(field, LineField)}

    def _on_number(self, found: Judgement) -> None:
        check = found.value
        if isinstance(check, idnumber.IdCheck):
            for field, value in ((self.sex, check.sex), (self.birth, check.birth.isoformat() if check.birth else None)):
                field.set_value(value)
            empty = not self.region.text().strip() or self.region.judgement.value == self._region_filled
            if empty and self._can_show_region(check.region):
                self.region.set_value(check.region)
                self._region_filled = check.region
        self._arrange()

    def _arrange(self) -> None:
        """Ask only for what is not known yet: a valid number tells sex and birth."""
        valid = isinstance(self.number.judgement.value, idnumber.IdCheck)
        kind = _DOC_TYPE.get(self.kind.judgement.value or NO_DOCUMENT, "")
        self.set_row_visible("kind", not valid)
        self.set_row_visible("doc_no", bool(kind) and not valid)
        for key in ("sex", "birth"):
            self.set_row_visible(key, not valid)

    def _judge_birth(self, text: str) -> Judgement:
        day = clocks.today(self._clock)
        try:
            found = dates.parse_partial(text, today=day)
        except dates.DateFormat:
            return bad(_("看不出日期，请按 1978-05-02 或 1978-05 的样子填"))
        exact = found.exact()
        if found.year is not None and dt.date(found.year, found.month or 1, found.day or 1) > day:
            return bad(_("出生日期不能晚于今天"))
        last = dt.date(found.year, found.month or 12, found.day or 28) if found.year is not None else day
        if idnumber.age_on(last, day) > idnumber.OLD_AGE:
            return Judgement(Standing.WARNING, found.text(), say_code(idnumber.AGE_OVER_110))
        return good(found.text(), _age_words(exact, day))

    def _judge_document(self, text: str) -> Judgement:
        kind = _DOC_TYPE.get(self.kind.judgement.value or NO_DOCUMENT, "")
        number = documents.normalise(kind, text)
        if kind and documents.problem(kind, number, today=clocks.today(self._clock)):
            return bad(_("号码的形式与所选证件不符，请核对"))
        return good(number)


def _age_words(birth: dt.date | None, day: dt.date) -> str:
    return _("{age} 岁").format(age=idnumber.age_on(birth, day)) if birth else ""
