"""Correcting a closed month: two people, a document, and the old version readable for ever."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

import clock
import figures.actions
import returns.actions
from figures.models import PlantFigure
from figures.second_hand import differences
from returns.correction_actions import NotClosed, NothingCorrected
from returns.models import Correction, State, Version
from tests.city import at
from tests.entries import accept, submit
from tests.returns.terms import due_on_5th_closes_on_15th
from treatment_plants import actions, review_actions
from treatment_plants.actions import Incomplete
from treatment_plants.entries import entry_of
from treatment_plants.models import Operation

SEPTEMBER, OPEN, CLOSED = 202209, at(2022, 10, 9), at(2022, 11, 1)
GROUNDS = {"reason": "流量计校准后复核，按校准记录更正。", "document_number": "禅环函〔2022〕57号"}


@pytest.fixture
def accepted(city):
    """Dongpo's September, accepted and since closed; all figures are fresh."""
    due_on_5th_closes_on_15th(city)
    with clock.moved_to(OPEN):
        one = accept(city, city.dongpo, SEPTEMBER, "250")
    figures.actions.refresh()
    return one


def corrected_entry(one, volume_m3=2_400_000, **changes):
    one.refresh_from_db()
    return replace(entry_of(Operation.objects.get(monthly_return=one)), volume_m3=volume_m3, **changes)


def propose(city, one, by="official", **changes):
    with clock.moved_to(CLOSED):
        return review_actions.propose_correction(monthly_return=one, entry=corrected_entry(one, **changes), by=city.people[by], **GROUNDS)


def confirm(city, correction, by="verifier"):
    with clock.moved_to(CLOSED):
        return review_actions.confirm_correction(correction=correction, by=city.people[by])


def volume_of(one) -> int:
    return Operation.objects.get(monthly_return=one).volume_m3


def test_nothing_changes_until_another_person_confirms(city, accepted):
    proposed = propose(city, accepted)
    assert volume_of(accepted) == 2_500_000

    confirm(city, proposed)
    accepted.refresh_from_db()
    assert (volume_of(accepted), accepted.state, accepted.reviewed_by) == (2_400_000, State.ACCEPTED, city.people["verifier"])


def test_figures_follow(city, accepted):
    confirm(city, propose(city, accepted))
    figures.actions.refresh()
    assert PlantFigure.objects.get(plant=city.dongpo, month=SEPTEMBER).volume_m3 == 2_400_000
    assert differences(2022, 2022).empty


def test_every_version_stays_readable(city, accepted):
    confirm(city, propose(city, accepted))
    told = [(one.number, one.act, one.content["volume_m3"], one.by.username, one.document_number) for one in accepted.versions.all()]
    assert told == [
        (2, "submitted", 2_500_000, "official", ""),
        (3, "accepted", 2_500_000, "verifier", ""),
        (4, "corrected", 2_400_000, "verifier", "禅环函〔2022〕57号"),
    ]


def test_a_return_from_before_versions_were_kept_is_kept_first(city, accepted):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE returns_version DISABLE TRIGGER returns_version_is_kept")
    Version.objects.all().delete()
    confirm(city, propose(city, accepted))
    assert [(one.act, one.content["volume_m3"]) for one in accepted.versions.all()] == [("found", 2_500_000), ("corrected", 2_400_000)]


def test_who_proposes_does_not_confirm(city, accepted):
    proposed = propose(city, accepted)
    with pytest.raises(returns.actions.OwnEntry):
        confirm(city, proposed, by="official")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(decision="confirmed", decided_by=city.people["official"], decided_at=CLOSED)


def test_a_refused_one_changes_nothing(city, accepted):
    with clock.moved_to(CLOSED):
        review_actions.refuse_correction(correction=propose(city, accepted), by=city.people["verifier"])
    assert volume_of(accepted) == 2_500_000
    propose(city, accepted)


def test_one_at_a_time(city, accepted):
    propose(city, accepted)
    with pytest.raises(returns.actions.WrongState):
        propose(city, accepted, volume_m3=2_300_000)


def test_an_open_month_is_sent_back_instead(city, accepted):
    with clock.moved_to(OPEN), pytest.raises(NotClosed):
        review_actions.propose_correction(monthly_return=accepted, entry=corrected_entry(accepted), by=city.people["official"], **GROUNDS)


def test_what_was_not_accepted_is_not_corrected(city, accepted):
    with clock.moved_to(OPEN):
        waiting = submit(city, city.shagang, SEPTEMBER, "100")
    with pytest.raises(returns.actions.WrongState):
        propose(city, waiting)


