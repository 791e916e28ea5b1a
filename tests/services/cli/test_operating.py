"""What an operator does to a running hub: suspend and resume, end a role, erase, retry what is parked."""

from pathlib import Path

import pytest

from schemas.records.inputs import AcknowledgeNotice, OpenNotice
from schemas.records.watch import NoticeOpened, OpeningRefused
from services.demo.homes import HUB
from services.demo.world import schools
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from streams.engines.contract import Settled, Undecided
from tests.services.cli.conftest import Program

AGREEMENT = "bedford-operation-encompass"
ASKED = ("--asked-by", "data protection officer, a council")
DUTY = "domestic-abuse-act-2021-s49a"
FRIDAY_NIGHT = "BEDS-OE-27-1325"
REVISED = "BEDS-OE-27-1320"
OPERATOR = "u-operator"
DECIDER = "streams.deciders.person.every_command.decide_notice_command"


@pytest.fixture
def home(copy_of_told_home: Path) -> Path:
    """A told home, to be changed."""
    return copy_of_told_home


def sound(firstbell: Program, home: Path) -> None:
    """Conservation, ledger and replay hold."""
    for command in (["conserve"], ["ledger", "verify"], ["replay", "--verify"]):
        ran = firstbell(*command, "--home", home)
        assert ran.code == 0, ran.out + ran.err


def asked(home: Path, kind: type[OpenNotice | AcknowledgeNotice], command_id: str) -> Settled:
    """A reader of Kempston Academy asks to open or acknowledge the notice that the story left."""
    with HomeReader(home) as reader:
        rows = reader.views.inbox(schools.KEMPSTON_ACADEMY)
        (row,) = [one for one in rows if one.escalated]
        (lead,) = reader.reference.readers(schools.KEMPSTON_ACADEMY, reader.last_recorded())[:1]
    with working_on(home) as (hub, _):
        return hub.perform(kind(row.case, row.person, row.notice, lead.user, lead.role), command_id=command_id)


def opened(home: Path, command_id: str) -> Settled:
    """They open it."""
    return asked(home, OpenNotice, command_id)


def items_shown(settled: Settled) -> int:
    """How many items an opening showed."""
    return sum(len(output.items) for output in settled.outputs if isinstance(output, NoticeOpened))


def test_a_suspended_agreement_gives_nothing_more_until_it_is_resumed(firstbell: Program, home: Path) -> None:
    before = items_shown(opened(home, "before"))
    ran = firstbell(
        "agreements", "suspend", AGREEMENT, "--reason", "a breach is looked into", *ASKED, "--home", home, "--json"
    )
    assert ran.code == 0, ran.err
    assert ran.document["suspended"] is True
    assert ran.document["notices"] == 5
    assert firstbell("status", "--home", home, "--json").document["suspended"] == [AGREEMENT]
    assert 0 < items_shown(opened(home, "while suspended")) < before
    assert firstbell("agreements", "resume", AGREEMENT, "--reason", "settled", *ASKED, "--home", home).code == 0
    assert items_shown(opened(home, "after")) == before
    assert firstbell("status", "--home", home, "--json").document["suspended"] == []
    sound(firstbell, home)


def test_suspending_says_what_it_touches(firstbell: Program, home: Path) -> None:
    ran = firstbell("agreements", "suspend", AGREEMENT, "--reason", "x", *ASKED, "--home", home)
    assert f"`{AGREEMENT}` is suspended from the next decision on" in ran.out
    assert "notices that schools can still open show items that it gave" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["suspend", "no-such", "--reason", "x", *ASKED], 4, "no agreement `no-such` is registered"),
        (["suspend", DUTY, "--reason", "x", *ASKED], 4, "a duty cannot be suspended"),
        (["resume", AGREEMENT, "--reason", "x", *ASKED], 4, f"`{AGREEMENT}` is not suspended"),
        (["suspend", AGREEMENT, "--reason", " ", *ASKED], 2, "`--reason` takes one line of 1 to 256 characters"),
        (["suspend", AGREEMENT, "--reason", "x" * 257, *ASKED], 2, "`--reason` takes one line of 1 to 256"),
        (["suspend", AGREEMENT, "--reason", "two\nlines", *ASKED], 2, "`--reason` takes one line of 1 to 256"),
        (["suspend", AGREEMENT, "--reason", "x", "--asked-by", " "], 2, "`--asked-by` takes one line of 1 to 256"),
        (["suspend", AGREEMENT, *ASKED], 2, "--reason"),
        (["suspend", AGREEMENT, "--reason", "x"], 2, "--asked-by"),
    ],
)
def test_what_cannot_be_suspended_is_refused(
    firstbell: Program, home: Path, arguments: list[str], code: int, says: str
) -> None:
    ran = firstbell("agreements", *arguments, "--home", home)
    assert ran.code == code
    assert says in ran.err
    assert firstbell("status", "--home", home, "--json").document["suspended"] == []


