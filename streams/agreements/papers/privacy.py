"""Plain privacy notices (UK GDPR Art 12 to 14): for parents and carers, and for a child of 11.

They speak of what can be shared in general, never of one event, so that nobody learns from them that one was. They are
made of an agreement together with the duties and agreements that hold beside it, and say nothing that those do not.
"""

from collections.abc import Iterable
from typing import Final

from streams.agreements.document import Agreement, Instrument
from streams.agreements.papers import plain
from streams.agreements.papers.occasions import occasions
from streams.agreements.papers.paper import Paper, Part
from streams.agreements.papers.together import Audience, Together, audiences, event_types, together
from streams.agreements.parts import Basis, Controller
from streams.agreements.questions import words
from streams.agreements.vocabulary import NOTIFIABLE, PartyKind, RecipientRole


class NoWords(Exception):
    """No true notice in plain words can be made of these instruments; the text says what to do."""


_CAPACITIES: Final = {
    "controller": "responsible for the information (data controller)",
    "joint_controller": "responsible for the information together with others (joint data controller)",
    "processor": "handling the information for those who are responsible (data processor)",
}
_STAGES: Final = {"publishing": "when it is sent", "hub": "while it is passed on", "receiving": "once it is received"}
_BASES: Final = {
    "6(1)(c)": "the law requires it (legal obligation, UK GDPR Article 6(1)(c))",
    "6(1)(e)": "it is needed for a task in the public interest that the law gives to those who share it"
    " (public task, UK GDPR Article 6(1)(e))",
    "6(1)(ea)": "it is needed for an aim that the law recognises, such as safeguarding"
    " (recognised legitimate interest, UK GDPR Article 6(1)(ea))",
}


def for_parents(agreement: Agreement, beside: Iterable[Instrument]) -> Paper:
    """A privacy notice for parents and carers. `beside` are the duties and agreements that count besides it.

    `NoWords` for an event type that has no plain words, or where `beside` lacks the duty that holds whatever it says.
    """
    held = _held(agreement, beside)
    return Paper(
        f"How we share information to keep children safe: {agreement.title}",
        (
            Part("What this is about", _about(held)),
            *(_told(audience) for audience in audiences(held)),
            Part("Who is responsible, and how to reach them", _contact(held), _controllers(held)),
            Part("Why we may do this", (), _reasons(held)),
            Part("How long it is kept", (), _kept(held)),
            Part("Your rights", _rights(held)),
        ),
    )


def for_a_child(agreement: Agreement, beside: Iterable[Instrument]) -> Paper:
    """A privacy notice that a child of 11 can read: short sentences, common words. Otherwise as for parents."""
    told = audiences(_held(agreement, beside))
    when = occasions(event_types(agreement))
    return Paper(
        when[0].title,
        (
            Part(
                "What happens",
                (
                    *(sentence for occasion in when for sentence in occasion.for_a_child),
                    "Here you can read who they are, and what they may be told.",
                    "They are not told all of it each time.",
                ),
            ),
            Part("Why", ("You may have had a hard time. They can look out for you.",)),
            *(_told_of_child(audience) for audience in told),
            Part(
                "You did nothing wrong",
                ("You are not in trouble. You can talk about it if you want to. You do not have to.",),
            ),
            Part(
                "If you have a question",
                (
                    "Ask a grown-up you trust. You can ask what was said about you.",
                    "Sometimes they cannot tell you, to keep someone safe.",
                    "You can also call Childline on 0800 1111. It is free.",
                ),
            ),
        ),
    )


def _held(agreement: Agreement, beside: Iterable[Instrument]) -> Together:
    try:
        occasions(event_types(agreement))
    except KeyError as unknown:
        message = f"there are no plain words for `{unknown.args[0]}` yet: write the notice for `{agreement.id}` by hand"
        raise NoWords(message) from None
    held = together(agreement, beside)
    due = frozenset[PartyKind]().union(*(NOTIFIABLE.get(each, frozenset()) for each in event_types(agreement)))
    if due - {kind for duty in held.duties for kind in duty.recipient_kinds}:
        raise NoWords(
            f"the notice for `{agreement.id}` would leave out what a duty gives whatever the agreement says: name the"
            " duty's file too, and the other agreements of the area"
        )
    return held


def _about(held: Together) -> tuple[str, ...]:
    rules = [*(each.title for each in held.agreements), *(each.title for each in held.duties)]
    return (
        *(occasion.for_parents for occasion in occasions(event_types(held.agreement))),
        "This notice says what may be passed on, to whom, and what your rights are. It speaks of what can happen in"
        " general: nobody can tell from it whether anything was passed on.",
        f"It covers these rules together: {'; '.join(rules)}.",
    )


def _told(audience: Audience) -> Part:
    said = [plain.ROLES_FOR_PARENTS[role] for role in audience.roles]
    who = words.capital("; ".join(said))
    at = [plain.bodies(audience.kinds, plain.BODIES)] if audience.kinds and _named(audience) else []
    at += [f"the body with the number or name {agency}" for agency in audience.agencies]
    paragraphs = [f"{who}. They act for {' or '.join(at)}." if at else f"{who}."]
    alike = audience.given[0][0] if len(audience.given) == 1 else ""
    paragraphs.append(f"{words.capital(alike)}, they may be told:" if alike else "They may be told:")
    points = [
        plain.FOR_PARENTS[item] + (f" ({terms})" if terms and not alike else "")
        for terms, items in audience.given
        for item in items
    ]
    return Part(f"What {_heading(audience)} may be told{_when(audience)}", tuple(paragraphs), tuple(points))


