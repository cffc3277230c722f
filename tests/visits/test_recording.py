"""Recording a visit through its form, as a phone sends it."""

import json
import uuid

import pytest

from districts.models import Division
from journal.models import Event
from tests.photos.files import MAKER, photo
from tests.visits.acts import DAY, instruct, record, sendable
from visits.models import Instruction, Photo, PhotoFile, Problem, Visit

ADD = "/visits/add/"


def fields(**told) -> dict:
    """What a phone sends of a plant's visit; the clock of the tests stands at 2022-11-10."""
    return {
        "problem": "进水泵房水位低",
        "coordinating_level": "city",
        "acting_level": "district",
        "instruction": "接通石湾片区管网",
        "addressee": "440604|",
        "due_on": "2022-11-30",
        "visited_on": "2022-11-10",
        "leader": "",
        "form_key": str(uuid.uuid4()),
    } | told


@pytest.fixture
def phone(signed_in, city):
    """Sends the form of a visit of Dongpo as the vice-mayor."""

    def send(who: str = "vicemayor", subject: str | None = None, **told):
        address = ADD + (f"?kind=plant&key={city.dongpo.pk}" if subject is None else subject)
        return signed_in(who).post(address, fields(leader=city.people["vicemayor"].pk) | told)

    return send


class TestRecording:
    def test_all_of_it_is_stored_at_once(self, phone, city):
        answer = phone(
            photos=[sendable(), sendable("二.png", photo(kind="PNG"))], viewpoint="进水泵房", summary="一组停运", next_on="2022-12-15"
        )
        visit = Visit.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, f"/visits/{visit.pk}/")
        assert (visit.kind, visit.subject, visit.subject_name, visit.division_id) == ("plant", city.dongpo.pk, city.dongpo.name, "440604")
        assert (str(visit.visited_on), str(visit.next_on), visit.leader) == ("2022-11-10", "2022-12-15", city.people["vicemayor"])
        problem = visit.problems.get()
        assert (problem.text, problem.coordinating_level, problem.acting_level) == ("进水泵房水位低", "city", "district")
        instruction = problem.instructions.get()
        assert (instruction.division_id, instruction.office, str(instruction.due_on)) == ("440604", "", "2022-11-30")
        assert {one.viewpoint for one in visit.photos.all()} == {"进水泵房"}
        first = visit.photos.first()
        assert (first.latitude, first.longitude, first.taken_at.isoformat()) == (23_021_836, 113_119_236, "2022-10-27T02:24:05+00:00")

    def test_the_stored_photo_has_none_of_it_in_its_file(self, phone):
        phone(photos=[sendable()])
        file = PhotoFile.objects.get()
        for kept in (bytes(file.jpeg), bytes(file.small)):
            assert kept.startswith(b"\xff\xd8\xff")
            assert MAKER.encode() not in kept
            assert b"Exif" not in kept

    def test_every_part_leaves_an_event(self, phone):
        phone(photos=[sendable()])
        events = Event.objects.filter(subject=f"visit {Visit.objects.get().pk}").order_by("pk")
        assert [one.verb for one in events] == ["visit_recorded", "problem_recorded", "instruction_given", "photos_added"]
        assert {one.division for one in events} == {"440604"}
        assert {one.actor.username for one in events} == {"vicemayor"}

    def test_a_visit_without_problem_is_one(self, phone):
        phone(problem="", instruction="")
        assert Visit.objects.count() == 1
        assert not Problem.objects.exists()

    def test_a_form_that_is_sent_twice_records_one_visit(self, phone):
        key = str(uuid.uuid4())
        first, second = (phone(form_key=key, photos=[sendable()]) for _time in range(2))
        assert first["Location"] == second["Location"]
        assert (Visit.objects.count(), Photo.objects.count(), Event.objects.filter(verb="visit_recorded").count()) == (1, 1, 1)

    def test_another_place_is_recorded_by_its_name(self, phone):
        phone(subject="", subject_name="汾江河大桥断面", division="440604010", addressee="440604010|")
        visit = Visit.objects.get()
        assert (visit.kind, visit.subject, visit.division_id) == ("place", None, "440604010")

    def test_a_department_is_chosen_by_its_office(self, phone, city):
        city.people["reform"].office = "市发展和改革局"
        city.people["reform"].save()
        phone(addressee="4406|市发展和改革局")
        assert (Instruction.objects.get().division_id, Instruction.objects.get().office) == ("4406", "市发展和改革局")


