"""Uploaded files on their way: kept, read, mended and closed, by several people and through a job that may be killed."""

import datetime
import io
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from openpyxl import load_workbook

from journal.models import Event
from tests.workbooks.files import book, old_book
from workbooks import Limits, Unreadable, actions, purposes
from workbooks.drafts import sheets_of
from workbooks.marking import REASONS, marked_file
from workbooks.models import LONGEST_SILENCE, Draft, DraftCells, DraftState

LIMITS = Limits(bytes=4_000_000, unpacked_bytes=40_000_000, parts=60, rows=6_000, columns=60)
ROWS = (("区县", "吨", "备注"), ("禅城区", 12.5, None), ("南海区", "１２", "x"))


def kept(city, content: bytes, name: str = "plan.xlsx", by: str = "quota") -> Draft:
    person = city.people[by]
    return actions.keep_upload(content=content, file_name=name, purpose="trial", division=person.division, limits=LIMITS, by=person)


def large() -> bytes:
    """More than is read while somebody waits."""
    return ("a,b,c\n" + "\n".join(f"{row},{row * 7919},{row * 104729}" for row in range(5_000))).encode()


def value(draft: Draft, row: int, column: int):
    return sheets_of(draft)[0].cell(row, column).value


class TestKeeping:
    def test_a_small_file_is_open_at_once_and_kept_as_it_came(self, city):
        content = book(*ROWS)
        draft = kept(city, content)
        assert (draft.state, bytes(draft.file.content), value(draft, 2, 2)) == (DraftState.OPEN, content, Decimal("12.5"))
        event = Event.objects.last()
        assert (event.verb, event.after["sha256"], event.actor) == ("file_uploaded", draft.sha256, city.people["quota"])

    def test_what_cannot_be_read_leaves_no_row(self, city):
        before = Event.objects.count()
        with pytest.raises(Unreadable):
            kept(city, b"%PDF-1.7 nothing")
        assert (Draft.objects.count(), Event.objects.count()) == (0, before)

    def test_the_file_that_is_open_already_answers_its_draft(self, city):
        content = book(*ROWS)
        first = kept(city, content)
        assert kept(city, content, name="copy.xlsx") == first
        actions.discard(draft=first, by=city.people["quota"])
        assert kept(city, content) != first

    def test_it_is_read_once(self, city, monkeypatch):
        draft = kept(city, book(*ROWS))
        monkeypatch.setattr(actions, "read_packed", None)
        assert value(draft, 3, 1) == "南海区"


class TestHidden:
    @pytest.fixture
    def draft(self, city):
        def hide(workbook):
            workbook.active.row_dimensions[3].hidden = True

        return kept(city, book(*ROWS, tweak=hide))

    def test_nothing_is_read_before_somebody_agrees(self, city, draft):
        with pytest.raises(Unreadable) as refused:
            sheets_of(draft)
        assert refused.value.code == "hidden"
        agreed = actions.consent_to_hidden(draft=draft, seen=1, by=city.people["quota"])
        assert (value(agreed, 3, 1), agreed.consented_by) == ("南海区", city.people["quota"])


