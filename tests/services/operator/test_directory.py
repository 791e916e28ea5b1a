"""Putting schools, rolls and staff into a hub."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.directory.faults import FileRefused
from services.directory.rolls import REQUIRED
from services.operator.directory import Directory
from services.operator.instruments import examine, instrument_files, registrations
from services.operator.opening import working_on
from streams.calendar.wall_clock import london
from streams.engines.local.home import Home
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from streams.matching.people import StaffNames, staff_names
from tests.project.sources import ROOT

AT = datetime(2027, 4, 30, 8, 0, tzinfo=UTC)
DEMO = ROOT / "ops" / "demo"
SCHOOL = "109435"
STAFF = "User id,Surname,Forename(s),E-mail,Role,URN,From,Until,Trainings,Other surnames,Known as,Home postcode\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one area and the register; not to be changed."""
    folder = tmp_path_factory.mktemp("prepared") / "home"
    declare_hub(Home(folder), "a-hub", "A hub", AT)
    with working_on(folder) as (opened, _):
        files = Directory(opened, AT)
        files.put_area("822", "Bedford Borough", 2026, 2028)
        files.put_register((DEMO / "register.csv").read_bytes(), None, file="register.csv", links_file="")
    return folder


@pytest.fixture
def hub(prepared: Path, tmp_path: Path) -> Iterator[LocalHub]:
    """A hub with one area and the register."""
    shutil.copytree(prepared, tmp_path / "home")
    with working_on(tmp_path / "home") as (opened, _):
        yield opened


def roll(*rows: str) -> bytes:
    """A roll of these rows."""
    return "\n".join([",".join(REQUIRED), *rows, ""]).encode()


def pupil(upn: str, given: str, *, leaving: str = "", entry: str = "04/09/2020") -> str:
    """A row of a roll."""
    return f"{upn},Quillfeather,{given},,02/03/2015,1 High Street,Bedford,MK40 2AB,,{entry},{leaving}"


def test_an_area_has_englands_bank_holidays_and_office_hours(hub: LocalHub) -> None:
    area = hub.reference().areas["822"]
    assert date(2027, 5, 3) in {holiday.day for holiday in area.bank_holidays.days}
    assert (area.bank_holidays.first_year, area.bank_holidays.last_year) == (2026, 2028)
    assert len(area.office_hours) == 5


def test_what_stands_there_already_is_not_written_again(hub: LocalHub) -> None:
    number, files = hub.reference().number, Directory(hub, AT)
    files.put_area("822", "Bedford Borough", 2026, 2028)
    report, changed = files.put_register((DEMO / "register.csv").read_bytes(), None, file="r", links_file="")
    assert (report.taken, changed, hub.reference().number) == (779, 0, number)


def test_links_change_the_schools_that_they_join(hub: LocalHub) -> None:
    schools, links = (DEMO / "register.csv").read_bytes(), (DEMO / "register-links.csv").read_bytes()
    _, changed = Directory(hub, AT).put_register(schools, links, file="r", links_file="l")
    assert 0 < changed < 779
    joined = hub.reference().setting("130326")
    assert joined is not None
    assert joined.successors == ("144528",)


def test_a_roll_holds_who_is_on_it_today_under_opaque_ids(hub: LocalHub) -> None:
    gone, not_yet = "gone", "not yet"
    data = roll(pupil("", "Anna"), pupil("", gone, leaving="29/04/2027"), pupil("", not_yet, entry="01/05/2027"))
    read, version = Directory(hub, AT).put_roll(SCHOOL, data, "roll.csv", 30)
    held = hub.reference().rolls[SCHOOL]
    assert (len(read.pupils), version, held.pupils) == (3, 1, 1)
    assert held.stale_after == AT + timedelta(days=30)
    stored = hub.home.database.read_bytes() + hub.home.database.with_name("hub.db-wal").read_bytes()
    assert b"Quillfeather" not in stored


def test_a_roll_with_a_fault_leaves_the_one_before_in_place(hub: LocalHub) -> None:
    files = Directory(hub, AT)
    files.put_roll(SCHOOL, roll(pupil("", "Anna")), "roll.csv", 30)
    read, version = files.put_roll(SCHOOL, roll(pupil("", "Anna"), pupil("B822999926001", "Bert")), "roll.csv", 30)
    assert (read.complete, version) == (False, 0)
    assert hub.reference().rolls[SCHOOL].version == 1


def test_a_roll_with_nobody_on_it_leaves_the_one_before_in_place(hub: LocalHub) -> None:
    files = Directory(hub, AT)
    files.put_roll(SCHOOL, roll(pupil("", "Anna")), "roll.csv", 30)
    for empty in (roll(), roll(pupil("", "Anna", leaving="29/04/2027"))):
        with pytest.raises(FileRefused, match=r"roll\.csv: nobody is on this roll today: export it again"):
            files.put_roll(SCHOOL, empty, "roll.csv", 30, smaller=True)
    assert hub.reference().rolls[SCHOOL].pupils == 1


