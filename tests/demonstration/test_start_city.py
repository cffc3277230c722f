"""The way out of the demonstration: a real, empty city from a list of its divisions."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from districts.models import Division
from districts.queries import city, districts_in
from targets.models import Parameter, Pollutant

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "divisions.csv"
HEADER = "code,name,name_en,leader,leader_office"
GOOD = [
    HEADER,
    "4406,汾江市,Fenjiang,,",
    "440607,三水区,Sanshui,梁启明,副区长",
    "440604,禅城区,Chancheng,,",
    "440604010,石湾镇街道,Shiwan,,",
]


@pytest.fixture(autouse=True)
def real_portal(db, settings):
    settings.DEMONSTRATION = False


@pytest.fixture
def start(tmp_path):
    """start(lines) sets up a city from a file of these lines; start(content=…) from these bytes."""

    def run(lines=GOOD, *options: str, content: bytes | None = None) -> None:
        path = tmp_path / "divisions.csv"
        path.write_bytes("\n".join(lines).encode() if content is None else content)
        call_command("start_city", str(path), *options)

    return run


def test_the_order_of_rows_is_the_official_order(start):
    start()
    assert city().name == "汾江市"
    assert [one.name for one in districts_in("4406")] == ["三水区", "禅城区"]
    assert Division.objects.get(code="440607").leader_title == "梁启明 副区长"


def test_reference_data_are_there_but_no_demonstration(start):
    start()
    assert Pollutant.objects.filter(code="cod").exists()
    assert Parameter.objects.exists()
    assert User.objects.count() == 1


def test_the_administrator_has_a_one_time_password(start, capsys):
    start()
    person = User.objects.get()
    password = re.search(r"Sign in as admin with the one-time password (\S+)", capsys.readouterr().out)[1]
    assert (person.username, person.role, person.division_id) == ("admin", Role.USER_ADMINISTRATOR, "4406")
    assert person.check_password(password)
    assert person.must_change_password


def test_the_administrator_may_be_called_otherwise(start):
    start(GOOD, "--administrator", "sunli")
    assert User.objects.get().username == "sunli"


def test_an_impossible_user_name_leaves_nothing(start):
    with pytest.raises(CommandError, match="can't be a user name"):
        start(GOOD, "--administrator", "sun li")
    assert not Division.objects.exists()


def test_the_example_of_the_handbook_is_good():
    call_command("start_city", str(EXAMPLE))
    assert [one.name for one in districts_in("4406")] == ["禅城区", "南海区", "顺德区", "高明区", "三水区"]


@pytest.mark.parametrize(
    "content",
    ["\n".join(GOOD).encode("utf-8-sig"), "\r\n".join(GOOD).encode(), "\n".join([*GOOD, ",,,,", ""]).encode()],
    ids=["byte order mark", "lines of Windows", "empty rows"],
)
def test_files_as_spreadsheets_save_them(start, content):
    start(content=content)
    assert Division.objects.count() == 4


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "Row 1: the columns must be code, name, name_en, leader, leader_office."),
        (["code,name", "4406,汾江市"], "Row 1: the columns must be"),
        ([*GOOD, "44060,顺德区,,,"], "Row 6: a code has 2, 4, 6 or 9 digits, not “44060”."),
        ([*GOOD, "44060X,顺德区,,,"], "Row 6: a code has 2, 4, 6 or 9 digits"),
        ([*GOOD, "440606,,Shunde,,"], "Row 6, name: "),
        ([*GOOD, f"440606,{'长' * 51},,,"], "Row 6, name: Ensure this value has at most 50 characters"),
        ([*GOOD, "440606,顺德区"], "Row 6: 2 cells instead of 5."),
        ([*GOOD, "440604,禅城区,,,"], "Row 6: the code 440604 stands in row 4 already."),
        ([*GOOD, "440606101,北滘镇,,,"], "Row 6: 440606101 lies in 440606, which is not in the file."),
        ([*GOOD, "43,湖南省,,,"], "Row 6: the city does not lie in 43."),
        ([*GOOD, "4407,江城市,,,"], "The file must hold one city, a code of four digits; it holds 2."),
        (GOOD[:1], "The file must hold one city, a code of four digits; it holds 0."),
        (GOOD[:2], "The file must hold at least one district"),
        ([*GOOD, '440606,"顺德区,,,'], "The file is not a CSV file"),
    ],
)
def test_a_bad_list_is_refused_as_a_whole(start, lines, problem):
    with pytest.raises(CommandError) as refused:
        start(lines)
    assert problem in str(refused.value)
    assert not Division.objects.exists()
    assert not User.objects.exists()


def test_all_problems_are_told_at_once(start):
    with pytest.raises(CommandError) as refused:
        start([*GOOD, "44060,顺德区,,,", "440604,禅城区,,,", "440606101,北滘镇,,,"])
    assert [line[:6] for line in str(refused.value).splitlines()[1:]] == ["Row 6:", "Row 7:", "Row 8:"]


def test_a_file_in_another_encoding_is_refused(start):
    with pytest.raises(CommandError, match="not in UTF-8"):
        start(content="\n".join(GOOD).encode("gb18030"))


def test_a_missing_file_is_told_of():
    with pytest.raises(CommandError, match="can't be read"):
        call_command("start_city", "missing.csv")


def test_the_demonstration_is_no_city(start, settings):
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="This is the demonstration"):
        start()


def test_a_second_start_is_refused(start):
    start()
    with pytest.raises(CommandError, match="has been set up already"):
        start()


def test_if_empty_leaves_a_city_alone(start, capsys):
    start()
    capsys.readouterr()
    start(GOOD, "--if-empty")
    assert capsys.readouterr().out == "This portal has been set up already; nothing was changed.\n"
    assert User.objects.count() == 1