class TestCorrections:
    def correct(self, city, draft, texts, seen=None, by="quota"):
        return actions.correct_cells(draft=draft, texts=texts, seen=seen or draft.version, by=city.people[by])

    @pytest.mark.parametrize(("text", "read"), [("13.25", Decimal("13.25")), ("1,300", "1,300"), ("—", "—"), ("", None)])
    def test_a_mended_cell_reads_like_one_of_a_table_of_text(self, city, text, read):
        draft = self.correct(city, kept(city, book(*ROWS)), {(1, 2, 2): text})
        assert value(draft, 2, 2) == read

    def test_old_and_new_are_kept_with_the_person(self, city):
        draft = self.correct(city, kept(city, book(*ROWS)), {(1, 2, 2): "13"})
        kept_one = draft.corrections.get()
        assert (kept_one.address, kept_one.before, kept_one.text, kept_one.by) == ("B2", "12.5", "13", city.people["quota"])
        event = Event.objects.last()
        assert (event.verb, event.before, event.after) == ("cell_corrected", {"cell": "12.5"}, {"cell": "13"})

    def test_the_last_one_holds_and_can_be_taken_back(self, city):
        draft = self.correct(city, kept(city, book(*ROWS)), {(1, 2, 2): "13"})
        draft = self.correct(city, draft, {(1, 2, 2): "14"})
        assert value(draft, 2, 2) == 14
        draft = self.correct(city, draft, {(1, 2, 2): None})
        assert value(draft, 2, 2) == Decimal("12.5")
        assert [one.text for one in draft.corrections.all()] == ["13", "14", None]

    def test_what_stands_there_already_is_no_correction(self, city):
        draft = self.correct(city, kept(city, book(*ROWS)), {(1, 2, 2): "12.5"})
        assert (draft.version, draft.corrections.count()) == (1, 0)

    def test_but_the_result_of_a_formula_can_be_vouched_for(self, city):
        draft = kept(city, book(("a", "=1+1")))
        assert sheets_of(draft)[0].cell(1, 2).is_formula
        draft = self.correct(city, draft, {(1, 1, 2): "2"})
        cell = sheets_of(draft)[0].cell(1, 2)
        assert (cell.value, cell.is_formula) == (2, False)

    def test_an_older_page_is_told_so(self, city):
        draft = kept(city, book(*ROWS))
        self.correct(city, draft, {(1, 2, 2): "13"})
        with pytest.raises(actions.DraftChanged):
            self.correct(city, draft, {(1, 2, 2): "14"}, seen=1)
        assert value(draft, 2, 2) == 13

    @pytest.mark.parametrize("place", [(2, 1, 1), (1, 0, 1), (1, 6_001, 1), (1, 1, 61)])
    def test_places_that_are_not_there_are_refused(self, city, place):
        with pytest.raises(actions.NothingHere):
            self.correct(city, kept(city, book(*ROWS)), {place: "1"})

    def test_a_closed_draft_stays_as_it_is(self, city):
        draft = kept(city, book(*ROWS))
        actions.take_over(draft=draft, seen=1, became="trial 1", by=city.people["quota"])
        with pytest.raises(actions.DraftClosed):
            self.correct(city, draft, {(1, 2, 2): "13"})


