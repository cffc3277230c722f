"""Photos of a project's month."""

from django.db import models
from django.db.models import Q

from construction.models.projects import Project
from photos.taken import Picture, Taken, somewhere


class ProgressPhoto(Taken):
    """A photo that shows what a month's return tells. Photos are only added, and only while the month is being filled in."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="photos")
    month = models.PositiveIntegerField()  # yyyymm

    class Meta(Taken.Meta):
        abstract = False
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "month", "sha256"], name="progress_photo_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=200001, month__lte=209912), name="progress_photo_month"),
            somewhere("progress_photo_place"),
        ]

    def __str__(self):
        return f"{self.project_id} {self.month}: {self.viewpoint or self.pk}"


class ProgressPhotoFile(Picture):
    photo = models.OneToOneField(ProgressPhoto, models.PROTECT, primary_key=True, related_name="file")

    class Meta(Picture.Meta):
        abstract = False
