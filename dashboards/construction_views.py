"""Pages of projects: the board, one project, and the ranking by progress."""

from django.shortcuts import get_object_or_404, render

from accounts.doors import needs
from accounts.roles import Permission
from construction.queries import projects_in


@needs(Permission.READ_FIGURES)
def project(request, pk):
    found = get_object_or_404(projects_in(request.user.divisions), pk=pk)
    return render(request, "dashboards/project.html", {"project": found})
