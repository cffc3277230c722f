"""The monthly sheet of projects: entered, submitted, sent back and accepted by people in a browser."""

import re
from dataclasses import replace

import pytest

import clock
from construction.actions import correct_project
from construction.models import AcceptedProgress, Progress
from construction.progress.actions import NotOwed, save_sheet, submit_sheet
from journal.models import StaleMark
from returns.models import Kind, MonthlyReturn, State
from returns.opening_actions import set_terms
from tests.city import at
from tests.construction.projects import DAY, accept, add, entry

OCTOBER = "/returns/construction/440604/2022-10/"
COMPLETE = {
    "preparation": "100",
    "works": "40",
    "installation": "5",
    "commissioning": "0",
    "paid_month_fen": "12.5",
    "paid_total_fen": "112.5",
    "problem": "",
    "problem_level": "",
    "note": "",
}


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(at(2022, 11, 10)):
        yield


class Form:
    """The sheet as one person has it open."""

    def __init__(self, browser, address: str = OCTOBER):
        self.browser, self.address = browser, address
        self.values = _fields(browser.get(address))

    def type(self, project, **values) -> "Form":
        self.values |= {f"project{project.pk}-{name}": value for name, value in values.items()}
        return self

    def send(self, button: str = "save"):
        return self.browser.post(self.address, self.values | {button: ""})


def _fields(answer) -> dict[str, str]:
    page = answer.content.decode()
    found = dict(re.findall(r'<input type="(?:text|hidden)"[^>]*name="(project[^"]+)"[^>]*value="([^"]*)"', page))
    names = re.findall(r'<select name="(project[^"]+)"', page)
    chosen = dict(
        zip(names, [(re.search(r'value="([^"]*)" selected', one) or [0, ""])[1] for one in page.split("<select ")[1:]], strict=True)
    )
    return found | chosen


@pytest.fixture
def project(city):
    return add(city)


def test_a_row_is_saved_submitted_and_accepted(city, project, signed_in):
    official = signed_in("official")
    assert Form(official).type(project, works="40", paid_month_fen="12.5").send().status_code == 302
    progress = Progress.objects.get()
    assert (progress.works, progress.paid_month_fen, progress.preparation, progress.laid_m) == (400_000, 12_500_000, None, None)
    assert Form(official).send("submit").status_code == 422  # not complete
    assert Form(official).type(project, **COMPLETE).send("submit").status_code == 302
    one = MonthlyReturn.objects.get()
    assert (one.kind, one.state, AcceptedProgress.objects.count()) == ("construction", State.SUBMITTED, 0)
    told = {"return": f"{one.pk}:{one.version}", "accept": ""}
    assert signed_in("verifier").post(f"{OCTOBER}review/", told).status_code == 302
    assert (AcceptedProgress.objects.get().works, MonthlyReturn.objects.get().state) == (400_000, State.ACCEPTED)


def test_sent_back_it_counts_no_longer_and_comes_again(city, project, signed_in):
    [one] = accept(city, 202210, entry(project), entered=DAY(2022, 11, 3))
    one.refresh_from_db()
    told = {"return": f"{one.pk}:{one.version}", "send_back": "", "reason": "照片不符"}
    assert signed_in("verifier").post(f"{OCTOBER}review/", told).status_code == 302
    assert AcceptedProgress.objects.filter(left_at=None).count() == 0
    assert "照片不符" in signed_in("official").get(OCTOBER).content.decode()
    assert Form(signed_in("official")).type(project, **COMPLETE).send("submit").status_code == 302
    one.refresh_from_db()
    signed_in("verifier").post(f"{OCTOBER}review/", {"return": f"{one.pk}:{one.version}", "accept": ""})
    assert [kept.works for kept in AcceptedProgress.objects.order_by("pk")] == [0, 400_000]


@pytest.mark.parametrize("button", ["accept", "send_back"])
def test_a_reason_that_could_not_be_taken_stands_there_still(city, project, signed_in, button):
    Form(signed_in("official")).type(project, **COMPLETE).send("submit")
    one = MonthlyReturn.objects.get()
    seen = one.version if button == "accept" else one.version - 1  # accepting with a reason is a slip; the other page is old
    answer = signed_in("verifier").post(f"{OCTOBER}review/", {"return": f"{one.pk}:{seen}", button: "", "reason": "照片不符"})
    assert (answer.status_code, MonthlyReturn.objects.get().state) == (422, State.SUBMITTED)
    assert 'value="照片不符"' in answer.content.decode()


def test_a_submitted_row_can_be_withdrawn(city, project, signed_in):
    Form(signed_in("official")).type(project, **COMPLETE).send("submit")
    one = MonthlyReturn.objects.get()
    signed_in("official").post(f"{OCTOBER}withdraw/", {"return": f"{one.pk}:{one.version}"})
    assert MonthlyReturn.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"works": "101"}, "works"),
        ({"works": "-1"}, "works"),
        ({"works": "40.00001"}, "works"),
        ({"paid_month_fen": "2", "paid_total_fen": "1"}, "paid_total_fen"),
        ({"paid_total_fen": "1.1234567"}, "paid_total_fen"),
        ({"problem_level": "moon"}, "problem_level"),
    ],
)
def test_what_can_not_be_is_refused_at_its_cell(city, project, signed_in, values, name):
    answer = Form(signed_in("official")).type(project, **values).send()
    [row] = answer.context["sheet"].rows
    assert (answer.status_code, list(row.form.errors)) == (422, [name])
    assert Progress.objects.count() == 0


