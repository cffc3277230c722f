"""Who may do what to an instruction, and in which state: one table that pages and actions read alike."""

from accounts.models import User
from accounts.roles import Permission
from visits.models import Act, Instruction, State

# act → the states it may be done in, and the state that follows; None keeps the state.
TRANSITIONS: dict[str, tuple[frozenset[str], str | None]] = {
    Act.ANSWERED: (frozenset({State.OPEN}), State.ANSWERED),
    Act.SENT_BACK: (frozenset({State.ANSWERED}), State.OPEN),
    Act.CLOSED: (frozenset({State.OPEN, State.ANSWERED}), State.CLOSED),
    Act.REOPENED: (frozenset({State.CLOSED}), State.OPEN),
    Act.POSTPONED: (frozenset({State.OPEN, State.ANSWERED}), None),
}
# What needs words: why, or what was done.
NEEDS_WORDS = frozenset({Act.ANSWERED, Act.SENT_BACK, Act.REOPENED, Act.POSTPONED})


def acts_open_to(person: User, instruction: Instruction) -> list[str]:
    """What this person may do to the instruction as it stands."""
    mine = {Act.ANSWERED} if is_addressed_to(person, instruction) else set()
    if decides(person, instruction):
        mine |= TRANSITIONS.keys() - {Act.ANSWERED}
    return [act for act, (states, _next) in TRANSITIONS.items() if act in mine and instruction.state in states]


def is_addressed_to(person: User, instruction: Instruction) -> bool:
    """Whether the person answers for whom the instruction names; the district also for its towns."""
    if not person.divisions or not instruction.division_id.startswith(person.divisions):
        return False
    if instruction.office:
        return person.may(Permission.ANSWER_FOR_DEPARTMENT) and person.office == instruction.office
    return person.may(Permission.ANSWER_FOR_DIVISION)


def decides(person: User, instruction: Instruction) -> bool:
    """Whoever gave it; where that person no longer can, anybody who records visits there, or it would stay open for ever."""
    if not person.may(Permission.RECORD_VISITS) or not person.divisions:
        return False
    if not instruction.visit.division_id.startswith(person.divisions):
        return False
    giver = instruction.given_by
    return giver.pk == person.pk or not giver.may(Permission.RECORD_VISITS)


def may_report(person: User) -> bool:
    """Who may add to a visit what was done about it."""
    return person.may(Permission.ANSWER_FOR_DIVISION) or person.may(Permission.ANSWER_FOR_DEPARTMENT)


def voices(person: User) -> list[str]:
    """In whose name the person can report: the own office, and the leader in charge of the own division."""
    own = person.office or (str(person.division.name) if person.division else person.name)
    leader = person.division.leader_title if person.division and person.may(Permission.ANSWER_FOR_DIVISION) else ""
    return [own, *([f"{person.division.name} {leader}"] if leader else [])]
