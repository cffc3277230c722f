"""The nation's records: written by the database itself, from whole numbers alone, so that every run has the same.

At scale 1: 300 cities, 3,000 districts, 10,000 plants, 60 months, 600,000 monthly returns with COD and NH₃-N. PostgreSQL only.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Role
from formulas.months import months_between

FIRST_MONTH, LAST_MONTH = 201711, 202210
CITIES_A_PROVINCE, DISTRICTS_A_CITY = 10, 10
# Province codes have two digits.
FIRST_PROVINCE, MOST_PROVINCES = 10, 89


@dataclass(frozen=True)
class Size:
    """How large the nation is; `thousandths` of 3,000 districts and 10,000 plants."""

    thousandths: int = 1000

    @property
    def districts(self) -> int:
        return 3 * self.thousandths

    @property
    def plants(self) -> int:
        return 10 * self.thousandths


@transaction.atomic
def write_nation(size: Size) -> None:
    """Divisions, people, plants and their returns. One return in fifty is only submitted, one in a hundred is missing."""
    _people()
    with connection.cursor() as cursor:
        for statement in _statements(size):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
        # Plants carry no marks: figures are worked out when a measure asks for them.
        cursor.execute("DELETE FROM journal_stalemark")


def forget_nation() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE districts_division, accounts_user, figures_figurescope, journal_stalemark CASCADE")
        cursor.execute("TRUNCATE figures_plantfigure, figures_inletfigure, figures_divisionfigure")


TABLES = (
    "treatment_plants_plant",
    "treatment_plants_designcapacity",
    "returns_monthlyreturn",
    "treatment_plants_operation",
    "treatment_plants_measurement",
)
# A whole number below `below` that depends on the plant, the month and what it is for, and on nothing else.
LUCK = "(hashint8extended({plant}::bigint * 1000003 + {month}, {salt}) & 1048575) % {below}"


def _luck(salt: int, below: int, plant: str = "plant", month: str = "month") -> str:
    return LUCK.format(plant=plant, month=month, salt=salt, below=below)


def _people() -> None:
    for username, role in (("official", Role.DISTRICT_OFFICIAL), ("verifier", Role.VERIFIER)):
        User.objects.create(username=username, name=username, role=role, password="!")


def _statements(size: Size):
    last_district = size.districts - 1
    district = f"({FIRST_PROVINCE} + d / 100)::text || lpad((d / 10 % 10)::text, 2, '0') || lpad((d % 10)::text, 2, '0')"
    yield f"""
        INSERT INTO districts_division (code, name, name_en, position, leader, leader_office)
        SELECT DISTINCT left({district}, length), 'Division ' || left({district}, length), '', 0, '', ''
        FROM generate_series(0, {last_district}) d, unnest(ARRAY[2, 4, 6]) length"""
    yield f"""
        INSERT INTO treatment_plants_plant
               (id, name, name_en, district_id, process, discharge_standard, started_on, closed_on, initials, version)
        SELECT p + 1, 'Plant ' || p, '', (SELECT {district} FROM (SELECT p % {size.districts} AS d) which), 'A2/O', '', 
               DATE '2010-01-01' + ((p * 37) % 4000)::int, NULL, '', 1
        FROM generate_series(0, {size.plants - 1}) p"""
    yield """
        INSERT INTO treatment_plants_plant_pollutants (plant_id, pollutant_id)
        SELECT id, pollutant FROM treatment_plants_plant, unnest(ARRAY['cod', 'nh3n']) pollutant"""
    yield f"""
        INSERT INTO treatment_plants_designcapacity (plant_id, valid_from, m3_per_day)
        SELECT id, EXTRACT(YEAR FROM started_on)::int * 100 + EXTRACT(MONTH FROM started_on)::int,
               10000 * (1 + {_luck(1, 30, "id", "0")})
        FROM treatment_plants_plant"""
    months = ", ".join(f"({month})" for month in months_between(FIRST_MONTH, LAST_MONTH))
    yield f"""
        CREATE TEMPORARY TABLE reported ON COMMIT DROP AS
        SELECT row_number() OVER (ORDER BY plant.id, month) AS id, plant.id AS plant, plant.district_id AS division, month,
               m3_per_day * 30 * (30 + {_luck(2, 80, "plant.id")}) / 100 AS volume_m3,
               CASE WHEN {_luck(3, 50, "plant.id")} = 0 THEN 'submitted' ELSE 'accepted' END AS state
        FROM treatment_plants_plant plant
        JOIN treatment_plants_designcapacity capacity ON capacity.plant_id = plant.id
        JOIN (VALUES {months}) calendar (month) ON month >= capacity.valid_from
        WHERE {_luck(4, 100, "plant.id")} <> 0"""
    yield """
        INSERT INTO returns_monthlyreturn (id, kind, subject, division_id, month, state, version, entered_at, entered_by_id,
               submitted_at, submitted_by_id, reviewed_at, reviewed_by_id, reason)
        SELECT reported.id, 'treatment_plant', plant, division, month, 'submitted', 3, now(), official.id, now(), official.id, NULL, NULL, ''
        FROM reported, accounts_user official
        WHERE official.username = 'official'"""
    yield """
        INSERT INTO treatment_plants_operation (id, monthly_return_id, plant_id, month, days, volume_m3, volume_code, note)
        SELECT id, id, plant, month, 30, volume_m3, '', '' FROM reported"""
    for pollutant, salt, strongest in (("cod", 5, 300_000), ("nh3n", 6, 40_000)):
        inlet = f"({strongest} / 3 + {_luck(salt, 1000)} * {strongest} / 1500)"
        yield f"""
            INSERT INTO treatment_plants_measurement (operation_id, plant_id, month, pollutant_id, volume_m3, inlet_ug_l, outlet_ug_l, code)
            SELECT id, plant, month, '{pollutant}', volume_m3, {inlet}, {strongest} / 10, '' FROM reported"""
    # Last of all: to what is accepted the database lets nobody add anything.
    yield """
        UPDATE returns_monthlyreturn SET state = 'accepted', reviewed_at = now(), reviewed_by_id = verifier.id
        FROM reported, accounts_user verifier
        WHERE reported.id = returns_monthlyreturn.id AND reported.state = 'accepted' AND verifier.username = 'verifier'"""
