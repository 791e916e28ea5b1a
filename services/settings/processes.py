"""The settings of each process, composed from parts. The variables are `FIRSTBELL_<PART>_<NAME>`."""

import os
import re
from collections.abc import Mapping
from typing import ClassVar, Final, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from services.operator.clock import Clock, TimeFile
from services.settings.faults import SettingsRefused, refusal_of
from services.settings.kinds import host_of, is_loopback
from services.settings.listing import OF_SECRET_FILES, Setting, every_setting
from services.settings.outbox import MailSettings, OutboxSettings
from services.settings.parts import (
    DatabaseSettings,
    DoorSettings,
    KafkaSettings,
    KeysSettings,
    LedgerAtHandSettings,
    LedgerSettings,
    LogSettings,
    MonitorSettings,
    PagesSettings,
    QuietLogSettings,
    ScratchSettings,
    StorySettings,
    TickSettings,
    VaultKeysSettings,
    WorkSettings,
    WrittenLedgerSettings,
)
from services.settings.source import Variables, unknown_variables

INSTANCE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class ProcessSettings(BaseSettings):
    """What every process has: a name among its like, a log, metrics and health."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    process: ClassVar[str] = ""
    monitor_port: ClassVar[int] = 9100

    instance: str = Field("1", description="Which of several processes of its kind this is; stands in every log line.")
    log: LogSettings = LogSettings()
    monitor: MonitorSettings = MonitorSettings()

    @field_validator("instance")
    @classmethod
    def _plain(cls, value: str) -> str:
        if INSTANCE.fullmatch(value) is None:
            raise ValueError("it has small letters, digits and hyphens, 63 at most")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the command line says, then the variables of the environment."""
        return init_settings, Variables(settings_cls, os.environ)

    @classmethod
    def read(cls, **given: Mapping[str, object]) -> Self:
        """The settings from the environment, outranked part by part by what the command line gave.

        Raises `SettingsRefused`, which names every variable that is not right.
        """
        faults = unknown_variables(os.environ, KNOWN)
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            known = {setting.path: setting for setting in every_setting(cls)}
            raise SettingsRefused([*faults, *refusal_of(error, known).faults]) from None
        except SettingsRefused as refused:
            raise SettingsRefused([*faults, *refused.faults]) from None
        if faults:
            raise SettingsRefused(faults)
        return settings

    @property
    def monitor_address(self) -> tuple[str, int]:
        """Host and port of metrics and health."""
        port = self.monitor.port
        return self.monitor.host, self.monitor_port if port is None else port


class WorkerSettings(ProcessSettings):
    """`firstbell worker`: decides."""

    process = "worker"
    monitor_port = 9101

    kafka: KafkaSettings
    views_database: DatabaseSettings
    vault_database: DatabaseSettings
    keys: KeysSettings
    vault_keys: VaultKeysSettings
    scratch: ScratchSettings
    worker: WorkSettings = WorkSettings()


class TimedSettings(ProcessSettings):
    """A process that tells the time, or goes by it: the machine's, or in a demo the story's."""

    kafka: KafkaSettings
    demo: StorySettings = StorySettings()

    @model_validator(mode="after")
    def _stories_stay_at_home(self) -> Self:
        if self.demo.clock is not None and not all(is_loopback(host_of(one)) for one in self.kafka.bootstrap):
            raise ValueError(
                "`FIRSTBELL_DEMO_CLOCK` is set, and `FIRSTBELL_KAFKA_BOOTSTRAP` names another machine: remove it, for"
                " a hub that works goes by its brokers' time"
            )
        return self

    def story_clock(self) -> Clock | None:
        """The story's clock; None where there is none, and the machine's or the brokers' holds."""
        return TimeFile(self.demo.clock) if self.demo.clock is not None else None


