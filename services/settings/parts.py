"""The parts that settings of processes are made of: one for each thing that a process connects to or offers."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, FilePath, SecretStr, model_validator

from schemas import limits
from services.settings.kinds import Pairs, Port, Seconds, Servers, Words, host_of, is_loopback


class Part(BaseModel):
    """Settings that belong together."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Stage(StrEnum):
    """The hops of the line that a worker can be told to take."""

    ACCEPT = "accept"
    RESOLVE = "resolve"
    PERSON = "person"


class Security(StrEnum):
    """How the brokers are spoken to."""

    TLS = "tls"
    PLAINTEXT = "plaintext"


class LogFormat(StrEnum):
    """How a line of the log is written."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("there is no such folder: make it, or mount it there")
    return path


Folder = Annotated[Path, AfterValidator(_folder)]


class KafkaSettings(Part):
    """The brokers, and how this process shows who it is. Plain text is for a broker on this machine alone."""

    bootstrap: Servers = Field(description="The brokers to begin with, as host:port with commas between them.")
    security: Security = Field(
        Security.TLS, description="`tls` with a client certificate, or `plaintext` for brokers on loopback."
    )
    certificate: FilePath | None = Field(
        None, description="PEM file with this process's private key (PKCS#8), its certificate and the chain."
    )
    authority: FilePath | None = Field(None, description="PEM file with the authority that signs the brokers.")
    prefix: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]*\.)?$")] = Field(
        "",
        description="What the names of topics and groups begin with, where trials share a broker without TLS: `t1.`.",
    )
    request_seconds: Seconds = Field(
        5.0, description="Seconds that one request to a broker may take; bounds how long a hung broker holds an append."
    )
    session_seconds: Annotated[float, Field(ge=6, le=300)] = Field(
        10.0, description="Seconds after which a worker that gives no sign has its partitions taken over."
    )

    @model_validator(mode="after")
    def _certificates_or_loopback(self) -> "KafkaSettings":
        if self.security is Security.TLS:
            for name, value in (("certificate", self.certificate), ("authority", self.authority)):
                if value is None:
                    raise ValueError(
                        f"`FIRSTBELL_KAFKA_{name.upper()}` is not set: name the file that"
                        " `firstbell kafka certificates` made,"
                        " or set `FIRSTBELL_KAFKA_SECURITY` to `plaintext` for brokers on this machine"
                    )
            if self.prefix:  # two hubs' workers would have one principal, and each could read what is the other's
                raise ValueError(
                    "`FIRSTBELL_KAFKA_PREFIX` is set and `FIRSTBELL_KAFKA_SECURITY` is `tls`: remove the prefix, since"
                    " a hub that works has brokers of its own, with the names that ops/kafka declares"
                )
        elif not all(is_loopback(host_of(server)) for server in self.bootstrap):
            raise ValueError(
                "`FIRSTBELL_KAFKA_SECURITY` is `plaintext`, and `FIRSTBELL_KAFKA_BOOTSTRAP` names another machine:"
                " set it to `tls`"
            )
        return self


def _postgresql(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgresql+psycopg://")):
        raise ValueError("write it as postgresql://USER:PASSWORD@HOST/DATABASE")
    return url


class DatabaseSettings(Part):
    """One database of PostgreSQL, in the role that this process has there."""

    url: Annotated[SecretStr, AfterValidator(_postgresql)] = Field(
        description="The database's address with user and password: postgresql://USER:PASSWORD@HOST/DATABASE."
    )
    connections: Annotated[int, Field(ge=1, le=100)] = Field(
        5, description="Connections that this process keeps to it at most."
    )


class KeysSettings(Part):
    """The hub's keys that this process uses, and no others."""

    folder: Folder = Field(
        description="The folder of this process's key files, each 32 bytes, as `firstbell keys hand-out` made it."
    )


class VaultKeysSettings(Part):
    """The vault's key, which is replaced with every erasure."""

    folder: Folder = Field(
        description="The folder of `key-encryption`, under which the vault is wrapped: one for all processes that open"
        " it, for an erasure replaces the file."
    )


