"""docker-compose.yml, held to what can be known without a Docker engine: its schema, and everything that it names."""

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

from ops.containers.prepare import FOLDER, prepare
from services.operator.kafka.certificates import CertificateFolder
from services.settings.listing import OF_SECRET_FILES
from services.settings.processes import KNOWN, PROCESSES, ProcessSettings
from streams.engines.kafka.keys import FILES, WITH_VAULT
from streams.engines.local.home import Home
from tests.project.sources import ROOT
from tests.project.test_readme import COMMANDS

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
SCHEMA: Final = json.loads((Path(__file__).parent / "compose" / "compose-spec.json").read_text(encoding="utf-8"))
VERSION: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
KINDS: Final = {kind.process: kind for kind in PROCESSES}
ONCE: Final = {"vault-keys", "migrate", "topics"}
ASKED: Final = {"operator"}
OURS: Final = sorted(
    name
    for name, service in SERVICES.items()
    if service["image"].startswith("firstbell:") and "entrypoint" not in service
)
LASTING: Final = sorted(set(SERVICES) - ONCE - ASKED)
PROCESS: Final = sorted(set(OURS) - ONCE - ASKED)
PORTS_OF_OTHERS: Final = {"prometheus": 9090, "grafana": 3000}


def kind_of(name: str) -> type[ProcessSettings]:
    """The settings of a service of ours."""
    command = SERVICES[name]["command"]
    return KINDS["operator" if "--cluster" in command else command[0]]


