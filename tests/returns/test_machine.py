"""The procedure as a machine: people do what comes to their minds, at any time, with old pages too; a plain model says what must happen.

The model knows no Django: a dictionary for each return, and the days of the calendar written down by hand.
"""

import copy
import datetime
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

import clock
from accounts.roles import PERMISSIONS, Permission
from journal.models import Event
from returns.models import Correction, MonthlyReturn, Opening, Version
from returns.opening_actions import confirm_opening, propose_opening
from tests.city import at, build_city
from tests.entries import entry
from tests.returns.terms import due_on_5th_closes_on_15th, opening
from treatment_plants import actions, review_actions
from treatment_plants.entries import entry_of
from treatment_plants.models import Operation

MONTHS = (202208, 202209)
# The first moment at which each is closed: 15 September is a Thursday, 15 October a Saturday.
CLOSED_FROM = {202208: at(2022, 9, 16, 0), 202209: at(2022, 10, 18, 0)}
START = at(2022, 9, 10)
OF_RETURNS = ("return_saved", "return_submitted", "return_withdrawn", "return_sent_back", "return_accepted", "return_corrected")
PEOPLE = ("official", "colleague", "verifier", "quota", "vicemayor")
ACCEPTED = "accepted"


class Refusal(Exception):
    """What the model says of an act that must not be."""


@dataclass
class Kept:
    """A return as the model keeps it."""

    state: str = "missing"
    version: int = 0
    volume: int | None = None
    entered: str = ""
    submitted: str = ""
    reviewed: str = ""
    versions: list = field(default_factory=list)  # (number, act, volume, by)
    proposal: tuple | None = None  # (by, seen version, volume)


@dataclass
class Model:
    now: datetime.datetime = START
    returns: dict = field(default_factory=dict)
    openings: list = field(default_factory=list)  # [month, plant or None, ends at, by, confirmed at or None]
    events: list = field(default_factory=list)
    roles: dict = field(default_factory=dict)

    def of(self, key) -> Kept:
        return self.returns.setdefault(key, Kept())

    def allow(self, person: str, permission: Permission) -> None:
        if permission not in PERMISSIONS[self.roles[person]]:
            raise Refusal("forbidden")

    def open(self, plant: str, month: int) -> None:
        covered = [one for one in self.openings if one[4] and one[0] == month and one[1] in (None, plant) and one[4] <= self.now < one[2]]
        if self.now >= CLOSED_FROM[month] and not covered:
            raise Refusal("Locked")

    def step(self, key, lag: int, allowed: tuple) -> Kept:
        one = self.of(key)
        if lag:
            raise Refusal("Conflict")
        if one.state not in allowed:
            raise Refusal("WrongState")
        return one

    def save(self, who, key, lag, volume):
        self.allow(who, Permission.ENTER_RETURNS)
        one = self.step(key, lag, ("missing", "draft", "sent_back"))
        self.open(*key)
        state = "draft" if one.state == "missing" else one.state
        self.returns[key] = replace(one, state=state, version=one.version + 1, volume=volume, entered=who)
        self.events.append("return_saved")

    def submit(self, who, key, lag, volume):
        self.save(who, key, lag, volume)
        one = self.of(key)
        self.ended(key)
        one.state, one.version, one.submitted = "submitted", one.version + 1, who
        one.versions.append((one.version, "submitted", one.volume, who))
        self.events.append("return_submitted")

    def ended(self, key):
        if key[1] >= self.now.year * 100 + self.now.month:
            raise Refusal("MonthNotEnded")

    def withdraw(self, who, key, lag):
        self.allow(who, Permission.ENTER_RETURNS)
        one = self.step(key, lag, ("submitted",))
        self.open(*key)
        one.state, one.version = "draft", one.version + 1
        self.events.append("return_withdrawn")

    def accept(self, who, key, lag):
        self.allow(who, Permission.REVIEW_RETURNS)
        one = self.step(key, lag, ("submitted",))
        self.ended(key)
        self.another(who, one)
        one.state, one.version, one.reviewed = ACCEPTED, one.version + 1, who
        one.versions.append((one.version, ACCEPTED, one.volume, who))
        self.events.append("return_accepted")

    def send_back(self, who, key, lag):
        self.allow(who, Permission.REVIEW_RETURNS)
        one = self.step(key, lag, ("submitted", ACCEPTED))
        self.another(who, one)
        self.open(*key)
        one.state, one.version, one.reviewed = "sent_back", one.version + 1, who
        self.events.append("return_sent_back")

    def another(self, who, one):
        if who in (one.entered, one.submitted):
            raise Refusal("OwnEntry")

    def propose_correction(self, who, key, lag, volume):
        self.allow(who, Permission.ENTER_RETURNS)
        one = self.step(key, lag, (ACCEPTED,))
        if one.proposal:
            raise Refusal("WrongState")
        if self.now < CLOSED_FROM[key[1]]:
            raise Refusal("NotClosed")
        if volume == one.volume:
            raise Refusal("NothingCorrected")
        one.proposal = (who, one.version, volume)

    def confirm_correction(self, who, key):
        self.allow(who, Permission.REVIEW_RETURNS)
        one = self.of(key)
        by, seen, volume = one.proposal
        if one.state != ACCEPTED:
            raise Refusal("WrongState")
        if one.version != seen:
            raise Refusal("Conflict")
        if by == who:
            raise Refusal("OwnEntry")
        one.version, one.volume, one.entered, one.submitted, one.reviewed = one.version + 1, volume, by, by, who
        one.versions.append((one.version, "corrected", volume, who))
        one.proposal = None
        self.events.append("return_corrected")

    def propose_opening(self, who, month, plant, days):
        self.allow(who, Permission.PROPOSE_OPENINGS)
        self.openings.append([month, plant, self.now + datetime.timedelta(days=days), who, None])

    def confirm_opening(self, who, number):
        self.allow(who, Permission.CONFIRM_OPENINGS)
        one = self.openings[number]
        if one[4] or one[3] == who or self.now >= one[2]:
            raise Refusal("Undecidable")
        one[4] = self.now


