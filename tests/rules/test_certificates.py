"""Which numbers a training certificate must not bear."""

import pytest

from rules.certificates import looks_national


@pytest.mark.parametrize(
    "number", ["0951003009300001", "0951-0030-0930-0001", "Y000051001001091000001", "sa00005100100109100001", "1" * 22]
)
def test_the_forms_of_national_certificates_are_known(number: str) -> None:
    assert looks_national(number)


@pytest.mark.parametrize(
    "number", ["519901-2009-01-00001-7", "安培证字〔2009〕第 17 号", "1" * 15, "1" * 17, "1" * 18, "X" * 22, ""]
)
def test_an_offices_own_number_is_not_taken_for_one(number: str) -> None:
    assert not looks_national(number)