class TestLargeFiles:
    def test_a_job_reads_them_and_says_how_far_it_is(self, city):
        draft = kept(city, large(), "large.csv")
        assert (draft.state, draft.step, DraftCells.objects.count()) == (DraftState.READING, actions.WAITS, 0)
        assert actions.read_waiting() == 1
        draft.refresh_from_db()
        assert (draft.state, draft.step, value(draft, 5_001, 1)) == (DraftState.OPEN, actions.IS_THERE, 4_999)
        assert actions.read_waiting() == 0

    def test_one_that_cannot_be_read_says_why(self, city):
        draft = kept(city, large() + b'\n"open', "large.csv")
        actions.read_waiting()
        draft.refresh_from_db()
        assert draft.state == DraftState.UNREADABLE
        with pytest.raises(Unreadable, match="500[12]"), translation.override("en"):
            sheets_of(draft)

    def test_what_a_killed_worker_left_is_read_by_another(self, city, monkeypatch):
        draft = kept(city, large(), "large.csv")
        monkeypatch.setattr(actions, "read_packed", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.read_waiting()
        monkeypatch.undo()
        assert actions.read_waiting() == 0  # it may be at work still
        silent_since(draft, LONGEST_SILENCE * 2)
        assert actions.read_waiting() == 1
        draft.refresh_from_db()
        assert (draft.state, draft.tries) == (DraftState.OPEN, 2)

    def test_a_file_that_ends_every_worker_is_given_up(self, city, monkeypatch):
        draft = kept(city, large(), "large.csv")
        monkeypatch.setattr(actions, "read_packed", killed)
        for _each in range(actions.MOST_TRIES):
            with pytest.raises(KeyboardInterrupt):
                actions.read_waiting()
            silent_since(draft, LONGEST_SILENCE * 2)
        actions.read_waiting()
        draft.refresh_from_db()
        assert (draft.state, draft.refusal["code"]) == (DraftState.UNREADABLE, "limits")

    def test_whoever_comes_too_late_writes_nothing(self, city):
        draft = kept(city, large(), "large.csv")
        slow = actions._claim()
        silent_since(draft, LONGEST_SILENCE * 2)
        assert actions.read_waiting() == 1
        before = Draft.objects.values().get(pk=draft.pk)
        actions._tell(slow, actions.IS_READ)
        actions._store(slow, lambda: pytest.fail("it wrote"))
        assert Draft.objects.values().get(pk=draft.pk) == before

    def test_a_discarded_one_is_not_read(self, city):
        draft = kept(city, large(), "large.csv")
        actions.discard(draft=draft, by=city.people["quota"])
        assert actions.read_waiting() == 0

    def test_what_was_made_of_it_is_made_anew_after_a_correction(self, city, monkeypatch):
        made = []
        monkeypatch.setitem(purposes._purposes, "trial", purposes.Purpose("tests.workbooks.test_drafts.digest"))
        monkeypatch.setitem(globals(), "digest", lambda draft: made.append(value(draft, 2, 1)) or b"made")
        draft = kept(city, large(), "large.csv")
        actions.read_waiting()
        draft.refresh_from_db()
        draft = actions.correct_cells(draft=draft, texts={(1, 2, 1): "7"}, seen=1, by=city.people["quota"])
        assert draft.state == DraftState.READING
        monkeypatch.setattr(actions, "read_packed", None)  # the cells are there
        actions.read_waiting()
        draft.refresh_from_db()
        assert (draft.state, draft.digest.version, made) == (DraftState.OPEN, 2, [0, 7])


def killed(*_arguments):
    raise KeyboardInterrupt


def silent_since(draft: Draft, silence: datetime.timedelta) -> None:
    Draft.objects.filter(pk=draft.pk).update(heartbeat_at=timezone.now() - silence)


class TestMarkedFile:
    def test_it_says_what_is_wrong_and_can_be_sent_again(self, city):
        sheets = sheets_of(kept(city, book(*ROWS, tweak=lambda one: one.active.merge_cells("A5:B6"))))
        with translation.override("zh-hans"):
            content = marked_file(sheets, {(1, 3, 2): ["“１２”是文本。"], (1, 4, 1): ["缺少区县。"]})
        page = load_workbook(io.BytesIO(content)).active
        assert (page["D1"].value, page["D3"].value, page["D4"].value) == (REASONS["zh-hans"], "B3: “１２”是文本。", "A4: 缺少区县。")
        assert (page["B3"].comment.text, page["B3"].fill.start_color.rgb) == ("“１２”是文本。", "FFFBD5D5")
        again = sheets_of(kept(city, content))
        assert [{place: cell.value for place, cell in one.cells.items() if not cell.is_blank} for one in again] == [
            {place: cell.value for place, cell in one.cells.items() if not cell.is_blank} for one in sheets
        ]
        assert again[0].merged == sheets[0].merged

    def test_formulas_percentages_dates_and_hidden_rows_stay_what_they_are(self, city):
        def fill(workbook):
            page = workbook.active
            page["A2"], page["B2"], page["C2"] = "=1+2", 0.348, datetime.date(2022, 5, 31)
            page["B2"].number_format = "0.0%"
            page.row_dimensions[3].hidden = True

        draft = actions.consent_to_hidden(draft=kept(city, book(*ROWS, tweak=fill)), seen=1, by=city.people["quota"])
        again = kept(city, marked_file(sheets_of(draft), {(1, 2, 1): ["formula"]}))
        again = actions.consent_to_hidden(draft=again, seen=1, by=city.people["quota"])
        one, other = sheets_of(draft)[0], sheets_of(again)[0]
        assert other.cell(2, 1).is_formula
        assert [(other.cell(2, column).value, other.cell(2, column).is_percent) for column in (2, 3)] == [
            (one.cell(2, column).value, one.cell(2, column).is_percent) for column in (2, 3)
        ]
        assert other.hidden_rows == one.hidden_rows

    @pytest.mark.parametrize(("name", "content"), [("old.xls", old_book()), ("table.csv", "区,吨\n禅城区,5\n".encode("gb18030"))])
    def test_whatever_came_in_a_workbook_goes_back(self, city, name, content):
        assert marked_file(sheets_of(kept(city, content, name)), {(1, 1, 1): ["?"]}).startswith(b"PK")
