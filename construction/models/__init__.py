"""Projects that are built or cleared, and everything that was planned, promised, done and paid."""

from construction.models.dates import Attainment, Plan, PlannedDate, Promise
from construction.models.photos import ProgressPhoto, ProgressPhotoFile
from construction.models.progress import AcceptedProgress, Progress, Reported
from construction.models.projects import DesignLoad, Milestone, Project, ProjectKind, Rung
from construction.models.support import Approval, Desk, Fund, FundMovement, FundStep

__all__ = [
    "ProjectKind",
    "Rung",
    "Project",
    "DesignLoad",
    "Milestone",
    "Plan",
    "PlannedDate",
    "Promise",
    "Attainment",
    "Reported",
    "Progress",
    "AcceptedProgress",
    "ProgressPhoto",
    "ProgressPhotoFile",
    "Approval",
    "Desk",
    "Fund",
    "FundStep",
    "FundMovement",
]
