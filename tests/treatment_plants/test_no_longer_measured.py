"""A plant that is set to measure less than it once did: what it reported of the rest stays, and follows the water of its month."""

from dataclasses import replace

import pytest

from returns.actions import Conflict
from tests.entries import correct_plant, entry, save
from tests.entries import submit as handed_in
from tests.returns.terms import due_on_5th_closes_on_15th
from tests.treatment_plants.test_plant_months import WITHOUT_OUTFLOW, history
from treatment_plants import actions, review_actions
from treatment_plants.entries import entry_of
from treatment_plants.models import Measurement, Operation
from treatment_plants.register.undoing.actions import undo_load

MONTH = 202209


@pytest.fixture
def both(city):
    """A month in which the plant reported COD and ammonia nitrogen with 250 万吨, though it is set to measure COD now."""
    correct_plant(city, city.dongpo, pollutants=("cod", "nh3n"))
    row = entry(city.dongpo, MONTH, "250")
    row = replace(row, concentrations=row.concentrations | {"nh3n": (30_000, 5_000)})
    actions.save_sheet(district=city.east, month=MONTH, entries=[row], by=city.people["official"])
    correct_plant(city, city.dongpo, pollutants=("cod",))
    return city


def removed() -> dict[str, tuple[int, int]]:
    rows = Measurement.objects.values_list("pollutant", "volume_m3", "removed_mg")
    return {pollutant: (volume, amount) for pollutant, volume, amount in rows}


def test_tonnes_of_every_pollutant_follow_a_corrected_volume(both):
    save(both, both.dongpo, MONTH, "25")
    # m³ × (180 − 30) mg/L and × (30 − 5) mg/L, in mg
    assert removed() == {"cod": (250_000, 37_500_000_000), "nh3n": (250_000, 6_250_000_000)}


def test_so_they_do_when_a_closed_month_is_corrected(both):
    one = handed_in(both, both.dongpo, MONTH, "250")
    actions.accept(seen={one.pk: one.version}, by=both.people["verifier"])
    one.refresh_from_db()
    due_on_5th_closes_on_15th(both)
    proposed = review_actions.propose_correction(
        monthly_return=one,
        entry=entry(both.dongpo, MONTH, "25"),
        reason="流量计读错一位，已更正",
        document_number="汾环〔2022〕9号",
        by=both.people["official"],
    )
    assert (proposed.content["nh3n_inlet_ug_l"], proposed.content["volume_m3"]) == (30_000, 250_000)
    review_actions.confirm_correction(correction=proposed, by=both.people["verifier"])
    assert removed()["nh3n"] == (250_000, 6_250_000_000)


def test_a_draft_whose_load_was_undone_meanwhile_is_not_handed_in(city):
    load = history(city, WITHOUT_OUTFLOW)
    read = replace(entry_of(Operation.objects.get()), concentrations={"cod": (200_000, 20_000)})
    undo_load(load=load, by=city.people["quota"])
    with pytest.raises(Conflict):
        actions.submit_sheet(district=city.east, month=202101, entries=[], unchanged=[read], by=city.people["official"])
