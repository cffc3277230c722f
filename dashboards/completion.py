"""Districts against the quotas in force: one reckoning for the ranking and for the first page."""

from dataclasses import dataclass

from dashboards.charts import Chart
from dashboards.completion_chart import completion_chart
from dashboards.district_ranking import city_rows, district_rows, district_table
from dashboards.lamps import ProgressLamps
from tables import Table
from targets.models import QuotaSet
from targets.queries import ledger, quota_set_in_force


@dataclass(frozen=True)
class Completion:
    quota_set: QuotaSet | None
    table: Table
    chart: Chart | None


def completion(divisions: str, month: int, *, ranked_only: bool = False, empty_text: str = "") -> Completion:
    """How far the districts of the scope have come by a month, worst first.

    `ranked_only` leaves out pollutants for which the portal has no source yet.
    """
    quota_set = quota_set_in_force(divisions, month // 100)
    quotas = ledger(divisions, quota_set)
    rows = district_rows(divisions, month, quotas)
    rows = [row for row in rows if row.has_source or not ranked_only]
    table = district_table(rows, city_rows(divisions, month, quotas), month, ProgressLamps(month), empty_text=empty_text)
    return Completion(quota_set, table, completion_chart(rows, month))
