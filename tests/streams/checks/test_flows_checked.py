"""A week with every flow on: conserved, replayed and verified like any other."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from schemas.contexts import event_id
from schemas.events import front_door, hospital, marac, missing
from schemas.events.consent import Consent
from schemas.events.event import Withdrawal
from schemas.events.people import Person, Relation, Relationship, Role
from schemas.records.answers import ContactNamed, NotTaken, OutcomeNotTaken
from schemas.records.decision import Output
from schemas.records.inputs import AcknowledgeNotice, OpenNotice
from schemas.records.notify import DeskItemRaised, NoticeIssued, RecipientsNamed
from schemas.records.share import DisclosureRefused
from schemas.records.triage import ContactTriaged
from schemas.sealed_event import PlainSection
from schemas.vectors.flows import ATTENDANCE, CONTACT, DASH, DECIDED, EPISODE, REFERRAL
from streams.checks.conservation import conserve
from streams.checks.findings import FindingKind
from streams.checks.history import check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.records import Recorded
from streams.checks.replay import verify_replay
from streams.engines.local.queries import LocalViews
from tests.support.facts import kind_of
from tests.support.flows import AMY, BEN, COUNCIL, HOSPITAL, flow_plan, turn_on, user
from tests.support.force import POLICE
from tests.support.furnishing import AREA
from tests.support.people import adult, child_of
from tests.support.world import START, World

VICTIM = replace(adult("Tess", "Thistlewood", Role.VICTIM), ref="v")
ACCUSED = replace(adult("Rolf", "Marsh", Role.ALLEGED_PERPETRATOR), ref="p")
PATIENT = replace(child_of(BEN), roles=(Role.CHILD, Role.PATIENT))
EARLIER = timedelta(minutes=5)
"""How long before the hub heard of it the council had decided."""
SINCE = START - timedelta(hours=3)
MISSING = replace(EPISODE, missing_since=SINCE, reported_at=SINCE, placed_by="825")
BACK = replace(MISSING, stage=missing.Stage.RETURNED, returned_at=START + timedelta(hours=1))
SEEN = replace(ATTENDANCE, arrived_at=SINCE, signs=(hospital.Sign.STABBING,))


class Week:
    """A hub with every flow on, and who publishes to it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.forces = turn_on(world)

    def publish(
        self, type: str, reference: str, *contents: object, agency: str = POLICE, revision: int = 1, gone: bool = False
    ) -> None:
        """One event of a type, decided at once."""
        sections = [PlainSection(kind_of(one), one) for one in contents]  # type: ignore[arg-type]  # contents of sections
        withdrawal = Withdrawal.ENTERED_IN_ERROR if gone else Withdrawal.NONE
        now = self.world.clock.now
        sealed = self.forces[agency].seal(reference, sections, now, revision=revision, withdrawal=withdrawal, type=type)
        self.world.submit(sealed, reference, revision, agency)
        self.world.run()

    def read(self, role: str, scheme: str, value: str) -> None:
        """Whoever holds a role opens and acknowledges what waits for it."""
        rows = self.world.engine.database.execute(
            "SELECT notice, cased, person FROM notice_view"
            " WHERE role = ? AND scheme = ? AND value = ? AND state = 'waiting'",
            (role, scheme, value),
        ).fetchall()
        for notice, case, person in rows:
            self.world.perform(OpenNotice(case, person, notice, user(role), role), f"open-{notice}")
            self.world.perform(AcknowledgeNotice(case, person, notice, user(role), role), f"ack-{notice}")
        assert rows
        self.world.run()


def with_parent(child: Person, section: int) -> Person:
    """The child with a parent in another section."""
    return replace(child, relationships=(Relationship(section, Relation.PARENT),))


def _publish_outcomes(week: Week) -> None:
    """The council decides the contact, corrects that and takes it back; names one that has not come, and another child;
    decides it again, and takes back what it decided otherwise since.
    """
    decided = replace(DECIDED, contact=event_id(POLICE, "C-1", 1), decided_at=week.world.clock.now - EARLIER)
    assess = replace(decided, outcome=front_door.FrontDoorOutcome.ASSESSMENT)
    nowhere = replace(decided, contact=event_id(POLICE, "C-9", 1))
    since = replace(assess, decided_at=decided.decided_at + timedelta(minutes=1))
    unsaid = replace(decided, consent=Consent.NOT_STATED)
    for reference, revision, contents in (
        ("C-1/out", 1, (decided, child_of(BEN))),
        ("C-1/out", 2, (assess, child_of(BEN))),
        ("C-1/out", 3, ()),
        ("C-9/out", 1, (nowhere, child_of(BEN))),
        ("C-1/amy", 1, (decided, child_of(AMY))),
        ("C-1/who", 1, (decided, replace(child_of(BEN), given_names="Othername"))),
        ("C-1/say", 1, (unsaid, child_of(BEN))),
        ("C-1/end", 1, (decided, child_of(BEN))),
        ("C-1/new", 1, (since, child_of(BEN))),
        ("C-1/new", 2, ()),
    ):
        week.publish(
            front_door.OUTCOME_TYPE, reference, *contents, agency=COUNCIL, revision=revision, gone=not contents
        )


