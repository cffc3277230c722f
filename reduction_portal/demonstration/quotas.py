"""The invented quota documents, each filled into the portal's own template and uploaded as a person would, and a move between them."""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path

from accounts.models import User
from formulas.units import MASS
from reduction_portal.demonstration.acting import Act, moment
from targets import actions
from targets.drafts import PURPOSE
from targets.ledger import Line, ledger_of
from targets.models import Plan, QuotaMove, QuotaSet
from targets.queries import last_in_chain, next_version
from targets.template import Document, template_file, years_of
from targets.uploads import LIMITS, read_quotas
from workbooks.actions import keep_upload

FILE = Path(__file__).with_name("quotas.json")
PLAN = "14th"


def acts_on_quotas(by: User) -> Iterator[Act]:
    """Each document and the move come in, are compared and put in force on the day on which that would have happened."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    for document in told["documents"]:
        yield Act(_morning(document["uploaded_on"]), partial(_bring_into_force, document, by=by))
    yield Act(_morning(told["move"]["proposed_on"]), partial(_move, told["move"], by=by))
    yield Act(_morning(told["sheet"]["uploaded_on"]), partial(_upload, told["sheet"], by=by))


def _morning(day: str) -> datetime.datetime:
    return moment(datetime.date.fromisoformat(day), 10)


def _bring_into_force(told: dict, *, by: User) -> None:
    plan, division = Plan.objects.get(code=PLAN), by.division
    document = Document(next_version(division.code, plan), told["number"], told["body"], datetime.date.fromisoformat(told["date"]))
    values = ledger_of(plan.base_year, _lines(told["quotas"], plan))
    content = template_file(plan, division, last_in_chain(division.code, plan), values, document)
    proposal = read_quotas(content, division)
    proposal.quota_set.file_name = f"{told['number']}.xlsx"
    proposal.quota_set.sha256 = hashlib.sha256(content).hexdigest()
    kept = actions.propose_quotas(quota_set=proposal.quota_set, lines=proposal.lines, content=content, by=by)
    actions.confirm_quotas(quota_set=kept, by=by)


def _move(told: dict, *, by: User) -> None:
    plan, division = Plan.objects.get(code=PLAN), by.division
    head = QuotaSet(
        plan=plan,
        division=division,
        replaces=last_in_chain(division.code, plan),
        document_number=told["number"],
        issuing_body=told["body"],
        document_date=datetime.date.fromisoformat(told["date"]),
        grounds=told["grounds"],
    )
    move = QuotaMove(
        giver_id=told["giver"],
        taker_id=told["taker"],
        pollutant_id=told["pollutant"],
        year=told["year"],
        amount_mg=MASS.parse(told["tonnes"]),
    )
    actions.confirm_quotas(quota_set=actions.propose_move(quota_set=head, move=move, by=by), by=by)


def _lines(quotas: dict, plan: Plan) -> Iterator[Line]:
    """The cuts of the documents as caps."""
    for pollutant, divisions in quotas.items():
        for division, (base, *cuts) in divisions.items():
            base_amount = MASS.parse(base)
            for year, cut in zip(years_of(plan), accumulate(cuts), strict=True):
                yield Line(division, pollutant, year, base_amount, base_amount - MASS.parse(str(cut)))


def _upload(told: dict, *, by: User) -> None:
    """A sheet of the province in its own layout, with what is unclear in such sheets; nobody has mended it yet."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(told["rows"])
    keep_upload(
        content=file.getvalue().encode("gb18030"), file_name=told["file"], purpose=PURPOSE, division=by.division, limits=LIMITS, by=by
    )
