"""A coordinator's agenda: which meeting, which cases fall due at it, who knows of them, what was asked of whom."""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from schemas.events import missing
from schemas.records.actions import ActionAnswer
from schemas.records.share import DisclosureRefused, Recipient
from services.web.access import Reader
from services.web.context import Context
from services.web.inboxes import Inbox, inbox_at, listed
from services.web.meetings_beside import Beside, known_actions
from services.web.refusals import NotHere
from services.web.words import NOTICE_STATES, role_title
from services.web.words_events import happening, notice_title
from services.web.words_meetings import (
    ACTION_REASONS,
    OWNER_SAYS,
    PATTERNS,
    REPEAT_IS_ANOTHER,
    RepeatWords,
    repeat_words,
)
from streams.deciders.areas import FRONT_DOOR
from streams.deciders.memory.rules import occasions_at
from streams.deciders.person.agendas import meetings_of, members_of
from streams.deciders.person.patterns import REPEAT_CHANGED
from streams.deciders.person.state import IN_CONFLICT
from streams.routing.routes import NOWHERE
from streams.routing.sittings import Sitting, next_sitting, sitting_on
from streams.views.cases import asked_head, head_of_case
from streams.views.meetings import AGENDA
from streams.views.repeats import Repeat
from streams.views.rows import ActionRow, EventRow, NoticeRow, NoticeState


class Line(Struct, frozen=True):
    """One case of an agenda, or one child: nothing here says who it is."""

    row: NoticeRow
    href: str
    title: str
    happening: str
    reference: str
    state: tuple[str, str]
    episodes: int
    tag: str
    why: str
    changed: str
    actions: int
    late: int


class ShownAction(Struct, frozen=True):
    """One action in words. `words` is None where they were erased, and empty where no opening covers them; so is the
    owner's `note`. `said` is what the owner says came of it, and `because` why.
    """

    row: ActionRow
    owner: str
    outcome: str
    words: str | None
    href: str
    said: str
    because: str
    note: str | None


class Knows(Struct, frozen=True):
    """Somebody who was told of a case."""

    who: str
    what: str
    state: tuple[str, str]
    opened_at: datetime | None


def sitting_of(web: Context, inbox: Inbox, on: str, now: datetime) -> Sitting:
    """The meeting of this inbox on a London day, or the next one. `NotHere` where none is held then, or ever."""
    meetings = meetings_of(web.hub.reference(), inbox.recipient)
    if not meetings:
        raise NotHere
    sitting = sitting_on(meetings[0], on) if on else next_sitting(meetings[0], now)
    if sitting is None:
        raise NotHere
    return sitting


def notices_of(web: Context, reader: Reader, inbox: Inbox, sitting: Sitting) -> list[NoticeRow]:
    """The notices that fall due at a sitting, of which this reader may know."""
    return listed(web, reader, web.hub.views.meeting_notices(inbox.recipient, sitting.before, sitting.at))


def lines_of(web: Context, inbox: Inbox, rows: Sequence[NoticeRow], actions: Sequence[ActionRow]) -> list[Line]:
    """One line for each page of an agenda: of MARAC each case, of SPOC each child, who may have been missing twice."""
    views = web.hub.views
    identities = views.identities({row.person for row in rows})
    pages: dict[object, list[NoticeRow]] = {}
    for row in rows:
        person = identities.now((row.case, row.person))
        pages.setdefault(row.case if is_marac(row) else person, []).append(row)
    heard = [row for row in rows if is_marac(row)]
    repeats = views.repeats_of([row.notice for row in heard])
    told = views.told_of_all({row.case for row in heard})
    mains = [(main_row(of_one, repeats, told), of_one) for of_one in pages.values()]
    events = views.events_with({main.event for main, _ in mains})
    return [
        _line(inbox, main, of_one, actions, events.get(main.event), repeats.get(main.notice)) for main, of_one in mains
    ]


def main_row(
    rows: Sequence[NoticeRow], repeats: Container[str], told: Mapping[bytes, Sequence[NoticeRow]]
) -> NoticeRow:
    """Whom a page is about: of a MARAC case the victim, of a child the latest episode."""
    if is_marac(rows[0]):
        return head_of_case(rows, repeats, told)
    return max(rows, key=lambda row: (row.occurred_at, row.notice))


def page_row(web: Context, reader: Reader, row: NoticeRow) -> NoticeRow:
    """The notice whose page shows this one: of a MARAC case the victim's, whoever of the household it is about."""
    if not is_marac(row):
        return row
    return asked_head(web.hub.views, [row, *listed(web, reader, web.hub.views.beside(row))])