def test_a_problem_names_its_level_before_it_is_handed_in(city, project, signed_in):
    form = Form(signed_in("official")).type(project, **COMPLETE | {"problem": "征地未完成"})
    assert form.send("submit").status_code == 422
    assert form.type(project, problem_level="city").send("submit").status_code == 302
    assert Progress.objects.get().problem_level == "city"


def test_what_was_done_does_not_shrink_without_a_word(city, project, signed_in):
    accept(city, 202209, entry(project, ("100", "60", "0", "0"), ("10", "200")), entered=DAY(2022, 10, 3))
    form = Form(signed_in("official")).type(project, **COMPLETE)
    answer = form.send("submit")
    [row] = answer.context["sheet"].rows
    assert (answer.status_code, sorted(row.form.errors)) == (422, ["paid_total_fen", "works"])
    assert form.type(project, note="上月误填").send("submit").status_code == 302


def test_a_running_month_is_drafted_only(city, project, signed_in):
    november = OCTOBER.replace("-10", "-11")
    assert Form(signed_in("official"), november).type(project, **COMPLETE).send().status_code == 302
    assert Form(signed_in("official"), november).send("submit").status_code == 422
    assert MonthlyReturn.objects.get().state == State.DRAFT


class TestTwoPeople:
    def test_the_second_sees_both_values_and_then_chooses(self, city, project, signed_in):
        mine, theirs = Form(signed_in("official")), Form(signed_in("colleague"))
        theirs.type(project, works="30").send()
        answer = mine.type(project, works="50").send()
        assert answer.status_code == 422
        assert re.search(r'class="cell-theirs">[^<]*30[^<]*赵敏', answer.content.decode())
        assert Progress.objects.get().works == 300_000
        mine.values = _fields(answer)
        assert mine.send().status_code == 302
        assert Progress.objects.get().works == 500_000

    def test_a_row_left_alone_overwrites_nothing(self, city, project, signed_in):
        other = add(city, "另一项目")
        mine, theirs = Form(signed_in("official")), Form(signed_in("colleague"))
        theirs.type(project, works="30").send()
        assert mine.type(other, works="50").send().status_code == 302
        assert Progress.objects.get(project=project).works == 300_000

    def test_what_a_colleague_filled_in_is_shown_before_it_is_handed_in(self, city, project, signed_in):
        other = add(city, "另一项目")
        mine = Form(signed_in("official"))
        Form(signed_in("colleague")).type(project, **COMPLETE).send()
        answer = mine.type(other, **COMPLETE).send("submit")
        assert (answer.status_code, answer.context["sheet"].has_unread) == (422, True)
        assert not MonthlyReturn.objects.filter(state=State.SUBMITTED).exists()


def test_a_closed_month_says_why_it_cannot_be_entered(city, project, signed_in):
    mine = Form(signed_in("official")).type(project, works="30")
    quota = city.people["quota"]
    with clock.moved_to(at(2020, 1, 2)):
        days = {"due_day": 5, "closing_day": 8}
        set_terms(kind=Kind.CONSTRUCTION, division=quota.division, valid_from=202001, reason="按照市统计调度制度执行。", by=quota, **days)
    answer = mine.send()
    assert (answer.status_code, Progress.objects.count()) == (422, 0)
    assert answer.context["sheet"].is_locked_out
    page = signed_in("official").get(OCTOBER).content.decode()
    assert "锁定" in page and "自 2022-11-09 00:00" in page
    assert "project" not in "".join(_fields(signed_in("official").get(OCTOBER)))


def test_the_page_of_returns_leads_to_the_sheet(city, project, signed_in):
    page = signed_in("official").get("/returns/").content.decode()
    assert f'href="{OCTOBER}"' in page


def test_whoever_corrects_a_project_takes_its_returns_along(city, project):
    accept(city, 202210, entry(project), entered=DAY(2022, 11, 3))
    project.refresh_from_db()
    told = {"changes": {"district": city.west}, "loads": {}, "reason": "区划调整", "by": city.people["reform"]}
    correct_project(project=project, seen_version=project.version, **told)
    assert MonthlyReturn.objects.get().division == city.west


def test_a_draft_that_has_moved_to_another_district_is_not_handed_in_by_the_old_one(city, project):
    read, people = entry(project), city.people
    kept = save_sheet(district=city.east, month=202210, entries=[read], by=people["official"])
    told = {"changes": {"district": city.west}, "loads": {}, "reason": "区划调整", "by": people["reform"]}
    correct_project(project=project, seen_version=project.version, **told)
    read = replace(read, seen_version=kept[project.pk].version)
    with pytest.raises(NotOwed):
        submit_sheet(district=city.east, month=202210, entries=[], unchanged=[read], by=people["official"])
    assert MonthlyReturn.objects.get().state == State.DRAFT


def test_progress_stands_in_no_figure_and_makes_none_wait(city, project):
    StaleMark.objects.all().delete()
    accept(city, 202208, entry(project, ("50", "0", "0", "0")), entered=DAY(2022, 9, 5))
    assert not StaleMark.objects.exists()