def test_an_old_version_is_not_corrected(city, accepted):
    proposed = propose(city, accepted)
    accepted.__class__.objects.filter(pk=accepted.pk).update(version=accepted.version + 1)
    with pytest.raises(returns.actions.Conflict):
        confirm(city, proposed)
    with pytest.raises(returns.actions.Conflict):
        propose(city, accepted, seen_version=accepted.version - 1)


def test_it_holds_what_a_sheet_could_hold(city, accepted):
    with pytest.raises(NothingCorrected):
        propose(city, accepted, volume_m3=2_500_000)
    with pytest.raises(Incomplete):
        propose(city, accepted, concentrations={"cod": (None, 30_000)})


@pytest.mark.parametrize("missing", [{"reason": "误报"}, {"document_number": "  "}])
def test_it_rests_on_a_document_and_a_reason(city, accepted, missing):
    with clock.moved_to(CLOSED), pytest.raises(ValueError, match="document"):
        review_actions.propose_correction(
            monthly_return=accepted, entry=corrected_entry(accepted), by=city.people["official"], **GROUNDS | missing
        )


class TestPages:
    @pytest.fixture(autouse=True)
    def closed_month(self, accepted):
        with clock.moved_to(CLOSED):
            yield

    def address(self, city, name):
        return reverse(f"returns:{name}", args=["treatment-plants", "440604", "2022-09", city.dongpo.pk])

    def sent(self, city, accepted, **changes):
        prefix = f"plant{city.dongpo.pk}-"
        values = {
            "version": accepted.version,
            "loaded": "",
            "days": "30",
            "volume_m3": "240",
            "cod_inlet_ug_l": "180",
            "cod_outlet_ug_l": "30",
        }
        return {f"{prefix}{name}": value for name, value in values.items()} | GROUNDS | changes

    def test_the_official_proposes_and_the_verifier_confirms(self, city, accepted, signed_in):
        official, verifier = signed_in("official"), signed_in("verifier")
        assert 'value="250"' in official.get(self.address(city, "correction")).content.decode()
        answer = official.post(self.address(city, "correction"), self.sent(city, accepted))
        assert (answer.status_code, answer["Location"]) == (302, self.address(city, "versions"))

        waiting = Correction.objects.get()
        page = verifier.get(self.address(city, "versions")).content.decode()
        assert "禅环函〔2022〕57号" in page and 'name="confirm"' in page
        verifier.post(self.address(city, "correction-decide"), {"correction": waiting.pk, "confirm": ""})
        assert volume_of(accepted) == 2_400_000
        told = verifier.get(self.address(city, "versions") + "?format=json").json()
        assert [row["document_number"] for row in told["rows"]] == [None, None, "禅环函〔2022〕57号"]

    def test_what_is_refused_keeps_what_was_typed(self, city, accepted, signed_in):
        answer = signed_in("official").post(self.address(city, "correction"), self.sent(city, accepted, reason="短"))
        assert answer.status_code == 422
        assert 'value="240"' in answer.content.decode()
        assert not Correction.objects.exists()

    def test_the_official_does_not_decide(self, city, accepted, signed_in):
        propose(city, accepted)
        answer = signed_in("official").post(
            self.address(city, "correction-decide"), {"correction": Correction.objects.get().pk, "confirm": ""}
        )
        assert answer.status_code == 403

    def test_a_closed_sheet_says_why_and_who_opens_it(self, city, signed_in):
        page = signed_in("official").get("/returns/treatment-plants/440604/2022-09/").content.decode()
        assert "2022-10-18 00:00" in page and "2022-10-08" in page and "2022-10-17" in page
        assert 'name="save"' not in page

    def test_what_is_typed_into_a_closed_month_is_shown_again(self, city, accepted, signed_in):
        prefix = f"plant{city.shagang.pk}-"
        typed = {f"{prefix}version": "0", f"{prefix}loaded": "", f"{prefix}volume_m3": "123", "save": ""}
        answer = signed_in("official").post("/returns/treatment-plants/440604/2022-09/", typed)
        assert answer.status_code == 422
        assert 'value="123"' in answer.content.decode()
        assert Operation.objects.count() == 1


def test_the_two_roads_of_accepting_leave_the_same_record(city, accepted):
    """What a correction stores is what a sheet would have stored."""
    with clock.moved_to(OPEN):
        accept(city, city.shagang, SEPTEMBER, "240")
    confirm(city, propose(city, accepted))
    first, second = (
        actions.told_of([Operation.objects.get(plant=plant, month=SEPTEMBER).monthly_return_id]) for plant in (city.dongpo, city.shagang)
    )
    assert [told.values for told in first.values()] == [told.values for told in second.values()]
