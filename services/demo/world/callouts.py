"""Callouts as the force's system exports them: one row per nominal, in its own columns, codes and capitals."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from services.demo.world.people import Address

COLUMNS: Final = (
    "OIC Ref", "Rev", "Status", "Canx Reason", "Incident Date/Time", "Beat", "OIC Collar No", "DA Risk", "Inc Addr 1",
    "Inc Addr 2", "Inc Town", "Inc Postcode", "Inc UPRN", "Premises Type", "Nominal Ref", "Nominal Role", "Surname",
    "Forename(s)", "AKA", "DOB", "Nominal Sex", "Addr 1", "Addr 2", "Town", "Postcode", "UPRN", "In Force Area", "DND",
    "Safe To Contact", "Safe Contact Advice", "Linked Nominals", "School Name", "School URN", "School Status",
    "Child Present", "Child Whereabouts", "Child Seen By", "Child Spoken To By", "Voice of Child", "School Summary",
    "OE Narrative", "Disposal", "Export Run",
)  # fmt: skip
LETTERS: Final = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "ø": "o", "Ø": "O", "’": "'", "–": "-"})


class Nominal(Struct, frozen=True):
    """One person of an incident, in the force's codes; `links` are (ref, code) of other nominals."""

    ref: str
    role: str
    family: str
    given: str
    born: date | None
    sex: str
    address: Address | None
    links: tuple[tuple[str, str], ...] = ()
    aka: str = ""
    in_force_area: bool = True
    do_not_disclose: bool = False
    safe: str = ""
    advice: str = ""
    school: str = ""
    school_urn: str = ""
    school_status: str = ""
    present: str = ""
    whereabouts: str = ""
    seen_by: str = ""
    spoken_to_by: str = ""
    voice: str = ""
    summary: str = ""


class Callout(Struct, frozen=True):
    """One revision of one incident. `at` is London wall time; `cells` replaces cells by (nominal ref, column)."""

    reference: str
    revision: int
    at: datetime
    risk: str
    location: Address
    premises: str
    narrative: str
    nominals: tuple[Nominal, ...]
    status: str = "LIVE"
    cancelled: str = ""
    cells: Mapping[tuple[str, str], str] = {}


def write_export(callouts: Sequence[Callout], run: str) -> bytes:
    """The export of one run: cp1252 and CRLF, as the force writes; letters that cp1252 lacks lose their marks."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for callout in callouts:
        for nominal in callout.nominals:
            writer.writerow(_row(callout, nominal, run))
    return text.getvalue().encode("cp1252")


def place_of(callouts: Sequence[Callout], ref: str, column: str) -> tuple[int, int]:
    """The line and column of a nominal's cell in the export; no cell of these exports holds a line break."""
    refs = [nominal.ref for callout in callouts for nominal in callout.nominals]
    return refs.index(ref) + 2, COLUMNS.index(column) + 1


def police_text(text: str) -> str:
    """Text as the force's system can hold it."""
    return "".join(_in_cp1252(character) for character in text.translate(LETTERS))


def _in_cp1252(character: str) -> str:
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        decomposed = unicodedata.normalize("NFKD", character)
        return "".join(part for part in decomposed if not unicodedata.combining(part))
    return character


def _row(callout: Callout, nominal: Nominal, run: str) -> list[str]:
    location, address = callout.location, nominal.address
    child = "CHILD" in nominal.role
    cells = {
        "OIC Ref": callout.reference,
        "Rev": str(callout.revision),
        "Status": callout.status,
        "Canx Reason": callout.cancelled,
        "Incident Date/Time": f"{callout.at:%d/%m/%Y %H:%M}",
        "Beat": _beat(location),
        "OIC Collar No": f"PC {1000 + int(callout.reference[-4:]) * 7 % 900}",
        "DA Risk": callout.risk,
        "Inc Addr 1": location.line,
        "Inc Town": location.town,
        "Inc Postcode": location.postcode,
        "Inc UPRN": location.uprn,
        "Premises Type": callout.premises,
        "Nominal Ref": nominal.ref,
        "Nominal Role": nominal.role,
        "Surname": nominal.family.upper(),
        "Forename(s)": nominal.given,
        "AKA": nominal.aka,
        "DOB": f"{nominal.born:%d/%m/%Y}" if nominal.born else "",
        "Nominal Sex": nominal.sex,
        "Addr 1": address.line if address else "",
        "Town": address.town if address else "",
        "Postcode": address.postcode if address else "",
        "UPRN": address.uprn if address else "",
        "In Force Area": "Y" if nominal.in_force_area else "N",
        "DND": "Y" if nominal.do_not_disclose else "N",
        "Safe To Contact": nominal.safe,
        "Safe Contact Advice": nominal.advice,
        "Linked Nominals": "|".join(f"{ref}:{code}" for ref, code in nominal.links),
        "School Name": nominal.school,
        "School URN": nominal.school_urn,
        "School Status": nominal.school_status,
        "Child Present": nominal.present,
        "Child Whereabouts": nominal.whereabouts,
        "Child Seen By": nominal.seen_by,
        "Child Spoken To By": nominal.spoken_to_by,
        "Voice of Child": nominal.voice,
        "School Summary": nominal.summary,
        "OE Narrative": callout.narrative,
        "Disposal": "OE NOTIFY" if child else "",
        "Export Run": run,
    }
    return [police_text(callout.cells.get((nominal.ref, column), cells.get(column, ""))) for column in COLUMNS]


def _beat(location: Address) -> str:
    return {"Bedford": "BN", "Luton": "LN", "Shefford": "CB"}.get(location.town, "XX") + location.postcode[-3]


def references(callouts: Iterable[Callout]) -> set[str]:
    """The distinct references."""
    return {callout.reference for callout in callouts}
