"""What machines ask, and pages in the background: whether the portal lives, can work, and has worked out what was entered."""

from django.http import JsonResponse

from accounts.doors import needs, open_door
from accounts.roles import Permission
from dashboards.readiness import unready
from districts.scopes import where_figures_are
from journal.queries import waiting_since


@needs(Permission.READ_FIGURES)
def freshness(request):
    """Whether any figure inside the person's scope waits for its job; pages ask until none does."""
    return JsonResponse({"stale": waiting_since(where_figures_are(request.user.divisions)) is not None})


@open_door("the machine that watches the portal has no account")
def healthz(request):
    return JsonResponse({"alive": True})


@open_door("the machine that watches the portal has no account")
def readyz(request):
    """Whether the database answers, the broker where one is configured, and whether the jobs are worked."""
    missing = unready()
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
