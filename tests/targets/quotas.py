"""Quotas as the tests enter them: the portal's template, filled in and sent as a person would."""

import datetime
import hashlib
import io
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from formulas.units import MASS
from targets import actions, queries
from targets.ledger import Line, ledger_of
from targets.models import Plan, QuotaSet
from targets.template import Document, template_file
from targets.uploads import read_quotas
from tests.city import City

UPLOAD = "/targets/quotas/upload/"
YEARS = range(2021, 2026)

# Tonnes: base amount, then the caps of 2021 to 2025. The city keeps 2,000 t of its COD.
FIGURES = {
    ("4406", "cod"): ("100000", "98000", "96000", "94000", "92000", "90000"),
    ("440604", "cod"): ("60000", "58800", "57600", "56400", "55200", "54000"),
    ("440605", "cod"): ("38000", "37200", "36400", "35600", "34800", "34000"),
    ("4406", "so2"): ("20000", "19600", "19200", "18800", "18400", "18000"),
    ("440604", "so2"): ("12000", "11800", "11600", "11400", "11200", "11000"),
    ("440605", "so2"): ("8000", "7800", "7600", "7400", "7200", "7000"),
}


def lines(figures: dict = FIGURES, **without: tuple[str, ...]) -> list[Line]:
    """Lines of quotas; `without` maps "d4406" to the codes that the division's lines leave out."""
    return [
        Line(division, pollutant, year, MASS.parse(base), MASS.parse(cap), without.get(f"d{division}", ()))
        for (division, pollutant), (base, *caps) in figures.items()
        for year, cap in zip(YEARS, caps, strict=True)
    ]


def plan() -> Plan:
    return Plan.objects.get(code="14th")


def filled(city: City, figures: dict = FIGURES, *, version: int | None = None, day: datetime.date | None = None, **without) -> bytes:
    """The newest template of the city, filled in."""
    division = city.people["quota"].division
    in_force = queries.last_in_chain(division.code, plan())
    version = version or (in_force.version + 1 if in_force else 1)
    document = Document(
        version, f"汾减排〔2021〕{version}号", "省生态环境厅", day or datetime.date(2021, 3, 1) + datetime.timedelta(version)
    )
    return template_file(plan(), division, in_force, ledger_of(2020, lines(figures, **without)), document)


def edited(content: bytes, cells: dict[str, object]) -> bytes:
    """The workbook with other values in some cells, as a person's spreadsheet would write it."""
    workbook = load_workbook(io.BytesIO(content))
    for address, value in cells.items():
        workbook.active[address] = value
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def changed(figures: dict = FIGURES, **cells: str) -> dict:
    """FIGURES with other caps: changed(d440604_cod_2022="57000")."""
    result = {key: list(value) for key, value in figures.items()}
    for name, cap in cells.items():
        division, pollutant, year = name[1:].split("_")
        result[division, pollutant][int(year) - 2020] = cap
    return result


def propose(city: City, content: bytes | None = None, *, by: str = "quota") -> QuotaSet:
    """Upload a file through the actions."""
    content = content or filled(city)
    person = city.people[by]
    proposal = read_quotas(content, person.division)
    proposal.quota_set.file_name = "quotas.xlsx"
    proposal.quota_set.sha256 = digest(content)
    return actions.propose_quotas(quota_set=proposal.quota_set, lines=proposal.lines, content=content, by=person)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def in_force(city: City, figures: dict = FIGURES, *, by: str = "quota", **options) -> QuotaSet:
    """Upload and confirm."""
    return actions.confirm_quotas(quota_set=propose(city, filled(city, figures, **options), by=by), by=city.people[by])


def send(browser, content: bytes, name: str = "quotas.xlsx"):
    """Upload a file through the page."""
    return browser.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def tonnes(amount: int | None) -> Decimal | None:
    return None if amount is None else MASS.exact(amount).normalize()
