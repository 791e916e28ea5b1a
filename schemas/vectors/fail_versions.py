"""Fail vectors of what has two versions, a person and an outcome: each is read by its own schema and no other; the
number is checked.
"""

from collections.abc import Iterator

from schemas.refusals import RefusalReason as Reason
from schemas.sealed_event import PlainSection, header_of
from schemas.vectors.build import CHILD, FIELDS, loose, seal_plain, submit
from schemas.vectors.files import Fail
from schemas.vectors.flows import ANSWERED, outcome_2
from schemas.vectors.valid import describe, person, second, story


def fails() -> Iterator[Fail]:
    """All of them, each with the reason that it must fail with."""
    yield from _numbers()
    yield from _practices()
    yield from _plaintexts()
    yield from _outcomes()


def _numbers() -> Iterator[Fail]:
    def of(reason: Reason, name: str, description: str, number: str) -> Fail:
        told = person(second(CHILD), relationships=(), nhs_number=number)
        return reason, story(f"nhs_number_{name}", description, sections=(told,))

    yield of(Reason.WRONG_NHS_NUMBER, "mistyped", "An NHS number with a wrong check digit.", "9990000025")
    yield of(
        Reason.WRONG_NHS_NUMBER, "filled_up", "One digit ten times, which the check digit lets pass.", "9999999999"
    )
    yield of(Reason.OVER_LIMIT, "short", "An NHS number of nine digits.", "999000002")
    yield of(Reason.OVER_LIMIT, "spaced", "An NHS number with spaces.", "999 000 0026")
    yield of(Reason.OVER_LIMIT, "of_letters", "Ten letters.", "NHSNUMBERS")


def _practices() -> Iterator[Fail]:
    for name, description, practice in (
        ("short", "A practice's code of four characters.", "E810"),
        ("small", "A practice's code in small letters.", "e81001"),
        ("titled", "A practice by its name.", "A town"),
    ):
        told = person(second(CHILD), relationships=(), gp_practice=practice)
        yield Reason.OVER_LIMIT, story(f"gp_practice_{name}", description, sections=(told,))


def _plaintexts() -> Iterator[Fail]:
    first, both = person(CHILD, relationships=()), person(second(CHILD), relationships=())

    def holding(reason: Reason, name: str, description: str, signed: PlainSection, plaintext: bytes) -> Fail:
        made = seal_plain(header_of(FIELDS), FIELDS, [(signed, plaintext)])
        return reason, describe(f"version_{name}", description, submit(made))

    one, two = loose(first.content), loose(both.content)
    yield holding(Reason.OTHER_SCHEMA, "1_signed_2_sealed", "Signed as version 1, sealed as version 2.", first, two)
    yield holding(Reason.OTHER_SCHEMA, "2_signed_1_sealed", "Signed as version 2, sealed as version 1.", both, one)
    longer = one + b"\x00"
    yield holding(Reason.TRAILING_BYTES, "1_with_field_of_2", "Version 1 with version 2's field.", first, longer)
    unsaid = loose(person(second(CHILD), relationships=(), nhs_number=None).content)
    yield holding(Reason.TRUNCATED, "2_without_its_field", "Version 2 that ends like version 1.", both, unsaid[:-2])
    yield holding(Reason.MALFORMED, "2_unknown_branch", "A third branch of two.", both, unsaid[:-2] + b"\x04\x00")


def _outcomes() -> Iterator[Fail]:
    """An outcome's version 2 says the footing of the decision; neither version is read by the other's schema."""
    child = ANSWERED.sections[1]
    first, both = ANSWERED.sections[0], outcome_2()[0]
    one, two = loose(first.content), loose(both.content)

    def holding(reason: Reason, name: str, description: str, signed: PlainSection, plaintext: bytes) -> Fail:
        fields = ANSWERED.fields()
        made = seal_plain(header_of(fields), fields, [(signed, plaintext), (child, loose(child.content))])
        return reason, describe(f"feedback_{name}", description, submit(made))

    yield holding(Reason.OTHER_SCHEMA, "1_signed_2_sealed", "Signed as version 1, sealed as version 2.", first, two)
    yield holding(Reason.OTHER_SCHEMA, "2_signed_1_sealed", "Signed as version 2, sealed as version 1.", both, one)
    yield holding(Reason.TRAILING_BYTES, "1_with_field_of_2", "Version 1 with version 2's consent.", first, one + b"\0")
    yield holding(Reason.TRUNCATED, "2_without_its_fields", "Version 2 that ends like version 1.", both, two[:-2])
    yield holding(Reason.MALFORMED, "2_unknown_reason", "A branch of two that is no branch.", both, two[:-1] + b"\x04")
