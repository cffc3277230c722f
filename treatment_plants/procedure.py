"""What the parts of the sheet of plants ask for beside its rows."""

from accounts.models import User
from accounts.roles import Permission
from returns.kinds import returned_of
from returns.models import Kind
from returns.procedure import procedure_of
from treatment_plants.sheet import Sheet


def procedure_context(person: User, sheet: Sheet) -> dict:
    """`procedure`, and whether the person may answer remarks."""
    may_answer = person.may(Permission.ENTER_RETURNS) or person.may(Permission.REVIEW_RETURNS)
    found = procedure_of(person, returned_of(Kind.TREATMENT_PLANT), sheet.district, sheet.month, sheet.closing, sheet.rows)
    return {"procedure": found, "may_answer": may_answer}
