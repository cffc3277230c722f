"""Districts against the quotas in force: one reckoning for the ranking and for the first page."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboards.charts import Chart
from dashboards.completion_chart import completion_chart
from dashboards.district_ranking import city_rows, district_rows, district_table, ranks_of
from dashboards.stands import Now
from tables import Table
from targets.models import QuotaSet


@dataclass(frozen=True)
class Completion:
    quota_set: QuotaSet | None
    table: Table
    chart: Chart | None


def completion(
    stand: Now, *, before: Callable[[], Now | None] | None = None, ranked_only: bool = False, empty_text: str = ""
) -> Completion:
    """How far the districts of the scope have come by a month, worst first.

    `ranked_only` leaves out pollutants for which the portal has no source yet; `before` finds the month that rows have moved since.
    """
    rows = [row for row in district_rows(stand, stand.ledger) if row.has_source or not ranked_only]
    earlier = before() if before else None
    ranks = ranks_of(district_rows(earlier, earlier.ledger)) if earlier else {} if before else None
    table = district_table(rows, city_rows(stand, stand.ledger), stand, ranks, empty_text=empty_text)
    return Completion(stand.quota_set, table, completion_chart(rows, stand))
