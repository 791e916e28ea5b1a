"""The mapping from an agency's own columns: loading, times, codes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.events.encompass import Grade
from schemas.events.event import Standing
from schemas.events.people import Relation, Role, Scheme
from services.directory.faults import FileRefused, ValueRefused
from services.publisher.mapping import ExportMapping, load_mapping
from services.publisher.wall_times import LONDON, RepeatedHour, Times

FILE = Path(__file__).resolve().parents[3] / "ops" / "demo" / "mapping.yaml"
TEXT = FILE.read_text("utf-8")


@pytest.fixture(scope="module")
def mapping() -> ExportMapping:
    return load_mapping(FILE.read_bytes(), "mapping.yaml")


def test_the_demo_mapping_loads(mapping: ExportMapping) -> None:
    assert mapping.agency == "bedfordshire-police"
    assert mapping.columns()[:2] == ("OIC Ref", "Rev")
    assert "Beat" in mapping.ignored
    assert mapping.json_format is not None
    assert mapping.json_format.people == "nominals"
    assert mapping.person.settings[0].identifiers() == ((Scheme.URN, "School URN"), (Scheme.NAME, "School Name"))


def test_codes_mean_what_the_mapping_says_whatever_their_case(mapping: ExportMapping) -> None:
    assert mapping.incident.standing.read("canx") is Standing.WITHDRAWN
    assert mapping.incident.grade is not None
    assert mapping.person.roles is not None
    assert mapping.person.relationships is not None
    assert mapping.incident.grade.read(" ") is Grade.NOT_ASSESSED
    assert mapping.person.roles.read_all("CHILD/VIC") == (Role.CHILD, Role.VICTIM)
    assert mapping.person.relationships.read_links("N1:MOTHER| N2:STEPFATHER") == (
        ("N1", Relation.PARENT),
        ("N2", Relation.STEP_PARENT),
    )
    assert mapping.person.relationships.read_links("") == ()


@pytest.mark.parametrize("value", ["MOTHER", "N1:", ":MOTHER", "N1:AUNTIE"])
def test_a_list_of_links_that_cannot_be_read_is_refused_without_its_value(mapping: ExportMapping, value: str) -> None:
    assert mapping.person.relationships is not None
    with pytest.raises(ValueRefused) as refused:
        mapping.person.relationships.read_links(value)
    assert "N1" not in str(refused.value)


def test_an_empty_cell_means_nothing_unless_the_mapping_says_so(mapping: ExportMapping) -> None:
    with pytest.raises(ValueRefused, match="does not have this code"):
        mapping.incident.standing.read("")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "reason"),
    [
        ("CANX: withdrawn", "CANX: gone", 24, 34, "'current' or 'withdrawn'"),
        ('date_form: "%d/%m/%Y"', 'date_form: "%d/%m/%y"', 15, 14, "four-digit"),
        ("%H:%M", "%H", 16, 14, "%H and %M"),
        ("  place:", "  plaice:", 38, 11, "extra"),
        ("  reference: OIC Ref\n", "", 20, 3, "required"),
        ("ref: Nominal Ref", "ref: OIC Ref", 3, 1, "`OIC Ref` is used twice"),
        ("repeated_hour: earlier", "repeated_hour: both", 17, 18, "'earlier', 'later' or 'refuse'"),
        ("STD: standard, MED", "STD: standard, STD", 32, 28, "stands twice"),
    ],
)
def test_a_fault_names_line_and_column(old: str, new: str, line: int, column: int, reason: str) -> None:
    assert old in TEXT
    with pytest.raises(FileRefused, match=reason) as refused:
        load_mapping(TEXT.replace(old, new, 1).encode(), "mapping.yaml")
    assert (refused.value.faults[0].line, refused.value.faults[0].column) == (line, column)


def test_times_are_london_wall_time() -> None:
    assert Times().read_time("30/04/2027 23:00") == datetime(2027, 4, 30, 22, tzinfo=UTC)
    assert Times().read_time("15/01/2027 23:00") == datetime(2027, 1, 15, 23, tzinfo=UTC)
    assert Times().read_date("05/04/2012") == date(2012, 4, 5)


def test_the_hour_that_october_repeats_is_read_as_the_mapping_says() -> None:
    text = "31/10/2027 01:30"
    assert Times(repeated_hour=RepeatedHour.EARLIER).read_time(text) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert Times(repeated_hour=RepeatedHour.LATER).read_time(text) == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    with pytest.raises(ValueRefused, match="stands for two"):
        Times(repeated_hour=RepeatedHour.REFUSE).read_time(text)


@pytest.mark.parametrize("repeated", RepeatedHour)
def test_the_hour_that_march_leaves_out_is_refused(repeated: RepeatedHour) -> None:
    with pytest.raises(ValueRefused, match="does not exist"):
        Times(repeated_hour=repeated).read_time("28/03/2027 01:30")


@pytest.mark.parametrize("value", ["05/27/2017", "2017-05-27", "27/05/17", "", "31/02/2017"])
def test_a_date_in_another_form_is_refused_without_its_value(value: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        Times().read_date(value)
    assert not value or value not in str(refused.value)
    assert refused.value.__suppress_context__, "the cause names the value"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)), st.sampled_from(RepeatedHour))
@settings(max_examples=200, deadline=None)
def test_every_instant_survives_its_wall_time_save_in_the_repeated_hour(at: datetime, repeated: RepeatedHour) -> None:
    instant = at.replace(second=0, microsecond=0, tzinfo=UTC)
    wall = instant.astimezone(LONDON)
    other = wall.replace(fold=1 - wall.fold).astimezone(UTC)
    text = f"{wall:%d/%m/%Y %H:%M}"
    times = Times(repeated_hour=repeated)
    if other == instant:
        assert times.read_time(text) == instant
    elif repeated is RepeatedHour.REFUSE:
        with pytest.raises(ValueRefused):
            times.read_time(text)
    else:
        chosen = min if repeated is RepeatedHour.EARLIER else max
        assert times.read_time(text) == chosen(instant, other)
        assert abs(other - instant) == timedelta(hours=1)
