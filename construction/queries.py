"""Projects and all that was told of them, up to a moment."""

import datetime

from django.db.models import Count, Q, QuerySet

from construction.ladders import Group
from construction.models import (
    AcceptedProgress,
    Approval,
    Attainment,
    DesignLoad,
    Fund,
    Milestone,
    Plan,
    PlannedDate,
    Progress,
    ProgressPhoto,
    ProgressPhotoFile,
    Project,
    ProjectKind,
    Promise,
)
from districts.models import TOWN_CODE_LENGTH
from districts.scopes import inside, where_figures_are
from returns.models import Kind, MonthlyReturn


def lying_in(divisions: str, project: str = "") -> Q:
    """A condition that a project lies inside the scope: by its town where the scope is one, else by its district.

    `project` is the path to the project from where the condition is used, such as "project__".
    """
    is_town = len(divisions) == TOWN_CODE_LENGTH
    return inside(f"{project}{'town_id' if is_town else 'district_id'}", divisions)


def projects_in(divisions: str) -> QuerySet[Project]:
    """Projects inside the scope in the official order of districts."""
    return Project.objects.filter(lying_in(divisions)).select_related("kind", "district", "town")


def grid_lines_in(divisions: str, also: int | None = None) -> QuerySet[Project]:
    """Grid lines inside the scope, and one more that somebody of a wider scope has chosen before."""
    return Project.objects.filter(lying_in(divisions) | Q(pk=also), kind__group=Group.GRID).select_related("kind", "district", "town")


def kinds_of_projects() -> QuerySet[ProjectKind]:
    """All kinds of projects, with their ladders."""
    return ProjectKind.objects.prefetch_related("rungs")