def _take_both_back(week: Week) -> None:
    """A contact is decided and withdrawn, its outcome after it; the contact comes again."""
    decided = replace(DECIDED, contact=event_id(POLICE, "C-3", 1), decided_at=week.world.clock.now)
    week.publish(front_door.CONTACT_TYPE, "C-3", CONTACT, child_of(AMY))
    week.publish(front_door.OUTCOME_TYPE, "C-3/out", decided, child_of(AMY), agency=COUNCIL)
    week.publish(front_door.CONTACT_TYPE, "C-3", revision=2, gone=True)
    week.publish(front_door.OUTCOME_TYPE, "C-3/out", agency=COUNCIL, revision=2, gone=True)
    week.publish(front_door.CONTACT_TYPE, "C-3", CONTACT, child_of(AMY), revision=3)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Missing and back, MARAC, a stabbing, a contact and its outcome, a withdrawal, a night without readers."""
    world = World(tmp_path_factory.mktemp("week") / "hub", plan=flow_plan())
    week = Week(world)
    week.publish(missing.EVENT_TYPE, "M-1", MISSING, child_of(AMY))
    week.publish(marac.EVENT_TYPE, "X-1", REFERRAL, DASH, with_parent(child_of(AMY), 3), VICTIM, ACCUSED)
    week.read("ifd", "area", AREA)
    week.read("idva", "area", AREA)
    world.clock.forward(timedelta(hours=2))
    week.publish(missing.EVENT_TYPE, "M-1", BACK, child_of(AMY), revision=2)
    week.publish(hospital.EVENT_TYPE, "H-1", SEEN, PATIENT, agency=HOSPITAL)
    week.publish(front_door.CONTACT_TYPE, "C-1", CONTACT, child_of(BEN))
    _publish_outcomes(week)
    week.publish(front_door.CONTACT_TYPE, "C-2", CONTACT, replace(child_of(BEN), restricted=True))
    _take_both_back(week)
    family = (with_parent(child_of(AMY), 3), replace(VICTIM, given_names="Tessa"), ACCUSED)
    week.publish(marac.EVENT_TYPE, "X-1", REFERRAL, DASH, *family, revision=2)
    week.publish(hospital.EVENT_TYPE, "H-1", agency=HOSPITAL, revision=2, gone=True)
    world.clock.forward(timedelta(days=5))
    world.tick()
    world.run()
    yield world
    world.close()


@pytest.fixture
def records(week: World) -> list[Recorded]:
    """All of the week's records."""
    with reading(week.home.folder) as database:
        return list(records_of(database))


def outputs(records: list[Recorded]) -> list[Output]:
    """All of the week's outputs."""
    return [output for record in records for output in record.decision.outputs]


def test_everyone_whom_the_routing_names_is_accounted_for(records: list[Recorded]) -> None:
    found = conserve(records, person_partitions=1)
    assert found.findings == ()
    named = [output for output in outputs(records) if isinstance(output, RecipientsNamed)]
    assert {one.route for output in named for one in output.recipients} >= {
        "missing-schools", "missing-front-door", "missing-spoc", "missing-home-authority", "missing-return-interview",
        "marac-coordinator", "marac-idva", "marac-children-front-door", "hospital-own-team", "hospital-violence-police",
        "contact-front-door",
    }  # fmt: skip


