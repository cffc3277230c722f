"""A small city that tests speak of: two districts, three plants, and people with one role each.

Everything is made through the portal's own actions.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from accounts.actions import add_person
from accounts.models import User
from accounts.roles import Role
from construction.actions import sync_ladders
from districts.actions import add_divisions
from districts.models import Division
from targets.actions import sync_reference
from treatment_plants.actions import add_plant
from treatment_plants.models import Plant

PASSWORD = "correct horse battery"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class City:
    """`east` has the plants Dongpo and Shagang, `west` has Dali; `people` by user name."""

    east: Division
    west: Division
    dongpo: Plant
    shagang: Plant
    dali: Plant
    people: dict[str, User]


def build_city() -> City:
    sync_reference()
    sync_ladders()
    east = Division(code="440604", name="禅城区", name_en="Chancheng", position=1, leader="陈志远", leader_office="副区长")
    west = Division(code="440605", name="南海区", name_en="Nanhai", position=2, leader="李国栋", leader_office="副区长")
    town = Division(code="440604010", name="石湾镇街道", name_en="Shiwan", position=1)
    add_divisions(divisions=[Division(code="4406", name="汾江市", name_en="Fenjiang"), east, west, town])
    people = {person.username: person for person in _people()}
    quota = people["quota"]
    return City(
        east=east,
        west=west,
        dongpo=plant("东鄱污水处理厂", east, 100_000, by=quota),
        shagang=plant("沙岗污水处理厂", east, 50_000, by=quota),
        dali=plant("大沥污水处理厂", west, 80_000, by=quota),
        people=people,
    )


def plant(
    name: str,
    district: Division,
    m3_per_day: int,
    *,
    by: User,
    started_on: datetime.date = datetime.date(2015, 3, 1),
    closed_on: datetime.date | None = None,
    pollutants: tuple[str, ...] = ("cod",),
) -> Plant:
    """Add a plant whose design capacity is valid from its first month."""
    return add_plant(
        plant=Plant(name=name, district=district, started_on=started_on, closed_on=closed_on),
        pollutants=list(pollutants),
        valid_from=started_on.year * 100 + started_on.month,
        m3_per_day=m3_per_day,
        by=by,
    )


def _people() -> list[User]:
    return [
        _person("official", "王晓明", Role.DISTRICT_OFFICIAL, "440604"),
        _person("colleague", "赵敏", Role.DISTRICT_OFFICIAL, "440604"),
        _person("neighbour", "周强", Role.DISTRICT_OFFICIAL, "440605"),
        _person("town", "何芳", Role.TOWN_OFFICIAL, "440604010"),
        _person("reform", "黄建", Role.DEPARTMENT_USER, "4406"),
        _person("verifier", "林静", Role.VERIFIER, "4406"),
        _person("quota", "吴刚", Role.QUOTA_ADMINISTRATOR, "4406"),
        _person("vicemayor", "郑海", Role.VICE_MAYOR, "4406"),
        _person("admin", "孙丽", Role.USER_ADMINISTRATOR, "4406"),
        _person("auditor", "马超", Role.AUDITOR, "4406"),
    ]


def _person(username: str, name: str, role: Role, division: str) -> User:
    person = User(username=username, name=name, role=role, division_id=division)
    return add_person(person=person, password=PASSWORD, by=None, must_change_password=False)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime.datetime:
    """A moment in Chinese time."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
