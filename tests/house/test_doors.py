"""Who may open what: every address and every role in one table."""

import json
from collections import defaultdict
from datetime import date

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse

import figures.actions
from accounts.roles import Role
from construction.models import Approval, Fund, Milestone, ProgressPhoto, Project
from construction.photos.actions import add_photos
from districts.models import Division
from frozen.models import Freeze
from photos.taken import Pictures
from power_plants.models import Unit
from returns.models import Opening
from returns.opening_actions import propose_opening
from targets.models import QuotaSet
from tests.city import City, at
from tests.construction.projects import add, support
from tests.entries import save, submit
from tests.frozen.months import august_frozen
from tests.house.addresses import addresses
from tests.power_plants.units import listed, unit
from tests.returns.terms import opening
from tests.targets.drafts import uploaded
from tests.targets.quotas import in_force
from tests.treatment_plants import plant_sheets
from tests.treatment_plants.month_workbooks import month_uploaded
from tests.visits.acts import instruct, picture
from treatment_plants.models import PlantLoad
from treatment_plants.months.preview import purpose_of
from visits.models import Instruction
from workbooks.models import Draft

STRANGER = "stranger"
# The columns of the tables below. Everybody asks for what lies in Chancheng; the town lies in it too.
ROLES = {
    STRANGER: STRANGER,
    "official": Role.DISTRICT_OFFICIAL,
    "town": Role.TOWN_OFFICIAL,
    "reform": Role.DEPARTMENT_USER,
    "verifier": Role.VERIFIER,
    "quota": Role.QUOTA_ADMINISTRATOR,
    "vicemayor": Role.VICE_MAYOR,
    "admin": Role.USER_ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}

