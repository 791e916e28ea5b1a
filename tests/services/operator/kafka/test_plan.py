"""What differs between a declaration and a cluster, and what would end it: given this cluster, then that plan."""

from msgspec.structs import replace

from services.operator.kafka.cluster import Found, Strange
from services.operator.kafka.declared import load_declared
from services.operator.kafka.plan import BROKERS, HubCounts, Kind, Plan, Remedy, make_plan
from services.operator.kafka.wanted import Resource, Right, Topic, spell_out

WANTED = spell_out(load_declared(), ["police"])
SAME = Found(WANTED.topics, WANTED.rights, frozenset(), {"1": BROKERS})


def told(plan: Plan) -> list[tuple[Kind, str, str, Remedy]]:
    """The differences without their words."""
    return [(one.kind, one.name, one.setting, one.remedy) for one in plan.drift]


def with_topic(name: str, **changes: object) -> Found:
    """The cluster as declared, but for one topic."""
    return replace(SAME, topics={**WANTED.topics, name: replace(WANTED.topics[name], **changes)})


def with_setting(name: str, setting: str, value: str) -> Found:
    """The cluster as declared, but for one setting of one topic."""
    return with_topic(name, configs={**WANTED.topics[name].configs, setting: value})


def test_the_same_is_no_difference() -> None:
    assert told(make_plan(WANTED, SAME, HubCounts(4, 8))) == []


def test_an_empty_cluster_lacks_everything_and_apply_ends_all() -> None:
    plan = make_plan(WANTED, Found({}, frozenset(), frozenset(), {"1": BROKERS}))
    assert {one.remedy for one in plan.drift} == {Remedy.APPLY}
    assert len(plan.drift) == len(WANTED.topics) + len(WANTED.rights)


def test_a_count_of_partitions_is_never_changed() -> None:
    for count in (1, 8):
        plan = make_plan(WANTED, with_topic("intake.police", partitions=count))
        assert told(plan) == [(Kind.PARTITIONS, "intake.police", "", Remedy.BY_HAND)]


def test_the_hubs_own_count_is_held_against_the_files() -> None:
    assert told(make_plan(WANTED, SAME, HubCounts(1, 8))) == [
        (Kind.HUB, "reference", "intake_partitions", Remedy.BY_HAND)
    ]


def test_keeping_longer_is_applied_and_keeping_shorter_wants_a_flag() -> None:
    longer = with_setting("intake.police", "retention.ms", "1000")
    assert told(make_plan(WANTED, longer)) == [(Kind.SETTING, "intake.police", "retention.ms", Remedy.APPLY)]
    for value in ("-1", "99999999999999"):
        shorter = with_setting("intake.police", "retention.ms", value)
        assert told(make_plan(WANTED, shorter)) == [(Kind.SETTING, "intake.police", "retention.ms", Remedy.SHORTEN)]


def test_a_topic_that_has_no_time_of_its_own_wants_the_flag() -> None:
    configs = {name: value for name, value in WANTED.topics["ticker"].configs.items() if name != "retention.ms"}
    plan = make_plan(WANTED, with_topic("ticker", configs=configs))
    assert told(plan) == [(Kind.SETTING, "ticker", "retention.ms", Remedy.SHORTEN)]


def test_another_setting_is_applied_and_an_undeclared_one_is_reset() -> None:
    assert told(make_plan(WANTED, with_setting("reference", "message.timestamp.type", "CreateTime"))) == [
        (Kind.SETTING, "reference", "message.timestamp.type", Remedy.APPLY)
    ]
    assert told(make_plan(WANTED, with_setting("reference", "segment.bytes", "1"))) == [
        (Kind.SETTING_UNDECLARED, "reference", "segment.bytes", Remedy.APPLY)
    ]


def test_copies_are_moved_by_hand() -> None:
    plan = make_plan(WANTED, with_topic("reference", replication=1))
    assert told(plan) == [(Kind.REPLICATION, "reference", "", Remedy.BY_HAND)]


def test_an_undeclared_topic_is_only_deleted_by_name() -> None:
    found = replace(SAME, topics={**WANTED.topics, "intake.former": Topic("intake.former", 4, 3, {})})
    (drift,) = make_plan(WANTED, found).drift
    assert (drift.kind, drift.remedy) == (Kind.TOPIC_UNDECLARED, Remedy.DELETE)
    assert "--delete-topic intake.former" in drift.advice


def test_a_right_too_many_is_taken_away_with_its_flag_alone() -> None:
    extra = Right("agency.police", Resource.TOPIC, "intake.*", "write")
    plan = make_plan(WANTED, replace(SAME, rights=WANTED.rights | {extra}))
    assert [(one.kind, one.right, one.remedy) for one in plan.drift] == [(Kind.RIGHT_UNDECLARED, extra, Remedy.REVOKE)]


def test_a_right_too_few_is_given() -> None:
    lost = Right("agency.police", Resource.TOPIC, "intake.police", "write")
    plan = make_plan(WANTED, replace(SAME, rights=WANTED.rights - {lost}))
    assert [(one.kind, one.right, one.remedy) for one in plan.drift] == [(Kind.RIGHT_MISSING, lost, Remedy.APPLY)]


def test_an_acl_that_the_files_cannot_say_is_shown() -> None:
    strange = Strange("User:*", "allow all topic * from *")
    (drift,) = make_plan(WANTED, replace(SAME, strange=frozenset({strange}))).drift
    assert (drift.kind, drift.remedy, drift.name) == (
        Kind.RIGHT_UNDECLARED, Remedy.BY_HAND, "User:*: allow all topic * from *",
    )  # fmt: skip


def test_a_broker_that_lets_anybody_in_is_shown() -> None:
    plan = make_plan(WANTED, replace(SAME, brokers={"1": BROKERS, "2": {**BROKERS, "ssl.client.auth": "none"}}))
    assert told(plan) == [(Kind.BROKER, "2", "ssl.client.auth", Remedy.BY_HAND)]
