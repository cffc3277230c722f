"""Numbers of the rules, each valid from a month on (docs/formulas.md, Parameters)."""

import pytest

from targets.models import Parameter
from targets.queries import NoParameter, parameter


@pytest.fixture
def amounts(db):
    for key in ("count_start_offset_months", "load_rate_required_millionths"):
        for valid_from, amount in ((200001, 1), (202201, 2)):
            Parameter.objects.create(key=key, valid_from=valid_from, amount=amount, source="-")


@pytest.mark.parametrize(("month", "amount"), [(200001, 1), (202112, 1), (202201, 2), (203001, 2)])
def test_the_latest_amount_that_is_valid_holds(amounts, month, amount):
    assert parameter("load_rate_required_millionths", month) == amount


def test_a_rule_of_counting_reaches_back_and_a_threshold_does_not(amounts):
    assert parameter("count_start_offset_months", 198705) == 1
    with pytest.raises(NoParameter):
        parameter("load_rate_required_millionths", 199912)


def test_a_parameter_that_nobody_has_given_has_no_value(db):
    with pytest.raises(NoParameter):
        parameter("count_start_offset_months", 202210)