def test_an_agreement_is_suspended_once(firstbell: Program, home: Path) -> None:
    command = ("agreements", "suspend", AGREEMENT, "--reason", "x", *ASKED, "--home", home)
    assert firstbell(*command).code == 0
    ran = firstbell(*command)
    assert ran.code == 4
    assert "is suspended already" in ran.err


def test_whose_role_ended_opens_nothing(firstbell: Program, home: Path) -> None:
    with HomeReader(home) as reader:
        readers = reader.reference.readers(schools.KEMPSTON_ACADEMY, reader.last_recorded())
    first, others = readers[0], {one.user for one in readers[1:]}
    ended = ("directory", "end", first.user, first.role, "urn", schools.KEMPSTON_ACADEMY, "--home", home)
    ran = firstbell(*ended, "--json")
    assert ran.code == 0, ran.err
    assert set(ran.document["left"]) >= others - {first.user}  # type: ignore[call-overload]  # a list
    with HomeReader(home) as reader:
        (row,) = [one for one in reader.views.inbox(schools.KEMPSTON_ACADEMY) if one.escalated]
    with working_on(home) as (hub, _):
        opening = OpenNotice(row.case, row.person, row.notice, first.user, first.role)
        assert isinstance(hub.perform(opening, command_id="ended").outputs[0], OpeningRefused)
    assert firstbell(*ended).code == 4
    sound(firstbell, home)


def test_the_last_of_a_place_is_said_to_be(firstbell: Program, home: Path) -> None:
    held = (("u-governance", "information_governance_lead"), ("u-auditor", "auditor"))
    first, last = [firstbell("directory", "end", user, role, "hub", HUB, "--home", home) for user, role in held]
    assert (first.code, last.code) == (0, 0), first.err + last.err
    assert f"nobody is left at {HUB}" in last.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["u-nobody", "dsl", "urn", "142387"], 4, "`u-nobody` is not dsl at urn `142387`"),
        (["u-auditor", "auditor", "area", "822"], 4, "`u-auditor` is not auditor"),
        (["u-auditor", "auditor", "school", "1"], 2, "`school` is no scheme: it must be urn, area, hub"),
    ],
)
def test_a_role_that_nobody_holds_is_not_ended(
    firstbell: Program, home: Path, arguments: list[str], code: int, says: str
) -> None:
    ran = firstbell("directory", "end", *arguments, "--home", home)
    assert ran.code == code
    assert says in ran.err


def test_an_erased_event_cannot_be_read_and_everything_still_verifies(firstbell: Program, home: Path) -> None:
    ran = firstbell("erase", FRIDAY_NIGHT, "--reason", "retention_ended", "--yes", "--home", home, "--json")
    assert ran.code == 0, ran.err
    sections = ran.document["sections"]
    assert isinstance(sections, list)
    assert ran.document["keys"] == len(sections) > 3
    again = firstbell("erase", FRIDAY_NIGHT, "--reason", "court_order", "--yes", "--home", home)
    assert again.out.startswith("0 keys destroyed")
    sound(firstbell, home)


def test_one_section_is_erased_alone(firstbell: Program, home: Path) -> None:
    options = ("--section", "1", "--section", "1", "--reason", "sent_in_error", "--yes", "--home", home)
    ran = firstbell("erase", FRIDAY_NIGHT, *options)
    assert ran.code == 0
    assert ran.out == f"1 key destroyed of {FRIDAY_NIGHT}, revision 1 (sent_in_error)\n"
    rest = firstbell("erase", FRIDAY_NIGHT, "--reason", "sent_in_error", "--yes", "--home", home, "--json").document
    assert rest["keys"] == len(rest["sections"]) - 1  # type: ignore[arg-type]  # a list


