"""An instruction comes back until whoever gave it has closed it: every act, in every state, by everybody."""

import datetime

import pytest
from django.utils import translation

import clock
from accounts.models import User
from accounts.roles import Role
from districts.models import Division
from journal.models import Event
from tests import city as small
from tests.city import City, at
from tests.visits.acts import DUE, act, brought_to, instruct, picture
from visits import actions, queries, rules
from visits.actions import Pictures
from visits.models import Act, State, Step
from visits.words import standing

OPEN, ANSWERED, CLOSED = State.OPEN, State.ANSWERED, State.CLOSED
# By hand from the rule: who, in which state → what the state is afterwards. Whatever isn't written is refused.
TABLE = {
    ("official", OPEN, Act.ANSWERED): ANSWERED,
    ("colleague", OPEN, Act.ANSWERED): ANSWERED,
    ("vicemayor", ANSWERED, Act.SENT_BACK): OPEN,
    ("vicemayor", OPEN, Act.CLOSED): CLOSED,
    ("vicemayor", ANSWERED, Act.CLOSED): CLOSED,
    ("vicemayor", CLOSED, Act.REOPENED): OPEN,
    ("vicemayor", OPEN, Act.POSTPONED): OPEN,
    ("vicemayor", ANSWERED, Act.POSTPONED): ANSWERED,
}
ACTS = [one for one in Act.values if one != Act.DID]
PEOPLE = ("official", "colleague", "neighbour", "town", "reform", "verifier", "quota", "vicemayor", "second", "admin", "auditor")


@pytest.fixture
def city(city) -> City:
    """With a second person who records visits, such as the vice-mayor's staff; the department has its name."""
    second = User(username="second", name="许东", office="市政府办公室", role=Role.VICE_MAYOR, division_id="4406")
    city.people["second"] = small.add_person(person=second, password="-", by=None, must_change_password=False)
    city.people["reform"].office = "市发展和改革局"
    city.people["reform"].save()
    return city


def tried(city: City, instruction, what: str, who: str) -> str:
    """The state afterwards, "" where it was refused."""
    try:
        told = {"due_on": DUE + datetime.timedelta(days=5)} if what == Act.POSTPONED else {}
        if what == Act.ANSWERED:
            told["whose"] = rules.voices(city.people[who])[0]
        act(city, instruction, what, by=who, **told)
    except actions.NotAllowed:
        instruction.refresh_from_db()
        return ""
    return instruction.state


@pytest.mark.parametrize("state", State.values)
def test_everybody_tries_everything(city, state):
    outcomes = {}
    for who in PEOPLE:
        for what in ACTS:
            instruction = brought_to(city, instruct(city, text=f"{who} {what}"), state)
            before = (instruction.version, Step.objects.count(), Event.objects.count())
            outcome = tried(city, instruction, what, who)
            if outcome:
                outcomes[who, state, what] = outcome
                assert (instruction.version, Step.objects.count(), Event.objects.count()) == tuple(one + 1 for one in before)
            else:
                assert (instruction.version, Step.objects.count(), Event.objects.count()) == before
    assert outcomes == {case: after for case, after in TABLE.items() if case[1] == state}


class TestDepartments:
    def given(self, city):
        return instruct(city, division=Division.objects.get(code="4406"), office="市发展和改革局")

    def test_the_department_answers(self, city):
        assert tried(city, self.given(city), Act.ANSWERED, "reform") == ANSWERED

    @pytest.mark.parametrize("who", ["official", "town", "verifier", "vicemayor"])
    def test_nobody_answers_for_it(self, city, who):
        assert tried(city, self.given(city), Act.ANSWERED, who) == ""

    def test_another_department_of_the_same_city_does_not(self, city):
        city.people["reform"].office = "市住房和城乡建设局"
        city.people["reform"].save()
        assert tried(city, self.given(city), Act.ANSWERED, "reform") == ""

    def test_somebody_without_an_office_answers_for_no_division(self, city):
        city.people["reform"].office = ""
        city.people["reform"].save()
        assert tried(city, instruct(city), Act.ANSWERED, "reform") == ""


class TestTowns:
    def test_the_town_and_its_district_answer_what_was_given_to_the_town(self, city):
        town = Division.objects.get(code="440604010")
        city.dongpo.town = town
        city.dongpo.save()
        assert tried(city, instruct(city, text="一", division=town), Act.ANSWERED, "town") == ANSWERED
        assert tried(city, instruct(city, text="二", division=town), Act.ANSWERED, "official") == ANSWERED

    def test_the_town_does_not_answer_for_its_district(self, city):
        assert tried(city, instruct(city), Act.ANSWERED, "town") == ""


class TestWhoCloses:
    def test_the_staff_write_it_down_and_the_leader_closes(self, city):
        instruction = brought_to(city, instruct(city, by="second", leader="vicemayor"), ANSWERED)
        assert instruction.given_by == city.people["vicemayor"]
        assert tried(city, instruction, Act.CLOSED, "second") == ""
        assert tried(city, instruction, Act.CLOSED, "vicemayor") == CLOSED
        assert (instruction.closed_by, instruction.closed_at is None) == (city.people["vicemayor"], False)

    @pytest.mark.parametrize("left", [{"is_active": False}, {"role": Role.AUDITOR}])
    def test_when_the_giver_has_left_another_who_records_visits_closes(self, city, left):
        instruction = brought_to(city, instruct(city), ANSWERED)
        assert tried(city, instruction, Act.CLOSED, "second") == ""
        User.objects.filter(username="vicemayor").update(**left)
        assert tried(city, instruction, Act.CLOSED, "second") == CLOSED

    def test_opening_again_forgets_who_had_closed_but_the_steps_keep_it(self, city):
        instruction = act(city, brought_to(city, instruct(city), CLOSED), Act.REOPENED)
        assert (instruction.closed_by, instruction.closed_at) == (None, None)
        assert [step.act for step in instruction.steps.all()] == [Act.ANSWERED, Act.CLOSED, Act.REOPENED]


