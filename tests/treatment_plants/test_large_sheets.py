"""Large sheets of plants: the job understands, loads and undoes them, all of it or nothing, whatever happens meanwhile."""

import pytest

from journal.models import Event, Verb
from returns.models import MonthlyReturn, State
from tests.treatment_plants.large_sheets import ordered, silent, small_is_large, understood  # noqa: F401  a fixture
from tests.treatment_plants.plant_sheets import SOURCE, register
from tests.treatment_plants.test_plant_months import history
from tests.treatment_plants.test_plant_pages import load, messages, save, upload
from treatment_plants.models import LoadedRow, Plant, PlantLoad
from treatment_plants.register import actions
from treatment_plants.register.telling import kept, told_of
from workbooks import limits
from workbooks.actions import read_waiting
from workbooks.models import Draft, DraftState, OrderState
from workbooks.order_actions import MOST_TRIES, work_waiting

pytestmark = pytest.mark.usefixtures("small_is_large")


def new_plants() -> int:
    return Plant.objects.filter(register_inflows__isnull=False).distinct().count()


class TestWay:
    def test_a_register_is_understood_loaded_and_undone_by_the_job(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        assert browser.get(f"{draft}?step").json() == {"stale": True, "step": 0, "steps": 3}
        assert "data-progress" in browser.get(draft).content.decode()
        read_waiting()
        assert browser.get(draft).context["page"].counts["plants"] == 6
        save(browser, draft, source=SOURCE)
        read_waiting()
        assert load(browser, draft)["Location"] == draft
        assert (new_plants(), browser.get(f"{draft}?step").json()["stale"]) == (0, True)
        assert "正在整体载入" in browser.get(draft).content.decode()
        work_waiting()
        assert browser.get(f"{draft}?step").json()["stale"] is False
        result = browser.get(draft)["Location"]
        assert browser.get(result).context["counts"] == {"added": 6}
        browser.post(f"{result}undo/")
        assert (new_plants(), browser.get(f"{result}?step").json()["stale"]) == (6, True)
        work_waiting()
        assert new_plants() == 0
        assert browser.get(result).context["load"].undone_by == city.people["quota"]

    def test_the_page_tells_what_the_job_has_kept(self, city, monkeypatch):
        draft = understood(city)
        assert kept(draft) == told_of(draft)
        monkeypatch.setattr("treatment_plants.register.telling.told_of", None)
        assert kept(draft).counts["plants"] == 6

    def test_the_marked_file_of_a_large_sheet_has_its_reasons(self, city, signed_in):
        browser = signed_in("quota")
        draft = upload(browser, register("北安污水处理厂,禅城区,约4,AO,一级B,93.3,"))["Location"]
        read_waiting()
        assert b"PK" in browser.get(f"{draft}marked/").content[:4]
        save(browser, draft, source=SOURCE, **{"cell-1-2-3": "4"})
        read_waiting()
        assert browser.get(draft).context["page"].is_clear

    def test_while_it_is_loaded_nothing_that_is_sent_is_kept(self, city, signed_in):
        order = ordered(city)
        answer = signed_in("quota").post(f"/treatment-plants/uploads/{order.draft_id}/", {"save": "1", "version": "2", "source": "x"})
        assert answer.status_code == 422
        assert Draft.objects.get().choices["source"] == SOURCE

    def test_the_page_of_jobs_lists_what_was_ordered(self, city, signed_in):
        ordered(city)
        assert "register.csv" in signed_in("admin").get("/jobs/").content.decode()

    def test_a_sheet_that_would_keep_everybody_waiting_is_to_be_divided(self, city, signed_in, monkeypatch):
        monkeypatch.setattr("treatment_plants.register.page.MOST_AT_ALL", 5)
        draft = understood(city)
        page = signed_in("quota").get(f"/treatment-plants/uploads/{draft.pk}/")
        assert page.context["page"].is_clear is False
        assert "6" in page.content.decode()


class TestNothingHalfDone:
    def test_what_a_killed_worker_left_is_done_by_another_once(self, city, monkeypatch):
        order = ordered(city)
        monkeypatch.setattr(actions, "keep_inflows", killed)  # plants and capacities have been written
        with pytest.raises(KeyboardInterrupt):
            work_waiting()
        assert (new_plants(), Plant.objects.filter(name__contains="WWTP").count(), PlantLoad.objects.count()) == (0, 0, 0)
        assert not Event.objects.filter(verb__in=[Verb.PLANTS_LOADED, Verb.FILE_TAKEN]).exists()
        monkeypatch.undo()
        assert work_waiting() == 0  # it may be at work still
        silent(order)
        assert work_waiting() == 1
        assert (new_plants(), PlantLoad.objects.count(), LoadedRow.objects.count()) == (6, 1, 6)

    def test_a_job_that_fails_time_and_again_says_so(self, city, signed_in, monkeypatch):
        order = ordered(city)
        monkeypatch.setattr(actions, "keep_inflows", lambda *_arguments: 1 / 0)
        for _each in range(MOST_TRIES + 1):
            work_waiting()
            silent(order)
        order.refresh_from_db()
        assert (order.state, order.refusal["code"], PlantLoad.objects.count()) == (OrderState.REFUSED, "failed", 0)
        read_waiting()
        page = signed_in("quota").get(f"/treatment-plants/uploads/{order.draft_id}/")
        assert "任务多次失败" in page.content.decode()

    def test_sent_twice_it_is_loaded_once(self, city):
        order = ordered(city)
        assert ordered(city, order.draft) == order
        work_waiting()
        assert (work_waiting(), PlantLoad.objects.count()) == (0, 1)

    def test_a_worker_that_comes_too_late_writes_nothing(self, city, monkeypatch):
        order = ordered(city)
        prepared = actions.prepared_load

        def slow(**given):
            plan = prepared(**given)
            if order.tries == 0:
                order.tries = 1
                silent(order)
                assert work_waiting() == 1
            return plan

        monkeypatch.setattr("treatment_plants.register.orders.prepared_load", slow)
        work_waiting()
        order.refresh_from_db()
        assert (order.state, order.tries, PlantLoad.objects.count()) == (OrderState.DONE, 2, 1)

    def test_where_plants_have_changed_since_the_page_was_read_it_is_told_and_read_anew(self, city, signed_in):
        draft = understood(city)
        order = ordered(city, draft)
        plant = Plant.objects.create(name="Xi Wan WWTP", waits_in_id="4406")
        plant.capacities.create(valid_from=200001, m3_per_day=1)
        work_waiting()
        order.refresh_from_db()
        draft.refresh_from_db()
        assert (order.refusal["code"], draft.state) == ("overtaken", DraftState.READING)
        read_waiting()
        browser = signed_in("quota")
        page = browser.get(f"/treatment-plants/uploads/{draft.pk}/")
        assert ("重新核对" in page.content.decode(), page.context["told"].counts["added"]) == (True, 5)

    def test_what_was_discarded_meanwhile_is_not_loaded(self, city, signed_in):
        order = ordered(city)
        signed_in("quota").post(f"/treatment-plants/uploads/{order.draft_id}/discard/")
        work_waiting()
        order.refresh_from_db()
        assert (order.refusal["code"], PlantLoad.objects.count()) == ("closed", 0)

    def test_undoing_what_later_work_rests_on_says_what_hinders(self, city, signed_in):
        order = ordered(city)
        work_waiting()
        Plant.objects.filter(name="Xi Wan WWTP").update(version=9)
        browser, page = signed_in("quota"), f"/treatment-plants/loads/{PlantLoad.objects.get().pk}/"
        browser.post(f"{page}undo/")
        work_waiting()
        assert "Xi Wan WWTP" in browser.get(page).context["refusal"]
        assert (new_plants(), order.draft.orders.count()) == (6, 2)


class TestSmall:
    def test_few_rows_are_written_while_the_person_waits(self, city, signed_in, monkeypatch):
        monkeypatch.setattr("treatment_plants.register.page.MOST_AT_ONCE", 6)
        browser = signed_in("quota")
        draft = upload(browser, register())["Location"]
        read_waiting()
        save(browser, draft, source=SOURCE)
        read_waiting()
        answer = load(browser, draft)
        assert (new_plants(), "已载入" in messages(answer, browser)) == (6, True)


def killed(*_arguments):
    raise KeyboardInterrupt


class TestAcceptingByTheJob:
    """Four months of one plant, of which more than three are many."""

    MONTHS = [[2021, month, "禅城区", "东鄱污水处理厂", "", "", 28, 250, 200, 20] for month in (1, 2, 3, 4)]

    @pytest.fixture(autouse=True)
    def read_at_once(self, monkeypatch, small_is_large):  # noqa: F811
        monkeypatch.setattr(limits, "MOST_BYTES_AT_ONCE", 10**6)

    def accepted(self) -> int:
        return MonthlyReturn.objects.filter(month__lt=202200, state=State.ACCEPTED).count()

    def order(self, load_: PlantLoad, browser) -> str:
        address = f"/treatment-plants/loads/{load_.pk}/"
        assert browser.post(f"{address}accept/")["Location"] == address
        return address

    def test_all_months_are_accepted_while_the_page_waits(self, city, signed_in):
        browser = signed_in("verifier")
        address = self.order(history(city, *self.MONTHS), browser)
        assert (self.accepted(), browser.get(f"{address}?step").json()["stale"]) == (0, True)
        assert "正在整体审核" in browser.get(address).content.decode()
        work_waiting()
        assert (self.accepted(), browser.get(f"{address}?step").json()["stale"]) == (4, False)
        assert browser.get(address).context["waiting"] == 0

    def test_who_loaded_them_is_told_that_somebody_else_reviews(self, city, signed_in):
        browser = signed_in("verifier")
        address = self.order(history(city, *self.MONTHS, by="verifier"), browser)
        work_waiting()
        assert self.accepted() == 0
        assert "须由他人审核" in browser.get(address).content.decode()
