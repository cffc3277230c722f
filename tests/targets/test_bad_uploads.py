"""Files that are no sheets, or that mean harm, sent to the page: a reason for a person, and no row of the portal's business."""

import pytest

from tests.house.test_doors import all_rows, changed_tables
from tests.targets.quotas import send
from tests.workbooks.hostile import HOSTILE
from workbooks import actions
from workbooks.models import Draft, DraftState

# Each is refused by the reader in tests/workbooks; here every fifth goes through the page.
SMALL = {name: content for name, (content, _reasons) in HOSTILE.items() if not actions.is_large(content)}
LARGE = {name: content for name, (content, _reasons) in HOSTILE.items() if actions.is_large(content)}
DRAFTS = {"workbooks.Draft", "workbooks.DraftFile", "workbooks.DraftCells", "journal.Event"}


@pytest.mark.parametrize("name", list(SMALL)[::5])
def test_a_small_one_is_refused_with_its_reason_and_leaves_no_row(city, signed_in, name):
    browser = signed_in("quota")
    before = all_rows()
    answer = send(browser, SMALL[name], "省表.xlsx")
    assert answer.status_code == 422
    [row] = answer.context["table"].rows
    assert len(row.cells[3].text) > 5
    assert changed_tables(before) == []
    assert browser.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", list(LARGE)[:3])
def test_a_large_one_is_refused_by_the_job_and_touches_nothing_but_its_draft(city, signed_in, name):
    browser = signed_in("quota")
    before = all_rows()
    answer = send(browser, LARGE[name], "省表.xlsx")
    if answer.status_code == 302:
        actions.read_waiting()
        assert Draft.objects.get().state == DraftState.UNREADABLE
        assert len(browser.get(answer["Location"]).context["refusal"]["text"]) > 5
    else:
        assert answer.status_code == 422  # larger than any file may be
    assert set(changed_tables(before)) <= DRAFTS
    assert browser.get("/healthz").status_code == 200


def test_both_kinds_are_there():
    assert len(SMALL) > 30 and LARGE