class LedgerWriterSettings(TimedSettings):
    """`firstbell ledger-writer`: extends the ledger and signs checkpoints."""

    process = "ledger-writer"
    monitor_port = 9102

    kafka: KafkaSettings
    views_database: DatabaseSettings
    keys: KeysSettings
    ledger: WrittenLedgerSettings


class ViewsSettings(TimedSettings):
    """`firstbell views`: writes what pages and tools read."""

    process = "views"
    monitor_port = 9103

    kafka: KafkaSettings
    views_database: DatabaseSettings
    keys: KeysSettings
    ledger: LedgerSettings


class TickerSettings(TimedSettings):
    """`firstbell ticker`: tells every partition what time it is."""

    process = "ticker"
    monitor_port = 9104

    kafka: KafkaSettings
    ticker: TickSettings = TickSettings()


class WebProcessSettings(TimedSettings):
    """`firstbell web`: the pages."""

    process = "web"
    monitor_port = 9105

    kafka: KafkaSettings
    views_database: DatabaseSettings
    vault_database: DatabaseSettings
    keys: KeysSettings
    vault_keys: VaultKeysSettings
    ledger: LedgerSettings
    web: PagesSettings = PagesSettings()


class IntakeProcessSettings(TimedSettings):
    """`firstbell intake`: takes events over HTTP."""

    process = "intake"
    monitor_port = 9106

    kafka: KafkaSettings
    views_database: DatabaseSettings
    keys: KeysSettings
    ledger: LedgerSettings
    intake: DoorSettings


class OutboxSenderSettings(TimedSettings):
    """`firstbell outbox-sender`: tells readers that there is something to read."""

    process = "outbox-sender"
    monitor_port = 9107

    kafka: KafkaSettings
    views_database: DatabaseSettings
    vault_database: DatabaseSettings
    keys: KeysSettings
    vault_keys: VaultKeysSettings
    outbox: OutboxSettings = OutboxSettings()
    mail: MailSettings = MailSettings()


class MigrateSettings(ProcessSettings):
    """`firstbell migrate`: tables and rights of both databases, by their owner."""

    process = "migrate"

    views_database: DatabaseSettings
    vault_database: DatabaseSettings


class RebuildSettings(ProcessSettings):
    """`firstbell views --rebuild`: writes the views anew, by the owner of their database."""

    process = "rebuild"

    views_database: DatabaseSettings


class OperatorSettings(ProcessSettings):
    """Commands that an operator runs against a cluster, with `--cluster`."""

    process = "operator"

    kafka: KafkaSettings
    views_database: DatabaseSettings
    vault_database: DatabaseSettings
    keys: KeysSettings
    vault_keys: VaultKeysSettings
    ledger: LedgerAtHandSettings = LedgerAtHandSettings()


class KafkaToolSettings(ProcessSettings):
    """`firstbell kafka`: an administrator of the brokers, who needs nothing of the hub."""

    process = "kafka"

    kafka: KafkaSettings


class ServeSettings(ProcessSettings):
    """`firstbell serve`: the engine, with pages and intake in processes beside it."""

    process = "serve"
    monitor_port = 9100

    log: QuietLogSettings = QuietLogSettings()
    outbox: OutboxSettings = OutboxSettings()
    mail: MailSettings = MailSettings()


PROCESSES: Final[tuple[type[ProcessSettings], ...]] = (
    WorkerSettings,
    LedgerWriterSettings,
    ViewsSettings,
    TickerSettings,
    WebProcessSettings,
    IntakeProcessSettings,
    OutboxSenderSettings,
    MigrateSettings,
    RebuildSettings,
    OperatorSettings,
    KafkaToolSettings,
    ServeSettings,
)


def _known() -> frozenset[str]:
    settings: list[Setting] = [setting for kind in PROCESSES for setting in every_setting(kind)]
    files = {setting.variable + OF_SECRET_FILES for setting in settings if setting.secret}
    return frozenset({setting.variable for setting in settings} | files)


KNOWN: Final = _known()
"""Every variable that some process knows."""
