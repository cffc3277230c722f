import pytest

from tests.treatment_plants.sheets import SHEET, fields, typed


@pytest.fixture
def official(signed_in):
    return signed_in("official")


@pytest.fixture
def sheet(official):
    """The official's open sheet for October: send(**cells) sends it with these cells typed over."""

    class OpenSheet:
        def __init__(self, browser=official):
            self.browser = browser
            self.loaded = fields(browser.get(SHEET))

        def send(self, button="save"):
            return self.browser.post(SHEET, self.loaded | {button: ""})

        def type(self, plant, **values):
            self.loaded |= typed(plant, **values)
            return self

    return OpenSheet
