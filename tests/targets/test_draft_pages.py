"""A sheet of any layout through the page: understood, repaired, proposed; or told what is wrong, with nothing written."""

import io

import pytest
from django.utils import translation
from openpyxl import load_workbook

from journal.models import Event
from targets.draft_reading import Reading
from targets.drafts import QuotaDraft
from targets.models import Quota, QuotaSet
from tests.targets.drafts import ROWS, chinese_csv, press, replaced, upload, uploaded, xls, xlsx
from tests.targets.quotas import in_force, send
from workbooks import actions
from workbooks.marking import REASONS
from workbooks.models import ConfirmedLayout, Draft, DraftState

T = 10**9  # mg
# Rules.md 8, layouts A, B and F, made to the measure of the small city; (division, pollutant, year) → base amount and cap in t.
A = [
    ["分地区二氧化硫排放总量控制计划表", "", "", "", ""],
    ["", "", "", "", "单位:万吨"],
    ["地　区", "2020年排放量", "2025年", "", "2025年比2020年(%)"],
    ["", "", "控制量", "其中:电力", ""],
    ["汾江市", 2, 1.8, 1.0, -10.0],
    ["禅  城", 1.2, 1.1, 0.6, -8.3],
    ["南 海", 0.8, 0.7, 0.4, -12.5],
]
TOLD_A = {("4406", "so2", 2025): (20_000, 18_000), ("440604", "so2", 2025): (12_000, 11_000), ("440605", "so2", 2025): (8_000, 7_000)}
B = [
    ["2022年各区主要污染物排放总量控制目标", "", "", "", "", "", ""],
    ["单位:吨", "", "", "", "", "", ""],
    ["地区", "化学需氧量", "", "", "二氧化硫", "", ""],
    ["", "2020年排放量", "2022年控制量", "2022年比2020年(%)", "2020年排放量", "2022年控制量", "2022年比2020年(%)"],
    ["汾江市", "100,000", "96,000", -4, "20,000", "19,200", -4],
    ["禅城区", "60,000", "57,600", -4, "12,000", "11,600", -3.33],
    ["南海区", "38,000", "36,400", -4.21, "8,000", "7,400", -7.5],
]
TOLD_B = {
    ("4406", "cod", 2022): (100_000, 96_000),
    ("440604", "cod", 2022): (60_000, 57_600),
    ("440605", "cod", 2022): (38_000, 36_400),
    ("4406", "so2", 2022): (20_000, 19_200),
    ("440604", "so2", 2022): (12_000, 11_600),
    ("440605", "so2", 2022): (8_000, 7_400),
}
F = [
    ["附件1", "", "", "", "", "", ""],
    ["汾江市“十四五”主要污染物排放总量控制目标", "", "", "", "", "", "单位:万吨"],
    ["序号", "地区", "化学需氧量", "", "", "", "备注"],
    ["", "", "2020年", "2025年", "削减量", "削减率(%)", ""],
    ["", "全市合计", 9.8, 8.8, 1, 10.2, ""],
    ["一", "东片", "", "", "", "", ""],
    [1, "禅城区", 6, 5.4, 0.6, 10, ""],
    ["二", "西片", "", "", "", "", ""],
    [2, "南海区", 3.8, 3.4, 0.4, 10.5, ""],
    ["注:1.2020年为环境统计数; 2.削减率为正值; 3.各区之和与全市数差为市预留。", "", "", "", "", "", ""],
]
TOLD_F = {("440604", "cod", 2025): (60_000, 54_000), ("440605", "cod", 2025): (38_000, 34_000)}
TURNED = str.maketrans("0123456789.", "０１２３４５６７８９．")


def full_width(rows: list) -> list:
    return [[str(value).translate(TURNED) if isinstance(value, float) else value for value in row] for row in rows]


def spaced(rows: list) -> list:
    """A row above, and a blank one below the heads."""
    return [[""] * len(rows[0]), *rows]


LAYOUTS = {
    f"{name} {variant}": (change(rows), told)
    for name, rows, told in (("A", A, TOLD_A), ("B", B, TOLD_B), ("F", F, TOLD_F))
    for variant, change in (("as printed", list), ("full width", full_width), ("lower down", spaced))
}
KINDS = {"xlsx": xlsx, "xls": xls, "csv": chinese_csv}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def browser(signed_in):
    client = signed_in("quota")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


HEAD = {"document_number": "汾减排〔2022〕1号", "issuing_body": "省生态环境厅", "document_date": "2022-03-01", "version": "1"}


