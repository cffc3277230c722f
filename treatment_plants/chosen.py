"""Which plants a page shows: those called so, in the district chosen."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from districts.models import Division
from districts.queries import districts_in
from treatment_plants.models import Plant
from treatment_plants.queries import plants_called


@dataclass(frozen=True)
class Chosen:
    """What the address asks for. A person's own scope is never left."""

    divisions: str
    words: str = ""
    district: str = ""
    districts: list[Division] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.words or self.district)

    @property
    def plants(self) -> QuerySet[Plant]:
        return plants_called(self.district or self.divisions, self.words)

    @property
    def keys(self) -> set[int]:
        return set(self.plants.values_list("pk", flat=True))


def plants_chosen(request) -> Chosen:
    """Read `search` and `district`. A district outside the person's scope is not found."""
    districts = list(districts_in(request.user.divisions))
    district = request.GET.get("district", "")
    if district and district not in {one.code for one in districts}:
        raise Http404(_("There is no such district."))
    return Chosen(request.user.divisions, request.GET.get("search", "").strip(), district, districts)
