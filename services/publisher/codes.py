"""The pieces of a mapping: a column, a column of codes with what each means here, a column of several texts."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from schemas.events.people import Relation
from services.directory.faults import ValueRefused

Column = Annotated[str, Field(min_length=1, max_length=128)]
Code = TypeVar("Code")


class Part(BaseModel):
    """A part of a mapping: every key is known, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coded(Part, Generic[Code]):
    """A column with the agency's own codes; `empty` is what an empty cell means, none: an empty cell is refused."""

    column: Column
    codes: Annotated[dict[str, Code], Field(min_length=1)]
    empty: Code | None = None

    def read(self, value: str) -> Code:
        """What the code means, whatever its case. ValueRefused for one that the mapping does not have."""
        code = value.strip().upper()
        if not code and self.empty is not None:
            return self.empty
        for known, meaning in self.codes.items():
            if known.upper() == code:
                return meaning
        raise ValueRefused("the mapping does not have this code", "use one of " + ", ".join(self.codes))


class ManyCoded(Coded[Code], Generic[Code]):
    """Several codes in one cell."""

    separator: Annotated[str, Field(min_length=1, max_length=3)]

    def read_all(self, value: str) -> tuple[Code, ...]:
        """What the codes mean, each once, in their order."""
        return tuple(dict.fromkeys(self.read(part) for part in value.split(self.separator)))


class Linked(ManyCoded[Relation]):
    """Other people of the incident and what each is to this one: `4410023:MOTHER|4410024:STEPF`."""

    pair: Annotated[str, Field(min_length=1, max_length=3)]

    def read_links(self, value: str) -> tuple[tuple[str, Relation], ...]:
        """The refs of other people with their relation to this one; empty for an empty cell."""
        return tuple(self._link(part.strip()) for part in value.split(self.separator) if part.strip())

    def _link(self, part: str) -> tuple[str, Relation]:
        ref, found, code = part.partition(self.pair)
        if not found or not ref.strip():
            raise ValueRefused("this is not a list of linked people", f"write each as ref{self.pair}code")
        return ref.strip(), self.read(code)


class Listed(Part):
    """A column with several plain texts."""

    column: Column
    separator: Annotated[str, Field(min_length=1, max_length=3)]

    def read(self, value: str) -> tuple[str, ...]:
        """The texts, trimmed, without empty ones."""
        return tuple(part.strip() for part in value.split(self.separator) if part.strip())
