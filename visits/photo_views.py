from django.shortcuts import get_object_or_404

from accounts.doors import needs
from accounts.roles import Permission
from photos.taken import picture_answer
from visits import queries


@needs(Permission.READ_FIGURES)
def photo(request, pk):
    return _picture(request, pk, "jpeg")


@needs(Permission.READ_FIGURES)
def photo_small(request, pk):
    return _picture(request, pk, "small")


def _picture(request, pk: int, which: str):
    found = get_object_or_404(queries.photo_file(request.user.divisions, pk).only(which))
    return picture_answer(found, which, "visit-photo")
