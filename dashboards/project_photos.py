"""Photos of a project's months, on its page."""

from itertools import groupby

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from construction import queries
from construction.models import Project
from formulas.months import month_text


def project_photos(person: User, project: Project, month: int) -> dict:
    """The newest month first; whoever enters returns is led to add photos of the month that is asked for."""
    found = list(queries.photos_of(person.divisions, project.pk))
    may_add = person.may(Permission.ENTER_RETURNS) and project.owes(month)
    place = [project.district_id, month_text(month), project.pk]
    return {
        "photo_months": [(month_text(of), list(photos)) for of, photos in groupby(found, lambda photo: photo.month)],
        "seen_before": queries.photos_seen_before(person.divisions, project.pk) if found else set(),
        "photos_add_url": reverse("construction:photos-add", args=place) if may_add else "",
        "photos_month": month_text(month),
    }
