"""The month by workbook: template, upload, the same checks as the page, preview, and a draft at the end."""

import pytest

from returns.models import MonthlyReturn
from tests.entries import accept, save, submit
from tests.treatment_plants.month_workbooks import MONTH, Filled, columns, opened, rows
from tests.treatment_plants.sheets import OCTOBER
from treatment_plants.models import AskedQuestion, Measurement, Operation
from treatment_plants.months import template
from workbooks.models import Draft

SEPTEMBER = 202209


@pytest.fixture
def filled(official):
    return Filled(official)


def press(browser, address: str, button: str, **fields):
    version = Draft.objects.get(pk=int(address.rstrip("/").rsplit("/", 1)[1])).version
    return browser.post(address, {"version_seen": version, button: "1"} | fields)


def kept(plant) -> Operation | None:
    return Operation.objects.filter(plant=plant, month=OCTOBER).first()


class TestTemplate:
    def test_it_holds_every_plant_that_owes_and_no_other(self, city, filled):
        assert set(rows(filled.page)) == {city.dongpo.name, city.shagang.name}

    def test_last_month_and_last_year_stand_beside(self, city, official):
        accept(city, city.dongpo, SEPTEMBER, "254.37", "181", "31")
        accept(city, city.dongpo, 202110, "240.5")
        page = Filled(official).page
        row, at = rows(page)[city.dongpo.name], columns(page)
        assert page.cell(row, at["volume_m3.last_month"]).value == "254.37"
        assert page.cell(row, at["volume_m3.last_year"]).value == "240.5"
        assert page.cell(row, at["volume_m3"]).value is None

    def test_what_has_been_filled_in_is_there_as_numbers(self, city, official):
        save(city, city.dongpo, OCTOBER, "254.37", "181", None)
        page = Filled(official).page
        row, at = rows(page)[city.dongpo.name], columns(page)
        assert (page.cell(row, at["days"]).value, page.cell(row, at["volume_m3"]).value) == (31, 254.37)
        assert page.cell(row, at["cod_outlet_ug_l"]).value is None

    def test_reasons_are_chosen_from_a_list(self, filled):
        lists = {one.formula1 for one in filled.page.data_validations.dataValidation}
        assert any("停运" in one and "计量设备故障" in one for one in lists)

    def test_nothing_is_hidden_and_it_bears_a_stamp(self, filled):
        assert filled.page.cell(template.STAMP_ROW, template.STAMP_COLUMN).value == "plant-month-1/440604/2022-10"
        assert not any(one.hidden for one in filled.page.column_dimensions.values())

    def test_the_same_month_gives_the_same_file(self, official):
        first, second = (official.get(f"{MONTH}template/").content for _ in range(2))
        assert first == second


