"""Terms, exceptions, locks and corrections of every kind of return: plants, projects and power units by the same pages."""

import datetime

import pytest
from django.urls import reverse

import clock
import figures.actions
import returns.actions
from construction.models import AcceptedProgress, Progress
from construction.progress import correction_actions as correction_of_progress
from construction.standing import standings
from figures.second_hand import differences
from formulas.units import COAL, PERCENT
from power_plants import actions as power
from power_plants import correction_actions as correction_of_coal
from power_plants.models import CoalBurnt
from returns.closing import Closing
from returns.models import Correction, Kind, Opening, State, Terms, Version
from tests.city import at
from tests.construction import projects
from tests.entries import accept
from tests.power_plants.units import burn, unit
from tests.returns.terms import closes_on_15th, opened

SEPTEMBER, OPEN, CLOSED = 202209, at(2022, 10, 9), at(2022, 11, 1)
GROUNDS = {"reason": "经核对原始台账，原报数据有误。", "document_number": "禅函〔2022〕57号"}
KINDS = {"treatment-plants": Kind.TREATMENT_PLANT, "construction": Kind.CONSTRUCTION, "power-plants": Kind.POWER_UNIT}


class Subject:
    """One subject of a kind with its September, accepted while the month was open."""

    def __init__(self, city, slug: str):
        self.city, self.slug, self.kind = city, slug, KINDS[slug]
        closes_on_15th(city, self.kind)
        getattr(self, f"_{self.kind}")()

    def _treatment_plant(self):
        with clock.moved_to(OPEN):
            self.monthly_return = accept(self.city, self.city.dongpo, SEPTEMBER, "250")
        self.key, self.prefix = self.city.dongpo.pk, f"plant{self.city.dongpo.pk}-"
        self.typed = {"days": "30", "volume_m3": "240", "cod_inlet_ug_l": "180", "cod_outlet_ug_l": "30"}
        self.changed, self.shown = "volume_m3", ("250", "240")

    def _construction(self):
        one = projects.add(self.city, reports_from=202209)
        [self.monthly_return] = projects.accept(self.city, SEPTEMBER, projects.entry(one, ("100", "40", "0", "0")), entered=OPEN.date())
        self.key, self.prefix = one.pk, f"project{one.pk}-"
        stages = {"preparation": "100", "works": "45", "installation": "0", "commissioning": "0"}
        self.typed = stages | {"paid_month_fen": "0", "paid_total_fen": "0", "problem": "", "problem_level": "", "note": ""}
        self.changed, self.shown = "works", ("40", "45")

    def _power_unit(self):
        one = unit(self.city)
        with clock.moved_to(OPEN):
            self.monthly_return = burn(self.city, one, SEPTEMBER, "1.2").monthly_return
        self.key, self.prefix = one.pk, f"unit{one.pk}-"
        self.typed = {"coal_kg": "1.5", "sulphur_millionths": "0.75"}
        self.changed, self.shown = "coal_kg", ("1.2", "1.5")

    def address(self, page: str) -> str:
        return reverse(f"returns:{page}", args=[self.slug, "440604", "2022-09", self.key])

    @property
    def sheet(self) -> str:
        return f"/returns/{self.slug}/440604/2022-09/"

    def form(self, **changes) -> dict:
        self.monthly_return.refresh_from_db()
        values = {"version": self.monthly_return.version, "loaded": ""} | self.typed | changes
        return {f"{self.prefix}{name}": value for name, value in values.items()}


@pytest.fixture(params=KINDS)
def subject(city, request) -> Subject:
    return Subject(city, request.param)


@pytest.fixture
def closed_month():
    with clock.moved_to(CLOSED):
        yield


