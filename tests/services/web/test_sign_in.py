"""Signing in by one-time link, sessions, roles at each request, and signing out."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from schemas.records.reference import ReferenceRecord, RoleEnded
from services.web import SignInLinks
from services.web.sessions import Sessions
from tests.services.web import world
from tests.services.web.conftest import Clock, Visitor
from tests.services.web.fake_hub import FakeHub


def test_a_token_is_random_and_kept_only_as_a_digest(links: SignInLinks) -> None:
    first, second = links.make(world.DSL, world.NOW), links.make(world.DSL, world.NOW)
    assert first != second
    assert len(first) >= 43
    assert first not in repr(vars(links))


def test_a_token_works_once(links: SignInLinks) -> None:
    token = links.make(world.DSL, world.NOW)
    assert links.use(token, world.NOW) == world.DSL
    assert links.use(token, world.NOW) is None


@pytest.mark.parametrize(("minutes", "user"), [(14, world.DSL), (15, None)])
def test_a_token_works_for_fifteen_minutes(links: SignInLinks, minutes: int, user: str | None) -> None:
    token = links.make(world.DSL, world.NOW)
    assert links.use(token, world.NOW + timedelta(minutes=minutes)) == user


def test_looking_at_a_link_does_not_use_it_up(visitor: Visitor, links: SignInLinks) -> None:
    path = f"/sign-in/{links.make(world.DSL, world.NOW)}"
    visitor.get(path)
    page = visitor.get(path)
    assert visitor.send(page, path).headers["location"] == "/"


def test_the_page_of_a_link_is_the_same_for_a_good_and_a_bad_token(visitor: Visitor, links: SignInLinks) -> None:
    token = links.make(world.DSL, world.NOW)
    good, bad = visitor.get(f"/sign-in/{token}"), visitor.get("/sign-in/nothing")
    assert good.status_code == bad.status_code == 200
    assert good.text.replace(token, "nothing").split("once")[0] == bad.text.split("once")[0]


def test_a_spent_link_says_so(visitor: Visitor, visit: Callable[[], Visitor], links: SignInLinks) -> None:
    path = f"/sign-in/{links.make(world.DSL, world.NOW)}"
    visitor.send(visitor.get(path), path)
    other = visit()
    response = other.send(other.get(path), path)
    assert response.status_code == 403
    assert "This link cannot be used" in response.text


def test_a_link_posted_from_another_site_signs_nobody_in(visitor: Visitor, links: SignInLinks) -> None:
    token = links.make(world.DSL, world.NOW)
    assert visitor.post(f"/sign-in/{token}").status_code == 400
    assert links.use(token, world.NOW) == world.DSL


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(visitor: Visitor, links: SignInLinks) -> None:
    path = f"/sign-in/{links.make(world.DSL, world.NOW)}"
    cookie = visitor.send(visitor.get(path), path).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert world.DSL not in cookie


def test_signing_in_leads_to_the_one_place(dsl: Visitor) -> None:
    assert dsl.get("/").headers["location"] == f"/school/{world.SCHOOL}"


def test_someone_with_two_schools_chooses(visit: Callable[[], Visitor]) -> None:
    page = visit().sign_in(world.BOTH).get("/")
    assert page.status_code == 200
    assert f'href="/school/{world.SCHOOL}"' in page.text
    assert f'href="/school/{world.OTHER_SCHOOL}"' in page.text
    assert "St Hilda’s College of Arts &amp; Sciences" in page.text


def test_someone_without_a_role_is_told(visit: Callable[[], Visitor]) -> None:
    assert "You hold no role today" in visit().sign_in(world.FORMER).get("/").text


def test_a_session_ends_when_nothing_is_done(dsl: Visitor, clock: Clock) -> None:
    clock.pass_by(minutes=59)
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 200
    clock.pass_by(minutes=60)
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 403


def test_a_session_ends_after_its_longest_time(dsl: Visitor, clock: Clock) -> None:
    for _ in range(11):
        clock.pass_by(minutes=54)
        dsl.get(f"/school/{world.SCHOOL}")
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 200
    clock.pass_by(minutes=10)
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 403


def test_signing_out_ends_copies_of_the_cookie_too(dsl: Visitor, visit: Callable[[], Visitor]) -> None:
    thief = visit()
    thief.cookies = dsl.cookies
    assert thief.get(f"/school/{world.SCHOOL}").status_code == 200
    dsl.send(dsl.get(f"/school/{world.SCHOOL}"), "/sign-out")
    assert thief.get(f"/school/{world.SCHOOL}").status_code == 403


def test_a_role_that_ended_opens_nothing_from_then_on(dsl: Visitor, hub: FakeHub, clock: Clock) -> None:
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 200
    ended = RoleEnded(world.DSL, "dsl", "urn", world.SCHOOL, clock.now)
    facts = hub.facts
    number = facts.number + 1
    record = ReferenceRecord(world.HUB, number, facts.digest, clock.now, "operator", ended, bytes(32))
    facts.apply(record, b"d" * 32)
    clock.pass_by(seconds=1)
    assert dsl.get(f"/school/{world.SCHOOL}").status_code == 403


@pytest.mark.parametrize(
    ("user", "path"),
    [
        (world.DSL, f"/school/{world.OTHER_SCHOOL}"),
        (world.DSL, f"/council/{world.AREA}"),
        (world.DSL, "/trace"),
        (world.COUNCIL, f"/school/{world.SCHOOL}"),
        (world.COUNCIL, f"/council/{world.OTHER_AREA}"),
        (world.COUNCIL, "/trace"),
        (world.AUDITOR, f"/school/{world.SCHOOL}"),
        (world.AUDITOR, f"/council/{world.AREA}"),
        (world.FORMER, f"/school/{world.SCHOOL}"),
    ],
)
def test_nobody_sees_a_place_where_they_hold_no_role(visit: Callable[[], Visitor], user: str, path: str) -> None:
    assert visit().sign_in(user).get(path).status_code == 403


def test_nobody_sees_anything_without_signing_in(visitor: Visitor) -> None:
    for path in (f"/school/{world.SCHOOL}", f"/council/{world.AREA}", "/trace"):
        response = visitor.get(path)
        assert response.status_code == 403
        assert "You need to sign in" in response.text


@pytest.mark.parametrize("cookie", ["", "x", "x.y", ".", "é.é", "a" * 5000])
def test_a_forged_cookie_is_no_session(cookie: str) -> None:
    sessions = Sessions(b"s" * 32, idle=timedelta(hours=1), longest=timedelta(hours=2))
    sessions.begin(world.DSL, world.NOW)
    assert sessions.find(cookie, world.NOW) is None


def test_a_cookie_signed_with_another_secret_is_no_session() -> None:
    ours, theirs = (Sessions(secret * 32, idle=timedelta(1), longest=timedelta(1)) for secret in (b"a", b"b"))
    session = ours.begin(world.DSL, world.NOW)
    assert ours.find(theirs.sign("session", session.id), world.NOW) is None
    assert ours.find(ours.sign("form-cookie", session.id), world.NOW) is None
    assert ours.find(ours.sign("session", session.id), world.NOW) is session
