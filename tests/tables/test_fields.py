"""Numbers in forms: whatever is refused is quoted as it was typed."""

import pytest
from django.core.exceptions import ValidationError

from formulas.units import VOLUME
from tables.fields import UnitField


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,000,000", "too_large"),
        ("００９９９９９９", "too_large"),
        ("1" * 30 + ".5", "too_large"),
        ("-0.50", "negative"),
        ("−0.50", "negative"),
        ("0.0010", "too_small"),
        ("12²", "not_a_number"),
        ("①", "not_a_number"),
        ("1.00001", "too_fine"),
    ],
)
def test_the_message_quotes_what_was_typed(typed, code):
    with pytest.raises(ValidationError) as refused:
        UnitField(unit=VOLUME, most=10**9, least=100).clean(typed)
    assert refused.value.code == code
    assert f"“{typed}”" in refused.value.messages[0]
