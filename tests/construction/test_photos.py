"""Photos of a project's month: from a phone, written anew, inside the scope, while the month can be filled in."""

import pytest

import clock
from construction.models import ProgressPhoto, ProgressPhotoFile
from construction.photos import actions
from construction.progress import actions as progress
from photos.taken import Pictures
from returns.models import Kind
from tests.city import at
from tests.construction.projects import DAY, add, entry, submit
from tests.photos.files import MAKER, opened, photo
from tests.returns.terms import closes_on_15th
from tests.returns.terms import opened as month_opened
from tests.visits.acts import picture, sendable

OCTOBER = 202210


@pytest.fixture(autouse=True)
def tenth_of_november():
    with clock.moved_to(at(2022, 11, 10)):
        yield


@pytest.fixture
def project(city):
    return add(city)


def address(project, month: str = "2022-10") -> str:
    return f"/returns/construction/440604/{month}/{project.pk}/photos/add/"


def kept(city, project, mark: str = "a", month: int = OCTOBER, **told) -> ProgressPhoto:
    actions.add_photos(
        project=project, district=city.east, month=month, pictures=Pictures([picture(mark, **told)]), by=city.people["official"]
    )
    return ProgressPhoto.objects.get(sha256=mark.ljust(64, "0"), month=month, project=project)


def test_a_phone_adds_them_and_place_and_time_stand_beside_the_picture(project, signed_in):
    answer = signed_in("official").post(
        address(project), {"photos": [sendable(), sendable("二.png", photo(kind="PNG"))], "viewpoint": "南门"}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/construction/{project.pk}/#photos")
    first, second = ProgressPhoto.objects.order_by("pk")
    assert (first.latitude, first.longitude, first.taken_at.isoformat()) == (23_021_836, 113_119_236, "2022-10-27T02:24:05+00:00")
    assert (first.viewpoint, first.month, first.added_by.username) == ("南门", OCTOBER, "official")
    for file in ProgressPhotoFile.objects.all():
        assert MAKER.encode() not in bytes(file.jpeg) and not opened(bytes(file.jpeg)).getexif()
    page = signed_in("vicemayor").get(f"/construction/{project.pk}/").content.decode()
    assert page.count("/small/") == 2 and "23.02183°N" in page and "2022-10-27 10:24" in page
    assert "2 张照片" in signed_in("verifier").get("/returns/construction/440604/2022-10/").content.decode()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 not a photo", b"<svg onload=alert(1)>", photo()[:200], b"\xff\xd8\xff" + b"\0" * 400, photo((40, 40))],
    ids=["empty", "pdf", "svg", "cut", "head only", "tiny"],
)
def test_what_is_no_photo_refuses_the_whole_form(project, signed_in, content):
    answer = signed_in("official").post(address(project), {"photos": [sendable(), sendable("不是照片.jpg", content)]})
    assert (answer.status_code, ProgressPhoto.objects.count()) == (422, 0)


def test_nothing_chosen_stores_nothing(project, signed_in):
    assert signed_in("official").post(address(project), {"viewpoint": "南门"}).status_code == 422


def test_the_same_file_is_taken_once_a_month_and_marked_in_another(city, project, signed_in):
    kept(city, project)
    with pytest.raises(actions.AlreadyThere):
        kept(city, project)
    assert "同一照片曾在别处提交" not in signed_in("verifier").get(f"/construction/{project.pk}/").content.decode()
    kept(city, project, month=202209)
    assert signed_in("verifier").get(f"/construction/{project.pk}/").content.decode().count("同一照片曾在别处提交") == 2


def test_a_photo_stays_inside_its_scope(city, project, signed_in):
    one = kept(city, project)
    for path in (f"/construction/photos/{one.pk}/", f"/construction/photos/{one.pk}/small/"):
        own, foreign, missing = (
            signed_in(who).get(where)
            for who, where in (("official", path), ("neighbour", path), ("official", path.replace(str(one.pk), "99")))
        )
        assert (own.status_code, foreign.status_code, missing.status_code) == (200, 404, 404)
        assert own["Content-Type"] == "image/jpeg" and own["X-Content-Type-Options"] == "nosniff"
        assert signed_in("town").get(path).status_code == 404
    assert signed_in("neighbour").post(address(project), {"photos": [sendable()]}).status_code == 404


def test_the_month_of_another_district_takes_no_photo_of_this_project(city, project, signed_in):
    foreign = add(city, "大沥二期", district=city.west)
    assert signed_in("official").post(address(foreign), {"photos": [sendable()]}).status_code == 404
    with pytest.raises(progress.NotOwed):
        actions.add_photos(project=foreign, district=city.east, month=OCTOBER, pictures=Pictures([picture()]), by=city.people["official"])


def test_what_was_handed_in_takes_no_further_photo(city, project, signed_in):
    submit(city, OCTOBER, entry(project), entered=DAY(2022, 11, 2))
    assert signed_in("official").post(address(project), {"photos": [sendable()]}).status_code == 422
    assert not ProgressPhoto.objects.exists()


def test_a_closed_month_takes_none_until_it_is_opened(city, project, signed_in):
    closes_on_15th(city, Kind.CONSTRUCTION)
    with clock.moved_to(at(2022, 11, 20)):
        assert signed_in("official").post(address(project), {"photos": [sendable()]}).status_code == 422
        month_opened(city, OCTOBER, at(2022, 11, 24), project, kind=Kind.CONSTRUCTION)
        assert signed_in("official").post(address(project), {"photos": [sendable()]}).status_code == 302


@pytest.mark.parametrize("who", ["verifier", "vicemayor", "reform", "town", "auditor"])
def test_who_does_not_enter_returns_adds_none(project, signed_in, who):
    assert signed_in(who).post(address(project), {"photos": [sendable()]}).status_code == 403
