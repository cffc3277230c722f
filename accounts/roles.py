"""Who may do what: the one page an auditor reads.

A role is a list of permissions; where they hold is the person's division. Who enters never
accepts: no role has both ENTER_RETURNS and REVIEW_RETURNS.
"""

from enum import Enum, auto

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(Enum):
    READ_FIGURES = auto()  # overview, rankings, plants, returns of the own division
    ENTER_RETURNS = auto()  # fill in, submit and withdraw the month's return
    REVIEW_RETURNS = auto()  # accept or send back what was submitted, confirm corrections of closed months
    PROPOSE_OPENINGS = auto()  # propose that a closed month is opened, or stays open, as a named exception
    CONFIRM_OPENINGS = auto()  # confirm or refuse what another person has proposed to open
    KEEP_TERMS = auto()  # set due and closing days for months to come
    KEEP_PLANTS = auto()  # add and correct plants
    KEEP_PROJECTS = auto()  # enter projects, the documents that fix their dates, and matching funds
    TELL_PROJECTS = auto()  # promise and reach milestones, ask for approvals, pass them on and answer them
    KEEP_CLOSURES = auto()  # keep the closure list: units, planned dates, steps, staff, the monthly word
    KEEP_QUOTAS = auto()  # hand out the template, upload, move and undo quotas, confirm or refuse what was proposed
    KEEP_PEOPLE = auto()  # add people, give roles and passwords, name the leaders in charge
    RECORD_VISITS = auto()  # record site visits, give instructions, close one's own
    ANSWER_FOR_DIVISION = auto()  # answer instructions given to the own division, tell what its leader did
    ANSWER_FOR_DEPARTMENT = auto()  # answer instructions given to the own department
    READ_JOURNAL = auto()  # who did what
    READ_JOBS = auto()  # runs of the jobs


class Role(TextChoices):
    DISTRICT_OFFICIAL = "district_official", _("district official")
    TOWN_OFFICIAL = "town_official", _("town official")
    DEPARTMENT_USER = "department_user", _("department user")
    VERIFIER = "verifier", _("verifier")
    QUOTA_ADMINISTRATOR = "quota_administrator", _("quota administrator")
    VICE_MAYOR = "vice_mayor", _("vice-mayor")
    USER_ADMINISTRATOR = "user_administrator", _("user administrator")
    AUDITOR = "auditor", _("auditor")


PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.DISTRICT_OFFICIAL: frozenset(
        {Permission.READ_FIGURES, Permission.ENTER_RETURNS, Permission.TELL_PROJECTS, Permission.ANSWER_FOR_DIVISION}
    ),
    Role.TOWN_OFFICIAL: frozenset({Permission.READ_FIGURES, Permission.ANSWER_FOR_DIVISION}),
    Role.DEPARTMENT_USER: frozenset(
        {
            Permission.READ_FIGURES,
            Permission.KEEP_PROJECTS,
            Permission.TELL_PROJECTS,
            Permission.KEEP_CLOSURES,
            Permission.ANSWER_FOR_DEPARTMENT,
        }
    ),
    Role.VERIFIER: frozenset(
        {
            Permission.READ_FIGURES,
            Permission.REVIEW_RETURNS,
            Permission.PROPOSE_OPENINGS,
            Permission.CONFIRM_OPENINGS,
            Permission.KEEP_PLANTS,
            Permission.READ_JOURNAL,
            Permission.READ_JOBS,
        }
    ),
    Role.QUOTA_ADMINISTRATOR: frozenset(
        {
            Permission.READ_FIGURES,
            Permission.KEEP_QUOTAS,
            Permission.KEEP_TERMS,
            Permission.CONFIRM_OPENINGS,
            Permission.KEEP_PLANTS,
            Permission.READ_JOBS,
        }
    ),
    Role.VICE_MAYOR: frozenset({Permission.READ_FIGURES, Permission.RECORD_VISITS, Permission.READ_JOURNAL, Permission.READ_JOBS}),
    Role.USER_ADMINISTRATOR: frozenset({Permission.KEEP_PEOPLE, Permission.READ_JOBS}),
    Role.AUDITOR: frozenset({Permission.READ_FIGURES, Permission.READ_JOURNAL, Permission.READ_JOBS}),
}