@pytest.mark.usefixtures("closed_month")
class TestEveryKind:
    def test_the_closed_sheet_says_why_since_when_and_who_opens_it(self, subject, signed_in):
        page = signed_in("official").get(subject.sheet).content.decode()
        for told in ("2022-10-08", "2022-10-17", "2022-10-18 00:00", "可由市级审核人员提出开放"):
            assert told in page, told
        assert 'name="save"' not in page

    def test_an_exception_is_proposed_on_the_sheet_confirmed_by_another_and_ends_by_itself(self, subject, signed_in):
        propose = reverse("returns:opening-propose", args=[subject.slug, "440604", "2022-09"])
        assert propose in signed_in("verifier").get(subject.sheet).content.decode()
        owner = subject.city.people["official"].pk
        form = {"subject_key": subject.key, "owner": owner, "ends_on": "2022-11-03", "reason": GROUNDS["reason"]}
        assert signed_in("verifier").post(propose, form).status_code == 302

        waiting = Opening.objects.get()
        assert (waiting.kind, waiting.subject) == (subject.kind, subject.key)
        decide = reverse("returns:opening-decide", args=[waiting.pk])
        signed_in("verifier").post(decide, {"confirm": ""})
        assert self.is_locked(subject)
        signed_in("quota").post(decide, {"confirm": ""})
        assert not self.is_locked(subject)
        assert "2022-11-04 00:00" in signed_in("official").get(subject.sheet).content.decode()
        with clock.moved_to(at(2022, 11, 4, 0)):
            assert self.is_locked(subject)
        other = [kind for kind in KINDS.values() if kind != subject.kind]
        assert not any(Closing("440604", kind).openings("440604", SEPTEMBER) for kind in other)

    @staticmethod
    def is_locked(subject) -> bool:
        return bool(returns.actions.locked([subject.monthly_return]))

    def test_it_is_corrected_by_two_people_and_the_old_version_stays(self, subject, signed_in):
        official, verifier = signed_in("official"), signed_in("verifier")
        assert subject.address("versions") in official.get(subject.sheet).content.decode()
        assert f'value="{subject.shown[0]}"' in official.get(subject.address("correction")).content.decode()
        answer = official.post(subject.address("correction"), subject.form() | GROUNDS)
        assert (answer.status_code, answer["Location"]) == (302, subject.address("versions"))
        decide = {"correction": Correction.objects.get().pk, "confirm": ""}
        assert official.post(subject.address("correction-decide"), decide).status_code == 403
        verifier.post(subject.address("correction-decide"), decide)

        subject.monthly_return.refresh_from_db()
        assert subject.monthly_return.state == State.ACCEPTED
        page = verifier.get(subject.address("versions")).content.decode()
        assert all(shown in page for shown in (*subject.shown, GROUNDS["document_number"]))
        kept = [(one.act, one.content[subject.changed]) for one in Version.objects.order_by("number")]
        assert [act for act, _value in kept] == ["submitted", "accepted", "corrected"]
        assert kept[1][1] != kept[2][1]

    @pytest.mark.parametrize("wrong", [{"reason": "误报"}, {"document_number": " "}])
    def test_without_document_and_reason_nothing_is_proposed_and_nothing_typed_is_lost(self, subject, signed_in, wrong):
        answer = signed_in("official").post(subject.address("correction"), subject.form() | GROUNDS | wrong)
        assert answer.status_code == 422
        assert f'value="{subject.shown[1]}"' in answer.content.decode()
        assert not Correction.objects.exists()

    def test_what_can_not_be_is_not_proposed_either(self, subject, signed_in):
        for value in ("", "-3", "1e9"):
            answer = signed_in("official").post(subject.address("correction"), subject.form(**{subject.changed: value}) | GROUNDS)
            assert answer.status_code == 422, value
        assert not Correction.objects.exists()

    def test_the_same_figures_are_no_correction(self, subject, signed_in):
        form = subject.form(**{subject.changed: subject.shown[0]}) | GROUNDS
        if subject.kind == Kind.TREATMENT_PLANT:
            form[f"{subject.prefix}note"] = ""
        assert signed_in("official").post(subject.address("correction"), form).status_code == 422
        assert not Correction.objects.exists()

    def test_a_foreign_one_is_missing(self, subject, signed_in):
        for page in ("versions", "correction", "correction-decide"):
            assert signed_in("neighbour").get(subject.address(page)).status_code in (403, 404)
        assert signed_in("neighbour").get(subject.address("versions")).status_code == 404

    def test_an_open_month_is_sent_back_instead(self, subject, signed_in):
        with clock.moved_to(OPEN):
            assert signed_in("official").get(subject.address("correction"))["Location"] == subject.sheet