class TestRefused:
    """A refused form stores nothing, tells why beside the field, and keeps what was typed."""

    CASES = {
        "a text for a photo": ({"photos": [("x.jpg", b"no photo")]}, "x.jpg：该文件不是照片。"),
        "a good photo and a bad one": ({"photos": [("a.jpg", None), ("b.jpg", b"GIF89a")]}, "b.jpg：该文件不是照片。"),
        "a photo that is cut off": ({"photos": [("a.jpg", photo()[:900])]}, "照片已损坏"),
        "an iPhone's format": ({"photos": [("a.heic", b"\0\0\0\x18ftypheic" + bytes(99))]}, "HEIC"),
        "too many photos": ({"photos": [(f"{n}.jpg", None) for n in range(10)]}, "每次最多上传9张照片。"),
        "an instruction without a day": ({"due_on": ""}, "请填写办理时限。"),
        "an instruction for nobody": ({"addressee": ""}, "请选择责任单位。"),
        "a day that has passed": ({"due_on": "2022-11-09"}, "办理时限应在今天至三年之内。"),
        "a day with a slipped digit": ({"due_on": "2222-11-30"}, "办理时限应在今天至三年之内。"),
        "a visit of tomorrow": ({"visited_on": "2022-11-11"}, "不晚于今天"),
        "a next visit before this one": ({"next_on": "2022-11-01"}, "下次检查不能早于本次。"),
        "a foreign addressee": ({"addressee": "440605|"}, "440605"),
        "a made-up department": ({"addressee": "4406|纪委"}, "纪委"),
        "a leader who is none": ({"leader": "official"}, "带队领导"),
        "no mark of the form": ({"form_key": "x"}, ""),
    }

    @pytest.mark.parametrize("name", CASES)
    def test_nothing_is_stored_and_nothing_typed_is_lost(self, phone, city, name):
        told, words = self.CASES[name]
        told = dict(told)
        if "photos" in told:
            told["photos"] = [sendable(file, content) for file, content in told["photos"]]
        if told.get("leader"):
            told["leader"] = city.people[told["leader"]].pk
        events = Event.objects.count()
        answer = phone(summary="两组生化池只运行一组", **told)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        for typed in ("进水泵房水位低", "接通石湾片区管网", "两组生化池只运行一组"):
            assert typed in page
        assert not any(model.objects.exists() for model in (Visit, Problem, Instruction, Photo, PhotoFile))
        assert Event.objects.count() == events

    def test_no_process_reads_photos_while_something_else_is_wrong(self, phone, monkeypatch):
        monkeypatch.setattr("photos.reading.QUARANTINE.ask", lambda *args: pytest.fail("a photo was read"))
        assert phone(photos=[sendable()], due_on="").status_code == 422

    def test_a_name_of_a_file_is_shown_as_text_and_kept_nowhere(self, phone):
        name = '../<img src=x onerror=alert(1)>"\r\nX: y.jpg'
        page = phone(photos=[sendable(name, b"no photo")]).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page

    def test_words_with_markup_stay_words(self, phone, signed_in):
        evil = "<script>alert(1)</script>"
        phone(problem=evil, instruction=f"{evil}!", summary=evil, company=evil, viewpoint=evil, photos=[sendable()])
        for address in (f"/visits/{Visit.objects.get().pk}/", "/visits/", "/visits/instructions/", "/", "/worst/", "/journal/"):
            page = signed_in("vicemayor").get(address).content.decode()
            assert evil not in page, address

    @pytest.mark.parametrize(
        "subject",
        [
            "?kind=plant&key=999999",
            "?kind=plant&key=x",
            "?kind=plant",
            "?kind=boat&key=1",
            "?key=1",
            "?kind=plant&key=²",
            "?kind=plant&key=" + "9" * 30,
        ],
    )
    def test_what_does_not_exist_cannot_be_visited(self, signed_in, city, subject):
        assert signed_in("vicemayor").get(ADD + subject).status_code == 404

    def test_a_place_and_its_addressee_belong_together(self, phone):
        answer = phone(subject="", subject_name="大桥", division="440605", addressee="440604|")
        assert answer.status_code == 422
        assert "检查地点不在该区域" in answer.content.decode()

    def test_an_old_photo_is_refused_on_the_same_visit_and_flagged_on_another(self, signed_in, city):
        one, two = record(city), record(city)
        browser = signed_in("vicemayor")
        assert browser.post(f"/visits/{one.pk}/photos/add/", {"photos": [sendable()]}).status_code == 302
        assert browser.post(f"/visits/{one.pk}/photos/add/", {"photos": [sendable()]}).status_code == 422
        assert "同一照片曾在别处提交" not in browser.get(f"/visits/{one.pk}/").content.decode()
        assert browser.post(f"/visits/{two.pk}/photos/add/", {"photos": [sendable()]}).status_code == 302
        assert "同一照片曾在别处提交" in browser.get(f"/visits/{two.pk}/").content.decode()
        assert Photo.objects.count() == 2


