"""Every line of ops/bad-input.md, tried: through the publisher into the real intake, or at the hospital's receiver."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.records.notify import DeskItemRaised, DeskKind
from schemas.records.share import DisclosurePermitted, Recipient
from services.hospital.hl7_text import PARTS, SEGMENTS
from streams.matching.people import RollEntry
from tests.services.hospital.support import ADMIT, Hospital, adt
from tests.services.intake.test_every_type import EXAMPLES, World, example
from tests.services.publisher.support import NOW, ROOT
from tests.services.publisher.test_facts import rows_of
from tests.support.furnishing import AREA, school

TABLE = (ROOT / "ops" / "bad-input.md").read_text("utf-8")

NOBODY_ACCUSED = "nobody is the alleged perpetrator"
TWO_AT_ONCE = "two missing episodes of one child open at once"
TAKEN_BACK = "an older export: reported missing after a revision that said returned"
CELLS: Mapping[str, tuple[str, dict[str, str]]] = {
    "a missing child returned before going missing": (
        "police-missing", {"Stage": "FOUND", "Returned At": "02/05/2027 18:00"},
    ),
    "a missing child reported before going missing": ("police-missing", {"Reported At": "02/05/2027 18:00"}),
    "returned, without the time": ("police-missing", {"Stage": "FOUND"}),
    "a time of return while still missing": ("police-missing", {"Returned At": "03/05/2027 06:00"}),
    TAKEN_BACK: ("police-missing", {"Stage": "REPORTED"}),
    "a return home interview held before the child was back": ("police-missing", {"RHI": "HELD"}),
    "returned in the future": ("police-missing", {"Stage": "FOUND", "Returned At": "05/05/2027 18:00"}),
    "a DASH score that is not that of its answers": ("police-marac", {"DASH Score": "14"}),
    "the ground is the score, and there is no checklist": (
        "police-marac", {"DASH Score": "", "DASH Date": "", **{f"Q{n}": "" for n in range(1, 25)}},
    ),
    "a victim under 16": ("police-marac", {"DOB": "01/02/2012"}),
    NOBODY_ACCUSED: ("police-marac", {"Role": "OTHER"}),
    "an age that disagrees with the date of birth": ("hospital-concerns", {"Age": "19"}),
    "neither age nor date of birth": ("hospital-concerns", {"Age": "", "DOB": ""}),
    "left before arriving": ("hospital-concerns", {"Left At": "03/05/2027 20:00"}),
    "an unborn child, without a name": (
        "council-contacts", {"Role": "CHILD/UNBORN", "Forenames": "", "Surname": "", "DOB": ""},
    ),
    "a placing authority that no council's code is (`999`)": ("police-missing", {"Placed By LA": "999"}),
    "a council of an earlier MARAC that no council's code is": ("police-marac", {"Earlier MARAC LA": "999"}),
    "a council's code that is not three digits": ("police-missing", {"Placed By LA": "Luton"}),
    "consent not sought or set aside, without a reason": ("council-contacts", {"Consent Reason": ""}),
    "an NHS number with a wrong check digit": ("hospital-concerns", {"NHS Number": "9990000025"}),
    "a GP practice's code that is none": ("hospital-concerns", {"GP Practice": "Mill Road"}),
    "an ODS code that is none": ("hospital-concerns", {"Trust": "BEDFORD"}),
    "a school number that is none": ("council-contacts", {"School URN": "1096"}),
    "a school that the register does not have, no roll with the child": (
        "police-missing", {"School URN": "199999", "School": "Nowhere School"},
    ),
    TWO_AT_ONCE: (
        "police-missing",
        {"Stage": "REPORTED", "Returned At": "", "Forenames": "Ada", "Surname": "INVENTED", "DOB": "14/03/2013",
         "Address 1": "4 Invented Close", "Placed By LA": "", "RHI": "", "School URN": "109661",
         "School": "Castle Newnham School", "School Status": "ON ROLL"},
    ),
    "a trust's code that the hub has not seen": ("hospital-concerns", {"Trust": "RZZ"}),
}  # fmt: skip
BEFORE: Mapping[str, dict[str, str]] = {TAKEN_BACK: {"Stage": "FOUND", "Returned At": "03/05/2027 06:00"}}
"""What an earlier export said in the same row."""
ROWS: Mapping[str, int] = {NOBODY_ACCUSED: 1, TWO_AT_ONCE: 2}
"""Where it is not the first row of the example that is changed: the accused's, that of the other episode."""
MESSAGES: Mapping[str, bytes] = {
    "HL7: an unknown trust": adt(MSH=ADMIT["MSH"].replace("RC9", "RXX")),
    "HL7: bytes of another character set": adt(PID=ADMIT["PID"].replace("JON", "ZO\u00cb")).decode().encode("cp1252"),
    "HL7: a GP practice's code that is none": adt("PD1|||Mill Road Surgery^^LOCAL7"),
    "HL7: a wrong NHS number": adt(PID=ADMIT["PID"].replace("9000000009", "9000000008")),
    "HL7: a date of birth in the future": adt(PID=ADMIT["PID"].replace("20110212", "20270601")),
    "HL7: more than 1,000 segments": adt(*["OBX|1"] * SEGMENTS),
    "HL7: more than 20,000 fields, repetitions and components": adt("OBX|" + "~" * PARTS),
    "HL7: a message of a test system": adt(MSH=ADMIT["MSH"].replace("|P|", "|T|")),
}


