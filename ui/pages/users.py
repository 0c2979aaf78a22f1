"""用户与权限: who may sign in here, when each was last here, and what each role may do, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rules.permissions import Action, Role, may, needs_two, roles_at
from ui.actions import button
from ui.dialogs.confirm import ask
from ui.dialogs.key_use import KeyDialog, KeyDraft, Phrase
from ui.dialogs.user import Done, PassphraseDialog, PassphraseDraft, Refused, UserDialog, UserDraft
from ui.models.rows import Column
from ui.pages.page import Context, Page, PageSpec
from ui.permission_words import AREAS
from ui.text import N_, _
from ui.widgets.cards import Card
from ui.widgets.labels import label
from ui.widgets.listing import Listing
from ui.widgets.status_line import ROLE_WORDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from db.casebook import Casebook
    from db.workplace import UserSlot
    from ui.jobs import Progress

_ORDER = (Role.CLERK, Role.BASE_STAFF, Role.OFFICER, Role.SUPERVISOR)


@dataclass(frozen=True)
class People:
    """Hold what the page shows: who may sign in, when each last did (absent: never on this PC), what the one signed in may do about it."""

    users: "tuple[UserSlot, ...]"
    seen: "Mapping[bytes, dt.datetime]"
    may: frozenset[str]


@dataclass(frozen=True)
class Permission:
    """Hold one line of what may be done: its area, its words, and the roles that may begin it; `two` wants a second person's approval."""

    area: str
    words: str
    roles: frozenset[str]
    two: bool


def look(book: "Casebook", _progress: object = None) -> People:
    """Collect who may sign in."""
    from db import casebook, users, workplace

    place = workplace.load(book.workplace.path)
    asked = (Action.USER_ADD, Action.USER_RESET, Action.USER_CLOSE)
    allowed = {str(one) for one in asked if may(book.signed_in.role, one, place.kind)}
    if casebook.founder_alone(place):
        allowed.add(str(Action.USER_ADD))
    return People(place.users, users.last_seen(book), frozenset(allowed))


def permissions(kind: str) -> list[Permission]:
    """Give what may be done at a workplace of that kind, by area."""
    found = []
    for area, actions in AREAS.items():
        for action, words in actions.items():
            roles = frozenset(str(role) for role in roles_at(kind) if may(role, action, kind))
            if roles:
                found.append(Permission(_(area), _(words), roles, needs_two(action)))
    return found


