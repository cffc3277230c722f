"""A portal to be measured: settings, an empty database, the demonstration city."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator

from tests.servers.postgresql import running_postgresql


@contextlib.contextmanager
def on_postgresql() -> Iterator[None]:
    """Django on an empty PostgreSQL of its own, with the reference data."""
    with running_postgresql() as url:
        _set_up(url)
        yield


@contextlib.contextmanager
def demonstration_on_sqlite() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as directory:
        _set_up(f"sqlite:///{directory}/portal.sqlite3")
        load_demonstration()
        yield


def load_demonstration() -> None:
    from django.core.management import call_command

    call_command("load_demonstration", stdout=sys.stderr)


def size_asked() -> int:
    return int(sys.argv[1]) if len(sys.argv) > 1 else 100


def _set_up(database: str) -> None:
    os.environ |= {
        "PORTAL_DEMONSTRATION": "1",
        "PORTAL_DATABASE_URL": database,
        "PORTAL_ALLOWED_HOSTS": "testserver,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "reduction_portal.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("sync_reference", verbosity=0)