def lines() -> Iterator[tuple[str, str, str]]:
    """The lines of the table: input, what becomes of it, where it is told."""
    for line in TABLE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] != "Input" and not cells[0].startswith("---"):
            yield cells[0], cells[1], cells[2]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A hub and its publishers."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[Hospital]:
    """A trust's receiver."""
    (tmp_path / "hospital").mkdir()
    made = Hospital(tmp_path / "hospital")
    yield made
    made.store.close()


def test_every_line_is_tried_and_nothing_else() -> None:
    assert {name for name, *_ in lines()} == CELLS.keys() | MESSAGES.keys()


@pytest.mark.parametrize(("name", "becomes"), [(name, becomes) for name, becomes, _ in lines() if name in CELLS])
def test_a_line_of_an_export(world: World, name: str, becomes: str) -> None:
    chosen, cells = CELLS[name]
    row = ROWS.get(name, 0)
    if name == TWO_AT_ONCE:
        _put_on_a_roll(world)
    if name in BEFORE:
        world.offer(EXAMPLES[chosen], rows_of(chosen, row, **BEFORE[name]))
    data = rows_of(chosen, row, **cells)
    reference = data.decode().splitlines()[1 + row].split(",")[0]
    faults, doubts = world.offer(EXAMPLES[chosen], data)
    if becomes == "refused":
        assert faults[reference]
        assert all(fault.line and fault.column for fault in faults[reference])
        assert reference not in doubts
        return
    assert not faults[reference], [str(fault) for fault in faults[reference]]
    if "desk" in becomes:
        items = [*world.hub.views.desk(["822"]), *world.hub.views.patterns(["822"])]
        # a pattern stands at whichever episode began last
        of_case = [item for item in items if item.kind == "pattern" or _reference(world, item.event) == reference]
        assert becomes.rpartition("desk `")[2].removesuffix("`") in {item.kind for item in of_case}
    if becomes.startswith("desk"):
        return
    if becomes == "taken":
        assert doubts[reference] == set()
    else:
        assert becomes.removeprefix("doubt `").partition("`")[0] in doubts[reference]


def test_a_home_authority_that_no_code_names_is_work_for_the_desk_and_all_others_are_told(world: World) -> None:
    data = rows_of("police-missing", Placed_By_LA="999")
    world.offer(EXAMPLES["police-missing"], data)
    reference = data.decode().splitlines()[1].split(",")[0]
    events = [event.event for event in world.hub.views.events() if event.reference == reference]
    steps = [step for event in events for step in world.hub.views.trace(event)]
    outputs = [output for step in steps for _, output in step.outputs]
    raised = [one for one in outputs if isinstance(one, DeskItemRaised) and one.kind is DeskKind.REFUSED_DUTY]
    assert [(one.area, one.recipient) for one in raised] == [(AREA, Recipient("ifd", "area", "999"))]
    permitted = {one.recipient.role for one in outputs if isinstance(one, DisclosurePermitted)}
    assert {"ifd", "spoc_coordinator"} <= permitted


def _put_on_a_roll(world: World) -> None:
    """The child of the example, who is known by a roll, so that both episodes are known to be of one child."""
    ada = RollEntry(
        pupil="pupil-ada",
        urn="109661",
        given_names="Ada",
        family_name="Invented",
        date_of_birth=date(2013, 3, 14),
        postcode="MK40 3EP",
        address_lines=("4 Invented Close",),
    )
    with world.hub.locked:
        world.hub.registry.refer([school("109661")], NOW)
        world.hub.registry.put_roll("109661", [ada], NOW, NOW + timedelta(days=90), NOW)


def _reference(world: World, event: bytes) -> str:
    row = world.hub.views.event(event)
    return row.reference if row is not None else ""


TOLD_IN_WORDS = {
    "the field that has them": "PID-5",
    "the first segment too many": "OBX-",
    "the segment where they become too many": "OBX-",
}


@pytest.mark.parametrize(("name", "becomes", "where"), [line for line in lines() if line[0] in MESSAGES])
def test_a_line_of_a_message(hospital: Hospital, name: str, becomes: str, where: str) -> None:
    answer = hospital.hl7(MESSAGES[name])
    told, code = becomes.removesuffix("`").split(", `")
    place = answer[2][2].split("^")
    assert answer[1][1] == code
    assert answer[2][4] == ("W" if told == "remark" else "E")
    assert f"{place[0]}-{place[2]}" == TOLD_IN_WORDS.get(where, where)
    assert len(hospital.events()) == (told == "remark")


def test_the_examples_themselves_raise_no_doubt_but_the_unborn_childs(world: World) -> None:
    for name, mapping in EXAMPLES.items():
        faults, doubts = world.offer(mapping, example(name))
        assert not any(faults.values())
        assert all(found == set() for reference, found in doubts.items() if reference != "FD-27-1202"), name
