"""Guessing passwords: five tries a name and fifty an address within half an hour."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import set_password
from accounts.models import FailedSignIn
from journal.models import Event, Verb
from tests.city import PASSWORD

REFUSAL = "输错次数过多，请30分钟后再试，或联系用户管理员重设密码。"


def sign_in(username: str, password: str = PASSWORD, address: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=address).post("/accounts/sign-in/", {"username": username, "password": password})


def guess(username: str, times: int = 5, address: str = "192.0.2.1") -> None:
    for number in range(times):
        sign_in(username, f"guess {number}", address)


def is_refused(answer) -> bool:
    return answer.status_code == 422 and REFUSAL in answer.content.decode()


def let_pass(**time) -> None:
    for one in FailedSignIn.objects.all():
        FailedSignIn.objects.filter(pk=one.pk).update(at=one.at - timedelta(**time))


class TestByName:
    def test_after_five_wrong_tries_the_right_password_is_refused_too(self, city):
        guess("official", 4)
        assert sign_in("official").status_code == 302
        guess("official", 5)
        assert is_refused(sign_in("official"))
        assert is_refused(sign_in("official", "wrong"))

    def test_from_another_address_as_well(self, city):
        guess("official")
        assert is_refused(sign_in("official", address="198.51.100.7"))

    @pytest.mark.parametrize("typed", ["OFFICIAL", "ｏｆｆｉｃｉａｌ"])
    def test_another_spelling_is_the_same_name(self, city, typed):
        guess(typed)
        assert is_refused(sign_in("official"))

    def test_others_sign_in_meanwhile(self, city):
        guess("official")
        assert sign_in("colleague").status_code == 302

    def test_nobody_learns_whether_the_account_exists(self, city):
        for name in ("official", "nobody"):
            guess(name)
        known, unknown = (sign_in(name, "wrong") for name in ("official", "nobody"))
        assert known.context["form"].errors == unknown.context["form"].errors
        assert is_refused(known) and is_refused(unknown)

    def test_it_ends_after_half_an_hour_whoever_tries_meanwhile(self, city):
        guess("official")
        let_pass(minutes=29)
        assert is_refused(sign_in("official"))
        let_pass(minutes=1, seconds=1)
        assert sign_in("official").status_code == 302

    def test_a_new_password_ends_it_at_once(self, city):
        guess("official")
        set_password(person=city.people["official"], password="a lantern in the fog", by=city.people["admin"])
        assert sign_in("official", "a lantern in the fog").status_code == 302

    def test_the_journal_keeps_the_five_and_not_what_was_refused_unseen(self, city):
        guess("official", 8)
        assert Event.objects.filter(verb=Verb.SIGN_IN_FAILED).count() == 5


class TestByAddress:
    def test_fifty_names_are_too_many(self, city):
        for number in range(50):
            guess(f"name{number}", 1)
        assert is_refused(sign_in("official"))
        assert sign_in("official", address="198.51.100.7").status_code == 302

    def test_the_own_account_does_not_wipe_out_the_tries_at_others(self, city):
        for number in range(50):
            guess(f"name{number}", 1)
            if number == 25:
                assert sign_in("official").status_code == 302
        assert is_refused(sign_in("official"))


def test_what_was_typed_as_a_name_can_not_be_read_back(city):
    sign_in("my secret password")
    kept = FailedSignIn.objects.get()
    assert "secret" not in str(vars(kept))
    assert kept.address == "192.0.2.1"


def test_what_counts_no_longer_is_deleted(city):
    guess("official", 3)
    FailedSignIn.objects.update(at=timezone.now() - timedelta(minutes=31))
    guess("official", 1)
    assert FailedSignIn.objects.count() == 1