def test_a_roll_of_less_than_half_is_taken_only_where_it_is_said_to_be_smaller(hub: LocalHub) -> None:
    files = Directory(hub, AT)
    files.put_roll(
        SCHOOL, roll(*(pupil("", name) for name in ("Anna", "Bert", "Cleo", "Dora", "Emil"))), "roll.csv", 30
    )
    cut = roll(pupil("", "Anna"), pupil("", "Bert"))
    with pytest.raises(FileRefused, match="pupils on this roll today: 2, on the one before: 5"):
        files.put_roll(SCHOOL, cut, "roll.csv", 30)
    assert hub.reference().rolls[SCHOOL].version == 1
    _, version = files.put_roll(SCHOOL, cut, "roll.csv", 30, smaller=True)
    _, after = files.put_roll(SCHOOL, roll(pupil("", "Anna")), "roll.csv", 30)
    assert (version, after) == (2, 3)


def test_a_roll_is_for_a_school_of_the_register(hub: LocalHub) -> None:
    with pytest.raises(KeyError):
        Directory(hub, AT).put_roll("999999", roll(), "roll.csv", 30)


def test_other_names_and_the_home_of_staff_stand_sealed_in_the_directory(hub: LocalHub) -> None:
    rows = (
        f"u-1,Quillfeather,Anna,a@example.org,dsl,{SCHOOL},01/09/2025,,,Underhay,Nan,\n"
        f"u-1,Quillfeather,Anna,a@example.org,head,{SCHOOL},01/09/2025,,,,,MK40 2AB\n"
    )
    Directory(hub, AT).put_staff((STAFF + rows).encode(), "staff.csv")
    expected = staff_names(
        "Anna",
        "Quillfeather",
        other_surnames=["Underhay"],
        known_as=["Nan"],
        postcode="MK40 2AB",
        mail=[(SCHOOL, "a@example.org")],
    )
    assert hub.registry.put_staff([("u-1", expected)], AT) == 0, "the directory holds exactly this"
    assert hub.reference().staff["u-1"].version == 1
    stored = hub.home.database.read_bytes() + hub.home.database.with_name("hub.db-wal").read_bytes()
    assert b"Underhay" not in stored
    assert b"MK40 2AB" not in stored


def test_staff_without_the_columns_of_other_names_are_refused_whole(hub: LocalHub) -> None:
    headings = STAFF.replace(",Other surnames", "")
    with pytest.raises(FileRefused, match="Other surnames"):
        Directory(hub, AT).put_staff(headings.encode(), "staff.csv")


def test_an_appointment_counts_from_its_first_morning_through_its_last_day(hub: LocalHub) -> None:
    row = f"u-1,Quillfeather,Anna,a@example.org,cover_dsl,{SCHOOL},19/04/2027,28/05/2027,,,,\n"
    _, new = Directory(hub, AT).put_staff((STAFF + row).encode(), "staff.csv")
    assert new == 1
    reference = hub.reference()
    last_evening = london(datetime(2027, 5, 28, 22, 0, tzinfo=UTC))
    assert [len(reference.readers(SCHOOL, at)) for at in (AT, last_evening, last_evening + timedelta(hours=2))] == [
        1,
        1,
        0,
    ]
    assert len(reference.readers(SCHOOL, datetime(2027, 4, 18, 22, 0, tzinfo=UTC))) == 0
    assert hub.staff_name("u-1") == "Anna Quillfeather"


def test_importing_staff_again_appoints_nobody_new(hub: LocalHub) -> None:
    row = f"u-1,Quillfeather,Anna,a@example.org,dsl,{SCHOOL},01/09/2025,,,,,\n"
    files = Directory(hub, AT)
    assert [files.put_staff((STAFF + row).encode(), "staff.csv")[1] for _ in range(2)] == [1, 0]


def test_a_changed_name_takes_the_place_of_the_old(hub: LocalHub) -> None:
    row = "u-1,{},Anna,a@example.org,dsl," + f"{SCHOOL},01/09/2025,,,,,\n"
    files = Directory(hub, AT)
    for name, new in (("Quillfeather", 1), ("Marchbanks", 1), ("Marchbanks", 0)):
        assert files.put_staff((STAFF + row.format(name)).encode(), "staff.csv")[1] == new
    assert hub.staff_name("u-1") == "Anna Marchbanks"
    assert hub.reference().staff["u-1"].version == 2


def test_a_coordinator_is_appointed_from_today(hub: LocalHub) -> None:
    names = StaffNames(given_names="Anna", family_name="Quillfeather")
    Directory(hub, AT).appoint("u-c", "council_education_safeguarding", "area", "822", names)
    held = hub.reference().holders("area", "822", AT)
    assert [(one.user, one.role) for one in held] == [("u-c", "council_education_safeguarding")]


def test_instruments_are_registered_once_and_never_changed(hub: LocalHub) -> None:
    examined = examine(instrument_files([ROOT / "ops" / "duties", ROOT / "ops" / "agreements"]))
    assert examined.errors == 0
    bodies = registrations(examined.documents, hub.reference())
    with hub.locked:
        hub.registry.refer(bodies, AT)
    assert len(bodies) == len(examined.documents)
    assert registrations(examined.documents, hub.reference()) == []
    changed = examined.documents[0].model_copy(update={"title": "Another title"})
    with pytest.raises(ValueError, match="raise the version"):
        registrations([changed], hub.reference())


def test_a_file_that_is_no_instrument_is_a_problem_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("kind: agreement\nkind: duty\n")
    examined = examine(instrument_files([tmp_path]))
    assert (examined.errors, examined.documents) == (1, ())
    assert str(examined.problems[0]).startswith("bad.yaml:2:")
