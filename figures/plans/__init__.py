"""What is planned to come within a year on top of what is verified and of the pace: projects and closings of power units.

Nothing here is credited: a project counts as designed from its expected end on, a closing as the account of its unit would book
it. Neither counts what another figure holds already (rules.md 3.10):

* a project of which a month counts already, or whose plant reports already, is in the returns and so in the pace;
* a closing adds what it frees less what its unit was credited with; months of units that are closed, or whose closing
  counts, stand apart from the pace.
"""

from figures.plans.book import PlanBook, View
from figures.plans.parts import Due, PlannedPart, Route, Standing

__all__ = ["Due", "PlanBook", "PlannedPart", "Route", "Standing", "View"]
