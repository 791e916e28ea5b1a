"""Write the golden vectors again: `python -m schemas.vectors.make`. They come out the same, byte for byte.

A vector that does not fail with just the reason that it was made for is not written; the command ends with an error.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from msgspec.structs import replace

from schemas.refusals import Refusal
from schemas.vectors import (
    fail_agreements,
    fail_copies,
    fail_envelopes,
    fail_facts,
    fail_headers,
    fail_messages,
    fail_people,
    fail_points,
    fail_sections,
    fail_signers,
    fail_values,
    fail_versions,
)
from schemas.vectors.files import FOLDER, Vector, run, write
from schemas.vectors.flows import flow_vectors
from schemas.vectors.valid import expected, valid_vectors

MAKERS: Final = (
    fail_envelopes,
    fail_values,
    fail_messages,
    fail_signers,
    fail_copies,
    fail_points,
    fail_headers,
    fail_sections,
    fail_people,
    fail_versions,
    fail_facts,
    fail_agreements,
)


class NotAsMade(Exception):
    """A fail vector fails in another way than it was made for, or not at all."""


def fail_vectors() -> Iterator[Vector]:
    """All fail vectors, each with its reason and the place that the refusal names."""
    for reason, vector in chain.from_iterable(maker.fails() for maker in MAKERS):
        try:
            run(vector)
        except Refusal as refusal:
            if refusal.reason is not reason:
                raise NotAsMade(f"`{vector.name}` fails with {refusal}, not with {reason.value}") from None
            yield replace(vector, reason=reason.value, place=refusal.place)
        else:
            raise NotAsMade(f"`{vector.name}` is taken; it must fail with {reason.value}")


def all_valid() -> list[Vector]:
    """All valid vectors with what each of them holds."""
    return [*valid_vectors(), *(expected(vector) for vector in flow_vectors())]


def main() -> None:
    """Write both folders and remove what is no longer made."""
    for folder, vectors in (("valid", all_valid()), ("fail", list(fail_vectors()))):
        names = [vector.name for vector in vectors]
        if len(set(names)) < len(names):
            raise NotAsMade(f"two vectors of one name in `{folder}`")
        (FOLDER / folder).mkdir(exist_ok=True)
        written = {write(vector, folder) for vector in vectors}
        for path in set((FOLDER / folder).glob("*.json")) - written:
            path.unlink()
        print(f"{len(written)} in {folder}")


if __name__ == "__main__":
    main()