class TestAdding:
    def test_a_further_problem_and_once_only(self, signed_in, city):
        visit, browser = record(city), signed_in("vicemayor")
        told = {name: value for name, value in fields().items() if name not in ("visited_on", "leader", "form_key")}
        assert [browser.post(f"/visits/{visit.pk}/problems/add/", told).status_code for _time in range(2)] == [302, 422]
        assert (visit.problems.count(), visit.instructions.count()) == (1, 1)

    def test_an_instruction_without_a_problem(self, signed_in, city):
        visit = record(city)
        signed_in("vicemayor").post(f"/visits/{visit.pk}/problems/add/", fields(problem=""))
        assert visit.instructions.get().problem is None
        assert "接通石湾片区管网" in signed_in("official").get(f"/visits/{visit.pk}/").content.decode()

    def test_neither_is_refused(self, signed_in, city):
        visit = record(city)
        assert signed_in("vicemayor").post(f"/visits/{visit.pk}/problems/add/", fields(problem="", instruction="")).status_code == 422

    def test_what_was_done_stands_on_the_sheet_in_the_name_of_who_did_it(self, signed_in, city):
        visit = record(city)
        told = {"text": "已查出错接21处", "whose": "禅城区 陈志远 副区长", "photos": [sendable()]}
        assert signed_in("official").post(f"/visits/{visit.pk}/measures/add/", told).status_code == 302
        step = visit.steps.get()
        assert (step.act, step.whose, step.by.username, step.photos.count()) == ("did", "禅城区 陈志远 副区长", "official", 1)
        assert "已查出错接21处" in signed_in("vicemayor").get(f"/visits/{visit.pk}/").content.decode()

    def test_a_correction_keeps_before_and_after(self, signed_in, city):
        visit = record(city, summary="旧")
        told = {"visited_on": str(DAY), "summary": "新", "seen_version": 1, "reason": "写错了"}
        browser = signed_in("vicemayor")
        assert browser.post(f"/visits/{visit.pk}/correct/", told).status_code == 302
        event = Event.objects.get(verb="visit_corrected")
        assert (event.before, event.after, event.reason) == ({"summary": "旧"}, {"summary": "新"}, "写错了")
        stale = browser.post(f"/visits/{visit.pk}/correct/", told | {"summary": "更新"})
        assert stale.status_code == 422
        assert "其他人已更正该检查记录" in stale.content.decode()

    def test_the_journal_reads_all_of_it_as_sentences(self, signed_in, city, phone):
        phone(photos=[sendable()], viewpoint="大门")
        page = signed_in("vicemayor").get("/journal/").content.decode()
        for words in ("记录现场检查", "办理时限：— → 2022-11-30", "协调层级：— → 市级", "拍摄点位：— → 大门"):
            assert words in page

    def test_what_earlier_visits_left_open_stands_above_the_form(self, signed_in, city):
        instruct(city, text="上次没做完的")
        page = signed_in("vicemayor").get(f"{ADD}?kind=plant&key={city.dongpo.pk}").content.decode()
        assert "上次没做完的" in page
        assert "上次没做完的" not in signed_in("vicemayor").get(f"{ADD}?kind=plant&key={city.dali.pk}").content.decode()

    def test_a_plant_of_a_town_lies_there(self, phone, city):
        city.dongpo.town = Division.objects.get(code="440604010")
        city.dongpo.save()
        phone()
        assert Visit.objects.get().division_id == "440604010"


