from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.doors import needs
from accounts.roles import Permission
from visits import queries

# A stored photo never changes; only the reader's own browser may keep it.
KEPT_SECONDS = 24 * 60 * 60


@needs(Permission.READ_FIGURES)
def photo(request, pk):
    return _picture(request, pk, "jpeg")


@needs(Permission.READ_FIGURES)
def photo_small(request, pk):
    return _picture(request, pk, "small")


def _picture(request, pk: int, which: str) -> HttpResponse:
    found = get_object_or_404(queries.photo_file(request.user.divisions, pk).only(which))
    response = HttpResponse(bytes(getattr(found, which)), content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["Content-Disposition"] = f'inline; filename="visit-photo-{found.pk}.jpg"'
    return response
