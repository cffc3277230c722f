"""The invented quota documents, each filled into the portal's own template and uploaded as a person would."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path

from accounts.models import User
from formulas.units import MASS
from reduction_portal.demonstration.acting import Act, moment
from targets import actions
from targets.ledger import Line, ledger_of
from targets.models import Plan
from targets.queries import last_in_chain
from targets.template import Document, template_file, years_of
from targets.uploads import read_quotas

FILE = Path(__file__).with_name("quotas.json")
PLAN = "14th"


def acts_on_quotas(by: User) -> Iterator[Act]:
    """Each document comes in, is compared and put in force on the day on which that would have happened."""
    for version, told in enumerate(json.loads(FILE.read_text(encoding="utf-8"))["documents"], start=1):
        uploaded_on = datetime.date.fromisoformat(told["uploaded_on"])
        yield Act(moment(uploaded_on, 10), partial(_bring_into_force, told, version, by=by))


def _bring_into_force(told: dict, version: int, *, by: User) -> None:
    plan, division = Plan.objects.get(code=PLAN), by.division
    document = Document(version, told["number"], told["body"], datetime.date.fromisoformat(told["date"]))
    values = ledger_of(plan.base_year, _lines(told["quotas"], plan))
    content = template_file(plan, division, last_in_chain(division.code, plan), values, document)
    proposal = read_quotas(content, division)
    proposal.quota_set.file_name = f"{told['number']}.xlsx"
    proposal.quota_set.sha256 = hashlib.sha256(content).hexdigest()
    kept = actions.propose_quotas(quota_set=proposal.quota_set, lines=proposal.lines, content=content, by=by)
    actions.confirm_quotas(quota_set=kept, by=by)


def _lines(quotas: dict, plan: Plan) -> Iterator[Line]:
    """The cuts of the documents as caps."""
    for pollutant, divisions in quotas.items():
        for division, (base, *cuts) in divisions.items():
            base_amount = MASS.parse(base)
            for year, cut in zip(years_of(plan), accumulate(cuts), strict=True):
                yield Line(division, pollutant, year, base_amount, base_amount - MASS.parse(str(cut)))