def test_other_revisions_are_named(firstbell: Program, home: Path) -> None:
    ran = firstbell("erase", REVISED, "--reason", "publisher_asked", "--yes", "--home", home)
    assert ran.code == 0
    assert f"not erased: {REVISED}@1" in ran.out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["BEDS-OE-27-0000", "--reason", "court_order", "--yes"], 6, "no accepted event is called `BEDS-OE-27-0000`"),
        ([FRIDAY_NIGHT, "--reason", "court_order", "--yes", "--section", "99"], 2, "the event has no section `99`"),
        ([FRIDAY_NIGHT, "--reason", "court_order"], 2, "say `--yes`"),
        ([FRIDAY_NIGHT, "--reason", "Mrs Tilbrook asked", "--yes"], 2, "retention_ended"),
    ],
)
def test_an_erasure_that_is_not_clear_erases_nothing(
    firstbell: Program, home: Path, arguments: list[str], code: int, says: str
) -> None:
    ran = firstbell("erase", *arguments, "--home", home)
    assert ran.code == code
    assert says in ran.err
    whole = firstbell("erase", FRIDAY_NIGHT, "--reason", "court_order", "--yes", "--home", home, "--json").document
    assert whole["keys"] == len(whole["sections"])  # type: ignore[arg-type]  # a list


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("y\n", 0)])
def test_on_a_terminal_it_asks(
    firstbell: Program, home: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr("services.cli.commands.erase.on_terminal", lambda: True)
    ran = firstbell("erase", FRIDAY_NIGHT, "--reason", "court_order", "--home", home, answer=answer)
    assert ran.code == code
    assert f"sections of {FRIDAY_NIGHT}, revision 1, for good?" in ran.err
    assert ("keys destroyed" in ran.out) is (code == 0)


def failing(*_: object) -> None:
    """A decider that cannot decide."""
    raise LookupError("the words of a fault")


@pytest.fixture
def parked(firstbell: Program, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One command is parked, since its decider failed then; an operator is appointed."""
    with monkeypatch.context() as broken:
        broken.setattr(DECIDER, failing)
        with pytest.raises(Undecided):
            asked(home, AcknowledgeNotice, "parked")
    appointed = ("directory", "appoint", OPERATOR, "operator", HUB, "--given", "Ada", "--family", "Quill")
    assert firstbell(*appointed, "--home", home).code == 0


def parked_key(firstbell: Program, home: Path) -> str:
    """The key of the one parked input."""
    (one,) = firstbell("parked", "list", "--home", home, "--json").rows("parked")
    return str(one["key"])


def test_what_is_parked_is_listed_and_named_by_status(firstbell: Program, home: Path, parked: None) -> None:
    ran = firstbell("parked", "list", "--home", home)
    assert ran.code == 1
    assert "LookupError" in ran.out
    assert "BEDS-OE-27-1382" in ran.out
    assert "the words" not in ran.out + ran.err
    key = parked_key(firstbell, home)
    told = firstbell("status", "--home", home)
    assert key in told.out
    assert "firstbell parked retry KEY" in told.out
    (one,) = firstbell("status", "--home", home, "--json").rows("parked_inputs")
    assert (one["key"], one["source"], one["reason"]) == (key, "person.0", "LookupError")


def test_a_retry_decides_what_is_parked(firstbell: Program, home: Path, parked: None) -> None:
    key = parked_key(firstbell, home)
    ran = firstbell("parked", "retry", key, "--user", OPERATOR, "--home", home, "--json")
    assert ran.code == 0, ran.err
    assert (ran.document["decided"], ran.document["left"]) == (1, 0)
    assert firstbell("parked", "list", "--home", home).out == "✔ nothing is parked\n"
    sound(firstbell, home)


def test_a_retry_by_nobody_entitled_is_refused(firstbell: Program, home: Path, parked: None) -> None:
    key = parked_key(firstbell, home)
    ran = firstbell("parked", "retry", key, "--user", "u-auditor", "--home", home)
    assert ran.code == 4
    assert f"`firstbell directory appoint u-auditor operator {HUB}`" in ran.err
    assert parked_key(firstbell, home) == key


def test_what_still_fails_stays_parked(
    firstbell: Program, home: Path, parked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = parked_key(firstbell, home)
    monkeypatch.setattr(DECIDER, failing)
    ran = firstbell("parked", "retry", key, "--user", OPERATOR, "--home", home, "--json")
    assert ran.code == 1
    assert (ran.document["decided"], ran.document["left"]) == (0, 1)
    assert "still cannot be decided" in ran.err
    assert parked_key(firstbell, home) == key


def test_a_retry_of_nothing_is_refused(firstbell: Program, home: Path, parked: None) -> None:
    ran = firstbell("parked", "retry", "00ff", "--user", OPERATOR, "--home", home)
    assert ran.code == 4
    assert "nothing is parked under `00ff`" in ran.err
    assert firstbell("parked", "retry", "", "--user", OPERATOR, "--home", home).code == 2


def test_a_retry_of_an_unknown_key_says_only_that(firstbell: Program, home: Path, parked: None) -> None:
    ran = firstbell("parked", "retry", "3f0c" * 8, "--user", OPERATOR, "--home", home)
    assert ran.code == 4
    assert "✔" not in ran.out
    assert "nothing is parked under" in ran.err


def test_nothing_parked_is_well(firstbell: Program, home: Path) -> None:
    assert firstbell("parked", "list", "--home", home).code == 0
    assert firstbell("parked", "list", "--home", home, "--json").document == {"parked": []}


def test_while_another_works_on_the_home_nothing_changes(firstbell: Program, home: Path) -> None:
    with working_on(home):
        for command in (
            ["agreements", "suspend", AGREEMENT, "--reason", "x", *ASKED],
            ["directory", "end", "u-auditor", "auditor", "hub", HUB],
            ["erase", FRIDAY_NIGHT, "--reason", "court_order", "--yes"],
            ["parked", "retry", "00ff", "--user", OPERATOR],
        ):
            ran = firstbell(*command, "--home", home)
            assert ran.code == 5, command
            assert "another process works on this home: stop `firstbell serve`" in ran.err
