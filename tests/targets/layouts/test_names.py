"""Names of divisions in every spelling that sheets use."""

from decimal import Decimal

import pytest

from targets.layouts import Known, Named
from targets.layouts.names import Gazetteer
from tests.targets.layouts.sheets import KNOWN, POLLUTANTS

gazetteer = Gazetteer(KNOWN)

SPELLINGS = [
    "禅城区",
    "禅城",
    "禅　城",
    "禅 城 区",
    " 禅城区 ",
    "1、禅城区",
    "（一）禅城区",
    "1.禅城",
    "Chancheng",
    "CHANCHENG DISTRICT",
    "chan cheng qu",
    "ChanCheng Qu",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_division_is_known_by(text):
    assert gazetteer.whom(text).code == "440604"


@pytest.mark.parametrize("text", ["禅成区", "禅城县", "", "其他", "高新区", "区", "合计"])
def test_nobody_is_known_by(text):
    assert gazetteer.whom(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "汾江市(不含顺德)",
        "汾江市（不含顺德区）",
        "汾 江(除顺德外)",
        "汾江市（不包括顺德区）",
        "汾江市(扣除顺德)",
        "Fenjiang (excluding Shunde)",
    ],
)
def test_a_name_may_leave_parts_out(text):
    whom = gazetteer.whom(text)
    assert (whom.code, whom.excludes) == ("4406", ("440606",))


def test_several_parts_may_be_left_out():
    assert gazetteer.whom("汾江市（不含顺德、南海区）").excludes == ("440605", "440606")


@pytest.mark.parametrize("text", ["汾江市(不含高明)", "禅城区(不含顺德)", "汾江市(不含汾江)"])
def test_what_is_left_out_must_be_a_part(text):
    assert gazetteer.whom(text).bad_part
    assert gazetteer.whom(text).code == ""


def test_a_name_of_two_is_nobodys():
    both = Known("4406", (Named("4406", "城关市"), Named("440601", "城关区")), POLLUTANTS, 2020, 2025)
    assert Gazetteer(both).whom("城关").codes == ("4406", "440601")
    assert Gazetteer(both).whom("城关").code == ""
    assert Gazetteer(both).whom("城关区").code == "440601"


@pytest.mark.parametrize("value", ["440604", Decimal(440604), "440604000", "440604000000", "４４０６０４"])
def test_a_code_may_be_filled_up_with_zeros(value):
    assert gazetteer.by_code(value) == "440604"


def test_a_city_is_no_district():
    assert (gazetteer.by_code("440600"), gazetteer.by_code("4406"), gazetteer.by_code("44060")) == ("4406", "4406", "")


@pytest.mark.parametrize(("text", "name"), [("禅成区", "禅城区"), ("南海曲", "南海区"), ("Nanhei", "Nanhai")])
def test_the_nearest_names_are_suggested(text, name):
    assert name in gazetteer.nearest(text)
