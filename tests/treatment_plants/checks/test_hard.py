"""What can't be, on months made by hand."""

import pytest

from tests.treatment_plants.checks.cases import values
from treatment_plants.checks.hard import (
    CODE_WITHOUT_BLANK,
    NEGATIVE,
    NO_WATER_ON_DAYS,
    NOT_A_ZERO_REPORT,
    STOPPED_BUT_TREATED,
    TOO_MANY_DAYS,
    WATER_ON_NO_DAY,
    missing,
    problems,
)
from treatment_plants.checks.values import METER_BROKEN, NOT_DUE, NOT_RUNNING

ZERO = {"volume": "0", "kwh": 0, "cod": (None, None)}


@pytest.mark.parametrize(
    ("month", "found"),
    [
        (values(), []),
        (values(volume="-1"), [("volume_m3", NEGATIVE)]),
        (values(cod=("180", "-0.001")), [("cod_outlet_ug_l", NEGATIVE)]),
        (values(days=32), [("days", TOO_MANY_DAYS)]),
        (values(202202, days=29), [("days", TOO_MANY_DAYS)]),
        (values(202002, days=29), []),  # a leap February
        (values(days=0), [("days", WATER_ON_NO_DAY)]),
        (values(days=3, **ZERO), [("volume_m3", NO_WATER_ON_DAYS)]),
        (values(days=0, codes={"volume": NOT_RUNNING}, **ZERO), []),
        (values(days=0, **ZERO), []),
        (values(days=None, volume=None, codes={"volume": NOT_RUNNING}), [("volume_code", NOT_A_ZERO_REPORT)]),
        (values(codes={"volume": METER_BROKEN}), [("volume_code", CODE_WITHOUT_BLANK)]),
        (values(volume=None, codes={"volume": METER_BROKEN}), []),
        (values(codes={"cod": NOT_DUE}), [("cod_code", CODE_WITHOUT_BLANK)]),
        (values(cod=("180", None), codes={"cod": METER_BROKEN}), []),
        (values(cod=(None, None), codes={"cod": NOT_RUNNING}), [("cod_code", STOPPED_BUT_TREATED)]),
    ],
)
def test_what_can_not_be(month, found):
    assert problems(month) == found


@pytest.mark.parametrize(
    ("month", "found"),
    [
        (values(), []),
        (values(kwh=None), []),  # told where it is metered
        (values(days=None), ["days"]),
        (values(volume=None), ["volume_m3"]),
        (values(volume=None, codes={"volume": NOT_DUE}), []),
        (values(cod=("180", None)), ["cod_outlet_ug_l"]),
        (values(cod=(None, None), codes={"cod": NOT_DUE}), []),
        (values(days=0, **ZERO), ["volume_code"]),
        (values(days=0, codes={"volume": NOT_RUNNING}, **ZERO), []),
    ],
)
def test_what_must_be_there_before_a_row_is_submitted(month, found):
    assert missing(month, ["cod"]) == found


def test_outflow_above_inflow_is_no_error_of_entry():
    """It counts 0 t and raises an alarm (rules.md 3.3)."""
    assert problems(values(cod=("38.5", "41.2"))) == []
