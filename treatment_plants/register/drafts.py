"""The plan of an uploaded sheet of plants, with everything that was said of it."""

from treatment_plants.register import carrying
from treatment_plants.register.answers import Answers
from treatment_plants.register.carrying import Carried
from treatment_plants.register.plan import plan_of
from treatment_plants.register.plans import LoadPlan
from workbooks.cells import Sheet
from workbooks.drafts import carried_answers, sheets_of
from workbooks.models import Draft


def plan_of_draft(draft: Draft, sheets: list[Sheet] | None = None) -> LoadPlan:
    """What people have said on the page goes before all that a marked file brought along.

    Raises Unreadable where the file can't be read, or hides parts that nobody has agreed to read.
    """
    sheets = sheets_of(draft) if sheets is None else sheets
    if draft.choices:
        return plan_of(sheets, Answers.of_told(draft.choices), draft.division_id)
    carried = carrying.read(rows, draft.division_id) if (rows := carried_answers(draft)) else Carried(Answers())
    return plan_of(sheets, carried.answers, draft.division_id, carried)
