"""The trace: every output in words, recorded before it shows, without a person in it."""

import pytest

from schemas.items import Item
from schemas.records.decision import Output
from schemas.records.inputs import Channel, DeliveryReason, ViewTrace
from schemas.records.match import Basis, Change, ChildMatched, MatchReferred, RegisteredAt
from schemas.records.notify import DeskItemRaised, DeskKind, Due, NoticeIssued, NoticeKind
from schemas.records.share import DisclosurePermitted, DisclosureRefused, Given, Recipient, Withheld
from schemas.records.watch import ChildMoved, NoticeFailed, NoticeOpened, NoticeReminded, NoticeSent, OpeningRefused
from services.web.words_trace import Explainer
from streams.engines.contract import TraceStep
from streams.views.rows import AccessRow
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor
from tests.services.web.fake_evidence import EVIDENCE
from tests.services.web.fake_hub import FakeHub

TRACE = f"/trace/{world.EVENT.hex()}"
TO = Recipient("dsl", "urn", world.SCHOOL)
DUE = Due(world.NOW, "next_first_bell", False, True, None, ())
PUPIL, PERSON = "pupil-token", "resolve-1-0"

OUTPUTS: tuple[Output, ...] = (
    ChildMatched(
        world.EVENT, world.CASE, 1, PERSON, Change.NEW, (), PUPIL,
        (RegisteredAt(world.SCHOOL, Basis.ROLL, 3),), EVIDENCE, None, (),
    ),
    MatchReferred(world.EVENT, world.CASE, 2, PERSON, Change.NEW, (), "several_alike", (), EVIDENCE),
    DisclosurePermitted(
        world.EVENT, world.CASE, PERSON, 1, TO,
        (Given("daa-2021-s49a", 1, "minimum", (Item.CHILD_NAME,)),),
        (Withheld("restricted", "", (Item.CHILD_ADDRESS,)),), "early_support_in_school", ("agreement_expired",),
    ),
    DisclosureRefused(
        world.EVENT, world.CASE, PERSON, 2, TO, "fact_not_known", "bedford", "2.1", (), 3, "age_under 18",
    ),
    NoticeIssued(
        world.EVENT, world.CASE, PERSON, 1, TO, NoticeKind.FIRST, (), (Item.CHILD_NAME,), world.NOW, DUE, None, False,
        None,
    ),
    DeskItemRaised(
        DeskKind.MATCH, world.AREA, world.EVENT, world.CASE, PERSON, 2, DUE, "several_alike", None, None, None, False,
        None,
    ),
    NoticeOpened(world.CASE, PERSON, "n", world.DSL, "dsl", (Item.CHILD_NAME,), True, True),
    OpeningRefused(world.CASE, PERSON, "n", world.HEAD, "not_a_reader_here"),
    ChildMoved(world.EVENT, world.CASE, PERSON, 1, PUPIL, world.SCHOOL, ()),
    NoticeReminded(world.CASE, PERSON, "n", world.NOW, world.NOW),
    NoticeSent(world.CASE, PERSON, "n", "n", Channel.MAIL, world.DSL, 1),
    NoticeFailed(world.CASE, PERSON, "n", "n", Channel.WEBHOOK, "hook", 3, DeliveryReason.GONE, True),
)  # fmt: skip


@pytest.fixture(autouse=True)
def event(hub: FakeHub) -> None:
    hub.rows.event_rows = [world.event_row()]
    hub.rows.steps = [
        TraceStep("person.0-7", world.NOW, "0.1.0", 41, tuple((f"o{n}", o) for n, o in enumerate(OUTPUTS)), 1234)
    ]


def followed(auditor: Visitor) -> str:
    return auditor.get(auditor.send(auditor.get(TRACE), "/open").headers["location"]).text


def test_a_trace_is_recorded_before_it_shows(auditor: Visitor, hub: FakeHub, clock: Clock) -> None:
    assert "Disclosure permitted" not in auditor.get(TRACE).text
    location = auditor.send(auditor.get(TRACE), "/open").headers["location"]
    assert hub.performed == [ViewTrace(world.EVENT, world.AUDITOR, "auditor")]
    assert "Disclosure permitted" in auditor.get(location).text
    clock.pass_by(minutes=5)
    assert "Disclosure permitted" not in auditor.get(location).text


@pytest.mark.parametrize(
    "said",
    [
        "Child matched to a pupil",
        "On no roll of the hub",
        "School reminded",
        "Mail that says to sign in: taken over",
        "The receiver wants no more messages.",
        "Elm Grove Primary School (109750), roll",
        "More than one pupil fits",
        "Given by daa-2021-s49a, version 1, clause minimum",
        "Withheld. A person of this event is marked restricted",
        "An agreement has expired that would have given more",
        "Something that the duty or agreement asks for is not known",
        "bedford, version 3, clause 2.1",
        "It asks that the child is under 18.",
        "Notice issued: first notice",
        "Not a reader here",
        "Reference number 41",
        "Ledger entry 1234",
        "Record person.0-7",
    ],
)
def test_a_trace_gives_reasons_instruments_and_places(auditor: Visitor, said: str) -> None:
    assert said in followed(auditor)


def test_a_trace_names_no_person_pupil_or_police_reference(auditor: Visitor) -> None:
    page = followed(auditor) + auditor.get("/trace").text
    for hidden in (PUPIL, PERSON, "p-1", "40/123456/26", world.CASE.hex()):
        assert hidden not in page


def test_a_trace_tells_who_opened_its_notices_and_who_was_refused(auditor: Visitor, hub: FakeHub) -> None:
    assert "Nobody has opened" in followed(auditor)
    issued = next(f"o{n}" for n, output in enumerate(OUTPUTS) if isinstance(output, NoticeIssued))
    hub.rows.access_rows = [
        AccessRow(world.NOW, world.DSL, "dsl", issued, True, ""),
        AccessRow(world.NOW, world.HEAD, "head", issued, False, "may_be_connected"),
        AccessRow(world.NOW, "u-elsewhere", "dsl", "another-notice", True, ""),
    ]
    page = followed(auditor)
    assert "Designated safeguarding lead (u-dsl)" in page
    assert "Refused: may be connected" in page
    assert "u-elsewhere" not in page


def test_recent_events_lead_to_their_traces(auditor: Visitor) -> None:
    assert f'href="{TRACE}"' in auditor.get("/trace").text


@pytest.mark.parametrize("event", ["00" * 16, "zz" * 16, "00", "%2e%2e"])
def test_an_unknown_event_is_not_there(auditor: Visitor, event: str) -> None:
    assert auditor.get(f"/trace/{event}").status_code == 404


def test_without_a_ledger_there_are_no_proofs(auditor: Visitor) -> None:
    assert "/proof/" not in followed(auditor)
    assert auditor.get("/proof/1").status_code == 404


def test_an_output_is_explained_whatever_its_fields(hub: FakeHub) -> None:
    explainer = Explainer(hub.facts)
    for output in OUTPUTS:
        explained = explainer.explain("id", output)
        assert explained.title
        assert explained.stage != "Other", type(output).__name__