READING = {
    # a redirect sends strangers to sign in; 405: the address takes forms only
    #                                 str off twn ref ver quo vic adm aud
    "dashboards:overview": "           302 200 200 200 200 200 200 302 200",
    "dashboards:plant-load": "         302 200 200 200 200 200 200 403 200",
    "dashboards:districts": "          302 200 200 200 200 200 200 403 200",
    "dashboards:inlet-concentration": "302 200 200 200 200 200 200 403 200",
    "dashboards:headroom": "           302 200 200 200 200 200 200 403 200",
    "dashboards:plant-load-why": "     302 200 404 200 200 200 200 403 200",
    "dashboards:inlet-concentration-why": "302 200 404 200 200 200 200 403 200",
    "dashboards:districts-why": "      302 200 404 200 200 200 200 403 200",
    "dashboards:frozen-months": "      302 200 200 200 200 200 200 403 200",
    "dashboards:frozen-month": "       302 200 200 200 200 200 200 403 200",
    "dashboards:forecast": "           302 200 200 200 200 200 200 403 200",
    "dashboards:plant-explanation": "  302 200 404 200 200 200 200 403 200",
    "dashboards:division-explanation": "302 200 200 200 200 200 200 403 200",
    "dashboards:project-explanation": "302 200 404 200 200 200 200 403 200",
    "dashboards:power-unit-explanation": "302 200 404 200 200 200 200 403 200",
    "dashboards:projects-explanation": "302 200 200 200 200 200 200 403 200",
    "dashboards:closings-explanation": "302 200 200 200 200 200 200 403 200",
    "dashboards:use-explanation": "     302 200 404 200 200 200 200 403 200",
    "dashboards:quota-explanation": "   302 200 404 200 200 200 200 403 200",
    "dashboards:closures": "           302 200 200 200 200 200 200 403 200",
    "dashboards:power-plants": "       302 200 200 200 200 200 200 403 200",
    "dashboards:power-unit": "         302 200 404 200 200 200 200 403 200",
    "power_plants:unit-add": "         302 403 403 200 403 403 403 403 403",
    "power_plants:unit-correct": "     302 403 403 200 403 403 403 403 403",
    "power_plants:closing-entry": "    302 403 403 200 403 403 403 403 403",
    "power_plants:claim-entry": "      302 200 403 403 403 403 403 403 403",
    "power_plants:claim-review": "     302 302 404 302 302 302 302 403 302",
    "power_plants:claim-withdraw": "   302 302 404 302 302 302 302 403 302",
    "power_plants:coal-sheet": "       302 200 404 200 200 200 200 403 200",
    "power_plants:coal-review": "      302 302 404 302 302 302 302 403 302",
    "dashboards:targets": "            302 200 200 200 200 200 200 403 200",
    "dashboards:quota-sets": "         302 200 200 200 200 200 200 403 200",
    "dashboards:quota-set": "          302 200 200 200 200 200 200 403 200",
    "dashboards:quota-preview": "      302 403 403 403 403 200 403 403 403",
    "targets:quota-template": "        302 403 403 403 403 200 403 403 403",
    "targets:quota-upload": "          302 403 403 403 403 200 403 403 403",
    "targets:quota-draft": "           302 403 403 403 403 200 403 403 403",
    "targets:quota-draft-marked": "    302 403 403 403 403 200 403 403 403",
    "targets:quota-draft-file": "      302 403 403 403 403 200 403 403 403",
    "targets:quota-draft-progress": "  302 403 403 403 403 200 403 403 403",
    "targets:quota-move": "            302 403 403 403 403 200 403 403 403",
    "targets:quota-undo": "            302 403 403 403 403 200 403 403 403",
    "targets:quota-confirm": "         302 405 405 405 405 405 405 405 405",
    "targets:quota-refuse": "          302 405 405 405 405 405 405 405 405",
    "targets:quota-file": "            302 200 200 200 200 200 200 403 200",
    "dashboards:plant": "              302 200 404 200 200 200 200 403 200",
    "dashboards:returns": "            302 200 200 200 200 200 200 403 200",
    "dashboards:rules": "              302 200 200 200 200 200 200 403 200",
    "dashboards:journal": "            302 403 403 403 200 403 200 403 200",
    "dashboards:jobs": "               302 403 403 403 200 200 200 200 200",
    "dashboards:freshness": "          302 200 200 200 200 200 200 403 200",
    "dashboards:healthz": "            200 200 200 200 200 200 200 200 200",
    "dashboards:readyz": "             200 200 200 200 200 200 200 200 200",
    "dashboards:worst": "              302 200 200 200 200 200 200 403 200",
    "visits:visits": "                 302 200 200 200 200 200 200 403 200",
    "visits:visit-add": "              302 403 403 403 403 403 200 403 403",
    "visits:instructions": "           302 200 200 200 200 200 200 403 200",
    "visits:instruction-answer": "     302 200 404 302 302 302 302 403 302",
    "visits:instruction-decide": "     302 302 404 302 302 302 200 403 302",
    "visits:visit": "                  302 200 404 200 200 200 200 403 200",
    "visits:visit-correct": "          302 403 403 403 403 403 200 403 403",
    "visits:finding-add": "            302 403 403 403 403 403 200 403 403",
    "visits:photos-add": "             302 403 403 403 403 403 200 403 403",
    "visits:measures-add": "           302 200 404 200 302 302 302 403 302",
    "visits:photo": "                  302 200 404 200 200 200 200 403 200",
    "visits:photo-small": "            302 200 404 200 200 200 200 403 200",
    "treatment_plants:plants": "       302 200 200 200 200 200 200 403 200",
    "treatment_plants:plant-add": "    302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-correct": "302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-upload": " 302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-draft": "  302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-draft-consent": "302 405 405 405 405 405 405 405 405",
    "treatment_plants:plant-draft-discard": "302 405 405 405 405 405 405 405 405",
    "treatment_plants:plant-draft-marked": "302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-load": "   302 403 403 403 200 200 403 403 403",
    "treatment_plants:plant-load-undo": "302 405 405 405 405 405 405 405 405",
    "treatment_plants:plant-load-accept": "302 405 405 405 405 405 405 405 405",
    "treatment_plants:plant-load-file": "302 403 403 403 200 200 403 403 403",
    "treatment_plants:plants-waiting": "302 403 403 403 200 200 403 403 403",
    "treatment_plants:sheet": "        302 200 404 200 200 200 200 403 200",
    "treatment_plants:sheet-withdraw": "302 302 404 302 302 302 302 403 302",
    "dashboards:construction": "       302 200 200 200 200 200 200 403 200",
    "dashboards:project": "            302 200 404 200 200 200 200 403 200",
    "dashboards:construction-progress": "302 200 200 200 200 200 200 403 200",
    "construction:project-add": "      302 403 403 200 403 403 403 403 403",
    "construction:project-correct": "  302 403 403 200 403 403 403 403 403",
    "construction:project-plan": "     302 403 403 200 403 403 403 403 403",
    "construction:milestone": "        302 200 403 200 403 403 403 403 403",
    "construction:approval-ask": "     302 200 403 200 403 403 403 403 403",
    "construction:approval": "         302 200 403 200 403 403 403 403 403",
    "construction:fund-commit": "      302 403 403 200 403 403 403 403 403",
    "construction:fund": "             302 403 403 200 403 403 403 403 403",
    "construction:sheet": "            302 200 404 200 200 200 200 403 200",
    "construction:photos-add": "       302 200 403 403 403 403 403 403 403",
    "construction:photo": "            302 200 404 200 200 200 200 403 200",
    "construction:photo-small": "      302 200 404 200 200 200 200 403 200",
    "construction:sheet-withdraw": "   302 302 404 302 302 302 302 403 302",
    "construction:sheet-review": "     302 302 404 302 302 302 302 403 302",
    "treatment_plants:month-template": "302 200 403 403 403 403 403 403 403",
    "treatment_plants:month-upload": "  302 200 403 403 403 403 403 403 403",
    "treatment_plants:month-workbook": "302 200 403 403 403 403 403 403 403",
    "treatment_plants:month-workbook-marked": "302 200 403 403 403 403 403 403 403",
    "dashboards:inbox": "              302 200 200 200 200 200 200 403 200",
    "dashboards:sheet-review": "       302 200 404 200 200 200 200 403 200",
    "treatment_plants:sheet-answer": " 302 302 404 302 302 302 302 403 302",
    "returns:versions": "     302 200 404 200 200 200 200 403 200",
    "returns:correction": "   302 302 403 403 403 403 403 403 403",
    "returns:correction-decide": "302 302 404 302 302 302 302 403 302",
    "returns:terms": "        302 200 200 200 200 200 200 403 200",
    "returns:holidays": "              302 200 200 200 200 200 200 403 200",
    "returns:holidays-enter": "        302 403 403 403 403 404 403 403 403",
    "returns:openings": "     302 200 200 200 200 200 200 403 200",
    "returns:opening-propose": "302 403 403 403 200 403 403 403 403",
    "returns:opening-decide": "302 302 404 302 302 302 302 403 302",
    "accounts:email-change": "         302 200 200 200 200 200 200 200 200",
    "accounts:sign-in": "              200 302 302 302 302 302 302 302 302",
    "accounts:sign-out": "             405 405 405 405 405 405 405 405 405",
    "accounts:password-change": "      302 200 200 200 200 200 200 200 200",
    "accounts:people": "               302 403 403 403 403 403 403 200 403",
    "accounts:person-add": "           302 403 403 403 403 403 403 200 403",
    "accounts:person-change": "        302 403 403 403 403 403 403 200 403",
    "accounts:person-password": "      302 403 403 403 403 403 403 200 403",
    "accounts:leaders": "              302 403 403 403 403 403 403 200 403",
    "accounts:leader-change": "        302 403 403 403 403 403 403 200 403",
    "set_language": "                  302 302 302 302 302 302 302 302 302",
}

