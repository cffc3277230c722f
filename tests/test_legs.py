"""The runner of the tests must not call a run good that proved nothing."""

import os

import pytest

from tests.legs import Leg, Outcome, print_summary, run_leg
from tests.servers.processes import CannotStart


@pytest.fixture
def run_tests(tmp_path):
    """Runs the given source as the one test file of a leg, apart from this project's configuration."""

    def run(source, *needs, shared=False):
        (tmp_path / "test_sample.py").write_text(source)
        return run_leg(Leg("not absent", needs, shared), ["-c", os.devnull, "-p", "no:django", str(tmp_path)])

    return run


def test_a_leg_counts_each_test_once(run_tests):
    outcome = run_tests(
        "import pytest\n"
        "def test_good(): pass\n"
        "def test_bad(): assert False\n"
        "def test_absent(): pytest.skip()\n"
        "def test_broken(no_such_fixture): pass\n"
    )
    assert str(outcome) == "1 passed, 2 failed, 1 skipped"


def test_a_test_that_kills_its_process_fails_where_several_share_the_work(run_tests):
    outcome = run_tests("import os\ndef test_deadly(): os._exit(9)", shared=True)
    assert not outcome.is_good
    assert outcome.passed == 0


def test_a_leg_without_tests_fails(run_tests):
    assert str(run_tests("")) == "0 passed, 1 failed (no test ran)"


def test_a_leg_whose_tests_die_fails(run_tests):
    outcome = run_tests("import os\ndef test_deadly(): os._exit(9)")
    assert str(outcome) == "0 passed, 1 failed (pytest left no report, exit code 9)"


def test_a_leg_without_its_server_fails_and_says_why(run_tests):
    def missing_server():
        raise CannotStart("nothing to start")

    assert str(run_tests("def test_good(): pass", missing_server)) == "0 passed, 1 failed (nothing to start)"


def test_the_last_line_is_the_plain_total(capsys):
    print_summary({"sqlite": Outcome(passed=3, skipped=1), "browser": Outcome(passed=2, failed=1)})
    assert capsys.readouterr().out.splitlines()[1:] == [
        "sqlite: 3 passed, 1 skipped",
        "browser: 2 passed, 1 failed",
        "5 passed, 1 failed",
    ]
