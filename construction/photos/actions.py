from django.db import IntegrityError, transaction

import clock
import returns.actions
from accounts.models import User
from construction import queries
from construction.models import ProgressPhoto, ProgressPhotoFile, Project
from construction.progress.actions import NotOwed
from districts.models import Division
from formulas.months import month_text
from journal.actions import Happening, record
from journal.models import Verb
from photos.taken import Pictures, told_of
from returns.actions import Locked, WrongState
from returns.models import Kind, MonthlyReturn


class AlreadyThere(ValueError):
    """The same file was added to this month before."""


@transaction.atomic
def add_photos(*, project: Project, district: Division, month: int, pictures: Pictures, by: User) -> None:
    """Add photos to a project's month, all or none, as long as its return can be filled in.

    Raises NotOwed, AlreadyThere, or returns.actions.WrongState and Locked. Who submits the return meanwhile is waited for.
    """
    owing = queries.owing(district.code, month).select_for_update(of=("self",), no_key=True)
    if not owing.filter(pk=project.pk).exists():
        raise NotOwed(str(project))
    _check_open(project, district, month)
    for photo in pictures.photos:
        kept = _once(ProgressPhoto(project=project, month=month, added_at=clock.now(), added_by=by, **told_of(photo, pictures.viewpoint)))
        ProgressPhotoFile.objects.create(photo=kept, jpeg=photo.jpeg, small=photo.small)
    if pictures.photos:
        told = {"photos": len(pictures.photos)} | ({"viewpoint": pictures.viewpoint} if pictures.viewpoint else {})
        name = f"{project.name} {month_text(month)}"
        subject = returns.actions.subject_of(MonthlyReturn(kind=Kind.CONSTRUCTION, subject=project.pk, month=month))
        record([Happening(verb=Verb.PHOTOS_ADDED, subject=subject, subject_name=name, division=district.pk, after=told)], by=by)


def _check_open(project: Project, district: Division, month: int) -> None:
    """As a row of the sheet: only missing, in draft or sent back, and while the month is not closed."""
    begun = MonthlyReturn.objects.select_for_update().filter(kind=Kind.CONSTRUCTION, subject=project.pk, month=month).first()
    one = begun or MonthlyReturn(kind=Kind.CONSTRUCTION, subject=project.pk, division=district, month=month)
    returns.actions.refuse(WrongState, [] if one.is_editable else [one])
    returns.actions.refuse(Locked, returns.actions.locked([one]))


def _once(photo: ProgressPhoto) -> ProgressPhoto:
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError:
        if not ProgressPhoto.objects.filter(project=photo.project_id, month=photo.month, sha256=photo.sha256).exists():
            raise
        raise AlreadyThere(str(photo)) from None
    return photo