def _told_of_child(audience: Audience) -> Part:
    at = [plain.bodies(audience.kinds, plain.BODIES_FOR_A_CHILD)] if audience.kinds and _named(audience) else []
    paragraphs = [f"This is {plain.ROLES_FOR_A_CHILD[role]}." for role in audience.roles]
    paragraphs += [f"They work for {place}." for place in at]
    paragraphs.append("They may be told:")
    points = tuple(plain.FOR_A_CHILD[item] for _, items in audience.given for item in items)
    return Part(f"What {_heading(audience)} may know{_when(audience)}", tuple(paragraphs), points)


def _heading(audience: Audience) -> str:
    where = f" in council area {words.listed(audience.areas)}" if audience.areas else ""
    if set(audience.roles) == {RecipientRole.HEAD}:
        return f"the head teacher{where}"
    if not _named(audience):
        return f"the council{where}"
    school = audience.kinds and set(audience.kinds) <= {PartyKind.SCHOOL, PartyKind.COLLEGE}
    return f"{'people at school' if school else 'others'}{where}"


def _when(audience: Audience) -> str:
    if not audience.event_type:
        return ""
    (occasion,) = occasions([audience.event_type])
    return f" {occasion.title[0].lower()}{occasion.title[1:]}"


def _named(audience: Audience) -> bool:
    """Whether the bodies must be said besides the roles: a council's teams are the council's."""
    return set(audience.kinds) != {PartyKind.LOCAL_AUTHORITY}


def _controllers(held: Together) -> tuple[str, ...]:
    lines = dict.fromkeys(_controller(each) for agreement in held.agreements for each in agreement.controllers)
    silent = [agreement.title for agreement in held.agreements if not agreement.controllers]
    return (*lines, *(f"The text of {title} does not say who is responsible." for title in silent))


def _controller(each: Controller) -> str:
    joint = f" {each.arrangement}" if each.arrangement and each.capacity == "joint_controller" else ""
    return f"{words.capital(_STAGES[each.stage])}: {each.party}, {_CAPACITIES[each.capacity]}.{joint}"


def _contact(held: Together) -> tuple[str, ...]:
    notices = "; ".join(dict.fromkeys(each.references.privacy_notice for each in held.agreements))
    sources = dict.fromkeys(occasion.source for occasion in occasions(event_types(held.agreement)))
    return (
        f"The information comes from {words.listed(list(sources))}. The agreements themselves hold no addresses or"
        " telephone numbers: how to reach those responsible, and their data protection officers, is for their own"
        " privacy notices to say."
        f" These are: {notices}.",
    )


def _reasons(held: Together) -> tuple[str, ...]:
    """Each line once, with the rules that it is said of; without them where it is said of all."""
    rules: tuple[Instrument, ...] = (*held.duties, *held.agreements)
    said: dict[str, list[str]] = {}
    for each in rules:
        for line in _basis(each.lawful_basis):
            said.setdefault(line, []).append(each.title)
    return tuple(
        words.capital(line) if len(titles) == len(rules) else f"{'; '.join(titles)}: {line}"
        for line, titles in said.items()
    )


def _basis(basis: Basis | None) -> list[str]:
    if basis is None:
        return ["no lawful basis is stated, so nothing may be shared under it."]
    lines = [f"{_BASES[basis.uk_gdpr]}. The law behind it is {plain.statute(basis.statute)}."]
    special = (
        ("Very private facts, such as about health", basis.special_category),
        ("Facts about crimes", basis.criminal_offence),
        ("Facts that police hold", basis.police_data),
    )
    lines += [f"{what}: {plain.statute(text)}." for what, text in special if text]
    return lines


def _kept(held: Together) -> tuple[str, ...]:
    lines = []
    for each in held.agreements:
        kept = each.retention
        lines.append(
            f"{each.title}. Those who receive it: {kept.recipient_copy.rstrip('.')}. The hub that passes it on keeps"
            f" its copy for {plain.span(kept.hub_days)}."
        )
    return tuple(lines)


def _rights(held: Together) -> tuple[str, ...]:
    bases = {each.lawful_basis.uk_gdpr for each in held.agreements if each.lawful_basis is not None}
    bases |= {duty.lawful_basis.uk_gdpr for duty in held.duties}
    said = [
        "You can ask those responsible what is held about you, ask for it to be corrected, and ask for its use to be"
        " limited while that is looked into. Sometimes the law does not let us tell you, where that could put a child"
        " or an adult at risk."
    ]
    if bases & {"6(1)(e)", "6(1)(ea)"}:
        said.append(
            "You have the right to object to what is shared because of a task in the public interest or a recognised"
            " legitimate interest. Those responsible must then stop, unless they show compelling reasons that weigh"
            " more, such as a child's safety."
        )
    if any(each.regime == "dpa_2018_part_3" for agreement in held.agreements for each in agreement.controllers):
        said.append(
            "While police hold it for their own work against crime (the Data Protection Act 2018 Part 3), there is no"
            " right to object: you can ask them to show it, to correct it, and to delete it or limit its use."
        )
    if "6(1)(c)" in bases:
        said.append("The right to object does not hold for what the law requires to be shared.")
    said.append(
        "You can complain to those responsible, and to the Information Commissioner: ico.org.uk, telephone"
        " 0303 123 1113."
    )
    return tuple(said)