def test_a_published_outcome_decides_or_stands_on_a_desk_and_each_is_seen(week: World, records: list[Recorded]) -> None:
    found = outputs(records)
    reasons = [one.reason for one in found if isinstance(one, OutcomeNotTaken)]
    assert reasons == [NotTaken.WITHDRAWN, NotTaken.CONSENT_NOT_STATED, NotTaken.WITHDRAWN, NotTaken.WITHDRAWN]
    assert [one.reason for one in found if isinstance(one, ContactNamed) and one.reason is not None] == [
        NotTaken.CONTACT_NOT_KNOWN,
        NotTaken.CHILD_NOT_IN_CONTACT,
        NotTaken.CHILD_IN_DOUBT,
    ]
    triaged = [one for one in found if isinstance(one, ContactTriaged)]
    assert [one.outcome.value for one in triaged] == [
        "early_help",
        "assessment",
        "early_help",
        "assessment",
        "early_help",
    ]
    with closing(LocalViews(week.home, lambda: week.engine.reference)) as views:
        rows = views.triages(triaged[0].case, triaged[0].person, AREA)
        gone = views.triages(triaged[-1].case, triaged[-1].person, AREA)
        settled = views.decided_contacts(AREA, rows[-1].at)
        latest = views.latest_triages([notice for notice, _ in settled], AREA)
    assert [(row.outcome, row.withdrawn_at is not None) for row in rows] == [
        ("assessment", True), ("early_help", False), ("assessment", True), ("early_help", True),
    ]  # fmt: skip
    assert {row.published for row in (*rows, *gone)} == {one.published.hex() for one in triaged if one.published}
    assert [row.withdrawn_at is not None for row in gone] == [True]
    assert rows[1].decided_at == rows[1].at - EARLIER
    assert {one.triage for _, one in settled} == {rows[1].triage}
    hidden_since = [one for one in found if isinstance(one, NoticeIssued) and one.triage is not None]
    assert {one.triage for one in hidden_since} == {rows[1].triage}
    assert {notice.kind for notice, _ in settled} == {"update"}
    assert {one.triage for one in latest.values()} == {rows[1].triage}


def test_an_outcome_that_leads_nowhere_is_a_finding(records: list[Recorded]) -> None:
    """Conservation misses what a hop forgets: neither a triage nor an item on a desk."""
    lost = [
        replace(record, decision=replace(record.decision, outputs=()))
        if any(isinstance(one, OutcomeNotTaken) for one in record.decision.outputs)
        else record
        for record in records
    ]
    assert FindingKind.NO_DISPOSITION in {one.kind for one in conserve(lost, person_partitions=1).findings}


def test_the_week_is_decided_again_alike_and_its_history_holds(week: World) -> None:
    replayed = verify_replay(week.home.folder, week.keys)
    assert replayed.findings == ()
    assert replayed.counts["decided_again"] == replayed.counts["records"]
    with history_of_home(week.home.folder) as history:
        assert check_history(history) == ()


def test_a_name_of_the_victim_that_was_mended_is_an_update_to_who_had_it(records: list[Recorded]) -> None:
    updates = [o for o in outputs(records) if isinstance(o, NoticeIssued) and o.kind == "update"]
    assert {(o.recipient.role, o.changed) for o in updates if o.recipient.role in ("idva", "marac_coordinator")} == {
        ("idva", ("victim_name",)),
        ("marac_coordinator", ("victim_name",)),
    }


@pytest.mark.parametrize("role", ["ifd", "spoc_coordinator", "marac_coordinator", "police_safeguarding"])
def test_a_notice_that_is_lost_is_found(records: list[Recorded], role: str) -> None:
    def kept(output: Output) -> bool:
        return not (isinstance(output, NoticeIssued) and output.kind == "first" and output.recipient.role == role)

    lost = [
        replace(record, decision=replace(record.decision, outputs=tuple(filter(kept, record.decision.outputs))))
        if record.decision.source.startswith("person.")
        else record
        for record in records
    ]
    kinds = {finding.kind for finding in conserve(lost, person_partitions=1).findings}
    assert FindingKind.NO_DISPOSITION in kinds


def test_refusals_of_everyone_with_nothing_on_a_desk_are_found(records: list[Recorded]) -> None:
    def refused(output: Output) -> Output:
        if not isinstance(output, NoticeIssued) or output.kind != "first":
            return output
        return DisclosureRefused(
            output.event, output.case, output.person, output.section, output.recipient, "not_permitted", "", "", ()
        )

    place = next(n for n, one in enumerate(records) if any(isinstance(o, NoticeIssued) for o in one.decision.outputs))
    outputs = tuple(refused(o) for o in records[place].decision.outputs if not isinstance(o, DeskItemRaised))
    changed = replace(records[place], decision=replace(records[place].decision, outputs=outputs))
    found = conserve([*records[:place], changed], person_partitions=1, at_rest=False)
    assert {finding.kind for finding in found.findings} == {FindingKind.NO_DISPOSITION}


def test_every_refusal_has_its_reason(records: list[Recorded]) -> None:
    refused = [output for output in outputs(records) if isinstance(output, DisclosureRefused)]
    assert {(one.recipient.role, one.recipient.value, one.reason) for one in refused} == {
        ("ifd", "825", "not_permitted")
    }
    assert datetime(2026, 11, 9, 20, 0, tzinfo=UTC) == START