people = st.sampled_from(PEOPLE)
entering = st.sampled_from(("official",) * 4 + ("colleague", "verifier", "quota"))
reviewing = st.sampled_from(("verifier",) * 4 + ("official", "quota"))
plants = st.sampled_from(("dongpo", "shagang"))
months = st.sampled_from(MONTHS)
volumes = st.integers(200, 203).map(lambda number: number * 10_000)
lags = st.sampled_from((0,) * 7 + (1,))


class Procedure(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize(handed_in=st.lists(st.tuples(plants, months, volumes), max_size=4), accepted=st.integers(0, 4))
    def begin(self, handed_in, accepted):
        self.city = build_city()
        due_on_5th_closes_on_15th(self.city)
        self.model = Model(roles={name: person.role for name, person in self.city.people.items()})
        self.first_event = Event.objects.count()
        self.made = []
        self.model.now = at(2022, 10, 3)
        for number, (plant, month, volume) in enumerate(handed_in):
            if self.model.of((plant, month)).state == "missing" and month == MONTHS[1]:
                self.submit("official", plant, month, 0, volume)
                if number < accepted:
                    self.accept("verifier", plant, month, 0)

    # what people do

    @rule(plant=plants, month=months, volume=volumes)
    def do_what_comes_next(self, plant, month, volume):
        """As work goes on a good day: hand in, accept, correct what is closed, confirm."""
        one = self.model.of((plant, month))
        if one.proposal:
            self.confirm_correction("verifier")
        elif one.state == ACCEPTED:
            self.time_passes(24 * 20 if self.model.now < CLOSED_FROM[month] else 0)
            self.propose_correction("official", plant, month, 0, volume)
        elif one.state == "submitted":
            self.accept("verifier", plant, month, 0)
        else:
            self.submit("official", plant, month, 0, volume)

    @rule(month=months, days=st.sampled_from((1, 9)))
    def open_a_month(self, month, days):
        self.propose_opening("verifier", month, None, days)
        self.confirm_opening("quota", len(self.made) - 1)

    @rule(who=entering, plant=plants, month=months, lag=lags, volume=volumes)
    def save(self, who, plant, month, lag, volume):
        self.enter("save", who, (plant, month), lag, volume)

    @rule(who=entering, plant=plants, month=months, lag=lags, volume=volumes)
    def submit(self, who, plant, month, lag, volume):
        self.enter("submit", who, (plant, month), lag, volume)

    @rule(who=entering, plant=plants, month=months, lag=lags)
    def withdraw(self, who, plant, month, lag):
        self.step("withdraw", who, (plant, month), lag, Permission.ENTER_RETURNS, actions.withdraw)

    @rule(who=reviewing, plant=plants, month=months, lag=lags)
    def accept(self, who, plant, month, lag):
        self.step("accept", who, (plant, month), lag, Permission.REVIEW_RETURNS, actions.accept)

    @rule(who=reviewing, plant=plants, month=months, lag=lags)
    def send_back(self, who, plant, month, lag):
        def act(seen, by):
            actions.send_back(seen=seen, remarks={key: {"volume_m3": "请核对"} for key in seen}, by=by)

        self.step("send_back", who, (plant, month), lag, Permission.REVIEW_RETURNS, act)

    @rule(
        who=st.sampled_from(("verifier", "official")), month=months, plant=st.sampled_from((None, "dongpo")), days=st.sampled_from((1, 9))
    )
    def propose_opening(self, who, month, plant, days):
        ends_at = self.model.now + datetime.timedelta(days=days)
        proposed = opening(self.city, month, ends_at, getattr(self.city, plant) if plant else None)
        done = self.compare(
            lambda: self.model.propose_opening(who, month, plant, days),
            who,
            Permission.PROPOSE_OPENINGS,
            lambda: propose_opening(opening=proposed, by=self.city.people[who]),
        )
        self.made += [proposed] if done else []

    @precondition(lambda self: self.made)
    @rule(who=st.sampled_from(("quota", "verifier", "official")), number=st.integers(0, 20))
    def confirm_opening(self, who, number):
        number %= len(self.made)
        self.compare(
            lambda: self.model.confirm_opening(who, number),
            who,
            Permission.CONFIRM_OPENINGS,
            lambda: confirm_opening(opening=self.made[number], by=self.city.people[who]),
        )

    @precondition(lambda self: any(one.state == ACCEPTED for one in self.model.returns.values()))
    @rule(who=entering, plant=plants, month=months, lag=lags, volume=volumes)
    def propose_correction(self, who, plant, month, lag, volume):
        operation = self.operation(plant, month)
        if operation is None:
            return
        changed = replace(entry_of(operation), volume_m3=volume, seen_version=operation.monthly_return.version - lag)
        self.compare(
            lambda: self.model.propose_correction(who, (plant, month), lag, volume),
            who,
            Permission.ENTER_RETURNS,
            lambda: review_actions.propose_correction(
                monthly_return=operation.monthly_return,
                entry=changed,
                reason="流量计校准后复核，按记录更正。",
                document_number="禅环函〔2022〕57号",
                by=self.city.people[who],
            ),
        )

    @precondition(lambda self: any(one.proposal for one in self.model.returns.values()))
    @rule(who=st.sampled_from(("verifier", "official", "quota")))
    def confirm_correction(self, who):
        key = next(key for key, one in self.model.returns.items() if one.proposal)
        waiting = Correction.objects.get(monthly_return=self.operation(*key).monthly_return, decision="proposed")
        self.compare(
            lambda: self.model.confirm_correction(who, key),
            who,
            Permission.REVIEW_RETURNS,
            lambda: review_actions.confirm_correction(correction=waiting, by=self.city.people[who]),
        )

    @rule(hours=st.sampled_from((-1, 1, 30, 24 * 5, 24 * 20)))
    def time_passes(self, hours):
        self.model.now += datetime.timedelta(hours=hours)

    # how both hands are compared

    def enter(self, name, who, key, lag, volume):
        plant, month = getattr(self.city, key[0]), key[1]
        seen = self.model.of(key).version - lag
        if seen < 0:
            return
        row = entry(plant, month, "200", seen=seen)
        row = replace(row, volume_m3=volume)

        def act():
            place = {"district": self.city.east, "month": month, "entries": [row], "by": self.city.people[who]}
            actions.save_sheet(**place) if name == "save" else actions.submit_sheet(**place, unchanged=[])

        self.compare(lambda: getattr(self.model, name)(who, key, lag, volume), who, Permission.ENTER_RETURNS, act)

    def step(self, name, who, key, lag, permission, act):
        operation = self.operation(*key)
        if operation is None:
            return
        seen = {operation.monthly_return_id: operation.monthly_return.version - lag}
        self.compare(lambda: getattr(self.model, name)(who, key, lag), who, permission, lambda: act(seen=seen, by=self.city.people[who]))

    def compare(self, model_act, who, permission, act) -> bool:
        """Both hands do it, or both refuse it for the same reason; what is refused leaves no trace."""
        before, model_before = digest(), copy.deepcopy(self.model)
        try:
            model_act()
            expected = ""
        except Refusal as refusal:
            expected, self.model = str(refusal), model_before
        got = self.attempt(who, permission, act)
        assert got == expected
        if expected:
            assert digest() == before
        return not expected

    def attempt(self, who, permission, act) -> str:
        if not self.city.people[who].may(permission):  # as the door of the page does
            return "forbidden"
        try:
            with clock.moved_to(self.model.now), transaction.atomic():
                act()
        except Exception as refused:  # whatever it is, its name must be the one that the model expects
            return type(refused).__name__
        return ""

    def operation(self, plant, month) -> Operation | None:
        found = Operation.objects.filter(plant=getattr(self.city, plant), month=month)
        return found.select_related("monthly_return", "plant").prefetch_related("measurements", "plant__pollutants").first()

    # what always holds

    @invariant()
    def every_return_stands_where_the_model_has_it(self):
        kept = {key: one for key, one in self.model.returns.items() if one.version}
        found = {}
        for operation in Operation.objects.select_related("monthly_return", "plant"):
            name = {self.city.dongpo.pk: "dongpo", self.city.shagang.pk: "shagang"}[operation.plant_id]
            one = operation.monthly_return
            found[name, operation.month] = (one.state, one.version, operation.volume_m3, one.entered_by.username)
        assert found == {key: (one.state, one.version, one.volume, one.entered) for key, one in kept.items()}

    @invariant()
    def every_version_stays_as_it_was_handed_in_accepted_or_corrected(self):
        for key, one in self.model.returns.items():
            if one.version:
                rows = Version.objects.filter(monthly_return=self.operation(*key).monthly_return).select_related("by")
                assert [(row.number, row.act, row.content["volume_m3"], row.by.username) for row in rows] == one.versions

    @invariant()
    def the_journal_tells_each_act_once_and_in_order(self):
        told = Event.objects.filter(verb__in=OF_RETURNS).order_by("id").values_list("verb", flat=True)
        assert list(told) == self.model.events

    @invariant()
    def who_accepts_is_never_who_entered(self):
        for one in MonthlyReturn.objects.filter(state=ACCEPTED):
            assert one.reviewed_by_id not in (one.entered_by_id, one.submitted_by_id)
            assert one.versions.filter(number=one.version).exists()

    @invariant()
    def openings_were_made_by_two(self):
        for one in Opening.objects.filter(decision="confirmed"):
            assert one.proposed_by_id != one.decided_by_id


def digest() -> list:
    """Every record that the procedure writes."""
    return [list(model.objects.order_by("pk").values()) for model in (MonthlyReturn, Operation, Version, Opening, Correction, Event)]


@pytest.mark.django_db
def test_whatever_people_do_in_whatever_order():
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


class Careless(Model):
    """A model that forgets that a closed month is closed."""

    def open(self, plant, month):
        pass


@pytest.mark.django_db
def test_control_a_model_that_forgets_closing_is_found_out(monkeypatch):
    monkeypatch.setattr("tests.returns.test_machine.Model", Careless)
    with pytest.raises(AssertionError):
        test_whatever_people_do_in_whatever_order()
