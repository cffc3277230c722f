"""What pages and machines are told while figures wait for their job."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

import figures.actions
from figures.models import FigureScope, JobRun
from journal.models import StaleMark
from tests.entries import save

OCTOBER = 202210


@pytest.fixture
def edited(city):
    save(city, city.dongpo, OCTOBER, "100")
    return city


def let_wait(minutes: int) -> None:
    StaleMark.objects.update(made_at=timezone.now() - timedelta(minutes=minutes, seconds=1))


def fail(monkeypatch) -> None:
    monkeypatch.setattr(figures.actions, "write_figures", lambda division, years: 1 // 0)
    figures.actions.refresh()
    monkeypatch.undo()


def banner(browser) -> str:
    waiting = browser.get("/").context["portal"]["waiting"]
    return waiting.text if waiting else ""


def ready(client) -> tuple:
    answer = client.get("/readyz")
    return answer.status_code, json.loads(answer.content)["missing"]


class TestPages:
    def test_figures_that_have_just_been_marked_come_soon(self, edited, signed_in):
        assert banner(signed_in("vicemayor")) == "数据正在重新计算，本页将自动更新。"

    def test_a_long_wait_is_told_in_minutes(self, edited, signed_in):
        let_wait(minutes=7)
        assert "7分钟" in banner(signed_in("vicemayor"))

    @pytest.mark.parametrize("username", ["vicemayor", "official", "town"])
    def test_a_failure_is_told_with_its_time_to_everybody_it_concerns(self, edited, signed_in, monkeypatch, username):
        fail(monkeypatch)
        failed_at = timezone.localtime(FigureScope.objects.get(pk="440604").failed_at)
        assert f"{failed_at:%Y-%m-%d %H:%M}重算失败" in banner(signed_in(username))

    def test_a_failure_elsewhere_concerns_nobody(self, edited, signed_in, monkeypatch):
        fail(monkeypatch)
        assert banner(signed_in("neighbour")) == ""

    def test_after_a_run_that_succeeds_nothing_is_told(self, edited, signed_in, monkeypatch):
        fail(monkeypatch)
        FigureScope.objects.update(rests_until=timezone.now())
        figures.actions.refresh()
        assert banner(signed_in("vicemayor")) == ""
        assert FigureScope.objects.get(pk="440604").failed_at is None

    def test_paper_leaves_out_only_the_note_that_figures_come_soon(self, edited, signed_in):
        browser = signed_in("vicemayor")
        assert "alert-info stale" in browser.get("/").content.decode()
        let_wait(minutes=3)
        page = browser.get("/").content.decode()
        assert "alert-warning" in page and "alert-info stale" not in page


class TestMachines:
    def test_a_mark_that_nobody_works_makes_the_portal_unready(self, edited, client):
        assert ready(client) == (200, [])
        let_wait(minutes=2)
        assert ready(client) == (503, ["jobs"])
        figures.actions.refresh()
        assert ready(client) == (200, [])

    def test_a_run_at_work_is_waited_for_until_it_falls_silent(self, edited, client):
        let_wait(minutes=5)
        run = JobRun.objects.create(job="figures.refresh", scope="4406")
        assert ready(client) == (200, [])
        JobRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=3))
        assert ready(client) == (503, ["jobs"])

    def test_a_division_that_failed_was_worked(self, edited, client, monkeypatch):
        """One district's broken record must not take the portal of the whole city from the balancer."""
        fail(monkeypatch)
        let_wait(minutes=5)
        assert ready(client) == (200, [])
