import gc
from importlib import import_module

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import translation

from tests.city import City
from tests.kept_city import copy_city, keep_city
from tests.legs import LEGS

guards = import_module("frozen.migrations.0002_frozen_stays")
ASK_FOR_A_DATABASE = {"db", "transactional_db", "django_db_serialized_rollback", "live_server"}
PLACES = {name: leg.where for name, leg in LEGS.items() if leg.where}
# Who may do what is decided before a database is asked, and pages are written after it has answered.
ONE_DATABASE_TELLS_ENOUGH = ("tests/house/", "tests/look/", "tests/returns/test_table_of_acts.py")
# That each of them opens on SQLite too, for everybody, is seen by tests/house/test_doors.py.
PAGES = (
    "tests/accounts/",
    "tests/dashboards/test_charts.py",
    "tests/dashboards/test_district_ranking.py",
    "tests/dashboards/test_every_figure.py",
    "tests/dashboards/test_explanations.py",
    "tests/dashboards/test_inlet_ranking.py",
    "tests/dashboards/test_kept_pages.py",
    "tests/dashboards/test_months.py",
    "tests/dashboards/test_outlook_pages.py",
    "tests/dashboards/test_pages.py",
    "tests/dashboards/test_past.py",
    "tests/dashboards/test_plant_load.py",
    "tests/dashboards/test_queries_per_page.py",
    "tests/dashboards/test_quota_pages.py",
    "tests/dashboards/test_quota_printed.py",
    "tests/dashboards/test_scopes.py",
    "tests/dashboards/test_sheet_review.py",
    "tests/dashboards/test_waiting.py",
    "tests/dashboards/test_why.py",
    "tests/dashboards/test_why_inflow.py",
    "tests/tables/",
    "tests/visits/",
    "tests/construction/test_pages.py",
    "tests/power_plants/test_pages.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Tell apart what finds the same on any database: the second leg need not run it again."""
    for item in items:
        for marker, place in PLACES.items():
            if item.get_closest_marker(marker) and not item.nodeid.startswith(place):
                raise pytest.UsageError(f"{item.nodeid} is marked {marker} and would never run: its leg looks into {place} alone")
        asks = ASK_FOR_A_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        if item.get_closest_marker("postgresql"):
            continue
        if not asks or item.nodeid.startswith(ONE_DATABASE_TELLS_ENOUGH):
            item.add_marker("once")
        elif item.nodeid.startswith(PAGES):
            item.add_marker("pages")


def pytest_collection_finish():
    """What has been imported stays: the collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As usual, with the small city laid aside."""
    with django_db_blocker.unblock():
        keep_city()


@pytest.fixture(scope="session", autouse=True)
def emptied_after_all():
    """Frozen months refuse to be deleted. A test that commits has its tables emptied all the same: for that moment the guard is lifted."""
    emptying = BaseDatabaseOperations.execute_sql_flush

    def flush(operations, sql_list):
        with operations.connection.schema_editor() as editor:
            guards.lift(None, editor)
        try:
            emptying(operations, sql_list)
        finally:
            with operations.connection.schema_editor() as editor:
                guards.guard(None, editor)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = emptying


@pytest.fixture(autouse=True)
def quick_and_quiet(settings):
    """Tests call the job themselves: no save waits for a worker, no page is kept, and passwords are hashed cheaply."""
    translation.deactivate()  # or a test would speak as the last page of the one before it did
    settings.WAIT_FOR_FIGURES_SECONDS = 0
    settings.KEEP_PAGES = False  # or a test would see the page of another
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def city(db) -> City:
    """The small city, with its figures worked out."""
    return copy_city()


@pytest.fixture
def signed_in(city):
    """A browser in which a person of the small city has signed in: signed_in("official")."""

    def browser(username: str) -> Client:
        client = Client()
        client.force_login(city.people[username])
        return client

    return browser
