import pytest
from django.db import DatabaseError, transaction

from journal.models import Event
from journal.queries import events
from tests.entries import save

OCTOBER = 202210


def test_a_district_reads_its_own_events_only(city):
    save(city, city.dongpo, OCTOBER, "100")
    save(city, city.dali, OCTOBER, "100", by="neighbour")
    assert {event.division for event in events("440604")} == {"440604", "440604010"}
    assert {"440604", "440605"} <= {event.division for event in events("4406")}
    assert not events("")


@pytest.mark.postgresql
@pytest.mark.parametrize("act", [lambda kept: kept.update(reason="changed"), lambda kept: kept.delete()])
def test_the_database_refuses_to_change_or_remove_an_event(city, act):
    save(city, city.dongpo, OCTOBER, "100")
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        act(Event.objects.filter(verb="return_saved"))
    assert Event.objects.get(verb="return_saved").reason == ""
