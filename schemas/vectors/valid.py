"""The valid golden vectors: each shows one thing that an implementation must take."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from schemas import batch, codec, contexts, keywrap, limits
from schemas.events.event import Standing, Withdrawal
from schemas.events.header import SectionKind
from schemas.events.people import (
    Address,
    NamedSetting,
    Person,
    PersonVersion1,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    Scheme,
)
from schemas.events.texts import Text
from schemas.promise import sign_promise
from schemas.sealed_event import EventFields, PlainSection
from schemas.vectors.build import (
    ACCEPTED_AT,
    BROTHER,
    CHILD,
    FIELDS,
    HOSPITAL_ENTRY,
    HUB,
    HUB_KEYS,
    MOTHER,
    OTHER_HUB_KEY,
    POLICE_ENTRY,
    PROMISE_KEY,
    SCHOOL,
    SECTIONS,
    STRANGER_KEY,
    YEAR,
    loose,
    seal,
    seed,
    submit,
    wrap,
)
from schemas.vectors.fail_agreements import GOOD, signature_vector
from schemas.vectors.files import (
    Expected,
    KeyEntry,
    Vector,
    expectation,
    packed,
    packed_short,
    read_signed,
    run,
    submissions,
)
from schemas.versions import upgraded
from schemas.wire import KeyHeader, Promise, Submission


def describe(name: str, description: str, submission: Submission) -> Vector:
    """A vector of one submission to the hub of the story."""
    return Vector(
        name=name,
        description=description,
        hub=HUB,
        accepted_at=ACCEPTED_AT,
        publisher_keys=(POLICE_ENTRY, HOSPITAL_ENTRY),
        hub_keys=HUB_KEYS,
        envelope=packed(submission.envelope),
        keys=packed(submission.keys),
    )


def story(
    name: str, description: str, fields: EventFields = FIELDS, sections: Sequence[PlainSection] = SECTIONS
) -> Vector:
    """A vector of one event made as it should be."""
    return describe(name, description, submit(seal(fields, sections)))


def valid_vectors() -> list[Vector]:
    """All valid vectors with what each of them holds."""
    return [expected(vector) for vector in [*_events(), *_people(), *_versions(), *_times(), *_others()]]


def expected(vector: Vector) -> Vector:
    """The vector with what it holds. Raises `Refusal` if it is not valid."""
    received = run(vector)
    if vector.promise is not None:
        return vector
    if vector.signature is not None:
        return replace(vector, signed=read_signed(vector))
    found: tuple[Expected, ...] = tuple(
        expectation(each, submission) for each, submission in zip(received, submissions(vector), strict=True)
    )
    return replace(vector, expected=found)


def person(content: PersonVersion1, **changes: object) -> PlainSection:
    """A person section like another."""
    return PlainSection(SectionKind.PERSON, replace(content, **changes))


def alone(**changes: object) -> tuple[PlainSection, ...]:
    """One child and nobody else."""
    return (person(CHILD, **{"relationships": (), **changes}),)


def promise_of(digest: bytes) -> Promise:
    """The hub's promise for what the story sends."""
    return Promise(HUB, digest, f"intake.{FIELDS.publisher}.3", 981, ACCEPTED_AT, ACCEPTED_AT + timedelta(minutes=5))


def promise_vector(name: str, description: str, data: bytes) -> Vector:
    """A vector of a promise as a publisher reads it."""
    trusted = {"promise-2026": PROMISE_KEY.public_key().public_bytes_raw().hex()}
    return Vector(name, description, HUB, ACCEPTED_AT, (), (), promise_keys=trusted, promise=packed_short(data))


def _events() -> list[Vector]:
    withdrawn = replace(
        FIELDS, standing=Standing.WITHDRAWN, withdrawal=Withdrawal.ENTERED_IN_ERROR, revision=3, sequence=44
    )
    first = replace(FIELDS, sequence=1, previous=bytes(32), reference="40/1/26")
    hint = submit(seal(), edit=lambda envelope: replace(envelope, key_id="not-the-key"))
    nhs = replace(FIELDS, hub_key="hub-2027", reference="40/61235/26")
    return [
        story("notification", "Two children at two schools, their mother, a child's voice, a summary for one school."),
        story("first_of_an_instance", "The first event of an installation: its previous digest is all zeros.", first),
        story("revision", "Revision 2 corrects revision 1.", replace(FIELDS, revision=2, sequence=43)),
        story(
            "withdrawal", "A withdrawn incident, with no sections and a key header that wraps no keys.", withdrawn, ()
        ),
        story("withdrawal_with_people", "A withdrawn incident that repeats whom it was about.", withdrawn),
        describe(
            "key_id_hint_differs", "The envelope's key id is a hint outside the signature; it decides nothing.", hint
        ),
        describe("next_hub_key", "Keys wrapped to the hub's next key.", submit_to_next(nhs)),
    ]


def submit_to_next(fields: EventFields) -> Submission:
    """The story's event with its keys wrapped to the hub's second key."""
    made = seal(fields)
    info = keywrap.binding(made.value.header, loose(made.value))
    message = wrap(made.keys, OTHER_HUB_KEY.public_key(), info)
    return submit(made, keys=codec.encode(KeyHeader(fields.hub_key, message)))


