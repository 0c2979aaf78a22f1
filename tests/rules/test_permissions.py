"""Roles, places and the four eyes."""

import pytest

from rules import permissions
from rules.permissions import Action, Role

ANNA, BERTA = b"\1" * 16, b"\2" * 16


@pytest.mark.parametrize(
    ("role", "action", "place", "allowed"),
    [
        ("clerk", "person_register", "desk", True),
        ("clerk", "person_register", "base", False),
        ("clerk", "voucher_issue", "desk", True),
        ("clerk", "voucher_redeem", "desk", False),
        ("base_staff", "voucher_redeem", "base", True),
        ("base_staff", "voucher_issue", "base", False),
        ("clerk", "voucher_redeem", "base", False),
        ("clerk", "class_approve", "desk", False),
        ("supervisor", "class_approve", "desk", True),
        ("officer", "unit_admit", "province", True),
        ("officer", "person_register", "province", False),
        ("nobody", "person_register", "desk", False),
        ("clerk", "nothing", "desk", False),
        ("clerk", "person_register", "moon", False),
    ],
)
def test_who_may_what_where(role: str, action: str, place: str, allowed: bool) -> None:
    assert permissions.may(role, action, place) is allowed


def test_money_and_erasure_take_two() -> None:
    two = {action for action in Action if permissions.needs_two(action)}
    assert {
        Action.VOUCHER_VOID,
        Action.EXPORT_PLAIN,
        Action.PERSON_ERASE,
        Action.CERTIFICATE_REPRINT,
        Action.CERTIFICATE_REVOKE,
        Action.SPARE_BLOCK_OPEN,
    } <= two
    assert Action.VOUCHER_ISSUE not in two


def test_nobody_approves_what_they_entered() -> None:
    assert permissions.may_approve("supervisor", "voucher_void", "desk", approver=ANNA, entered_by=BERTA)
    assert not permissions.may_approve("supervisor", "voucher_void", "desk", approver=ANNA, entered_by=ANNA)
    assert not permissions.may_approve("clerk", "voucher_void", "desk", approver=ANNA, entered_by=BERTA)


def test_every_action_can_be_done_by_someone_somewhere() -> None:
    for action in Action:
        assert any(permissions.may(role, action, place) for role in Role for place in ("desk", "base", "province"))
    for place in ("desk", "base", "province"):
        assert Role.SUPERVISOR in permissions.roles_at(place)
