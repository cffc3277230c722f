"""What the user administrator does: add people, give roles and passwords, name leaders."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions import add_person
from accounts.models import User
from accounts.roles import PERMISSIONS, Permission, Role
from districts.models import Division
from journal.models import Event, Verb
from tests.city import PASSWORD

PEOPLE = "/accounts/people/"
GIVEN = "a lantern in the fog"


@pytest.fixture
def admin(signed_in) -> Client:
    return signed_in("admin")


@pytest.fixture
def local(city) -> Client:
    """The user administrator of Chancheng alone."""
    person = User(username="localadmin", name="梁伟", role=Role.USER_ADMINISTRATOR, division=city.east)
    add_person(person=person, password=PASSWORD, by=None, must_change_password=False)
    city.people["localadmin"] = person
    browser = Client()
    browser.force_login(person)
    return browser


def add(browser: Client, **values):
    filled = {
        "username": "newcomer",
        "name": "许静",
        "office": "环保局",
        "role": Role.TOWN_OFFICIAL,
        "division": "440604",
        "is_active": "on",
    }
    return browser.post(f"{PEOPLE}add/", filled | {"password": GIVEN} | values)


def change(browser: Client, person: User, **values):
    """Send the form of a person as it stands, but for these values; None leaves a box unticked."""
    person.refresh_from_db()
    filled = {"name": person.name, "office": person.office, "role": person.role, "division": person.division_id, "is_active": "on"}
    filled |= {"seen": json.dumps(person.told())} | values
    return browser.post(f"{PEOPLE}{person.pk}/", {name: value for name, value in filled.items() if value is not None})


def name_leader(browser: Client, code: str, leader: str = "何芳", **values):
    seen = json.dumps(Division.objects.get(code=code).told())
    return browser.post(f"/accounts/leaders/{code}/", {"leader": leader, "leader_office": "区长", "seen": seen} | values)


def give_password(browser: Client, person: User, password: str = GIVEN):
    return browser.post(f"{PEOPLE}{person.pk}/password/", {"new_password1": password, "new_password2": password})


def may_sign_in(username: str, password: str = PASSWORD) -> bool:
    return Client().post("/accounts/sign-in/", {"username": username, "password": password}).status_code == 302


def latest(verb: Verb) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


class TestAdding:
    def test_a_new_person_can_sign_in_and_has_to_change_the_password(self, admin):
        assert add(admin)["Location"] == PEOPLE
        person = User.objects.get(username="newcomer")
        assert (person.name, person.role, person.division_id, person.must_change_password) == ("许静", Role.TOWN_OFFICIAL, "440604", True)
        assert may_sign_in("newcomer", GIVEN)

    def test_the_journal_tells_who_added_whom_without_the_password(self, city, admin):
        add(admin)
        event = latest(Verb.PERSON_ADDED)
        assert (event.actor, event.subject_name, event.division) == (city.people["admin"], "许静 (newcomer)", "440604")
        assert event.after["role"] == Role.TOWN_OFFICIAL
        assert GIVEN not in str(vars(event)) and "password" not in event.after

    @pytest.mark.parametrize(
        "values",
        [
            {"username": "official"},
            {"username": "with space"},
            {"username": ""},
            {"name": ""},
            {"role": "emperor"},
            {"role": ""},
            {"division": ""},
            {"division": "440699"},
            {"password": "short"},
            {"password": "1234567890"},
            {"password": ""},
            {"username": "chenzhiyuan", "password": "chenzhiyuan"},
            {"username": "zhangsan88", "password": "zhangsan88"},
            {"username": "zhangsan88", "password": "ZhangSan88!"},
            {"name": "zhang san feng", "password": "zhangsanfeng"},
            {"username": "OFFICIAL"},
            {"username": "ｏｆｆｉｃｉａｌ"},
        ],
        ids=str,
    )
    def test_what_is_wrong_adds_nobody(self, admin, values):
        before = User.objects.count()
        assert add(admin, **values).status_code == 422
        assert User.objects.count() == before

    def test_a_double_click_adds_one_person_and_tells_of_the_other(self, admin, monkeypatch):
        """Both requests have looked for the user name before either has stored it."""
        monkeypatch.setattr(User, "validate_unique", lambda person, exclude=None: None)
        answers = [add(admin), add(admin)]
        assert [answer.status_code for answer in answers] == [302, 422]
        assert "username" in answers[1].context["form"].errors

    def test_nothing_is_made_from_fields_that_the_form_does_not_have(self, admin):
        add(admin, must_change_password="", last_login="2020-01-01", is_superuser="on", pk="1")
        person = User.objects.get(username="newcomer")
        assert (person.must_change_password, person.last_login) == (True, None)


class TestChanging:
    def test_a_new_role_holds_at_once_in_open_sessions_too(self, city, admin, signed_in):
        browser = signed_in("official")
        assert browser.get("/journal/").status_code == 403
        change(admin, city.people["official"], role=Role.AUDITOR)
        assert browser.get("/journal/").status_code == 200

    def test_the_journal_keeps_before_and_after_of_what_changed(self, city, admin):
        change(admin, city.people["official"], role=Role.AUDITOR, division="440605")
        event = latest(Verb.PERSON_CHANGED)
        assert event.before == {"role": Role.DISTRICT_OFFICIAL, "division_id": "440604"}
        assert event.after == {"role": Role.AUDITOR, "division_id": "440605"}

    def test_nothing_changed_is_no_event(self, city, admin):
        change(admin, city.people["official"])
        assert not Event.objects.filter(verb=Verb.PERSON_CHANGED).exists()

    def test_a_person_can_be_deactivated_and_called_back(self, city, admin):
        change(admin, city.people["official"], is_active=None)
        assert not may_sign_in("official")
        change(admin, city.people["official"], is_active="on")
        assert may_sign_in("official")

    def test_fields_that_the_form_does_not_have_change_nothing(self, city, admin):
        change(admin, city.people["official"], username="renamed", password="x", must_change_password="on", name="王晓东")
        person = User.objects.get(pk=city.people["official"].pk)
        assert (person.username, person.name, person.must_change_password) == ("official", "王晓东", False)
        assert may_sign_in("official")

    @pytest.mark.parametrize("username", ["official", "verifier", "vicemayor", "auditor"])
    def test_nobody_else_changes_people(self, city, signed_in, username):
        browser = signed_in(username)
        assert change(browser, city.people["town"], role=Role.AUDITOR).status_code == 403
        assert add(browser).status_code == 403
        assert give_password(browser, city.people["town"]).status_code == 403
        city.people["town"].refresh_from_db()
        assert city.people["town"].role == Role.TOWN_OFFICIAL
        assert may_sign_in("town")


class TestTwoAdministrators:
    """Both have opened the form; the second to save is told instead of winning in silence."""

    def test_a_person_changed_meanwhile_is_not_changed_again(self, city, admin, local):
        seen = json.dumps(city.people["official"].told())
        assert change(local, city.people["official"], office="排水科").status_code == 302
        answer = change(admin, city.people["official"], name="王晓东", seen=seen)
        assert answer.status_code == 422
        assert "其他人员已修改" in answer.content.decode()
        person = User.objects.get(username="official")
        assert (person.name, person.office) == ("王晓明", "排水科")

    def test_a_leader_named_meanwhile_is_not_replaced(self, city, admin, local):
        seen = json.dumps(city.east.told())
        assert name_leader(local, "440604").status_code == 302
        answer = name_leader(admin, "440604", leader="钟国华", seen=seen)
        assert answer.status_code == 422
        assert "其他人员已修改" in answer.content.decode()
        assert Division.objects.get(code="440604").leader == "何芳"

    def test_the_forms_hand_out_what_they_were_opened_with(self, city, admin):
        person, leader = (
            admin.get(address).context["form"] for address in (f"{PEOPLE}{city.people['official'].pk}/", "/accounts/leaders/440604/")
        )
        assert json.loads(person["seen"].value()) == city.people["official"].told()
        assert json.loads(leader["seen"].value()) == city.east.told()

    @pytest.mark.parametrize("seen", ["", "null", "{}", "{", "[1]", "x" * 5000])
    def test_a_form_that_does_not_tell_changes_nothing(self, city, admin, seen):
        assert change(admin, city.people["official"], name="王晓东", seen=seen).status_code == 422
        assert name_leader(admin, "440604", seen=seen).status_code == 422


class TestOwnRole:
    @pytest.mark.parametrize("values", [{"role": Role.VERIFIER}, {"division": "440604"}, {"is_active": None}], ids=str)
    def test_nobody_takes_or_gives_the_own_role(self, city, admin, values):
        own = city.people["admin"]
        change(admin, own, name="孙丽丽", **values)
        own.refresh_from_db()
        assert (own.name, own.role, own.division_id, own.is_active) == ("孙丽丽", Role.USER_ADMINISTRATOR, "4406", True)

    def test_another_administrator_may(self, city, admin):
        add(admin, role=Role.USER_ADMINISTRATOR, division="4406")
        change(admin, User.objects.get(username="newcomer"), role=Role.AUDITOR)
        assert User.objects.get(username="newcomer").role == Role.AUDITOR

    def test_no_role_both_enters_and_reviews_or_keeps_people_besides(self):
        for role in Role:
            held = PERMISSIONS[role]
            assert not {Permission.ENTER_RETURNS, Permission.REVIEW_RETURNS} <= held
            assert Permission.KEEP_PEOPLE not in held or not {Permission.ENTER_RETURNS, Permission.REVIEW_RETURNS} & held


class TestGivingPasswords:
    def test_all_sessions_of_the_person_end(self, city, admin, signed_in):
        browsers = [signed_in("official"), signed_in("official")]
        assert give_password(admin, city.people["official"])["Location"] == PEOPLE
        assert [browser.get("/").status_code for browser in browsers] == [302, 302]
        assert browsers[0].get("/")["Location"].startswith("/accounts/sign-in/")

    def test_the_sessions_of_others_do_not(self, city, admin, signed_in):
        colleague = signed_in("colleague")
        give_password(admin, city.people["official"])
        assert (colleague.get("/").status_code, admin.get(PEOPLE).status_code) == (200, 200)

    def test_the_new_one_holds_until_its_first_use(self, city, admin):
        give_password(admin, city.people["official"])
        assert not may_sign_in("official")
        assert may_sign_in("official", GIVEN)
        assert User.objects.get(username="official").must_change_password
        assert latest(Verb.PASSWORD_SET).actor == city.people["admin"]

    @pytest.mark.parametrize("password", ["short", "1234567890", "official", ""])
    def test_a_weak_one_is_refused(self, city, admin, password):
        assert give_password(admin, city.people["official"], password).status_code == 422
        assert may_sign_in("official")


class TestAdministratorOfADistrict:
    def test_sees_the_people_of_the_district_and_its_towns_only(self, city, local):
        names = {row.cells[0].text for row in local.get(PEOPLE).context["table"].rows}
        assert names == {"official", "colleague", "town", "localadmin"}

    @pytest.mark.parametrize("username", ["neighbour", "verifier", "admin"])
    def test_does_not_touch_anybody_outside(self, city, local, username):
        person = city.people[username]
        assert change(local, person, name="别人", role=Role.AUDITOR).status_code == 404
        assert give_password(local, person).status_code == 404
        person.refresh_from_db()
        assert person.name != "别人"
        assert may_sign_in(username)

    @pytest.mark.parametrize("division", ["4406", "440605", "44060", ""])
    def test_gives_no_role_outside(self, city, local, division):
        assert add(local, division=division).status_code == 422
        assert change(local, city.people["official"], division=division).status_code == 422
        assert not User.objects.filter(username="newcomer").exists()
        assert User.objects.get(username="official").division_id == "440604"

    def test_does_act_inside(self, city, local):
        assert add(local, division="440604010").status_code == 302
        assert change(local, city.people["official"], division="440604010").status_code == 302

    def test_names_no_leader_elsewhere(self, city, local):
        for code in ("4406", "440605"):
            assert name_leader(local, code).status_code == 404
        assert name_leader(local, "440604").status_code == 302
        assert list(Division.objects.filter(leader="何芳").values_list("code", flat=True)) == ["440604"]
        assert latest(Verb.DIVISION_CHANGED).after == {"leader": "何芳 区长"}


def test_who_has_no_division_sees_nobodys(city):
    person = User(username="lost", name="无", role=Role.USER_ADMINISTRATOR)
    add_person(person=person, password=PASSWORD, by=None, must_change_password=False)
    browser = Client()
    browser.force_login(person)
    assert browser.get(PEOPLE).context["table"].rows == []
    assert browser.get(f"{PEOPLE}{city.people['official'].pk}/").status_code == 404


class TestNames:
    def test_a_name_in_other_letters_is_the_same_name(self, city, admin):
        assert "该用户名已被他人使用。" in add(admin, username="Official").content.decode()
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(username="Official", name="-", role=Role.AUDITOR)

    @pytest.mark.parametrize("typed", ["official", "OFFICIAL", "Official", "ｏｆｆｉｃｉａｌ"])
    def test_however_it_is_typed_the_person_signs_in(self, city, typed):
        assert may_sign_in(typed)

    def test_a_name_given_in_wide_letters_is_kept_as_it_will_be_read(self, city, admin):
        add(admin, username="ｘｕｊｉｎｇ")
        assert User.objects.get(name="许静").username == "xujing"


class TestWords:
    """What people read when something is wrong is the portal's own Chinese."""

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"password": "short"}, "密码过短，至少需要10个字符。"),
            ({"password": "1234567890"}, "密码不能全部为数字。"),
            ({"password": "password123"}, "密码过于常见。"),
            ({"username": "zhangsan88", "password": "zhangsan88"}, "密码与用户名或姓名过于相似。"),
            ({"username": "official"}, "该用户名已被他人使用。"),
            ({"username": "with space"}, "用户名只能包含字母、数字和"),
        ],
        ids=str,
    )
    def test_adding_a_person(self, admin, values, words):
        page = add(admin, **values).content.decode()
        assert words in page
        assert "你" not in page

    @pytest.mark.parametrize(
        ("old", "new", "repeated", "words"),
        [
            ("wrong", GIVEN, GIVEN, "旧密码不正确。"),
            (PASSWORD, GIVEN, "another one", "两次输入的密码不一致。"),
            (PASSWORD, "short", "short", "密码过短"),
        ],
    )
    def test_changing_the_own_password(self, city, signed_in, old, new, repeated, words):
        answer = signed_in("official").post("/accounts/password/", {"old_password": old, "new_password1": new, "new_password2": repeated})
        page = answer.content.decode()
        assert words in page
        assert "你" not in page

    def test_the_rules_are_told_before_a_password_is_typed(self, city, signed_in):
        page = signed_in("official").get("/accounts/password/").content.decode()
        assert all(words in page for words in ("至少10个字符。", "不能全部为数字。", "不得使用常见密码。", "不得与用户名或姓名相似。"))
