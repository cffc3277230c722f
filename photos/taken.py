"""What every kept photo tells of itself, whatever record it hangs on; its picture lies in a table of its own, so that lists never read it."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from photos.reading import Photo

MOST_LATITUDE, MOST_LONGITUDE = 90_000_000, 180_000_000  # millionths of a degree
# A stored photo never changes; only the reader's own browser may keep it.
KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Pictures:
    """Photos from one viewpoint, read but not yet kept."""

    photos: list[Photo] = field(default_factory=list)
    viewpoint: str = ""


class Taken(models.Model):
    """When and where a photo was taken, as far as the camera told."""

    viewpoint = models.CharField(gettext_lazy("viewpoint"), max_length=40, blank=True)
    taken_at = models.DateTimeField(null=True)
    latitude = models.IntegerField(null=True)  # millionths of a degree, north and east positive
    longitude = models.IntegerField(null=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)  # of the file as it came in
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """Where it was taken, in degrees; empty where the camera told nothing."""
        if self.latitude is None:
            return ""
        return f"{_degrees(self.latitude, 'N', 'S')} {_degrees(self.longitude, 'E', 'W')}"

    @property
    def place_told(self) -> str:
        return self.place or _("place not told by the camera")


class Picture(models.Model):
    """A picture as it was written anew, with its small copy."""

    jpeg = models.BinaryField()
    small = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.pk)


def somewhere(name: str) -> models.CheckConstraint:
    """Both coordinates or none."""
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    latitude = Q(latitude__gte=-MOST_LATITUDE, latitude__lte=MOST_LATITUDE)
    longitude = Q(longitude__gte=-MOST_LONGITUDE, longitude__lte=MOST_LONGITUDE)
    return models.CheckConstraint(condition=nowhere | (latitude & longitude), name=name)


def told_of(photo: Photo, viewpoint: str) -> dict:
    """The columns of a photo that has been read."""
    names = ("taken_at", "latitude", "longitude", "width", "height", "sha256")
    return {name: getattr(photo, name) for name in names} | {"viewpoint": viewpoint}


def picture_answer(file: Picture, which: str, name: str) -> HttpResponse:
    """The picture ("jpeg" or "small") as a browser gets it."""
    response = HttpResponse(bytes(getattr(file, which)), content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["Content-Disposition"] = f'inline; filename="{name}-{file.pk}.jpg"'
    return response


def _degrees(millionths: int, positive: str, negative: str) -> str:
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{whole}.{rest // 10:05d}°{positive if millionths >= 0 else negative}"