class TestUpload:
    def test_a_filled_template_becomes_a_draft(self, city, filled, official):
        address = filled.put(city.dongpo, days=31, volume=254.37, inlet=181, outlet=31.5, electricity_kwh=712340, note="正常").uploaded()
        page = official.get(address).content.decode()
        assert "254.37" in page
        assert not kept(city.dongpo)  # nothing is stored before
        assert press(official, address, "take")["Location"] == MONTH
        operation = kept(city.dongpo)
        assert (operation.days, operation.volume_m3, operation.electricity_kwh, operation.note) == (31, 2_543_700, 712_340, "正常")
        assert operation.monthly_return.state == "draft"
        assert Measurement.objects.get(operation=operation).outlet_ug_l == 31_500
        assert not kept(city.shagang)  # an empty row stays missing
        assert Draft.objects.get().became == "sheet 440604 2022-10"

    def test_uploading_the_template_as_it_is_says_that_nothing_would_change(self, city, official):
        save(city, city.dongpo, OCTOBER, "254.37")
        page = official.get(Filled(official).uploaded()).content.decode()
        assert "与系统中的数据一致" in page

    def test_old_and_new_stand_beside_each_other(self, city, official):
        save(city, city.dongpo, OCTOBER, "254.37")
        page = official.get(Filled(official).put(city.dongpo, volume=260.11).uploaded()).content.decode()
        assert "254.37</td>" in page
        assert "<strong>260.11</strong>" in page

    @pytest.mark.parametrize(
        ("cells", "told"),
        [
            ({"volume": "abc"}, "“abc”"),
            ({"volume": -5}, "“-5”"),
            ({"volume": 12.34567}, "“12.34567”"),
            ({"days": 32}, "“32”"),
            ({"days": 0, "volume": 5}, "运行天数为零"),
            ({"volume": "=1+1"}, "公式"),
            ({"volume_code": "不知道"}, "“不知道”不是可选的原因"),
            ({"volume": 254.37, "volume_code": "计量设备故障"}, "数据已填"),
        ],
    )
    def test_the_same_checks_at_the_cells_of_the_file(self, city, filled, official, cells, told):
        address = filled.put(city.dongpo, **cells).uploaded()
        page = official.get(address).content.decode()
        assert told in page
        assert press(official, address, "take").status_code == 422
        assert not kept(city.dongpo)

    def test_a_cell_is_mended_on_the_page(self, city, filled, official):
        address = filled.put(city.dongpo, days=31, volume="25x.37", inlet=181, outlet=31).uploaded()
        name = filled.input(city.dongpo, "volume_m3")
        assert name in official.get(address).content.decode()
        press(official, address, "mend", **{name: "254.37", f"seen-{name}": "25x.37"})
        press(official, address, "take")
        assert kept(city.dongpo).volume_m3 == 2_543_700

    def test_the_marked_file_comes_back_with_reasons_and_can_be_sent_again(self, city, filled, official):
        address = filled.put(city.dongpo, days=31, volume="25x.37").uploaded()
        content = official.get(f"{address}marked/").content
        page = opened(content).worksheets[0]
        cell = page[filled.place(city.dongpo, "volume_m3")]
        assert "“25x.37”" in cell.comment.text
        again = Filled(official)
        again.book = opened(content)
        again.page = again.book.worksheets[0]
        again.put(city.dongpo, volume=254.37)
        assert press(official, again.uploaded(), "take").status_code == 302
        assert kept(city.dongpo).volume_m3 == 2_543_700

    def test_reasons_are_read_in_both_languages(self, city, filled, official):
        address = filled.put(city.dongpo, days=0, volume=0, volume_code="not running (zero report)").uploaded()
        press(official, address, "take")
        assert kept(city.dongpo).volume_code == "not_running"

    def test_a_digit_lost_is_asked_about_and_answered_on_the_page(self, city, official):
        accept(city, city.dongpo, SEPTEMBER, "254.37")
        address = Filled(official).put(city.dongpo, days=31, volume=25.437, inlet=181, outlet=31).uploaded()
        page = official.get(address).content.decode()
        assert "约为上月（254.37 万吨）的1/10" in page
        press(official, address, "take", **{f"plant{city.dongpo.pk}-answer-slip-volume_m3": "管网检修"})
        asked = AskedQuestion.objects.get()
        assert (asked.state, asked.answer) == ("confirmed", "管网检修")

    def test_an_answer_is_not_lost_to_a_cell_that_is_mended_beside_it(self, city, official):
        accept(city, city.dongpo, SEPTEMBER, "254.37")
        file = Filled(official).put(city.dongpo, days=31, volume=25.437, inlet=181, outlet=31).put(city.shagang, days=31, volume="12x")
        address, name, answer = file.uploaded(), file.input(city.shagang, "volume_m3"), f"plant{city.dongpo.pk}-answer-slip-volume_m3"
        page = press(official, address, "mend", **{name: "120", f"seen-{name}": "12x", answer: "管网检修"}).content.decode()
        assert f'name="{answer}" value="管网检修"' in page
        assert 'name="take"' in page

    def test_unanswered_it_is_a_draft_with_an_open_question(self, city, official):
        accept(city, city.dongpo, SEPTEMBER, "254.37")
        address = Filled(official).put(city.dongpo, days=31, volume=25.437, inlet=181, outlet=31).uploaded()
        assert press(official, address, "take").status_code == 302
        assert AskedQuestion.objects.get().state == "open"