def environment(name: str) -> dict[str, str]:
    """A service's variables, with what compose itself would fill in."""
    return {key: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", str(value)) for key, value in SERVICES[name]["environment"].items()}


def secret_files(name: str) -> Iterator[tuple[str, Path]]:
    """Where each secret of a service stands in the container, and the file it is."""
    for secret in SERVICES[name].get("secrets", []):
        target = secret["target"]
        path = ROOT / COMPOSE["secrets"][secret["source"]]["file"]
        yield (target if target.startswith("/") else f"/run/secrets/{target}"), path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of secrets, made by the command that makes it."""
    folder = tmp_path_factory.mktemp("prepared")
    with Home(folder / "home").making():
        pass
    certificates = CertificateFolder(folder / "certificates")
    at = datetime.now(UTC)
    certificates.create_authority("FirstBell brokers", at)
    for principal in ("broker", "admin", *{kind.process for kind in PROCESSES}):
        certificates.issue(principal, ["kafka-1"] if principal == "broker" else [], at)
    prepare(folder / "home", folder / "certificates", folder / "secrets")
    return folder / "secrets"


def test_it_keeps_to_the_compose_schema() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.Draft7Validator(SCHEMA).validate(COMPOSE)


@pytest.mark.parametrize(
    "fault", [{"read_only": 7}, {"helthcheck": {}}, {"depends_on": {"x": {"condition": "service_happy"}}}]
)
def test_a_fault_is_found_by_the_schema(fault: dict[str, Any]) -> None:
    services = {**SERVICES, "web": {**SERVICES["web"], **fault}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate({**COMPOSE, "services": services})


def test_the_whole_hub_is_there() -> None:
    kinds = [SERVICES[name]["command"][0] for name in OURS]
    wanted = {"worker": 2, "ledger-writer": 1, "views": 1, "ticker": 2, "intake": 1, "web": 1, "outbox-sender": 1}
    wanted |= {"migrate": 1, "kafka": 1, "status": 1}
    assert {kind: kinds.count(kind) for kind in set(kinds)} == wanted
    brokers = [name for name, service in SERVICES.items() if service["image"].startswith("apache/kafka:")]
    assert brokers == ["kafka-1", "kafka-2", "kafka-3"]
    assert {"postgres", "prometheus", "grafana"} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned_by_version(name: str) -> None:
    repository, _, tag = SERVICES[name]["image"].rpartition(":")
    assert repository
    assert re.fullmatch(r"v?\d+\.\d+(\.\d+)?(-[a-z]+)?", tag)
    assert repository != "firstbell" or tag == VERSION
    assert repository != "apache/kafka" or tag == "4.3.1"
    assert repository != "postgres" or tag.startswith("18.")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_held_tight(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert not service.get("privileged")
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert service["logging"]["options"]["max-size"]
    assert service.get("networks") or service["network_mode"] == "none"


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_service_says_how_it_is_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert {"test", "interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_the_programs(name: str) -> None:
    words = [word for word in SERVICES[name]["command"] if not word.startswith("--")]
    assert tuple(words) in COMMANDS


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_of_that_process(name: str) -> None:
    ours = {key for key in environment(name) if key.startswith("FIRSTBELL_")}
    assert ours <= KNOWN
    assert ours == set(environment(name))


@pytest.mark.parametrize("name", OURS)
def test_a_process_starts_with_what_it_is_given(
    name: str, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths of the container are put where the test has them; everything else is read as it stands."""
    placed = in_place(name, prepared, tmp_path)
    for key in KNOWN:
        monkeypatch.delenv(key, raising=False)
    for key, value in environment(name).items():
        monkeypatch.setenv(key, placed.get(value, value))
    settings = kind_of(name).read()
    if name in PROCESS:
        assert settings.monitor.host == "0.0.0.0"
        assert settings.instance == name


def in_place(name: str, prepared: Path, tmp_path: Path) -> Mapping[str, str]:
    """Paths of the container, and where the same things are here. Fails where a secret is not made by `prepare`."""
    placed = {}
    for target, path in secret_files(name):
        assert path.is_relative_to(FOLDER)
        made = prepared / path.relative_to(FOLDER)
        assert made.is_file(), f"`{path}` is made by no command"
        placed[target] = str(made)
        placed[str(Path(target).parent)] = str(made.parent)
    for number, volume in enumerate(SERVICES[name].get("volumes", [])):
        folder = tmp_path / str(number)
        folder.mkdir()
        placed[volume["target"]] = str(folder)
    return placed


@pytest.mark.parametrize("name", OURS)
def test_a_process_is_given_no_secret_that_it_does_not_read(name: str) -> None:
    values = set(environment(name).values())
    given = {target for target, _ in secret_files(name)}
    unread = {one for one in given if one not in values and str(Path(one).parent) not in values}
    assert unread == set()
    secrets = {key for key in environment(name) if key.removesuffix(OF_SECRET_FILES) != key}
    assert all(environment(name)[key] in given for key in secrets)


def test_every_secret_is_made_by_prepare_and_mounted(prepared: Path) -> None:
    for name, secret in COMPOSE["secrets"].items():
        assert (prepared / (ROOT / secret["file"]).relative_to(FOLDER)).is_file(), name
    used = {secret["source"] for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])


