"""A plant's month as the pages of the procedure ask for it: its name, what it holds, and how it is corrected."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from districts.models import Division
from returns.kinds import Returned
from returns.models import Kind
from returns.sheets import CorrectedRow
from treatment_plants import queries, review_actions
from treatment_plants.sheet import Sheet
from treatment_plants.sheet_columns import SheetColumn, columns_of


def correcting(district: Division, month: int, key: int, data=None) -> CorrectedRow | None:
    """None where the plant no longer owes that month in that district."""
    sheet = Sheet(district, month, data)
    row = next((one for one in sheet.rows if one.plant.pk == key and one.monthly_return), None)
    return row and CorrectedRow(sheet, row, review_actions.propose_correction)


def _owing(divisions: str, month: int) -> dict[int, str]:
    return {plant.pk: plant.name for plant in queries.owing(divisions, month)}


def _named(divisions: str, keys: Collection[int]) -> dict[int, str]:
    return {plant.pk: str(plant) for plant in queries.plants_in(divisions).filter(pk__in=keys)}


def _columns(district: Division, _month: int, key: int) -> list[SheetColumn]:
    return columns_of(queries.plants_in(district.code).filter(pk=key).prefetch_related("pollutants"))


RETURNED = Returned(
    kind=Kind.TREATMENT_PLANT,
    slug="treatment-plants",
    label=_("operation of wastewater plants"),
    subject_label=_("Plant"),
    every=_("all plants"),
    sheet="treatment_plants:sheet",
    owing=_owing,
    owed=queries.owed,
    named=_named,
    columns=_columns,
    correcting=correcting,
    confirm=review_actions.confirm_correction,
    refuse=review_actions.refuse_correction,
    review="dashboards:sheet-review",
    answer="treatment_plants:sheet-answer",
)
