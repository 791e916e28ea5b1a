"""A published outcome on a real hub, of a child whom another event marks: who may hear of it is asked with the mark."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door, marac
from schemas.records.notify import DeskItemRaised, DeskKind, NoticeIssued, NoticeKind
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import DASH, DECIDED, REFERRAL
from streams.checks.home import reading, records_of
from tests.streams.deciders.test_memory import ROLF, TESS
from tests.streams.deciders.test_triage import ASKED
from tests.support import flows
from tests.support.facts import kind_of
from tests.support.flows import BEN, COUNCIL, flow_plan, turn_on
from tests.support.force import POLICE
from tests.support.people import child_of
from tests.support.world import World

TOLD = "  - id: outcome-of-its-own-contact\n"


@pytest.mark.parametrize(
    ("marked", "told", "by_hand"), [(False, [NoticeKind.FEEDBACK], []), (True, [], [DeskKind.FEEDBACK])]
)
def test_whether_another_event_marks_the_child_is_asked_before_the_school_hears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, marked: bool, told: list[NoticeKind], by_hand: list[DeskKind]
) -> None:
    agreement = tmp_path / "bedford-front-door.yaml"
    words = flows.FLOWS[-1].read_text(encoding="utf-8")
    agreement.write_text(words.replace(TOLD, f"{TOLD}    when: [{{restricted_is: false}}]\n"), encoding="utf-8")
    monkeypatch.setattr(flows, "FLOWS", (*flows.FLOWS[:-1], agreement))
    world = World(tmp_path / "hub", plan=flow_plan())
    forces, ben = turn_on(world), child_of(BEN)
    said = replace(DECIDED, contact=event_id(POLICE, "c-1", 1), decided_at=world.clock.now)
    for agency, type, reference, contents in (
        (POLICE, front_door.CONTACT_TYPE, "c-1", (ASKED, ben)),
        (POLICE, marac.EVENT_TYPE, "m-1", (REFERRAL, DASH, replace(ben, restricted=marked), TESS, ROLF)),
        (COUNCIL, front_door.OUTCOME_TYPE, "c-1/D", (said, ben)),
    ):
        sections = [PlainSection(kind_of(one), one) for one in contents]
        world.submit(forces[agency].seal(reference, sections, world.clock.now, type=type), reference, 1, agency)
        world.clock.forward(timedelta(minutes=1))
        world.run()
    world.close()
    with reading(world.home.folder) as database:
        outputs = [one for record in records_of(database) for one in record.decision.outputs]
    issued = [one.kind for one in outputs if isinstance(one, NoticeIssued)]
    raised = [one.kind for one in outputs if isinstance(one, DeskItemRaised)]
    assert [kind for kind in issued if kind is NoticeKind.FEEDBACK] == told
    assert [kind for kind in raised if kind is DeskKind.FEEDBACK] == by_hand
