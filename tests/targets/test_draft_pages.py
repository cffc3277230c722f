"""A sheet of any layout through the page: understood, repaired, proposed; or told what is wrong, with nothing written."""

import pytest
from django.utils import translation

from targets.models import QuotaSet
from tests.targets.drafts import ROWS, chinese_csv, press, upload, xls, xlsx
from workbooks.models import Draft, DraftState


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def browser(signed_in):
    client = signed_in("quota")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


class TestTheWholeWay:
    @pytest.mark.parametrize(("content", "name"), [(xlsx(ROWS), "a.xlsx"), (xls(ROWS), "a.xls"), (chinese_csv(ROWS), "a.csv")])
    def test_a_clear_sheet_is_proposed_with_what_it_prints(self, city, browser, content, name):
        page = upload(browser, content, name)
        form = page.context["form"]
        printed = [form[field].value() for field in ("document_number", "issuing_body", "document_date")]
        assert printed == ["粤环函〔2022〕15号", "广东省生态环境厅", "2022-03-01"]
        preview = press(browser, page, "propose")
        kept = QuotaSet.objects.get()
        assert preview.redirect_chain[-1][0] == f"/targets/quotas/uploads/{kept.pk}/"
        assert (kept.document_number, kept.quotas.count(), kept.quotas.get(division="440604", year=2022).cap_mg) == (
            "粤环函〔2022〕15号",
            6,
            57_600 * 10**9,
        )
        draft = Draft.objects.get()
        assert (draft.state, draft.became) == (DraftState.TAKEN, f"quota_set {kept.pk}")