def kinds(page) -> list[tuple[str, str]]:
    return [(one.kind, one.place) for one in page.context["reading"].problems]


def stored() -> dict:
    return {(one.division_id, one.pollutant_id, one.year): (one.base_amount_mg // T, one.cap_mg // T) for one in Quota.objects.all()}


def settle(browser, page):
    """Ignore columns and rows that the sheet leaves unclear, as a person would."""
    unclear = {row.meaning.name: "ignored" for card in page.context["cards"] for row in card.rows if row.column.meaning == "unclear"}
    return press(browser, page, **unclear) if unclear else page


class TestLayouts:
    @pytest.mark.parametrize(("rows", "told"), LAYOUTS.values(), ids=LAYOUTS)
    @pytest.mark.parametrize("kind", KINDS)
    def test_what_is_printed_is_what_is_proposed(self, city, browser, rows, told, kind):
        page = settle(browser, upload(browser, KINDS[kind](rows), f"sheet.{kind}"))
        assert kinds(page) == []
        press(browser, page, "propose", **HEAD)
        assert stored() == told

    def test_several_sheets_one_for_each_year(self, city, browser):
        def of(year: int, cap: float) -> list:
            return [
                [f"{year}年化学需氧量总量控制指标（万吨）"],
                ["地区", "2020年排放量", "控制量"],
                ["汾江市", 10, cap],
                ["禅城区", 6, cap - 4],
            ]

        content = xlsx(of(2021, 9.8), of(2022, 9.6), names=["2021年", "2022年"])
        press(browser, upload(browser, content), "propose", **HEAD)
        assert stored() == {
            ("4406", "cod", 2021): (100_000, 98_000),
            ("4406", "cod", 2022): (100_000, 96_000),
            ("440604", "cod", 2021): (60_000, 58_000),
            ("440604", "cod", 2022): (60_000, 56_000),
        }

    def test_a_sheet_of_cuts_becomes_caps(self, city, browser):
        rows = [
            ["化学需氧量削减任务（吨）"],
            ["地区", "2020年排放量", "2022年比2020年削减量"],
            ["汾江市", 100_000, 4_000],
            ["禅城", 60_000, 2_400],
        ]
        press(browser, upload(browser, xlsx(rows)), "propose", **HEAD)
        assert stored() == {("4406", "cod", 2022): (100_000, 96_000), ("440604", "cod", 2022): (60_000, 57_600)}


class TestTheHead:
    def test_the_page_offers_what_the_file_prints(self, city, browser):
        form = upload(browser, xlsx(ROWS)).context["form"]
        printed = [form[field].value() for field in ("document_number", "issuing_body", "document_date", "version")]
        assert printed == ["粤环函〔2022〕15号", "广东省生态环境厅", "2022-03-01", 1]

    @pytest.mark.parametrize(
        "typed",
        [
            {"document_number": ""},
            {"issuing_body": " "},
            {"document_date": "2022-13-01"},
            {"document_date": "2022-11-11"},
            {"version": "0"},
        ],
        ids=["no number", "no body", "no date", "to come", "no version"],
    )
    def test_what_lacks_there_answers_422_and_keeps_what_was_typed(self, city, browser, typed):
        page = press(browser, upload(browser, xlsx(ROWS)), "propose", **HEAD | typed)
        assert (page.status_code, QuotaSet.objects.count(), Draft.objects.get().state) == (422, 0, DraftState.OPEN)
        assert page.context["form"]["document_number"].value() == (HEAD | typed)["document_number"]

    def test_only_a_later_document_replaces_the_one_in_force(self, city, browser):
        first = in_force(city)
        page = upload(browser, xlsx(ROWS))
        early = press(browser, page, "propose", **HEAD | {"document_date": first.document_date.isoformat()})
        assert "Only a later document" in str(early.context["form"].errors["document_date"])
        press(browser, upload(browser, xlsx(ROWS)), "propose", **HEAD | {"version": "2"})
        assert QuotaSet.objects.get(version=2).replaces == first


class TestRepair:
    # Row 6 is 南海: what is written there, the cause, what a person types in its place.
    TRAPS = {
        "a word for a figure": ({(6, 4): "待定"}, "number", "D6", "3.64"),
        "brackets": ({(6, 4): "(3.64)"}, "number", "D6", "3.64"),
        "an error": ({(6, 4): "#DIV/0!"}, "number", "D6", "3.64"),
        "too fine": ({(6, 4): "3.64000000000000001"}, "too_fine", "D6", "3.64"),
        "below zero": ({(6, 4): -3.64}, "number", "D6", "3.64"),
        "a missing cap": ({(6, 4): "—"}, "waiting", "D6", "3.64"),
        "another unit": ({(6, 4): "3640kg"}, "unit", "D6", "3.64"),
        "an unknown name": ({(6, 1): "南每区"}, "division", "A6", "南海区"),
        "the same twice": ({(6, 1): "禅城"}, "duplicate", "C6", None),
        "a percentage": ({(6, 4): "96%"}, "number", "D6", "3.64"),
        "a year beyond the plan": ({(3, 4): "2032年控制量"}, "column", "D3", "2022年控制量"),
        "another base year": ({(3, 2): "2015年排放量基数"}, "column", "B3", "2020年排放量"),
        "an unknown head": ({(3, 4): "2022年奋斗控制量"}, "column", "D3", "2022年控制量"),
    }

    @pytest.mark.parametrize(("cells", "kind", "place", "cure"), TRAPS.values(), ids=TRAPS)
    def test_each_trap_is_told_at_its_cell_and_mended_there(self, city, browser, cells, kind, place, cure):
        page = upload(browser, xlsx(replaced(ROWS, cells)))
        told = [one for one in page.context["reading"].problems if (one.kind, one.place) == (kind, f"Sheet1!{place}")]
        assert told and told[0].text and told[0].remedy, kinds(page)
        refused = press(browser, page, "propose", **HEAD)
        assert (QuotaSet.objects.count(), "some problems are left" in refused.content.decode()) == (0, True)
        if cure:
            one = told[0]
            page = press(browser, page, **{f"cell-{one.sheet}-{one.row}-{one.column}": cure})
            assert kinds(page) == []
            press(browser, page, "propose", **HEAD)
            assert stored()["440605", "cod", 2022] == (38_000, 36_400)

    def test_all_problems_are_told_at_once_and_by_cause(self, city, browser):
        cells = {(5, 4): "待定", (6, 4): "待定", (6, 1): "南每区"}
        groups = upload(browser, xlsx(replaced(ROWS, cells))).context["groups"]
        assert [(group.kind, group.count) for group in groups][:2] == [("division", 1), ("number", 1)]

    def test_a_formula_is_vouched_for_by_typing_its_result(self, city, browser):
        workbook = load_workbook(io.BytesIO(xlsx(ROWS)))
        workbook.active["D6"] = "=C6-0.08"
        file = io.BytesIO()
        workbook.save(file)
        page = upload(browser, file.getvalue())
        [row] = [row for group in page.context["groups"] for row in group.rows if row.problem.place.endswith("D6")]
        assert row.shown == ""
        assert press(browser, page).context["reading"].problems  # pressing save alone vouches for nothing
        assert kinds(press(browser, page, **{row.field: "3.64"})) == []

    def test_the_journal_tells_what_was_mended(self, city, browser):
        page = upload(browser, xlsx(replaced(ROWS, {(6, 4): "待定"})))
        press(browser, page, **{"cell-1-6-4": "3.64"})
        event = Event.objects.filter(verb="cell_corrected").get()
        assert (event.subject_name, event.before, event.after) == ("省表.xlsx 1!D6", {"cell": "待定"}, {"cell": "3.64"})

    def test_a_correction_is_taken_back(self, city, browser):
        page = upload(browser, xlsx(replaced(ROWS, {(6, 4): "待定"})))
        page = press(browser, page, **{"cell-1-6-4": "3.64"})
        assert (kinds(page), [name for _one, name in page.context["corrections"]]) == ([], ["cell-1-6-4"])
        page = press(browser, page, "back", back="cell-1-6-4")
        assert [kind for kind, _place in kinds(page)] == ["number", "waiting"]
        assert [name for _one, name in page.context["corrections"]] == ["", ""]

    def test_rows_of_others_are_left_out_all_at_once_and_taken_back(self, city, browser):
        others = [["广州市", 20, 19, 18, ""], ["深圳市", 10, 9, 8, ""]]
        page = upload(browser, xlsx([*ROWS[:6], *others, *ROWS[6:]]))
        assert [kind for kind, _place in kinds(page)] == ["division", "division"]
        page = press(browser, page, "leave_all")
        assert (kinds(page), page.context["cards"][0].left_out) == ([], ["广州市", "深圳市"])
        page = press(browser, page, **{"t0-out": ["广州市"]})
        assert [kind for kind, _place in kinds(page)] == ["division"]

    def test_one_row_is_left_out_by_its_tick(self, city, browser):
        page = upload(browser, xlsx([*ROWS[:6], ["广州市", 20, 19, 18, ""], *ROWS[6:]]))
        assert kinds(press(browser, page, leave="1-7-1")) == []

    def test_the_total_is_the_quota_of_the_whole_where_a_person_says_so(self, city, browser):
        page = upload(browser, xlsx([*ROWS[:3], *ROWS[4:]]))
        page = press(browser, page, **{"t0-total": "1"})
        press(browser, page, "propose", **HEAD)
        assert stored()["4406", "cod", 2022] == (98_000, 94_000)


class TestColumns:
    UNCLEAR = replaced(ROWS, {(1, 1): "汾江市化学需氧量", (3, 3): "2021年", (3, 4): "2022年奋斗控制量", (1, 5): ""})

    def answer(self, browser, page):
        answers = {"t0-c2-unit": "10⁴ t", "t0-c2-meaning": "base_amount"}
        for column, year in ((3, 2021), (4, 2022)):
            answers |= {f"t0-c{column}-meaning": "cap", f"t0-c{column}-year": str(year), f"t0-c{column}-unit": "10⁴ t"}
        return press(browser, page, **answers)

    def test_what_a_person_says_of_them_goes_before_the_heads(self, city, browser):
        page = upload(browser, xlsx(self.UNCLEAR))
        assert {"column", "unit"} & {kind for kind, _place in kinds(page)}
        page = self.answer(browser, page)
        assert kinds(page) == []
        press(browser, page, "propose", **HEAD)
        assert stored()["440604", "cod", 2022] == (60_000, 57_600)

    def test_it_is_remembered_for_the_next_file_of_that_layout(self, city, browser):
        press(browser, self.answer(browser, upload(browser, xlsx(self.UNCLEAR))), "propose", **HEAD)
        assert ConfirmedLayout.objects.get().document == "汾减排〔2022〕1号 V1"
        page = upload(browser, xlsx(replaced(self.UNCLEAR, {(6, 4): 3.6})), "next.xlsx")
        assert (kinds(page), page.context["cards"][0].is_remembered) == ([], True)
        assert "has been confirmed before" in page.content.decode()
        # Other heads are another layout.
        other = upload(browser, xlsx(replaced(self.UNCLEAR, {(3, 4): "2023年奋斗控制量"})), "other.xlsx")
        assert kinds(other) and not other.context["cards"][0].is_remembered

    def test_nothing_is_remembered_of_what_was_not_taken_over(self, city, browser):
        page = self.answer(browser, upload(browser, xlsx(self.UNCLEAR)))
        press(browser, page, "discard")
        assert kinds(upload(browser, xlsx(self.UNCLEAR)))

    @pytest.mark.parametrize("nonsense", ["<script>", "99", "unclear", "division_id"])
    def test_what_no_select_offers_is_not_taken(self, city, browser, nonsense):
        page = upload(browser, xlsx(ROWS))
        parts = {f"t0-c3-{part}": nonsense for part in ("unit", "year", "pollutant", "since")}
        assert press(browser, page, **parts, plan=nonsense).context["draft"].version == 1

    def test_the_plan_is_the_one_that_the_heads_speak_of(self, city, browser):
        rows = [
            [str(value).replace("2020", "2010").replace("2021", "2011").replace("2022年控", "2012年控") for value in row] for row in ROWS
        ]
        page = upload(browser, xlsx(rows))
        assert (page.context["plan"].code, kinds(page)) == ("12th", [])
        assert press(browser, page, plan="14th").context["plan"].code == "14th"


class TestHiddenParts:
    def test_they_are_read_after_somebody_has_agreed(self, city, browser):
        page = upload(browser, xlsx(ROWS, hidden_row=6))
        assert page.context["refusal"]["may_consent"]
        assert "Sheet1!A6" in page.context["refusal"]["text"]
        page = press(browser, page, "consent")
        assert (kinds(page), len(page.context["reading"].lines)) == ([], 6)
        assert Event.objects.filter(verb="file_hidden_read").count() == 1


class TestMarkedFile:
    def test_it_is_mended_and_sent_again_as_it_is(self, city, browser):
        page = upload(browser, chinese_csv(replaced(ROWS, {(6, 4): "待定", (5, 1): "蝉城区"})), "省表.csv")
        answer = browser.get(f"/targets/quotas/drafts/{page.context['draft'].pk}/marked/")
        workbook = load_workbook(io.BytesIO(answer.content))
        sheet = workbook.active
        assert (sheet["F1"].value, sheet["A5"].comment is not None) == (REASONS["en"], True)
        assert "A5: " in sheet["F5"].value
        sheet["D6"], sheet["A5"] = 3.64, "禅城区"
        file = io.BytesIO()
        workbook.save(file)
        page = upload(browser, file.getvalue(), "省表 marked.xlsx")
        assert kinds(page) == []
        press(browser, page, "propose", **HEAD)
        assert stored()["440605", "cod", 2022] == (38_000, 36_400)


class TestTogether:
    def test_an_older_page_writes_nothing(self, city, browser):
        page = upload(browser, xlsx(replaced(ROWS, {(6, 4): "待定"})))
        press(browser, page, **{"cell-1-6-4": "3.64"})
        late = press(browser, page, **{"cell-1-6-4": "9"})
        assert "somebody has changed this file" in late.content.decode()
        assert late.context["reading"].lines[-1].cap_mg == 36_400 * T

    def test_proposing_twice_writes_one_set(self, city, browser):
        page = upload(browser, xlsx(ROWS))
        for _each in range(2):
            press(browser, page, "propose", **HEAD)
        assert QuotaSet.objects.count() == 1

    def test_a_draft_is_the_affair_of_its_division(self, city, browser, signed_in):
        draft = uploaded(city)
        person = city.people["official"]
        person.role = "quota_administrator"
        person.save()
        other = signed_in("official")
        for tail in ("", "marked/", "file/", "progress/"):
            assert other.get(f"/targets/quotas/drafts/{draft.pk}/{tail}").status_code == 404
        assert other.post(f"/targets/quotas/drafts/{draft.pk}/", {"discard": "1"}).status_code == 404

    def test_all_or_nothing(self, city, browser, monkeypatch):
        page = upload(browser, xlsx(ROWS))
        monkeypatch.setattr("targets.actions.take_over", broken)
        with pytest.raises(RuntimeError):
            press(browser, page, "propose", **HEAD)
        assert (QuotaSet.objects.count(), Quota.objects.count(), Draft.objects.get().state) == (0, 0, DraftState.OPEN)

    def test_the_same_file_after_it_was_taken_over_is_told_of(self, city, browser):
        content = xlsx(ROWS)
        press(browser, upload(browser, content), "propose", **HEAD)
        answer = send(browser, content, "again.xlsx")
        assert answer.status_code == 422
        assert "has been uploaded before" in answer.content.decode()


def broken(**_told):
    raise RuntimeError("the machine stops here")


class TestLargeFiles:
    def test_the_page_tells_of_progress_and_then_of_what_was_read(self, city, browser):
        rows = [*ROWS[:6], *([f"第{row}镇", *range(row, row + 40)] for row in range(600))]
        page = upload(browser, chinese_csv(rows), "large.csv")
        pk = page.context["draft"].pk
        assert "<progress" in page.content.decode()
        assert browser.get(f"/targets/quotas/drafts/{pk}/progress/").json() == {"stale": True, "step": 0, "steps": 3}
        assert actions.read_waiting() == 1
        assert browser.get(f"/targets/quotas/drafts/{pk}/progress/").json()["stale"] is False
        page = browser.get(f"/targets/quotas/drafts/{pk}/")
        assert page.context["reading"].problems
        assert len([row for group in page.context["groups"] for row in group.rows]) <= 100 * len(page.context["groups"])


def test_what_the_job_keeps_is_what_was_read(city):
    reading = QuotaDraft(uploaded(city, xlsx(replaced(ROWS, {(6, 4): "待定", (5, 2): "６"}))), 2022).reading
    assert reading.problems and reading.lines and reading.written and reading.totals
    assert Reading.unpacked(reading.packed()) == reading


class TestPages:
    @pytest.mark.parametrize("wanted", ["csv", "xlsx", "json"])
    def test_what_was_read_can_be_downloaded(self, city, browser, wanted):
        draft = uploaded(city)
        answer = browser.get(f"/targets/quotas/drafts/{draft.pk}/?format={wanted}")
        assert answer.status_code == 200
        if wanted == "json":
            assert len(answer.json()["rows"]) == 6

    def test_the_upload_page_lists_what_is_on_its_way(self, city, browser):
        draft = uploaded(city)
        assert f"/targets/quotas/drafts/{draft.pk}/" in browser.get("/targets/quotas/upload/").content.decode()