def test_what_prepare_makes_is_closed_to_others_and_kept(prepared: Path) -> None:
    assert prepared.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in prepared.rglob("*") if path.is_file()} == {0o444}
    before = {path: path.read_bytes() for path in prepared.rglob("*.password")}
    prepare(prepared.parent / "home", prepared.parent / "certificates", prepared)
    assert len(before) > 5
    assert {path: path.read_bytes() for path in prepared.rglob("*.password")} == before
    assert len(set(before.values())) == len(before)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_mounted_file_and_folder_is_there(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        if volume["type"] == "bind":
            assert (ROOT / volume["source"]).exists(), volume["source"]
            assert volume["read_only"] is True
        else:
            assert volume["source"] in COMPOSE["volumes"]


def test_every_volume_and_network_is_used_and_only_the_front_leads_out() -> None:
    volumes = {v["source"] for s in SERVICES.values() for v in s.get("volumes", []) if v["type"] == "volume"}
    assert volumes == set(COMPOSE["volumes"])
    networks = {network for service in SERVICES.values() for network in service.get("networks", [])}
    assert networks == set(COMPOSE["networks"])
    assert {name for name, network in COMPOSE["networks"].items() if not network.get("internal")} == {"front"}
    assert {name for name, s in SERVICES.items() if "front" in s.get("networks", [])} == {
        "web",
        "intake",
        "outbox-sender",
        "prometheus",
        "grafana",
    }


@pytest.mark.parametrize("name", PROCESS)
def test_health_is_asked_where_the_process_tells_it(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    assert test[:4] == ["CMD", "python", "-m", "services.health.check"]
    assert int(test[4]) == kind_of(name).monitor_port
    assert test[5] == ("/healthz" if name.startswith("ticker") else "/readyz")


@pytest.mark.parametrize("name", sorted(name for name in SERVICES if "ports" in SERVICES[name]))
def test_every_published_port_is_one_that_is_known_and_on_loopback(name: str) -> None:
    known = {"web": 8000, "intake": 8100} | PORTS_OF_OTHERS
    part = kind_of(name).model_fields.get(name) if name in OURS else None
    if part is not None and name == "web":
        assert part.get_default().port == known[name]
    for port in SERVICES[name]["ports"]:
        host, outside, inside = port.split(":")
        assert host == "127.0.0.1"
        assert (int(outside), int(inside)) == (known[name], known[name])


def test_prometheus_scrapes_every_process_at_its_port() -> None:
    text = (ROOT / "ops" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["scrape_configs"]
    scraped = {target: job["job_name"] for job in jobs for target in job["static_configs"][0]["targets"]}
    ours = PROCESS
    assert scraped == {f"{name}:{kind_of(name).monitor_port}": kind_of(name).process for name in ours}
    assert all("monitoring" in SERVICES[name]["networks"] for name in [*ours, "prometheus"])


@pytest.mark.parametrize("name", sorted(name for name in SERVICES if "depends_on" in SERVICES[name]))
def test_what_a_service_waits_for_can_come_about(name: str) -> None:
    for other, how in SERVICES[name]["depends_on"].items():
        finished = how["condition"] == "service_completed_successfully"
        assert (other in ONCE) == finished
        assert finished or "healthcheck" in SERVICES[other]
        networks = SERVICES[other].get("networks")
        assert not networks or set(SERVICES[name]["networks"]) & set(networks)


@pytest.mark.parametrize("name", OURS)
def test_a_process_is_given_exactly_the_keys_that_it_uses(name: str) -> None:
    mounted = {Path(target).name for target, path in secret_files(name) if path.parent == FOLDER / "keys"}
    assert mounted == set(FILES.get(kind_of(name).process, ()))
    assert (name in VAULT) == (kind_of(name).process in WITH_VAULT)


VAULT: Final = [name for name in OURS if "vault_keys" in kind_of(name).model_fields]


@pytest.mark.parametrize("name", VAULT)
def test_who_reads_the_vault_sees_a_new_key_encryption_key(name: str) -> None:
    """An erasure replaces the file: a file that is mounted by itself would stay the old one."""
    folder = environment(name)["FIRSTBELL_VAULT_KEYS_FOLDER"]
    (mounted,) = (volume for volume in SERVICES[name]["volumes"] if volume["target"] == folder)
    assert (mounted["type"], mounted["source"]) == ("volume", "vault-keys")
    assert mounted.get("read_only", False) == (name != "operator")
    assert SERVICES[name]["depends_on"]["vault-keys"] == {"condition": "service_completed_successfully"}


def test_the_vaults_key_is_put_into_its_volume_once(prepared: Path, tmp_path: Path) -> None:
    service = SERVICES["vault-keys"]
    secrets, volume = tmp_path / "secrets", tmp_path / "volume"
    secrets.mkdir()
    volume.mkdir()
    for target, path in secret_files("vault-keys"):
        (secrets / Path(target).name).write_bytes((prepared / path.relative_to(FOLDER)).read_bytes())
    command = service["command"][0].replace("/run/secrets/keys", str(secrets))
    command = command.replace(service["volumes"][0]["target"], str(volume))
    for _ in range(2):
        assert subprocess.run([*service["entrypoint"], command]).returncode == 0
        assert {path.name for path in volume.iterdir()} == {path.name for path in secrets.iterdir()}
        (secrets / "key-encryption").write_bytes(bytes(32))
    assert (volume / "key-encryption").read_bytes() != bytes(32)
    assert (volume / "key-encryption").stat().st_mode & 0o777 == 0o600
