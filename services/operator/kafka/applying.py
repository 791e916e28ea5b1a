"""Making a cluster what is declared. Nothing is deleted, shortened or taken away unless the caller names it."""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Final

from msgspec import Struct

from services.operator.kafka.cluster import Cluster, Found
from services.operator.kafka.plan import Drift, HubCounts, Kind, Plan, Remedy, make_plan
from services.operator.kafka.refusals import ClusterRefused, Why
from services.operator.kafka.wanted import Wanted

STILL: Final = "the cluster took the changes but does not show all of them yet: run `firstbell kafka plan` again"


class Allowed(Struct, frozen=True):
    """What else than adding is allowed: shorter keeping, taking rights away, deleting these topics by name."""

    shorten: bool = False
    revoke: bool = False
    delete: frozenset[str] = frozenset()


class Applied(Struct, frozen=True):
    """What was done, and what is left because it was not allowed or can only be done by hand."""

    done: tuple[Drift, ...]
    left: tuple[Drift, ...]


class NotUndeclared(Exception):
    """A topic that was named for deletion is declared, or is not there; the text says which."""


def apply_plan(
    cluster: Cluster,
    wanted: Wanted,
    found: Found,
    hub: HubCounts | None,
    allowed: Allowed,
    clock: Callable[[], float],
    pause: Callable[[float], None],
) -> Applied:
    """Do all that is allowed, and wait until the cluster shows it. Raises `ClusterRefused` and `NotUndeclared`."""
    plan = make_plan(wanted, found, hub)
    _check_deletions(plan, allowed.delete)
    done = tuple(drift for drift in plan.drift if _is_allowed(drift, allowed))
    _do(cluster, wanted, done)

    def left_of(after: Found) -> Plan:
        return make_plan(wanted, after, hub)

    def shows_all(after: Found) -> bool:
        return not any(_is_allowed(drift, allowed) for drift in left_of(after).drift)

    after = cluster.await_found(shows_all, clock, pause) if done else found
    if not shows_all(after):
        raise ClusterRefused(STILL, Why.UNREACHABLE)
    return Applied(done, left_of(after).drift)


def _is_allowed(drift: Drift, allowed: Allowed) -> bool:
    match drift.remedy:
        case Remedy.APPLY:
            return True
        case Remedy.SHORTEN:
            return allowed.shorten
        case Remedy.REVOKE:
            return allowed.revoke
        case Remedy.DELETE:
            return drift.name in allowed.delete
        case Remedy.BY_HAND:
            return False


def _check_deletions(plan: Plan, names: Collection[str]) -> None:
    undeclared = {drift.name for drift in plan.of(Remedy.DELETE)}
    if wrong := sorted(set(names) - undeclared):
        raise NotUndeclared(
            f"`{wrong[0]}` is no undeclared topic of this cluster: `firstbell kafka plan` lists them; nothing was done"
        )


def _do(cluster: Cluster, wanted: Wanted, drift: Collection[Drift]) -> None:
    """Topics first, so that nobody has a right to what is not there; what is taken away goes before what is given."""
    made = [wanted.topics[one.name] for one in drift if one.kind is Kind.TOPIC_MISSING]
    cluster.create(made)
    cluster.await_leaders([topic.name for topic in made])
    for topic, configs in _by_topic(drift, Kind.SETTING).items():
        cluster.configure(topic, configs)
    for topic, configs in _by_topic(drift, Kind.SETTING_UNDECLARED).items():
        cluster.reset(topic, configs)
    cluster.disallow([one.right for one in drift if one.kind is Kind.RIGHT_UNDECLARED and one.right is not None])
    cluster.allow([one.right for one in drift if one.kind is Kind.RIGHT_MISSING and one.right is not None])
    cluster.delete([one.name for one in drift if one.kind is Kind.TOPIC_UNDECLARED])


def _by_topic(drift: Collection[Drift], kind: Kind) -> dict[str, dict[str, str]]:
    settings: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in drift:
        if one.kind is kind:
            settings[one.name][one.setting] = one.declared
    return dict(settings)
