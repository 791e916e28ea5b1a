"""Settings are read from variables and files; what is wrong is said by name, and no secret is repeated."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.operator.clock import TimeFile
from services.settings.faults import SettingsRefused
from services.settings.parts import Security, Stage
from services.settings.processes import PROCESSES, ProcessSettings, ServeSettings, TickerSettings, WorkerSettings
from tests.services.settings.conftest import Environment

SECRET = "sesame-open-wide"


def refused(kind: type[ProcessSettings] = WorkerSettings) -> tuple[str, ...]:
    """The faults with which settings are refused."""
    with pytest.raises(SettingsRefused) as caught:
        kind.read()
    return caught.value.faults


def test_what_is_set_is_read(environment: Environment, worker: dict[str, str]) -> None:
    environment(**worker, WORKER_STAGES="accept, person", MONITOR_PORT="0", LOG_LEVEL="debug", INSTANCE="bedford-2")
    settings = WorkerSettings.read()
    assert settings.kafka.bootstrap == ("broker-1:9093", "broker-2:9093")
    assert settings.kafka.security is Security.TLS
    assert settings.views_database.url.get_secret_value().endswith("@db/firstbell")
    assert settings.worker.stages == (Stage.ACCEPT, Stage.PERSON)
    assert settings.monitor_address == ("127.0.0.1", 0)
    assert (settings.log.level, settings.instance) == ("debug", "bedford-2")


def test_what_is_not_set_has_its_usual_value(environment: Environment, worker: dict[str, str]) -> None:
    environment(**worker)
    settings = WorkerSettings.read()
    assert settings.worker.stages == tuple(Stage)
    assert settings.monitor_address == ("127.0.0.1", 9101)


def test_the_command_line_outranks_the_environment_part_by_part(
    environment: Environment, worker: dict[str, str]
) -> None:
    environment(**worker, WORKER_STAGES="accept", WORKER_BATCH="7")
    settings = WorkerSettings.read(worker={"stages": ("resolve",)})
    assert (settings.worker.stages, settings.worker.batch) == ((Stage.RESOLVE,), 7)


def test_every_process_has_a_port_of_its_own() -> None:
    commands = {"operator", "kafka", "migrate", "rebuild"}
    running = [kind for kind in PROCESSES if kind.process not in commands]
    assert len({kind.monitor_port for kind in running}) == len(running) == 8


def test_everything_that_is_missing_is_named_at_once(environment: Environment) -> None:
    environment()
    missing = {fault.split("`")[1] for fault in refused()}
    assert missing == {
        "FIRSTBELL_KAFKA_BOOTSTRAP",
        "FIRSTBELL_VIEWS_DATABASE_URL",
        "FIRSTBELL_VAULT_DATABASE_URL",
        "FIRSTBELL_KEYS_FOLDER",
        "FIRSTBELL_VAULT_KEYS_FOLDER",
        "FIRSTBELL_SCRATCH_FOLDER",
    }
    assert all(": give " in fault for fault in refused())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("KAFKA_BOOTSTRAP", "broker", "name each broker as host:port"),
        ("KAFKA_BOOTSTRAP", "broker:0", "name each broker as host:port"),
        ("KAFKA_BOOTSTRAP", "", "at least 1 item"),
        ("KAFKA_SECURITY", "ssl", "'tls' or 'plaintext'"),
        ("KAFKA_CERTIFICATE", "/nowhere.pem", "path does not point to a file"),
        ("KEYS_FOLDER", "/nowhere", "there is no such folder"),
        ("VAULT_KEYS_FOLDER", "/nowhere", "there is no such folder"),
        ("WORKER_STAGES", "accept,share", "'accept', 'resolve' or 'person'"),
        ("MONITOR_PORT", "70000", "less than or equal to 65535"),
        ("LOG_LEVEL", "loud", "'debug', 'info'"),
        ("INSTANCE", "Ruby Example", "small letters, digits and hyphens"),
    ],
)
def test_a_wrong_value_is_said_with_its_variable(
    environment: Environment, worker: dict[str, str], name: str, value: str, said: str
) -> None:
    environment(**(worker | {name: value}))
    (fault,) = refused()
    assert fault.startswith(f"`FIRSTBELL_{name}`")
    assert said in fault


def test_a_secret_is_read_from_a_file(environment: Environment, worker: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "url").write_text(f"postgresql://worker:{SECRET}@db/firstbell\n")
    del worker["VIEWS_DATABASE_URL"]
    environment(**worker, VIEWS_DATABASE_URL_FILE=str(tmp_path / "url"))
    settings = WorkerSettings.read()
    assert settings.views_database.url.get_secret_value() == f"postgresql://worker:{SECRET}@db/firstbell"
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe", b"x" * 70_000])
def test_a_secrets_file_that_holds_none_is_refused(
    environment: Environment, worker: dict[str, str], tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "url").write_bytes(content)
    del worker["VAULT_DATABASE_URL"]
    environment(**worker, VAULT_DATABASE_URL_FILE=str(tmp_path / "url"))
    (fault,) = refused()
    assert fault.startswith(f"`FIRSTBELL_VAULT_DATABASE_URL_FILE` names `{tmp_path}/url`, which ")


def test_a_secret_stands_in_one_place(environment: Environment, worker: dict[str, str], tmp_path: Path) -> None:
    environment(**worker, VIEWS_DATABASE_URL_FILE=str(tmp_path / "url"))
    assert refused() == (
        "`FIRSTBELL_VIEWS_DATABASE_URL` and `FIRSTBELL_VIEWS_DATABASE_URL_FILE` are both set: keep the file",
    )


def test_a_wrong_secret_is_not_repeated(environment: Environment, worker: dict[str, str]) -> None:
    environment(**(worker | {"VIEWS_DATABASE_URL": f"mysql://worker:{SECRET}@db/firstbell"}))
    with pytest.raises(SettingsRefused) as caught:
        WorkerSettings.read()
    assert "`FIRSTBELL_VIEWS_DATABASE_URL` is not right: write it as postgresql://" in str(caught.value)
    assert SECRET not in str(caught.value) + repr(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_tls_needs_its_files(environment: Environment, worker: dict[str, str]) -> None:
    del worker["KAFKA_AUTHORITY"]
    environment(**worker)
    (fault,) = refused()
    assert fault.startswith("`FIRSTBELL_KAFKA_AUTHORITY` is not set: name the file")


@pytest.mark.parametrize(
    ("bootstrap", "allowed"),
    [("127.0.0.1:9092", True), ("localhost:9092,[::1]:9092", True), ("127.0.0.1:9092,broker-2:9092", False)],
)
def test_plain_text_stays_on_this_machine(
    environment: Environment, worker: dict[str, str], bootstrap: str, allowed: bool
) -> None:
    environment(**(worker | {"KAFKA_BOOTSTRAP": bootstrap, "KAFKA_SECURITY": "plaintext"}))
    if allowed:
        assert WorkerSettings.read().kafka.security is Security.PLAINTEXT
    else:
        assert "names another machine" in refused()[0]


def test_a_hub_that_works_shares_its_brokers_with_no_other(environment: Environment, worker: dict[str, str]) -> None:
    environment(**worker, KAFKA_PREFIX="beds.")
    (fault,) = refused()
    assert fault.startswith("`FIRSTBELL_KAFKA_PREFIX` is set and `FIRSTBELL_KAFKA_SECURITY` is `tls`")
    environment(**(worker | {"KAFKA_BOOTSTRAP": "localhost:9092", "KAFKA_SECURITY": "plaintext"}), KAFKA_PREFIX="t1.")
    assert WorkerSettings.read().kafka.prefix == "t1."


def test_a_misspelt_variable_is_refused_with_what_was_meant(environment: Environment, worker: dict[str, str]) -> None:
    environment(**worker, WORKER_STAGE="accept")
    assert refused() == (
        "`FIRSTBELL_WORKER_STAGE` is no setting of this program: did you mean `FIRSTBELL_WORKER_STAGES`?",
    )


def test_a_variable_that_resembles_none_is_refused(environment: Environment) -> None:
    environment(COLOUR="red")
    assert refused(ServeSettings) == (
        "`FIRSTBELL_COLOUR` is no setting of this program: remove it; ops/settings.md lists them",
    )


def test_variables_of_other_processes_and_of_commands_may_be_set(environment: Environment) -> None:
    environment(HOME="/home/hub", TRACEBACK="1", TICKER_SECONDS="1", VIEWS_DATABASE_URL_FILE="/run/secrets/url")
    assert ServeSettings.read().monitor_address == ("127.0.0.1", 9100)


def test_a_storys_time_is_taken_on_this_machine_alone(
    environment: Environment, worker: dict[str, str], tmp_path: Path
) -> None:
    TimeFile(tmp_path / "time").go_to(datetime(2027, 5, 1, tzinfo=UTC))
    secured = {name: worker[name] for name in ("KAFKA_CERTIFICATE", "KAFKA_AUTHORITY")}
    environment(**secured, DEMO_CLOCK=str(tmp_path / "time"), KAFKA_BOOTSTRAP="127.0.0.1:9092,localhost:9093")
    told = TickerSettings.read().story_clock()
    assert told is not None
    assert told() == datetime(2027, 5, 1, tzinfo=UTC)
    environment(**secured, DEMO_CLOCK=str(tmp_path / "time"), KAFKA_BOOTSTRAP="127.0.0.1:9092,broker-1:9093")
    (fault,) = refused(TickerSettings)
    assert fault.startswith("`FIRSTBELL_DEMO_CLOCK` is set, and `FIRSTBELL_KAFKA_BOOTSTRAP` names another machine")
    environment(**secured, KAFKA_BOOTSTRAP="broker-1:9093")
    assert TickerSettings.read().story_clock() is None