SENDING = {
    # an empty form: 422 where it was refused for what it lacks, 302 where nothing was lacking
    #                                 str off twn ref ver quo vic adm aud
    "targets:quota-upload": "          302 403 403 403 403 422 403 403 403",
    "targets:quota-draft": "           302 403 403 403 403 302 403 403 403",
    "targets:quota-move": "            302 403 403 403 403 422 403 403 403",
    "targets:quota-undo": "            302 403 403 403 403 422 403 403 403",
    "targets:quota-confirm": "         302 403 403 403 403 302 403 403 403",
    "targets:quota-refuse": "          302 403 403 403 403 302 403 403 403",
    "power_plants:unit-add": "         302 403 403 422 403 403 403 403 403",
    "power_plants:unit-correct": "     302 403 403 422 403 403 403 403 403",
    "power_plants:closing-entry": "    302 403 403 422 403 403 403 403 403",
    "power_plants:claim-entry": "      302 422 403 403 403 403 403 403 403",
    "power_plants:claim-review": "     302 403 403 403 302 403 403 403 403",
    "power_plants:claim-withdraw": "   302 302 404 302 302 302 302 403 302",
    "power_plants:coal-sheet": "       302 302 403 403 403 403 403 403 403",
    "power_plants:coal-review": "      302 403 403 403 302 403 403 403 403",
    "treatment_plants:plant-add": "    302 403 403 403 422 422 403 403 403",
    "treatment_plants:plant-correct": "302 403 403 403 422 422 403 403 403",
    "treatment_plants:plant-upload": " 302 403 403 403 422 422 403 403 403",
    "treatment_plants:plant-draft": "  302 403 403 403 422 422 403 403 403",
    "treatment_plants:plant-draft-consent": "302 403 403 403 302 302 403 403 403",
    "treatment_plants:plant-draft-discard": "302 403 403 403 302 302 403 403 403",
    "treatment_plants:plant-load-undo": "302 403 403 403 302 302 403 403 403",
    "treatment_plants:plant-load-accept": "302 403 403 403 302 403 403 403 403",
    "treatment_plants:plants-waiting": "302 403 403 403 422 422 403 403 403",
    "treatment_plants:sheet": "        302 302 403 403 403 403 403 403 403",
    "treatment_plants:sheet-withdraw": "302 302 403 403 403 403 403 403 403",
    "construction:project-correct": "  302 403 403 422 403 403 403 403 403",
    "construction:project-plan": "     302 403 403 422 403 403 403 403 403",
    "construction:milestone": "        302 422 403 422 403 403 403 403 403",
    "construction:approval-ask": "     302 422 403 422 403 403 403 403 403",
    "construction:approval": "         302 422 403 422 403 403 403 403 403",
    "construction:fund-commit": "      302 403 403 422 403 403 403 403 403",
    "construction:fund": "             302 403 403 422 403 403 403 403 403",
    "construction:sheet": "            302 302 403 403 403 403 403 403 403",
    "construction:photos-add": "       302 422 403 403 403 403 403 403 403",
    "construction:sheet-withdraw": "   302 302 403 403 403 403 403 403 403",
    "construction:sheet-review": "     302 403 403 403 302 403 403 403 403",
    "visits:visit-add": "              302 403 403 403 403 403 422 403 403",
    "visits:instruction-answer": "     302 422 404 302 302 302 302 403 302",
    "visits:instruction-decide": "     302 302 404 302 302 302 422 403 302",
    "visits:visit-correct": "          302 403 403 403 403 403 422 403 403",
    "visits:finding-add": "            302 403 403 403 403 403 422 403 403",
    "visits:photos-add": "             302 403 403 403 403 403 422 403 403",
    "visits:measures-add": "           302 422 404 422 302 302 302 403 302",
    "treatment_plants:month-upload": "  302 422 403 403 403 403 403 403 403",
    "treatment_plants:month-workbook": "302 302 403 403 403 403 403 403 403",
    "dashboards:sheet-review": "       302 403 403 403 302 403 403 403 403",
    "treatment_plants:sheet-answer": " 302 302 403 403 302 403 403 403 403",
    "returns:correction": "   302 302 403 403 403 403 403 403 403",
    "returns:correction-decide": "302 403 403 403 302 403 403 403 403",
    "returns:terms": "        302 403 403 403 403 422 403 403 403",
    "returns:holidays-enter": "        302 403 403 403 403 404 403 403 403",
    "returns:opening-propose": "302 403 403 403 422 403 403 403 403",
    "returns:opening-decide": "302 403 403 403 302 302 403 403 403",
    "accounts:email-change": "         302 422 422 422 422 422 422 422 422",
    "accounts:sign-in": "              422 302 302 302 302 302 302 302 302",
    "accounts:sign-out": "             302 302 302 302 302 302 302 302 302",
    "accounts:password-change": "      302 422 422 422 422 422 422 422 422",
    "accounts:person-add": "           302 403 403 403 403 403 403 422 403",
    "accounts:person-change": "        302 403 403 403 403 403 403 422 403",
    "accounts:person-password": "      302 403 403 403 403 403 403 422 403",
    "accounts:leader-change": "        302 403 403 403 403 403 403 422 403",
}
FORMS_ONLY = [
    "accounts:sign-out",
    "targets:quota-confirm",
    "targets:quota-refuse",
    "treatment_plants:plant-draft-consent",
    "treatment_plants:plant-draft-discard",
    "treatment_plants:plant-load-undo",
    "treatment_plants:plant-load-accept",
]
# What the key of an address of construction means.
OF_PROJECTS = {
    "dashboards:project": Project,
    "dashboards:project-explanation": Project,
    "construction:project-correct": Project,
    "construction:project-plan": Project,
    "construction:milestone": Milestone,
    "construction:approval-ask": Project,
    "construction:approval": Approval,
    "construction:fund-commit": Project,
    "construction:fund": Fund,
    "construction:photos-add": Project,
    "construction:photo": ProgressPhoto,
    "construction:photo-small": ProgressPhoto,
}
FORMATS = ("", "?format=html", "?format=csv", "?format=xlsx", "?format=json")