def owing(divisions: str, month: int) -> QuerySet[Project]:
    """Projects that owe a progress return for a month: from their first month to that in which they were finished."""
    first_day = datetime.date(month // 100, month % 100, 1)
    unfinished = Q(finished_on__isnull=True) | Q(finished_on__gte=first_day)
    return projects_in(divisions).filter(unfinished, reports_from__lte=month)


def owed(divisions: str, months: list[int]) -> dict[int, tuple[str, list[int]]]:
    """Project → its district and those of the months that it owes."""
    return {project.pk: (project.district_id, list(filter(project.owes, months))) for project in projects_in(divisions)}


def milestones_of(divisions: str, projects: list[int]) -> QuerySet[Milestone]:
    """The milestones of projects inside the scope, up the ladder."""
    return Milestone.objects.filter(lying_in(divisions, "project__"), project__in=projects).select_related("rung")


def milestones_in(divisions: str) -> QuerySet[Milestone]:
    """All milestones inside the scope, with their projects."""
    return Milestone.objects.filter(lying_in(divisions, "project__")).select_related("rung", "project__district", "project__kind")


def plans_of(divisions: str, projects: list[int], until: datetime.datetime) -> QuerySet[Plan]:
    """The documents that had been entered until a moment, the first one first."""
    return Plan.objects.filter(lying_in(divisions, "project__"), project__in=projects, entered_at__lte=until).select_related("entered_by")


def planned_dates_of(divisions: str, plans: list[int]) -> QuerySet[PlannedDate]:
    """The days that these documents fix."""
    return PlannedDate.objects.filter(lying_in(divisions, "plan__project__"), plan__in=plans)


def promises_of(divisions: str, projects: list[int], until: datetime.datetime) -> QuerySet[Promise]:
    """Every promise that had been entered until a moment, in the order in which they were."""
    known = Promise.objects.filter(lying_in(divisions, "milestone__project__"), milestone__project__in=projects, entered_at__lte=until)
    return known.select_related("entered_by", "milestone__rung").order_by("pk")


def attainments_of(divisions: str, projects: list[int], until: datetime.datetime) -> QuerySet[Attainment]:
    """What had been said to be reached, or taken back, until a moment; of each milestone the last one holds."""
    known = Attainment.objects.filter(lying_in(divisions, "milestone__project__"), milestone__project__in=projects, entered_at__lte=until)
    return known.select_related("entered_by").order_by("pk")


def accepted_of(divisions: str, projects: list[int], until: datetime.datetime) -> QuerySet[AcceptedProgress]:
    """The months that counted as accepted at a moment, by project and month."""
    counted = Q(left_at__isnull=True) | Q(left_at__gt=until)
    known = AcceptedProgress.objects.filter(counted, lying_in(divisions, "project__"), project__in=projects, accepted_at__lte=until)
    return known.order_by("project_id", "month")


def returns_for(divisions: str, projects: list[int], month: int) -> QuerySet[MonthlyReturn]:
    """The month's returns of these projects, as they stand now."""
    return MonthlyReturn.objects.filter(
        inside("division_id", where_figures_are(divisions)), kind=Kind.CONSTRUCTION, subject__in=projects, month=month
    )


def progress_in(divisions: str, month: int) -> QuerySet[Progress]:
    """What was reported inside the scope for a month, with its returns."""
    return Progress.objects.filter(lying_in(divisions, "project__"), month=month).select_related(
        "monthly_return__entered_by", "monthly_return__reviewed_by", "project"
    )


def photos_of(divisions: str, project: int) -> QuerySet[ProgressPhoto]:
    """The photos of a project, those of the newest month first."""
    return ProgressPhoto.objects.filter(lying_in(divisions, "project__"), project=project).select_related("added_by")


def photo_counts(divisions: str, month: int) -> dict[int, int]:
    """Project → how many photos its month has."""
    counted = ProgressPhoto.objects.filter(lying_in(divisions, "project__"), month=month).values("project").annotate(count=Count("pk"))
    return {row["project"]: row["count"] for row in counted.order_by("project")}


def photos_seen_before(divisions: str, project: int) -> set[str]:
    """Marks of the project's files that had been handed in for another month, or another project of the scope, as well."""
    of_project = ProgressPhoto.objects.filter(lying_in(divisions, "project__"), project=project).values("sha256")
    inside_scope = ProgressPhoto.objects.filter(lying_in(divisions, "project__"), sha256__in=of_project)
    counted = inside_scope.values("sha256").annotate(count=Count("pk")).filter(count__gt=1).order_by("sha256")
    return set(counted.values_list("sha256", flat=True))


def photo_file(divisions: str, key: int) -> QuerySet[ProgressPhotoFile]:
    return ProgressPhotoFile.objects.filter(lying_in(divisions, "photo__project__"), photo=key)


def last_accepted(divisions: str, projects: list[int], before: int) -> dict[int, AcceptedProgress]:
    """Project → the last accepted month before one."""
    known = AcceptedProgress.objects.filter(lying_in(divisions, "project__"), project__in=projects, left_at__isnull=True, month__lt=before)
    return {one.project_id: one for one in known.order_by("month")}


def loads_of(divisions: str) -> QuerySet[DesignLoad]:
    """What the projects inside the scope are designed to take out."""
    return DesignLoad.objects.filter(lying_in(divisions, "project__")).select_related("pollutant")


def approvals_of(divisions: str, projects: list[int]) -> QuerySet[Approval]:
    """The approvals of projects inside the scope, with all desks they have lain on."""
    return Approval.objects.filter(lying_in(divisions, "project__"), project__in=projects).prefetch_related("desks")


def approvals_in(divisions: str) -> QuerySet[Approval]:
    return Approval.objects.filter(lying_in(divisions, "project__")).select_related("project__district")


def funds_of(divisions: str, projects: list[int]) -> QuerySet[Fund]:
    """What was committed to projects inside the scope, with all that was allocated and paid."""
    return Fund.objects.filter(lying_in(divisions, "project__"), project__in=projects).prefetch_related("movements")


def funds_in(divisions: str) -> QuerySet[Fund]:
    return Fund.objects.filter(lying_in(divisions, "project__")).select_related("project__district")