class ScratchSettings(Part):
    """Room for what can be lost."""

    folder: Folder = Field(
        description="A folder of this process alone, for caches of state; it may be lost at any time."
    )


class LedgerSettings(Part):
    """The ledger's tiles as they are read."""

    folder: Folder = Field(description="The folder of the ledger's tiles and of the signed checkpoint.")


class LedgerAtHandSettings(Part):
    """The ledger's tiles, where they can be read from here."""

    folder: Folder | None = Field(None, description="The folder of the ledger's tiles and of the signed checkpoint.")


class WrittenLedgerSettings(LedgerSettings):
    """The ledger's tiles as they are written."""

    checkpoint_seconds: Seconds = Field(1.0, description="Seconds between signed checkpoints while something happens.")


class MonitorSettings(Part):
    """Where a process tells how it is: `/metrics`, `/healthz`, `/readyz`."""

    host: str = Field("127.0.0.1", description="Address on which metrics and health are given.")
    port: Port | None = Field(
        None, description="Port of metrics and health; 0 takes any that is free. Without it, the process's own (above)."
    )
    stuck_seconds: Seconds = Field(
        60.0, description="Seconds without a turn of the process's loop after which `/healthz` says that it is stuck."
    )


class LogSettings(Part):
    """The log, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least that is logged.")
    format: LogFormat = Field(
        LogFormat.AUTO, description="`json`, `text`, or `auto`: text on a terminal, JSON elsewhere."
    )


class QuietLogSettings(LogSettings):
    """The log of a program that somebody watches on a terminal."""

    level: Literal["debug", "info", "warning", "error"] = Field("warning", description="The least that is logged.")


class WorkSettings(Part):
    """What a worker takes on."""

    stages: Annotated[tuple[Stage, ...], BeforeValidator(lambda value: _stages(value)), Field(min_length=1)] = Field(
        tuple(Stage), description="The hops that this worker takes: `accept`, `resolve`, `person`, with commas."
    )
    batch: Annotated[int, Field(ge=1, le=5000)] = Field(
        1024, description="Inputs of one partition that are decided together at most."
    )
    drain_seconds: Seconds = Field(
        20.0, description="Seconds in which a worker that was told to stop finishes the batch under way."
    )


class TickSettings(Part):
    """The ticker."""

    seconds: Seconds = Field(
        5.0, description="Seconds between ticks: how late an unopened notice is escalated at most."
    )


class PagesSettings(Part):
    """The pages."""

    host: str = Field("127.0.0.1", description="Address on which the pages are served.")
    port: Port = Field(8000, description="Port of the pages; 0 takes any that is free.")
    hosts: Words = Field(
        ("127.0.0.1", "localhost"), description="Names under which the pages may be asked for, with commas."
    )
    secure_cookies: bool = Field(
        True, description="`false` only where the pages are asked for without TLS on loopback."
    )
    telephones: Pairs = Field(
        {}, description="Councils' telephones for when a page cannot help: `822=01234 567890`, with commas."
    )
    invented: bool = Field(False, description="`true` says on every page that all people are invented: for a demo.")


class DoorSettings(Part):
    """The intake over HTTP."""

    host: str = Field("127.0.0.1", description="Address on which the intake is served.")
    port: Port = Field(8100, description="Port of the intake; 0 takes any that is free.")
    url: str = Field("", description="Where agencies reach the intake; its own address where it is not set.")
    tokens: FilePath = Field(description="The file of the digests of the agencies' tokens, `tokens.json`.")
    body_bytes: Annotated[int, Field(gt=0, le=limits.BODY_BYTES)] = Field(
        limits.BODY_BYTES, description="Bytes of one body at most."
    )
    waiting_bytes: Annotated[int, Field(gt=0)] = Field(
        8 * limits.BODY_BYTES, description="Bytes that may wait for the brokers before more is refused with 503."
    )


def _stages(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


class StorySettings(Part):
    """The time of an invented hub's story, which may lie in another year."""

    clock: FilePath | None = Field(
        None, description="File that says the time of a demo's story; taken only where every broker is on loopback."
    )