class TestOtherTemplates:
    def send(self, browser, change) -> str:
        filled = Filled(browser)
        change(filled.page)
        return browser.get(filled.uploaded()).content.decode()

    def test_the_form_of_another_month_is_told_plainly(self, city, official):
        other = Filled(official, MONTH.replace("2022-10", "2022-09"))
        other.address = MONTH
        page = official.get(other.put(city.dongpo, volume=1).uploaded()).content.decode()
        assert "这是2022-09的表格" in page
        assert f'href="{MONTH}template/"' in page

    def test_an_older_form_too(self, official):
        def change(page):
            page.cell(template.STAMP_ROW, template.STAMP_COLUMN).value = "plant-month-0/440604/2022-10"

        assert "旧版" in self.send(official, change)

    def test_columns_that_were_moved(self, city, official):
        def change(page):
            page.delete_cols(columns(page)["volume_m3"])

        assert "列被移动" in self.send(official, change)

    def test_a_row_given_to_another_plant(self, city, official):
        def change(page):
            page.cell(template.FIRST_ROW, template.NAME_COLUMN).value = "别的污水处理厂"

        assert "其厂名不得改动" in self.send(official, change)

    def test_a_row_copied(self, city, official):
        def change(page):
            page.cell(template.FIRST_ROW + 1, 1).value = page.cell(template.FIRST_ROW, 1).value
            page.cell(template.FIRST_ROW + 1, 2).value = page.cell(template.FIRST_ROW, 2).value

        assert "同一座厂" in self.send(official, change)

    def test_a_row_deleted_leaves_its_plant_as_it_is(self, city, official):
        save(city, city.shagang, OCTOBER, "100.37")
        filled = Filled(official).put(city.dongpo, days=31, volume=254.37)
        filled.page.delete_rows(rows(filled.page)[city.shagang.name])
        address = filled.uploaded()
        assert "文件中没有以下厂的行" in official.get(address).content.decode()
        press(official, address, "take")
        assert (kept(city.dongpo).volume_m3, kept(city.shagang).volume_m3) == (2_543_700, 1_003_700)

    def test_any_other_file(self, official):
        answer = Filled(official).send(name="x.csv", content="厂名,水量\n东鄱,1\n".encode())
        assert "不是本系统的模板" in official.get(answer["Location"]).content.decode()

    def test_a_file_that_can_not_be_read(self, official):
        answer = Filled(official).send(content=b"PK\x03\x04 broken")
        assert answer.status_code == 422
        assert not Draft.objects.exists()


class TestTwoPeople:
    def test_who_filled_the_template_long_ago_overwrites_nobody_unasked(self, city, official):
        filled = Filled(official).put(city.dongpo, days=31, volume=254.37, inlet=181, outlet=31)
        save(city, city.dongpo, OCTOBER, "249.11", by="colleague")
        address = filled.uploaded()
        page = official.get(address).content.decode()
        assert "249.11" in page
        assert "赵敏" in page
        assert press(official, address, "take").status_code == 422
        assert kept(city.dongpo).volume_m3 == 2_491_100
        version = MonthlyReturn.objects.get().version
        press(official, address, "take", overwrite=str(city.dongpo.pk), **{f"plant{city.dongpo.pk}-seen": str(version)})
        assert kept(city.dongpo).volume_m3 == 2_543_700

    def test_what_was_changed_after_the_preview_is_shown_first(self, city, official):
        address = Filled(official).put(city.dongpo, days=31, volume=254.37, inlet=181, outlet=31).uploaded()
        official.get(address)
        save(city, city.dongpo, OCTOBER, "249.11", by="colleague")
        assert press(official, address, "take").status_code == 422
        assert kept(city.dongpo).volume_m3 == 2_491_100

    def test_submitted_rows_are_not_read(self, city, official):
        submit(city, city.dongpo, OCTOBER, "254.37")
        page = official.get(Filled(official).put(city.dongpo, volume=1).put(city.shagang, days=31, volume=90.1).uploaded()).content.decode()
        assert "未从文件读取" in page

    def test_a_foreign_file_answers_like_a_missing_one(self, city, filled, signed_in):
        address = filled.put(city.dongpo, volume=254.37).uploaded()
        assert signed_in("neighbour").get(address).status_code == 404
        assert signed_in("neighbour").get(address.replace("440604", "440605")).status_code == 404

    def test_a_file_is_discarded(self, city, filled, official):
        address = filled.put(city.dongpo, volume=254.37).uploaded()
        press(official, address, "discard")
        assert not kept(city.dongpo)
        press(official, address, "take")
        assert not kept(city.dongpo)
        assert Draft.objects.get().state == "discarded"