def _people() -> list[Vector]:
    twin = (
        person(CHILD, ref="T1", given_names="Ada", relationships=(Relationship(1, Relation.SIBLING),)),
        person(CHILD, ref="T2", given_names="Ida", relationships=(Relationship(0, Relation.SIBLING),)),
    )
    accented = alone(
        given_names="Zoë Siân",
        family_name="Ó Súilleabháin-Żółć",
        other_names=("Зоя", "ゾーイ", "Zoe\u0301"),
        whereabouts="🏠",
    )
    bare = alone(
        given_names="",
        date_of_birth=None,
        address=None,
        presence=Presence.NOT_KNOWN,
        whereabouts="",
        settings=(),
        seen_by="",
        spoken_to_by="",
    )
    home = alone(settings=(NamedSetting(Scheme.NONE, "", Registration.HOME_EDUCATED),))
    suspect = (
        *alone(),
        person(MOTHER, ref="A2", roles=(Role.CHILD, Role.ALLEGED_PERPETRATOR), date_of_birth=date(2010, 2, 28)),
    )
    full = [person(CHILD, ref=f"C{number}", relationships=()) for number in range(limits.PEOPLE)]
    texts = [
        PlainSection(SectionKind.NARRATIVE, Text("x"), tuple(range(limits.PEOPLE)))
        for _ in range(limits.SECTIONS - limits.PEOPLE)
    ]
    longest = (*alone(), PlainSection(SectionKind.NARRATIVE, Text("é" * limits.TEXT), (0,)))
    return [
        story("twins", "Twins: the same date of birth, address and school.", sections=twin),
        story("restricted", "A child whose address is to be suppressed everywhere.", sections=alone(restricted=True)),
        story("accents", "Accents, combining marks, other alphabets and an emoji, byte for byte.", sections=accented),
        story("empty_optional_parts", "A child of whom almost nothing is known.", sections=bare),
        story("home_educated", "A child with no setting to name.", sections=home),
        story("child_and_perpetrator", "An alleged perpetrator of 16 is a child too.", sections=suspect),
        story(
            "sections_at_the_limit", "64 sections: 48 people and 16 texts about all of them.", sections=[*full, *texts]
        ),
        story("text_at_the_limit", "A narrative of 20,000 characters of two bytes each.", sections=longest),
        story("leap_day", "A date of birth on 29 February.", sections=alone(date_of_birth=date(2016, 2, 29))),
        story(
            "newborn",
            "A child born on the publisher's day, which is ahead of UTC's.",
            sections=alone(date_of_birth=date(2026, 11, 24)),
        ),
        story(
            "ofsted_setting",
            "A nursery by its Ofsted number.",
            sections=alone(settings=(replace(SCHOOL, scheme=Scheme.OFSTED, value="EY123456"),)),
        ),
        story("abroad", "An address without postcode or lines.", sections=alone(address=Address((), "", ""))),
    ]


def _versions() -> list[Vector]:
    told = person(second(CHILD), relationships=())
    without = person(second(BROTHER), relationships=(), nhs_number=None)
    return [
        story("person_2", "A child of version 2, with her NHS number.", sections=(told,)),
        story(
            "person_2_with_practice",
            "A child of version 2, with the GP practice where she is registered.",
            sections=(person(second(CHILD), relationships=(), gp_practice="E81001"),),
        ),
        story("person_2_without_number", "A child of version 2 without a number.", sections=(without,)),
        story(
            "person_1_beside_2",
            "People of both versions in one event.",
            sections=(told, person(BROTHER, relationships=())),
        ),
    ]


def second(content: PersonVersion1) -> Person:
    """A person as version 2 says it, with an NHS number of the range for tests."""
    today = upgraded(content)
    assert isinstance(today, Person)
    return replace(today, nhs_number="9990000026")


def _times() -> list[Vector]:
    ahead = replace(FIELDS, sent_at=ACCEPTED_AT + timedelta(seconds=limits.CLOCK_SKEW_SECONDS))
    exact = replace(POLICE_ENTRY, valid_from=ACCEPTED_AT)
    revoked_later = replace(POLICE_ENTRY, revoked_at=ACCEPTED_AT + timedelta(microseconds=1))
    second = KeyEntry(
        FIELDS.publisher, "police-2027", STRANGER_KEY.public_key().public_bytes_raw().hex(), ACCEPTED_AT - YEAR
    )
    rotated = submit(seal(replace(FIELDS, signing_key="police-2027")), key=STRANGER_KEY)
    return [
        story("clock_at_the_skew", "A publisher's clock ahead by exactly the skew.", ahead),
        story(
            "microseconds",
            "Times to the microsecond.",
            replace(FIELDS, occurred_at=datetime.fromisoformat("2026-10-25T01:59:59.999999+00:00")),
        ),
        replace(story("key_valid_from_now", "A key counts from its first moment."), publisher_keys=(exact,)),
        replace(story("key_revoked_later", "A key counts until its revocation."), publisher_keys=(revoked_later,)),
        replace(
            describe("rotated_key", "A second key of the same publisher.", rotated),
            publisher_keys=(POLICE_ENTRY, second),
        ),
    ]


def _others() -> list[Vector]:
    base = story("batch", "Two submissions in one body.")
    events = [submit(seal()), submit(seal(replace(FIELDS, reference="40/61236/26", sequence=42)))]
    signed = sign_promise(promise_of(contexts.digest(contexts.SUBMISSION, seed("digest"))), "promise-2026", PROMISE_KEY)
    return [
        replace(base, envelope=None, keys=None, body=packed(batch.pack_batch(events))),
        promise_vector("promise", "A promise under the hub's key.", signed),
        signature_vector("signature", "A party's signature of an agreement under its registered key.", GOOD),
    ]
