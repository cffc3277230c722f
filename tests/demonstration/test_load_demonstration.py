"""Where the demonstration city may be loaded."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from districts.models import Division
from reduction_portal.demonstration import load as loading
from targets.models import Pollutant


def test_only_the_demonstration_loads_it(db, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="This is no demonstration"):
        call_command("load_demonstration", "--if-empty")
    assert not User.objects.exists()


def test_a_database_with_a_city_is_refused(city):
    people = User.objects.count()
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demonstration")
    assert User.objects.count() == people


def test_if_empty_leaves_a_database_with_a_city_alone(city, capsys):
    people = User.objects.count()
    call_command("load_demonstration", "--if-empty")
    assert capsys.readouterr().out == "The database is not empty; nothing was loaded.\n"
    assert User.objects.count() == people


def test_a_load_that_breaks_off_leaves_nothing(db, monkeypatch):
    def break_off(cast):
        assert User.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "_let_happen", break_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("load_demonstration")
    assert not any(model.objects.exists() for model in (User, Division, Pollutant))
