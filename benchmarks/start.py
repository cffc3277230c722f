"""S1: how long the portal takes to its first answer, `python -m benchmarks.start`."""

import statistics
import sys
import tempfile

from benchmarks.measuring import Measured
from benchmarks.served import first_answer, manage
from tests.servers.processes import exit_on_signals
from tests.servers.valkey import free_port

ROUNDS = 7
# A Django project with one view and nothing else.
BARE = """
import sys
from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare", INSTALLED_APPS=[], DEBUG=False)
urlpatterns = [path("healthz", lambda request: HttpResponse("ok"))]
execute_from_command_line(["bare", "runserver", "--noreload", "--skip-checks", sys.argv[1]])
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as directory:
        environment = {
            "PORTAL_DEMONSTRATION": "1",
            "PORTAL_DATABASE_URL": f"sqlite:///{directory}/portal.sqlite3",
            "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
        }
        manage(environment, ["migrate", "--verbosity", "0"])
        pairs = []
        for _ in range(ROUNDS):
            port, other = free_port(), free_port()
            portal = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{port}"]
            bare = [sys.executable, "-c", BARE, f"127.0.0.1:{other}"]
            pairs.append((first_answer(portal, port, environment, directory), first_answer(bare, other, {}, directory)))
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(Measured("S1", "from the start to the first answer", ours, "a bare Django project with one view", theirs, 1.7))


if __name__ == "__main__":
    exit_on_signals()
    main()