class UsersPage(Page):
    """Add, help, close; and say who may do what."""

    tables: ClassVar[frozenset[str]] = frozenset({"staff"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("用户与权限"))
        self._people: People | None = None
        self.add_act = self.add_action(
            _("新增人员…"), lambda: self.add_dialog().exec(), icon="account-plus-outline", shortcut="Ctrl+N", primary=True
        )  # fmt: skip
        self.add_act.setEnabled(False)
        self.add(self._build_people())
        self.add(self._build_roles())
        self.body.addStretch(1)

    def _build_people(self) -> Card:
        card = Card(_("能登录的人"))
        self.close_user = button(_("停用…"), self._open_close, icon="account-off-outline")
        self.reset = button(_("换口令…"), self._open_reset, icon="lock-reset")
        own = button(_("修改我的口令…"), lambda: self.change_dialog().exec(), icon="lock-outline")
        for one in (own, self.reset, self.close_user):
            card.head.addWidget(one)
        self.alone = label(
            _("只有一个人能登录：口令忘记后数据无法打开，作废和补发也无人核准。请新增一位主管。"),
            tone="warn",
            wrap=True,
        )
        self.alone.hide()
        self.users: Listing[UserSlot] = Listing(
            self.context.jobs, self._columns(), _("还没有人能登录。"), self.failed.emit, most=8
        )
        self.users.picked.connect(lambda _one: self._judge())
        self.words = label("", "muted", wrap=True)
        for part in (self.alone, self.users, self.words):
            card.body.addWidget(part)
        return card

    def _columns(self) -> "list[Column[UserSlot]]":
        return [
            Column(_("姓名"), lambda user: user.name, icon=lambda _user: ("account-outline", "muted")),
            Column(_("登录名"), lambda user: user.login, 120, spare=1),
            Column(_("角色"), lambda user: _(ROLE_WORDS.get(user.role, user.role)), 110),
            Column(_("上次登录"), self._seen, 170),
        ]

    def _seen(self, user: "UserSlot") -> str:
        if user.login == self.context.session.login:
            return _("已登录")
        at = self._people.seen.get(user.id) if self._people else None
        return f"{at:%Y-%m-%d %H:%M}" if at else _("还没有在本机登录过")

    def _build_roles(self) -> Card:
        card = Card(_("各角色能办什么"))
        kind = self.context.workplace.kind
        roles = [role for role in _ORDER if role in roles_at(kind)]
        columns: list[Column[Permission]] = [
            Column(_("类别"), lambda one: one.area, 130),
            Column(_("业务"), lambda one: one.words),
            *(self._role_column(role) for role in roles),
        ]
        self.roles: Listing[Permission] = Listing(self.context.jobs, columns, "", self.failed.emit, most=12)
        self.roles.tell(permissions(kind))
        card.body.addWidget(
            label(
                _(
                    "“须两人”的业务，经办后由另一位主管当场输入口令核准；自己经办的，自己不能核准。角色由新增时选定，换角色请停用后重新新增。"
                ),
                "muted",
                wrap=True,
            )
        )
        card.body.addWidget(self.roles)
        return card

    @staticmethod
    def _role_column(role: Role) -> "Column[Permission]":
        def words(one: Permission) -> str:
            return _("不能") if role not in one.roles else _("可以，须两人") if one.two else _("可以")

        def sign(one: Permission) -> tuple[str, str]:
            if role not in one.roles:
                return "close", "muted"
            return ("account-multiple-check-outline", "warn") if one.two else ("check-circle-outline", "ok")

        return Column(_(ROLE_WORDS[role]), words, 140, icon=sign)

    def load(self) -> None:
        """Fetch who may sign in."""
        self.load_with(look, self._tell)

    def _tell(self, people: People) -> None:
        self._people = people
        self.users.tell(people.users, mark=0)
        self.alone.setVisible(len(people.users) < 2)
        self.add_act.setEnabled("user_add" in people.may)
        self.words.setText(
            _("忘记口令的人由另一位主管“换口令”，本人亲自输入新口令；停用后不能登录，经办过的业务和签名不变。")
            if "user_reset" in people.may
            else _("新增、停用人员和给别人换口令由主管办理；这里可以修改自己的口令。")
        )
        self._judge()

    def _judge(self) -> None:
        other = self.chosen() is not None
        for part, action in ((self.reset, Action.USER_RESET), (self.close_user, Action.USER_CLOSE)):
            allowed = self._people is not None and action in self._people.may
            part.setVisible(allowed)
            part.setEnabled(allowed and other)

    def chosen(self) -> "UserSlot | None":
        """Give the other person who is marked, or the first one; None where there is nobody else."""
        rows: Sequence[UserSlot] = [user for user in self.users.rows if user.login != self.context.session.login]
        now: UserSlot | None = self.users.current_row()
        return now if now in rows else (rows[0] if rows else None)

    # --- adding and one's own passphrase ---

    def add_dialog(self) -> UserDialog:
        """Give the dialog that adds a person."""
        from rules.wrapping import check_passphrase

        taken = [user.login for user in self._people.users] if self._people else []
        return UserDialog(
            self.context.workplace.kind, taken, lambda text, login: check_passphrase(text, login=login), self._add, self
        )

    def _add(self, draft: UserDraft, done: Done, refused: Refused) -> None:
        def work(book: "Casebook", _progress: "Progress") -> str:
            from db import casebook, workplace

            book.workplace = workplace.load(book.workplace.path)
            return casebook.add_user(
                book, login=draft.login, name=draft.name, role=draft.role, passphrase=draft.passphrase
            ).name

        def take(name: str) -> None:
            done(name)
            self.said.emit(_("已新增“{name}”。").format(name=name))

        self.run(work, take, failed=refused, write=True, touches={"staff"})

    def change_dialog(self) -> PassphraseDialog:
        """Give the dialog that changes one's own passphrase."""
        from rules.wrapping import check_passphrase

        login = self.context.session.login
        return PassphraseDialog(lambda text: check_passphrase(text, login=login), self._change, self)

    def _change(self, draft: PassphraseDraft, done: Done, refused: Refused) -> None:
        login = self.context.session.login

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import casebook, workplace

            book.workplace = workplace.load(book.workplace.path)
            casebook.change_passphrase(book, login, draft.old, draft.new)

        def take(_nothing: None) -> None:
            done(None)
            self.said.emit(_("口令已修改，下次登录请用新口令。"))

        self.run(work, take, failed=refused, write=True, touches={"staff"})

    # --- others who forgot or left ---

    def _open_reset(self) -> None:
        user = self.chosen()
        if user is not None:
            self.reset_dialog(user).exec()

    def reset_dialog(self, user: "UserSlot") -> KeyDialog:
        """Give the dialog that gives another person a new passphrase."""
        from rules.wrapping import check_passphrase

        def do(draft: KeyDraft, done: Done, refused: Refused) -> None:
            def work(book: "Casebook", _progress: "Progress") -> str:
                from db import users

                return users.reset_user(book, user.login, draft.phrases["new"]).name

            def take(name: str) -> None:
                done(name)
                self.said.emit(_("“{name}”的口令已换，请用新口令登录。").format(name=name))

            self.run(work, take, failed=refused, write=True, touches={"staff"})

        return KeyDialog(
            _("给“{name}”换口令").format(name=user.name),
            _("请本人亲自输入新口令。旧口令立即失效。"),
            _("换口令"),
            do,
            phrases=[
                Phrase("new", _("新口令"), _("至少 10 个字符"), lambda text: check_passphrase(text, login=user.login))
            ],
            parent=self,
        )

    def _open_close(self) -> None:
        user = self.chosen()
        if user is None:
            return
        title = _("停用“{name}”").format(name=user.name)
        if ask(self, title, _("停用后不能再登录；经办过的业务和签名不变。"), _("确认停用")) is not None:
            self.close_account(user)

    def close_account(self, user: "UserSlot") -> None:
        """Let a person sign in no more."""

        def work(book: "Casebook", _progress: "Progress") -> None:
            from db import users

            users.close_user(book, user.login)

        words = _("“{name}”已停用。").format(name=user.name)
        self.run(work, lambda _none: self.said.emit(words), write=True, touches={"staff"})


SPEC = PageSpec("users", N_("用户与权限"), "account-key-outline", UsersPage, under="system")
