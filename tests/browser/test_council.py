"""A coordinator's and an auditor's work on a real hub."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from schemas.events.encompass import EVENT_TYPE
from schemas.events.header import SectionKind
from schemas.events.people import SafeContact
from streams.ledger.entry import ENTRY_SIZE
from streams.ledger.errors import ProofError
from streams.ledger.note import VerifierKey
from streams.ledger.proofs import InclusionProof, verify_inclusion
from tests.browser.conftest import OpenPage
from tests.browser.hub import AUDITOR, COUNCIL, SCHOOL, SECOND_SCHOOL, TWIN_NAME
from tests.browser.site import Site, open_subject, serving
from tests.support.furnishing import AREA

PREFIX = 2
"""Bytes of an entry's length in an entry bundle (C2SP tlog-tiles)."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A hub of its own, for what is answered stays answered."""
    with serving(tmp_path) as site:
        yield site


@pytest.mark.parametrize("javascript", [True, False])
def test_a_doubtful_match_is_decided_and_the_school_told(site: Site, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    site.sign_in(page, COUNCIL)
    before = len(site.night.hub.views.inbox(SCHOOL))
    page.get_by_role("link", name=re.compile("^Say which child")).click()
    assert TWIN_NAME not in page.content()
    page.get_by_role("button", name="Open this item").click()
    expect(page.locator(".fb-candidate")).to_have_count(2)

    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Select a pupil or a school")
    page.get_by_role("link", name="Select how you know").click()
    expect(page.get_by_label("The school confirmed it")).to_be_focused()

    page.get_by_label(f": {TWIN_NAME}").check()
    page.get_by_label("The police confirmed it").check()
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Your answer was recorded")).to_be_visible()
    assert len(site.night.hub.views.inbox(SCHOOL)) == before + 1
    assert site.night.hub.views.inbox(SECOND_SCHOOL) == []


def test_a_school_without_a_reader_is_told_by_telephone(site: Site, page: Page) -> None:
    site.sign_in(page, COUNCIL)
    open_subject(page, site.item("no_reader"), "Open this item")
    page.get_by_label("Head teacher").check()
    page.get_by_label("I rang the number in the directory of schools").check()
    page.get_by_role("button", name="Record that the school was told").click()
    expect(page.get_by_text("told by telephone").first).to_be_visible()
    assert "no_reader" not in [row.kind for row in site.night.hub.views.desk([AREA])]
    page.get_by_role("link", name="Items that are done").click()
    expect(page.get_by_text("The school was told by telephone")).to_be_visible()


def test_who_read_an_item_before_its_event_was_updated_reads_it_again(site: Site, page: Page) -> None:
    site.sign_in(page, COUNCIL)
    item = site.item("no_reader")
    open_subject(page, item, "Open this item")
    elsewhere = replace(site.night.child("A4"), relationships=(), safe_contact=SafeContact(False, "Ring her aunt."))
    site.night.send("40/61250/26", [(SectionKind.PERSON, elsewhere)], EVENT_TYPE, revision=2)
    page.get_by_label("Head teacher").check()
    page.get_by_label("I rang the number in the directory of schools").check()
    page.get_by_role("button", name="Record that the school was told").click()
    expect(page.get_by_text("has changed since the item was last opened")).to_be_visible()
    open_subject(page, site.item("no_reader"), "Open this item")
    expect(page.get_by_text("Updated since")).to_be_visible()
    page.get_by_label("Head teacher").check()
    page.get_by_label("I rang the number in the directory of schools").check()
    page.get_by_role("button", name="Record that the school was told").click()
    expect(page.get_by_text("told by telephone").first).to_be_visible()


def test_a_reader_who_was_not_appointed_is_not_taken_for_one(site: Site, page: Page) -> None:
    site.sign_in(page, COUNCIL)
    open_subject(page, site.item("no_reader"), "Open this item")
    page.get_by_role("button", name="A reader was appointed").click()
    expect(page.get_by_text("still has no reader")).to_be_visible()
    assert site.item("no_reader")


def test_an_auditor_follows_an_event_to_its_proofs(site: Site, page: Page) -> None:
    site.sign_in(page, AUDITOR)
    page.locator("main a").first.click()
    page.get_by_role("button", name="Follow this event").click()
    for said in ("Signature checked and event accepted", "Child matched to a pupil", "Disclosure permitted"):
        expect(page.get_by_text(said).first).to_be_visible()
    expect(page.get_by_text("Operation Encompass in Bedford Borough, version 1").first).to_be_visible()
    for hidden in ("Penhallow", "Larkspur", "40/61234/26"):
        assert hidden not in page.content()
    address = page.get_by_role("link", name=re.compile("^proof")).first.get_attribute("href")
    answer = page.request.get(f"{site.address}{address}")
    _check_proof(site, answer.body())
    assert any("TraceViewed" in type(output).__name__ for output in _trace_outputs(site, page))


def _check_proof(site: Site, document: bytes) -> None:
    """Verify a proof with the ledger's own verifier, the key from the reference and the entry from the tiles."""
    given = json.loads(document)
    proof = InclusionProof(
        index=given["index"], size=given["size"], hashes=tuple(b64decode(node) for node in given["hashes"])
    )
    hub = site.night.hub.reference().hub
    assert hub is not None
    assert given["key"] == str(VerifierKey(hub.ledger_origin, hub.ledger_key))
    bundles = sorted((site.night.home.ledger / "tile" / "entries").rglob(f"000.p/{proof.size}"))
    place = proof.index * (PREFIX + ENTRY_SIZE) + PREFIX
    entry = bundles[0].read_bytes()[place : place + ENTRY_SIZE]
    verify_inclusion(entry, proof, given["checkpoint"].encode(), given["key"])
    with pytest.raises(ProofError):
        verify_inclusion(bytes(ENTRY_SIZE), proof, given["checkpoint"].encode(), given["key"])


def _trace_outputs(site: Site, page: Page) -> list[object]:
    found = re.search(r"/trace/([0-9a-f]{32})", page.url)
    assert found is not None
    steps = site.night.hub.views.trace(bytes.fromhex(found[1]))
    return [output for step in steps for _, output in step.outputs]
