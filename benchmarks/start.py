"""S1: how long the portal takes to its first answer, `python -m benchmarks.start`."""

import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Measured
from benchmarks.served import PROJECT, first_answer, manage
from tests.servers.processes import exit_on_signals
from tests.servers.valkey import free_port

ROUNDS = 7
# A Django project with one view and nothing else.
BARE = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", INSTALLED_APPS=[], DEBUG=False)
urlpatterns = [path("healthz", lambda request: HttpResponse("ok"))]
application = get_wsgi_application()
"""
# The same server for both, with as many threads as the portal has; its own file adds the worker and the schedule of the jobs.
THREADED = ["--worker-class", "gthread", "--threads", "8", "--no-control-socket"]
OURS = ["--config", str(PROJECT / "reduction_portal" / "gunicorn.py"), "reduction_portal.wsgi"]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as directory:
        Path(directory, "bare.py").write_text(BARE)
        # Both find their modules compiled, as from the second start on: the first round writes them and is not counted.
        environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{directory}/compiled"}
        portal = environment | {
            "PORTAL_DEMONSTRATION": "1",
            "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3",
            "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
        }
        manage(portal, ["migrate", "--verbosity", "0"])
        theirs = [*THREADED, "--chdir", directory, "bare"]
        pairs = [(_start(OURS, portal, directory), _start(theirs, environment, directory)) for _ in range(ROUNDS + 1)]
    ours, bare = (statistics.median(times) for times in zip(*pairs[1:], strict=True))
    print(Measured("S1", "from the start to the first answer", ours, "a bare Django project with one view", bare, 1.7))


def _start(served: list[str], environment: dict[str, str], directory: str) -> float:
    port = free_port()
    return first_answer([sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *served], port, environment, directory)


if __name__ == "__main__":
    exit_on_signals()
    main()