def expected(table: dict[str, str]) -> dict[str, dict[str, int]]:
    return {name: dict(zip(ROLES, map(int, line.split()), strict=True)) for name, line in table.items()}


def missing_and_gone(table: dict[str, str]) -> tuple[set[str], set[str]]:
    known = {address.name for address in addresses()}
    return known - set(table), set(table) - known


def path_of(name: str, city: City) -> str:
    """The address with what it asks for, all of it in Chancheng."""
    kind = "statistics" if "claim" in name else "word"
    values = {
        "pk": _asked_for(name, city),
        "code": city.east.code,
        "month": "2022-10",
        "pollutant": "cod",
        "kind": kind,
        "what": "treatment-plants",
        "year": 2022 if "explanation" in name else 2027,
        "day": "2022-11-10",
    }
    wanted = next(address.arguments for address in addresses() if address.name == name)
    return reverse(name, kwargs={argument: values[argument] if argument in values else _copy(city) for argument in wanted})


def _copy(city: City) -> str:
    return getattr(Freeze.objects.first(), "key", "") or august_frozen(city).key


def _asked_for(name: str, city: City) -> int:
    if name.startswith("accounts:"):
        return city.people["colleague"].pk
    if "quota-draft" in name:
        return (Draft.objects.filter(purpose="quotas").first() or uploaded(city)).pk
    if "plant-draft" in name:
        return (Draft.objects.filter(purpose="plants", state="open").first() or plant_sheets.uploaded(city, plant_sheets.register())).pk
    if "plant-load" in name:
        return (PlantLoad.objects.first() or plant_sheets.loaded(city, plant_sheets.register("北安污水处理厂,禅城区,1,,,80,"))).pk
    if name in OF_PROJECTS:
        return getattr(OF_PROJECTS[name].objects.first(), "pk", 1)
    if name.startswith("visits:"):
        instruction = Instruction.objects.first() or instruct(city, pictures=Pictures([picture()]))
        asked = {"visits:instruction": instruction, "visits:photo": instruction.visit.photos.get()}
        return asked.get(name.rpartition("-")[0] if "-" in name else name, instruction.visit).pk
    if "month-workbook" in name:
        return (Draft.objects.filter(purpose=purpose_of(202210)).first() or month_uploaded(city)).pk
    if "opening" in name:
        return (Opening.objects.first() or proposed(city)).pk
    if "power" in name:
        return (Unit.objects.first() or listed(city, unit(city), date(2022, 12, 31)).unit).pk
    return (QuotaSet.objects.first() or in_force(city)).pk if "quota" in name else city.dongpo.pk