def _line(
    inbox: Inbox,
    main: NoticeRow,
    rows: Sequence[NoticeRow],
    actions: Sequence[ActionRow],
    event: EventRow | None,
    repeat: Repeat | None,
) -> Line:
    words = repeat_words(repeat) if is_marac(main) else RepeatWords()
    people = {row.person for row in rows}
    mine = [action for action in actions if action.person in people]
    return Line(
        row=main,
        href=f"{inbox.href}/agenda/cases/{main.notice}",
        title=notice_title(main.kind, main.type),
        happening=happening(main.type),
        reference=event.reference if event is not None else "",
        state=NOTICE_STATES[main.state],
        episodes=1 if is_marac(main) else len({row.case for row in rows}),
        tag=words.tag,
        why=words.why,
        changed=words.changed,
        actions=len(mine),
        late=sum(action.overdue for action in mine),
    )


def is_marac(row: NoticeRow) -> bool:
    """Whether a case is one of MARAC."""
    return row.role == "marac_coordinator"


def open_actions(web: Context, reader: Reader, inbox: Inbox) -> list[ActionRow]:
    """Actions of this agenda that are not done, of cases of which this reader may know."""
    return known_actions(web, reader, web.hub.views.open_actions(inbox.recipient.value, inbox.recipient.role))


def actions_of(beside: Beside, rows: Sequence[NoticeRow]) -> list[ActionRow]:
    """Every action about a person on this agenda, done or not, of cases of which this reader may know.

    `rows` are those of their page, the first their own; of a MARAC case the others are the household's, of whom only
    what was asked in this case stands here.
    """
    persons, split = {row.person for row in rows}, beside.identities
    mine = split.now((rows[0].case, rows[0].person))
    here = {(row.case, row.person) for row in rows if is_marac(row)}
    about = (one for one in beside.actions if one.person in persons)
    return [one for one in about if (one.case, one.person) in here or split.now((one.case, one.person)) == mine]


def shown_action(web: Context, inbox: Inbox, row: ActionRow, words: str | None, note: str | None = "") -> ShownAction:
    """An action in words."""
    return ShownAction(
        row=row,
        owner=owner_words(web, row),
        outcome=ACTION_REASONS_OF.get(row.reason, ""),
        words=words,
        href=f"{inbox.href}/agenda/actions/{row.action}",
        said=ANSWERS_OF.get(row.answer, ""),
        because=ACTION_REASONS_OF.get(row.answer_reason, ""),
        note=note,
    )


ACTION_REASONS_OF = {reason.value: text for reason, text in ACTION_REASONS.items()}
ANSWERS_OF = {answer.value: text for answer, text in OWNER_SAYS.items()}


def owner_words(web: Context, row: ActionRow) -> str:
    """Who is to do it: the role at its place, and by name whoever was asked."""
    place = inbox_at(web, Recipient(row.owner_role, row.owner_scheme, row.owner_value)).title
    title = f"{role_title(row.owner_role)}, {place}" if row.owner_scheme == "urn" else place
    return f"{title}: {web.hub.staff_name(row.owner_user)}" if row.owner_user else title


def household_of(web: Context, row: NoticeRow, told: Sequence[NoticeRow]) -> list[Knows]:
    """Of a MARAC case each child of the household at the front door, with its state there."""
    children = [one for one in _standing(told) if one.role in FRONT_DOOR and one.person != row.person]
    numbers = {person: n for n, person in enumerate(dict.fromkeys(one.person for one in children), start=1)}
    return [_knows(web, one, f"Child {numbers[one.person]}") for one in children]


def advocates_of(web: Context, told: Sequence[NoticeRow]) -> list[Knows]:
    """That the victim's adviser was told, and when they opened it."""
    return [_knows(web, one, "") for one in _standing(told) if one.role == "idva"]


def _standing(told: Sequence[NoticeRow]) -> list[NoticeRow]:
    """Less what was taken from somebody who has the case again since, for the conflict has ended."""
    again = {_whose(one) for one in told if one.state is not NoticeState.LEFT_OUT}
    return [one for one in told if one.state is not NoticeState.LEFT_OUT or _whose(one) not in again]


def _whose(row: NoticeRow) -> tuple[str, str, str, str]:
    return row.person, row.role, row.scheme, row.value