class TestWords:
    @pytest.mark.parametrize(
        ("what", "state"), [(Act.ANSWERED, OPEN), (Act.SENT_BACK, ANSWERED), (Act.REOPENED, CLOSED), (Act.POSTPONED, OPEN)]
    )
    def test_what_needs_words_is_refused_without(self, city, what, state):
        instruction = brought_to(city, instruct(city), state)
        who = "official" if what == Act.ANSWERED else "vicemayor"
        told = {"due_on": DUE} if what == Act.POSTPONED else {}
        with pytest.raises(actions.NotAllowed):
            act(city, instruction, what, by=who, text="  ", **told)

    def test_nobody_answers_in_the_name_of_somebody_else(self, city):
        with pytest.raises(actions.NotAllowed):
            act(city, instruct(city), Act.ANSWERED, by="official", whose="市人民政府")

    def test_the_district_may_speak_for_its_leader_in_charge(self, city):
        instruction = act(city, instruct(city), Act.ANSWERED, by="official", whose="禅城区 陈志远 副区长")
        assert instruction.steps.get().whose == "禅城区 陈志远 副区长"

    def test_a_due_date_moves_only_with_its_own_act(self, city):
        with pytest.raises(actions.NotAllowed):
            act(city, brought_to(city, instruct(city), ANSWERED), Act.SENT_BACK, due_on=DUE)
        with pytest.raises(actions.NotAllowed):
            act(city, instruct(city, text="二"), Act.POSTPONED)

    def test_the_first_due_date_stays_for_ever(self, city):
        later = DUE + datetime.timedelta(days=30)
        instruction = act(city, instruct(city), Act.POSTPONED, due_on=later, text="台风")
        assert (instruction.first_due_on, instruction.due_on, instruction.steps.get().due_on) == (DUE, later, later)

    def test_somebody_was_quicker(self, city):
        instruction = instruct(city)
        act(city, instruct(city, text="别的"), Act.CLOSED)
        actions.act_on(instruction=instruction, act=Act.CLOSED, seen_version=1, by=city.people["vicemayor"])
        with pytest.raises(actions.ChangedMeanwhile):
            actions.act_on(instruction=instruction, act=Act.REOPENED, seen_version=1, text="误", by=city.people["vicemayor"])

    def test_a_photo_that_is_there_already_takes_the_answer_back_with_it(self, city):
        instruction = instruct(city, pictures=Pictures([picture("a")]))
        with pytest.raises(actions.AlreadyThere):
            act(city, instruction, Act.ANSWERED, by="official", pictures=Pictures([picture("b"), picture("a")]))
        instruction.refresh_from_db()
        assert (instruction.state, instruction.steps.count(), instruction.visit.photos.count()) == (OPEN, 0, 1)


class TestDuties:
    """What waits for whom; the instruction is due on 2022-11-20."""

    def waiting(self, city) -> set[str]:
        return {who for who in PEOPLE if queries.duties_in(city.people[who].divisions, city.people[who]).exists()}

    @pytest.mark.parametrize(("state", "who"), [(OPEN, {"official", "colleague"}), (ANSWERED, {"vicemayor"}), (CLOSED, set())])
    def test_it_waits_for_those_who_have_to_act(self, city, state, who):
        brought_to(city, instruct(city), state)
        assert self.waiting(city) == who

    def test_one_for_a_department_waits_for_it_alone(self, city):
        instruct(city, division=Division.objects.get(code="4406"), office="市发展和改革局")
        assert self.waiting(city) == {"reform"}

    def test_an_answer_that_was_not_accepted_brings_it_back(self, city):
        act(city, brought_to(city, instruct(city), ANSWERED), Act.SENT_BACK)
        assert self.waiting(city) == {"official", "colleague"}

    @pytest.mark.parametrize(
        ("day", "state", "lamp", "text"),
        [
            (at(2022, 11, 10), OPEN, "none", "10 days left"),
            (at(2022, 11, 13), OPEN, "late", "7 days left"),
            (at(2022, 11, 19), OPEN, "late", "1 day left"),
            (at(2022, 11, 20, 23, 59), OPEN, "late", "due today"),
            (at(2022, 11, 21, 0, 0), OPEN, "bad", "overdue by 1 day"),
            (at(2023, 1, 1), OPEN, "bad", "overdue by 42 days"),
            (at(2023, 1, 1), ANSWERED, "late", "answered, to be closed"),
            (at(2023, 1, 1), CLOSED, "good", "done and closed"),
        ],
    )
    def test_its_lamp_by_the_day(self, city, day, state, lamp, text):
        instruction = brought_to(city, instruct(city), state)
        with clock.moved_to(day), translation.override("en"):
            found = standing(instruction, clock.today())
        assert (found.lamp, found.text) == (lamp, text)

    @pytest.mark.parametrize(("day", "count"), [(datetime.date(2022, 11, 20), 0), (datetime.date(2022, 11, 21), 1)])
    def test_what_is_overdue_presses_on_everybody_who_sees_it(self, city, day, count):
        instruct(city)
        for who in ("vicemayor", "verifier", "auditor"):
            assert queries.pressing_in("4406", city.people[who], day).count() == count
        assert queries.pressing_in("440605", city.people["neighbour"], day).count() == 0