class TestDeciding:
    def test_the_buttons_close_and_open_again(self, signed_in, city):
        instruction, browser = instruct(city), signed_in("vicemayor")
        address = f"/visits/instructions/{instruction.pk}/decide/"
        assert browser.post(address, {"act": "closed", "seen_version": 1}).status_code == 302
        assert browser.post(address, {"act": "reopened", "seen_version": 2}).status_code == 422
        assert browser.post(address, {"act": "reopened", "seen_version": 2, "text": "还没完"}).status_code == 302
        instruction.refresh_from_db()
        assert (instruction.state, instruction.version) == ("open", 3)

    @pytest.mark.parametrize(
        "told",
        [
            {"act": "postponed", "text": "台风"},
            {"act": "postponed", "due_on": "2022-12-01"},
            {"act": "postponed", "due_on": "2022-11-20", "text": "同一天"},
            {"act": "postponed", "due_on": "2022-11-01", "text": "过去"},
            {"act": "closed", "due_on": "2022-12-01"},
            {"act": "sent_back", "text": "还没有回复"},
            {"act": "answered", "text": "代为回复"},
            {"text": "没有按钮"},
            {"act": "closed", "seen_version": 7},
        ],
    )
    def test_what_is_contradictory_is_refused(self, signed_in, city, told):
        instruction = instruct(city)
        answer = signed_in("vicemayor").post(f"/visits/instructions/{instruction.pk}/decide/", {"seen_version": 1} | told)
        instruction.refresh_from_db()
        assert (answer.status_code, instruction.version) == (422, 1)

    def test_whom_it_does_not_wait_for_is_led_to_the_visit(self, signed_in, city):
        instruction = instruct(city)
        for who, what in (("official", "decide"), ("vicemayor", "answer")):
            answer = signed_in(who).post(
                f"/visits/instructions/{instruction.pk}/{what}/", {"act": "closed", "text": "x", "seen_version": 1}
            )
            assert answer["Location"] == f"/visits/{instruction.visit_id}/#instruction-{instruction.pk}"
        instruction.refresh_from_db()
        assert instruction.version == 1


def test_the_formats_of_the_lists_hold_what_the_page_holds(signed_in, city):
    instruct(city, text="一")
    found = json.loads(signed_in("vicemayor").get("/visits/?format=json").content)
    assert found["rows"] == [
        {
            "subject": city.dongpo.name,
            "district": "禅城区",
            "visited_on": "2022-10-27",
            "leader": "郑海",
            "problems": 1,
            "instructions": 1,
            "unclosed": 1,
            "overdue": 0,
            "photos": 0,
            "next_on": None,
        }
    ]
