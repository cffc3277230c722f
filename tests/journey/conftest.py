"""A real browser before a live portal of the small city, with the worker inside the serving process."""

import os

import pytest
from playwright.sync_api import Page, sync_playwright

import figures.actions
from reduction_portal import embedded
from tests.city import PASSWORD, build_city
from tests.entries import accept

OCTOBER = 202210


@pytest.fixture(scope="session")
def worker():
    """Celery's worker and scheduler, as the serving process has them."""
    embedded.start()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["PORTAL_TEST_BROWSER"], args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def small_city(transactional_db, settings):
    """The small city on the live server: Dongpo and Dali accepted for October, Shagang still missing."""
    settings.WAIT_FOR_FIGURES_SECONDS = 2
    city = build_city()
    accept(city, city.dongpo, OCTOBER, "155")
    accept(city, city.dali, OCTOBER, "198.4", by="neighbour")
    figures.actions.refresh()
    return city


@pytest.fixture
def as_person(chromium, live_server, worker, small_city):
    """A browser window of its own in which a person has signed in through the form."""
    windows = []

    def sign_in(username: str) -> Page:
        window = chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1366, "height": 768})
        windows.append(window)
        page = window.new_page()
        page.goto("/accounts/sign-in/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page

    yield sign_in
    for window in windows:
        window.close()
