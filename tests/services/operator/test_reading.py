"""Reading a home from outside."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.operator.clock import StoryClock
from services.operator.opening import working_on
from services.operator.reading import HomeReader
from services.operator.settings import DemoSettings, HomeSettings, read_settings, write_settings
from streams.engines.local.home import Home, HomeError
from streams.engines.local.hub import LocalHub
from streams.engines.local.registry import declare_hub
from streams.ledger.errors import LogInUse

AT = datetime(2027, 4, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A hub that was just declared."""
    folder = tmp_path / "home"
    declare_hub(Home(folder), "a-hub", "A hub", AT)
    return folder


def test_a_new_home_holds_its_declaration_alone(home: Path) -> None:
    with HomeReader(home) as reader:
        assert reader.hub.hub == "a-hub"
        assert reader.counts() == {"events": 0, "decisions": 0, "reference": 2, "parked": 0}
        assert (reader.last_recorded(), reader.entry_count(), reader.waiting()) == (AT, 2, [])
        assert reader.checkpoint() is None


def test_a_tick_is_the_last_time_recorded(home: Path) -> None:
    hub, later = LocalHub(Home(home), StoryClock(AT)), AT.replace(hour=20)
    hub.tick(later)
    hub.close()
    with HomeReader(home) as reader:
        assert reader.last_recorded() == later


def test_a_reader_sees_what_is_written_after_it_opened(home: Path) -> None:
    with HomeReader(home) as reader, working_on(home) as (hub, clock):
        hub.tick(clock())
        assert [(one.source, one.inputs, one.decided, one.lag) for one in reader.waiting()] == [("person.0", 1, 1, 0)]


def test_a_reference_that_was_tampered_with_is_not_read(home: Path) -> None:
    key = home / "keys" / "operator.ed25519"
    key.write_bytes(bytes(31) + b"\x01")
    with pytest.raises(HomeError, match="cannot be read"):
        HomeReader(home)


def test_a_home_without_its_log_says_so(home: Path) -> None:
    (home / "hub.db").unlink()
    with pytest.raises(HomeError, match="has keys and no log"):
        HomeReader(home)


@pytest.mark.parametrize("name", ["0" * 32, "BEDS-1", "BEDS-1@2", "", "zz", "@"])
def test_an_event_that_is_not_there_is_none(home: Path, name: str) -> None:
    with HomeReader(home) as reader:
        assert reader.find_event(name) is None


def test_one_process_works_on_a_home(home: Path) -> None:
    with working_on(home), pytest.raises(LogInUse), working_on(home):
        pytest.fail("two hubs opened one home")
    with working_on(home) as (hub, _):
        assert hub.reference().number == 2


def test_settings_are_read_as_they_were_written(home: Path) -> None:
    assert read_settings(home) == HomeSettings()
    settings = HomeSettings(telephones={"822": "01632 960822"}, roll_days=14, demo=DemoSettings(seed=3))
    write_settings(home, settings)
    assert read_settings(home) == settings


def test_settings_that_are_wrong_name_the_field_and_no_value(home: Path) -> None:
    (home / "settings.json").write_text('{"roll_days": "secret", "unknown": 1}')
    with pytest.raises(HomeError, match="`roll_days, unknown`") as raised:
        read_settings(home)
    assert "secret" not in str(raised.value)