def adviser_left_out(web: Context, row: NoticeRow) -> bool:
    """Whether the victim's adviser had nothing of a MARAC case from its start, for a conflict."""
    outputs = (output for step in web.hub.views.trace(row.event) for _, output in step.outputs)
    return any(
        isinstance(output, DisclosureRefused)
        and (output.person, output.recipient.role, output.reason) == (row.person, "idva", IN_CONFLICT)
        for output in outputs
    )


def known_to(web: Context, rows: Sequence[NoticeRow], told: Mapping[bytes, Sequence[NoticeRow]]) -> list[Knows]:
    """Every agency and school that was told of this person in these cases, beside this desk, as it stands latest."""
    found: dict[Recipient, list[NoticeRow]] = {}
    for row in rows:
        for one in told[row.case]:
            recipient = Recipient(one.role, one.scheme, one.value)
            if one.person == row.person and recipient != Recipient(row.role, row.scheme, row.value):
                found.setdefault(recipient, []).append(one)
    latest = (max(told, key=lambda one: (one.issued_at, one.notice)) for told in found.values())
    return [_knows(web, one, "") for one in latest]


def _knows(web: Context, row: NoticeRow, what: str) -> Knows:
    place = inbox_at(web, Recipient(row.role, row.scheme, row.value)).title
    who = f"{role_title(row.role)}, {place}" if row.scheme == "urn" else place
    opened = row.opened_at if row.state is not NoticeState.WAITING else None
    return Knows(who, what, NOTICE_STATES[row.state], opened)


def counts_of(web: Context, beside: Beside, rows: Sequence[NoticeRow], now: datetime) -> list[tuple[str, int]]:
    """How often a child was missing, by the windows of the area's own rules in force today; a withdrawn episode counts
    no more, and an episode that was told twice once. Nothing where this desk is told of no episodes: nought would
    say that the child was never missing.
    """
    if not any(row.type == missing.EVENT_TYPE for row in rows):
        return []
    noted = {row.case: beside.noted.get(row.event) for row in rows if row.type == missing.EVENT_TYPE}
    times = [one.at for one in noted.values() if one is not None]
    routing = web.hub.reference().routing.get(rows[0].value, NOWHERE) if rows else NOWHERE
    return list(occasions_at(routing, times, now))


def patterns_of(inbox: Inbox, beside: Beside, row: NoticeRow) -> list[tuple[str, str]]:
    """Patterns of this person that wait on this desk, and that its referral is assessed otherwise: what, and where."""
    mine = (item for item in beside.patterns if item.person == row.person and item.reason in PATTERN_REASONS)
    return [(PATTERN_REASONS[item.reason], f"{inbox.href}/patterns/{item.item}") for item in mine]


PATTERN_REASONS = {kind.value: text for kind, text in PATTERNS.items()} | {REPEAT_CHANGED: REPEAT_IS_ANOTHER}


def owners_of(web: Context, inbox: Inbox, sitting: Sitting, row: NoticeRow, now: datetime) -> list[tuple[str, str]]:
    """Who may be asked to do something: members of the meeting, this desk, schools told of the child; and by name."""
    reference = web.hub.reference()
    told = (one for one in web.hub.views.told_of(row.case) if one.person == row.person)
    schools = (Recipient(one.role, one.scheme, one.value) for one in told if one.scheme == "urn")
    places = dict.fromkeys([*members_of(sitting.meeting, inbox.recipient.value), inbox.recipient, *schools])
    found = []
    for place in places:
        title = inbox_at(web, place).title
        found.append((owner_value(place, ""), title))
        holders = [role for role in reference.readers_of(place, now) if place.scheme != "urn"]
        found += [(owner_value(place, role.user), f"{title}: {web.hub.staff_name(role.user)}") for role in holders]
    return found


def owner_value(place: Recipient, user: str) -> str:
    """A place, and perhaps who of it, as a form's choice has it."""
    return "/".join((place.role, place.scheme, place.value, user))


def readers_at(web: Context, inbox: Inbox, sitting: Sitting, now: datetime) -> Iterator[tuple[str, str]]:
    """For whom a copy can be printed: each who acts today for a member of the meeting."""
    for place in members_of(sitting.meeting, inbox.recipient.value):
        for role in web.hub.reference().readers_of(place, now):
            title = inbox_at(web, place).title
            yield owner_value(place, role.user), f"{title}: {web.hub.staff_name(role.user)}"


def is_late(one: ShownAction) -> bool:
    """Whether an action's date has passed and its owner does not say that it is done."""
    return one.row.overdue and one.row.answer != ActionAnswer.DONE


def is_full(rows: Sequence[NoticeRow]) -> bool:
    """Whether an agenda has more than a page shows."""
    return len(rows) >= AGENDA
