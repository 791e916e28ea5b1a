"""A submission that the hub cannot decide yet: its agency is told so, and holds nothing against the hub."""

from datetime import timedelta
from pathlib import Path

import pytest

from schemas.records.inputs import ParkedRetried
from schemas.records.reference import RoleAppointed
from services.publisher.evidence import check_kept
from services.publisher.report import State, report
from tests.services.intake.conftest import World
from tests.services.intake.test_proofs_alone import Agency
from tests.services.publisher.support import HUB, NOW, adult, child, of


def test_what_the_hub_could_not_decide_is_held_and_the_promise_is_kept(
    unserved: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parked submission stands in the ledger as parked: no broken promise. Its outcome follows once it is retried."""
    agency = Agency(unserved, tmp_path)
    hub = unserved.hub

    def fails(*_: object) -> list[object]:
        raise LookupError

    with monkeypatch.context() as broken:
        broken.setattr("streams.deciders.accept.decide.decide", fails)
        agency.publish(of("BEDS-OE-27-0001", adult(), child()))
    hub.sign_checkpoint()
    agency.publisher.fetch_outcomes()
    (row,) = report(agency.store)
    assert (row.state, row.in_ledger, row.broken) == (State.HELD, True, False)
    assert [one.wrong for one in check_kept(agency.store, agency.keys)] == [""]
    assert hub.outcome(agency.store.sent()[0].digest, "bedford-hospital") is None
    with hub.locked:
        operator = RoleAppointed("u-operator", "operator", "hub", HUB, NOW - timedelta(days=1), None, ())
        hub.registry.refer([operator], NOW)
    (key,) = {key for (key,) in hub._engine.database.execute("SELECT key FROM parked")}
    hub.perform(ParkedRetried(key, "u-operator"), command_id="retry")
    hub.sign_checkpoint()
    agency.publisher.fetch_outcomes()
    (row,) = report(agency.store)
    assert (row.state, row.in_ledger) == (State.ACCEPTED, True)
    assert [one.wrong for one in check_kept(agency.store, agency.keys)] == [""]
    agency.store.close()