def proposed(city: City) -> Opening:
    return propose_opening(opening=opening(city, 202210, at(2022, 11, 20)), by=city.people["verifier"])


@pytest.fixture
def browsers(city, signed_in):
    """One browser for each column; the city has quotas, sheets of every kind, a project, a visit and a proposed exception."""
    in_force(city)
    project = add(city)
    support(city, project)
    add_photos(project=project, district=city.east, month=202210, pictures=Pictures([picture()]), by=city.people["official"])
    save(city, city.dongpo, 202210, "100")
    month_uploaded(city)
    proposed(city)
    uploaded(city)
    plant_sheets.loaded(city, plant_sheets.register("北安污水处理厂,禅城区,1,,,80,"))
    plant_sheets.uploaded(city, plant_sheets.register())
    instruct(city, pictures=Pictures([picture()]))
    listed(city, unit(city), date(2022, 12, 31))
    figures.actions.refresh()
    _copy(city)
    return {username: Client() if username == STRANGER else signed_in(username) for username in ROLES}


class TestTable:
    def test_it_has_every_address_and_no_other(self):
        assert missing_and_gone(READING) == (set(), set())
        assert missing_and_gone(SENDING)[1] == set()

    def test_a_new_address_and_one_that_is_gone_are_both_named(self):
        others = {name: line for name, line in READING.items() if name != "dashboards:jobs"}
        assert missing_and_gone(others | {"dashboards:map": "200"}) == ({"dashboards:jobs"}, {"dashboards:map"})

    def test_it_has_every_role(self, city):
        assert set(ROLES.values()) == {STRANGER, *Role.values}
        assert {username: city.people[username].role for username in ROLES if username != STRANGER} == {
            username: role for username, role in ROLES.items() if username != STRANGER
        }

    def test_every_form_is_taken_from_whom_the_table_says(self, city, browsers, signed_in):
        def sent(name: str, who: str) -> int:
            """The answer's status. What the form has stored is taken back, so that the next person finds the same city."""
            with transaction.atomic():
                browser = Client() if who == STRANGER else signed_in(who)
                status = browser.post(path_of(name, city), {"save": ""}).status_code
                transaction.set_rollback(True)
            return status

        assert {name: {who: sent(name, who) for who in ROLES} for name in SENDING} == expected(SENDING)

    def test_every_other_address_answers_a_form_as_it_answers_a_reader(self, city, browsers):
        others = [name for name in READING if name not in SENDING]
        answers = {name: {who: browsers[who].post(path_of(name, city), {"save": ""}).status_code for who in ROLES} for name in others}
        assert answers == {name: line for name, line in expected(READING).items() if name in others}

    @pytest.mark.parametrize("name", FORMS_ONLY)
    def test_what_takes_forms_only_says_so(self, city, signed_in, name):
        answer = signed_in("official").get(path_of(name, city))
        assert (answer.status_code, "POST" in answer["Allow"], "GET" in answer["Allow"]) == (405, True, False)


