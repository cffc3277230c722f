"""Questions as the sheet shows them: those that are kept, and those about what was just typed."""

from treatment_plants import queries
from treatment_plants.checks.soft import Finding
from treatment_plants.entries import Entry
from treatment_plants.models import AskedQuestion
from treatment_plants.questions import Question, field_name
from treatment_plants.questions.words import question_text


def kept_questions(divisions: str, month: int) -> dict[int, list[Question]]:
    """Plant → what is asked about its month as it is stored, in one query."""
    found: dict[int, list[Question]] = {}
    for one in queries.questions_in(divisions, month):
        found.setdefault(one.plant_id, []).append(_kept(one))
    return found


def _kept(one: AskedQuestion) -> Question:
    return Question(
        rule=one.rule,
        column=one.column,
        text=question_text(one.rule, one.column, one.told),
        answer=one.answer,
        field_name=field_name(one.plant_id, one.rule, one.column),
        judged=one.judged,
        answered_by=str(one.answered_by) if one.answered_by else "",
        answered_at=one.answered_at,
    )


def typed_questions(findings: list[Finding], entry: Entry, kept: list[Question], conflict: bool) -> list[Question]:
    """What is asked about typed values. An answer that was given for the same values counts; in a conflict both are shown."""
    answers = {(one.rule, one.column, one.judged): one for one in kept}
    questions = []
    for finding in findings:
        before = answers.get((finding.rule, finding.column, finding.judged))
        known, typed = (before.answer if before else ""), entry.answers.get(finding.place, "")
        questions.append(
            Question(
                rule=finding.rule,
                column=finding.column,
                text=question_text(finding.rule, finding.column, finding.told),
                answer=typed or known,
                field_name=field_name(entry.plant.pk, finding.rule, finding.column),
                judged=finding.judged,
                theirs=known if conflict and typed and typed != known else "",
            )
        )
    return questions