class TestTermsOfKinds:
    def test_one_page_sets_them_for_a_kind_and_touches_no_other(self, city, signed_in):
        values = {"division": "4406", "valid_from": "2022-11", "due_day": "6", "closing_day": "16", "reason": GROUNDS["reason"]}
        with clock.moved_to(CLOSED):
            page = signed_in("quota").get("/returns/terms/").content.decode()
            assert all(word in page for word in ("机组耗煤", "项目进度", "污水处理厂运行"))
            assert signed_in("quota").post("/returns/terms/", values | {"kind": "power_unit"}).status_code == 302
            assert signed_in("quota").post("/returns/terms/", values | {"kind": "nonsense"}).status_code == 422
        assert [one.kind for one in Terms.objects.all()] == [Kind.POWER_UNIT]

    def test_a_month_of_one_kind_closes_and_that_of_another_does_not(self, city):
        closes_on_15th(city, Kind.POWER_UNIT)
        with clock.moved_to(CLOSED):
            accept(city, city.dongpo, SEPTEMBER, "250")
            with pytest.raises(returns.actions.Locked):
                burn(city, unit(city), SEPTEMBER, "1")

    @pytest.mark.parametrize("slug", ["factories", "treatment_plants", "terms"])
    def test_a_kind_that_is_none_is_missing(self, signed_in, city, slug):
        assert signed_in("verifier").get(f"/returns/{slug}/440604/2022-10/openings/propose/").status_code == 404


class TestProjects:
    def test_a_ranking_of_a_past_day_keeps_what_was_known_then(self, city):
        subject = Subject(city, "construction")
        with clock.moved_to(CLOSED):
            subject.monthly_return.refresh_from_db()
            seen, shares = subject.monthly_return.version, ("100", "45", "0", "0")
            entry = projects.entry(Progress.objects.get().project, shares, seen_version=seen)
            proposed = correction_of_progress.propose_correction(
                monthly_return=subject.monthly_return, entry=entry, by=city.people["official"], **GROUNDS
            )
            correction_of_progress.confirm_correction(correction=proposed, by=city.people["verifier"])
        counted = AcceptedProgress.objects.order_by("pk").values_list("works", "accepted_at", "left_at")
        assert [(works, left_at) for works, _at, left_at in counted] == [(400_000, CLOSED), (450_000, None)]
        [before], [now] = (standings("4406", at=moment) for moment in (CLOSED - datetime.timedelta(seconds=1), CLOSED))
        assert now.progress - before.progress == 15_000  # five of a hundred of works, which weigh 300 thousandths


class TestPowerUnits:
    def test_figures_follow(self, city):
        subject = Subject(city, "power-plants")
        figures.actions.refresh()
        with clock.moved_to(CLOSED):
            subject.monthly_return.refresh_from_db()
            values = {"coal_kg": COAL.parse("1.5"), "sulphur_millionths": PERCENT.parse("0.8")}
            proposed = correction_of_coal.propose_correction(
                monthly_return=subject.monthly_return, seen=subject.monthly_return.version, by=city.people["official"], **values, **GROUNDS
            )
            correction_of_coal.confirm_correction(correction=proposed, by=city.people["verifier"])
        assert CoalBurnt.objects.get().coal_kg == 15_000_000
        figures.actions.refresh()
        assert differences(2022, 2022).empty

    def test_what_is_typed_into_a_closed_month_is_shown_again(self, city, signed_in):
        one, other = unit(city), unit(city, number="2号")
        closes_on_15th(city, Kind.POWER_UNIT)
        form = {f"unit{one.pk}-version": "0", f"unit{one.pk}-coal_kg": "1.23", f"unit{one.pk}-sulphur_millionths": "0.7", "save": "1"}
        with clock.moved_to(CLOSED):
            opened(city, SEPTEMBER, at(2022, 11, 4), other, kind=Kind.POWER_UNIT)
            answer = signed_in("official").post("/returns/power-plants/440604/2022-09/", form)
        assert answer.status_code == 422
        assert 'value="1.23"' in answer.content.decode()
        assert not CoalBurnt.objects.exists()

    def test_of_two_who_type_the_second_sees_both_values_and_decides(self, city, signed_in):
        one = unit(city)
        form = {f"unit{one.pk}-version": "0", f"unit{one.pk}-coal_kg": "1.23", f"unit{one.pk}-sulphur_millionths": "0.7", "save": "1"}
        with clock.moved_to(OPEN):
            kept = burn(city, one, SEPTEMBER, "2", accepted=False, by="colleague").monthly_return
            power.send_back_coal(seen={kept.pk: kept.version}, reason="请核对", by=city.people["verifier"])
            answer = signed_in("official").post("/returns/power-plants/440604/2022-09/", form)
            page = answer.content.decode()
            assert (answer.status_code, CoalBurnt.objects.get().coal_kg) == (422, COAL.parse("2"))
            assert 'value="1.23"' in page and "赵敏" in page
            kept.refresh_from_db()
            form[f"unit{one.pk}-version"] = str(kept.version)
            assert signed_in("official").post("/returns/power-plants/440604/2022-09/", form).status_code == 302
        assert CoalBurnt.objects.get().coal_kg == COAL.parse("1.23")