class TestStrangers:
    def test_they_are_sent_to_sign_in_whatever_the_format(self, city):
        browser = Client()
        closed = [address.name for address in addresses() if not address.is_open and address.name not in FORMS_ONLY]
        assert len(closed) > 15
        for name in closed:
            for wanted in FORMATS:
                answer = browser.get(path_of(name, city) + wanted)
                assert answer.status_code == 302, (name, wanted)
                assert answer["Location"].startswith("/accounts/sign-in/?next=/"), (name, wanted)
                assert answer.content == b""

    def test_they_learn_nothing_from_what_does_not_exist(self, city):
        found, missing = (Client().get(f"/treatment-plants/{pk}/") for pk in (city.dongpo.pk, 10**6))
        assert (found.status_code, missing.status_code) == (302, 302)

    @pytest.mark.parametrize("address", ["/admin/", "/static/../.env", "/media/", "/accounts/"])
    def test_no_door_stands_beside_the_table(self, city, signed_in, address):
        assert signed_in("admin").get(address).status_code == 404


def all_rows() -> dict[str, list]:
    """What every table holds, but for the sessions."""
    rows = defaultdict(list)
    for model in apps.get_models(include_auto_created=True):
        if model is not Session:
            fields = [field.attname for field in model._meta.concrete_fields]
            rows[model._meta.label] = sorted(repr(_readable(row)) for row in model._base_manager.values_list(*fields))
    return rows


def _readable(row: tuple) -> tuple:
    """PostgreSQL hands out a file as a view into memory, whose words tell only where it lies."""
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def changed_tables(before: dict[str, list]) -> list[str]:
    after = all_rows()
    return [name for name in after if after[name] != before[name]]


class TestReadingWritesNothing:
    def test_every_page_opens_for_whom_the_table_says_and_no_table_changes(self, city, browsers):
        submit(city, city.dongpo, 202210, "100")
        save(city, city.shagang, 202210, "100")
        before = all_rows()
        assert len(before["journal.StaleMark"]) > 0
        answers = {name: {who: browsers[who].get(path_of(name, city)).status_code for who in ROLES} for name in READING}
        assert answers == expected(READING)
        for name, statuses in answers.items():
            # A table is written in each format by the same code for everybody; a page without one answers as ever.
            reader = next((browsers[who] for who in ROLES if statuses[who] == 200), None)
            if reader and "text/csv" in reader.get(path_of(name, city) + "?format=csv")["Content-Type"]:
                for wanted in ("?format=xlsx", "?format=json"):
                    reader.get(path_of(name, city) + wanted)
        assert changed_tables(before) == []

    def test_a_change_would_be_seen(self, city):
        before = all_rows()
        Division.objects.filter(code="440604").update(leader="何芳")
        assert changed_tables(before) == ["districts.Division"]

    def test_what_a_form_stores_is_seen(self, city, signed_in):
        before = all_rows()
        signed_in("admin").post(
            "/accounts/leaders/440604/", {"leader": "何芳", "leader_office": "区长", "seen": json.dumps(city.east.told())}
        )
        assert changed_tables(before) == ["journal.Event", "districts.Division", "accounts.User"]
