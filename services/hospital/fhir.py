"""A FHIR R4 bundle of one attendance (Encounter, Patient, Flags, related people) as a visit.

The bundle is read as JSON (RFC 8259, UTF-8 alone); each fault is told as a FHIRPath.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar

from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from schemas import limits
from schemas.events.hospital import ConcernLevel, CpIsAnswer
from schemas.events.people import Address
from services.hospital import fhir_resources as r4
from services.hospital.checks import check_birth, check_label, check_past, read_gp_practice, read_nhs_number
from services.hospital.faults import MessageRefused, Problem, Severity, Trouble
from services.hospital.rules import CpIsObserved, HospitalRules, Kin, LevelObserved
from services.hospital.visit import Named, Visit

BUNDLE_BYTES: Final = 1024 * 1024
NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE: Final = "https://fhir.nhs.uk/Id/ods-organization-code"
CONFIDENTIALITY: Final = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
_SAYS_IT: Final = frozenset({CONFIDENTIALITY, "http://hl7.org/fhir/v3/Confidentiality", ""})
"""Systems of confidentiality codes, the older name too; a label that names no system is taken for one of them."""
_RESTRICTS_ANYWHERE: Final = frozenset({"R", "V", "S"})
"""Codes that restrict whatever the system of the label: a trust may use one of its own."""
OPEN: Final = frozenset({"U", "L", "M", "N"})
"""Confidentiality codes of anybody; every other (R restricted, V very restricted, what PDS may add) restricts."""
BUNDLES: Final = frozenset({"message", "collection", "transaction", "batch"})

Found = TypeVar("Found", r4.Patient, r4.Encounter, r4.Flag, r4.RelatedPerson)
Resource: TypeAlias = r4.Patient | r4.RelatedPerson | r4.Encounter | r4.Flag
READ: Final[Mapping[str, type[Resource]]] = {
    "Patient": r4.Patient,
    "RelatedPerson": r4.RelatedPerson,
    "Encounter": r4.Encounter,
    "Flag": r4.Flag,
}
_INSTANT: Final[TypeAdapter[datetime]] = TypeAdapter(r4.Instant)


def read_bundle(data: bytes, rules: HospitalRules, now: datetime) -> tuple[Visit | None, tuple[Trouble, ...]]:
    """The attendance with remarks on it; None for one that did not take place, which passes by.

    Raises `MessageRefused` with every place that is wrong.
    """
    reader = _BundleReader(_bundle(data), rules, now)
    visit = reader.visit()
    if any(trouble.severity is Severity.ERROR for trouble in reader.troubles):
        raise MessageRefused(reader.troubles)
    return visit, tuple(reader.troubles)


def _bundle(data: bytes) -> dict[str, object]:
    if len(data) > BUNDLE_BYTES:
        raise _refused("Bundle", f"the bundle is larger than {BUNDLE_BYTES} bytes: send each attendance alone")
    try:
        found = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _refused("Bundle", f"byte {error.start + 1} is not UTF-8: FHIR's JSON is always in UTF-8") from None
    except (ValueError, RecursionError) as error:  # a number of too many digits is a ValueError, and no more
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "it"
        raise _refused("Bundle", f"{place} is not JSON: send it as application/fhir+json") from None
    if not isinstance(found, dict) or found.get("resourceType") != "Bundle":
        raise _refused("Bundle.resourceType", "this is no FHIR bundle: send the attendance as one")
    kind = found.get("type")
    if not isinstance(kind, str) or kind not in BUNDLES:
        raise MessageRefused([Trouble("Bundle.type", Problem.CODE, f"use one of {', '.join(sorted(BUNDLES))}")])
    if not isinstance(found.get("entry"), list):
        raise MessageRefused([Trouble("Bundle.entry", Problem.REQUIRED, "the list of resources is missing: send it")])
    return found


def _refused(place: str, text: str) -> MessageRefused:
    return MessageRefused([Trouble(place, Problem.STRUCTURE, text)])


class _BundleReader:
    """Reads one bundle, so that its sender sees all that is wrong at once."""

    def __init__(self, bundle: dict[str, object], rules: HospitalRules, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self._bundle = bundle
        self.troubles: list[Trouble] = []
        self._meta = self._bundles_meta()
        self._read = list(self._resources())

    def visit(self) -> Visit | None:
        """The attendance; None where something that it needs is wrong, or where it did not take place."""
        encounter, patient = self._one(r4.Encounter), self._one(r4.Patient)
        if encounter is None or patient is None:
            return None
        place, found = encounter
        if found.status in ("planned", "cancelled"):
            return None
        trust, arrived = self._trust(place, found), self._past(f"{place}.period.start", found.period.start)
        if found.period.start is None:
            self._refuse(f"{place}.period.start", Problem.REQUIRED, "the time of arrival is missing: send it")
        told = found.meta.last_updated or self._sent()
        number = next((one.value for one in found.identifier if one.value), "")
        if not number:
            self._refuse(f"{place}.identifier[0].value", Problem.REQUIRED, "the attendance has no number: send it")
        named = self._named(*patient)
        if _is_restricted(found.meta) or _is_restricted(self._meta):
            named = replace(named, restricted=True)
        if trust is None or arrived is None or not number or told is None:
            return None
        flags = [flag for _, flag in self._all(r4.Flag) if flag.status == "active"]
        concepts = [*found.reason_code, *(flag.code for flag in flags)]
        codings = [coding for concept in concepts for coding in concept.coding]
        return Visit(
            reference=f"{trust}/{number}",
            told_at=told.astimezone(UTC),
            trust=trust,
            site=self._label(f"{place}.serviceProvider.display", found.service_provider.display),
            ward=self._label(f"{place}.location[0].location.display", _ward(found)),
            arrived_at=arrived,
            left_at=self._past(f"{place}.period.end", found.period.end),
            injury=self._injury(place, concepts),
            codes=tuple(dict.fromkeys(coding.code for coding in codings if coding.code)),
            level=self._level(codings),
            cp_is=self._cp_is(codings),
            patient=named,
            kin=tuple(self._kin()),
            in_error=found.status == "entered-in-error",
        )

    def _bundles_meta(self) -> r4.Meta:
        """What is said of the bundle as a whole: a label on it is one on all that it holds."""
        try:
            return r4.Meta.model_validate(self._bundle.get("meta", {}))
        except ValidationError as error:
            self.troubles += _troubles("Bundle.meta", error)
            return r4.Meta()

    def _resources(self) -> Iterator[tuple[str, Resource]]:
        """The resources that are read, each with its place; the others pass by."""
        entries = self._bundle["entry"]
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            place = f"Bundle.entry[{number}].resource"
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
                self._refuse(place, Problem.STRUCTURE, "there is no resource: send one in each entry")
                continue
            model = READ.get(resource["resourceType"])
            if model is None:
                continue
            try:
                yield place, model.model_validate(resource)
            except ValidationError as error:
                self.troubles += _troubles(place, error)

    def _all(self, wanted: type[Found]) -> list[tuple[str, Found]]:
        return [(place, found) for place, found in self._read if isinstance(found, wanted)]

    def _one(self, wanted: type[Found]) -> tuple[str, Found] | None:
        found = self._all(wanted)
        if len(found) == 1:
            return found[0]
        if not self.troubles or len(found) > 1:
            said = f"{len(found)} resources of type {wanted.__name__}" if found else f"no {wanted.__name__}"
            self._refuse("Bundle.entry", Problem.REQUIRED, f"the bundle has {said}: send one attendance of one patient")
        return None

    def _refuse(self, place: str, problem: Problem, text: str) -> None:
        self.troubles.append(Trouble(place, problem, text))

    def _note(self, trouble: Trouble | None) -> bool:
        if trouble is not None:
            self.troubles.append(trouble)
        return trouble is None

    def _label(self, place: str, text: str) -> str:
        found = " ".join(text.split())
        return found if self._note(check_label(found, place)) else ""

    def _past(self, place: str, at: datetime | None) -> datetime | None:
        if at is None or not self._note(check_past(at, self._now, place)):
            return None
        return at.astimezone(UTC)

    def _sent(self) -> datetime | None:
        """When the bundle was put together, where the attendance does not say when it was changed last."""
        stamp = self._bundle.get("timestamp")
        try:
            return _INSTANT.validate_python(stamp)
        except ValidationError:
            reason = "neither this nor the encounter's `meta.lastUpdated` is a time with an offset: send one of them"
            self._refuse("Bundle.timestamp", Problem.REQUIRED, reason)
            return None

    def _trust(self, place: str, encounter: r4.Encounter) -> str | None:
        provider = encounter.service_provider
        name = provider.identifier.value if provider.identifier is not None else provider.display
        if name in self._rules.facilities:
            return self._rules.facilities[name]
        reason = "the trust's rules do not know this organisation: add it to `facilities`"
        self._refuse(f"{place}.serviceProvider", Problem.CODE, reason)
        return None

    def _injury(self, place: str, concepts: Sequence[r4.CodeableConcept]) -> str:
        """The reason in words, cut where it is too long: a flag does not wait for a shorter one."""
        words = " ".join(next((concept.words() for concept in concepts if concept.words()), "").split())
        if len(words) > limits.LABEL:
            reason = "the reason is too long for a flag: it goes shortened"
            self.troubles.append(Trouble(f"{place}.reasonCode", Problem.VALUE, reason, Severity.WARNING))
        return "".join(character for character in words if character.isprintable())[: limits.LABEL]

    def _observed(self, observed: LevelObserved | CpIsObserved, codings: Sequence[r4.Coding]) -> str:
        """The code under the system of something observed; empty where there is none, or it is at fault."""
        code = next((coding.code for coding in codings if observed.system and coding.system == observed.system), "")
        if code and code not in observed.codes:
            reason = "the trust's rules do not know a code of this system: add it, or correct it"
            self._refuse("Bundle.entry.resource.code.coding", Problem.CODE, reason)
            return ""
        return code

    def _level(self, codings: Sequence[r4.Coding]) -> ConcernLevel | None:
        observed = self._rules.level
        code = self._observed(observed, codings) if observed is not None else ""
        return observed.codes[code] if observed is not None and code else None

    def _cp_is(self, codings: Sequence[r4.Coding]) -> CpIsAnswer | None:
        observed = self._rules.cp_is
        code = self._observed(observed, codings) if observed is not None else ""
        return observed.codes[code] if observed is not None and code else None

    def _named(self, place: str, person: r4.Patient | r4.RelatedPerson) -> Named:
        local, nhs_number = "", None
        for number, identifier in enumerate(person.identifier):
            if identifier.system == NHS_NUMBER:
                found = read_nhs_number(identifier.value, f"{place}.identifier[{number}].value")
                if isinstance(found, Trouble):
                    self._note(found)
                else:
                    nhs_number = nhs_number or found
            elif identifier.value and not local:
                local = identifier.value
        names = sorted(person.name, key=lambda name: name.use not in ("official", "usual", ""))
        first = names[0] if names else r4.HumanName()
        born = person.birth_date
        if born is not None and not self._note(check_birth(born, self._now, f"{place}.birthDate")):
            born = None
        return Named(
            ref=f"{'' if isinstance(person, r4.Patient) else 'related '}{local or person.id or place}"[:64],
            given_names=self._label(f"{place}.name[0].given", " ".join(first.given)),
            family_name=self._label(f"{place}.name[0].family", first.family),
            other_names=tuple(
                self._label(f"{place}.name", " ".join((*name.given, name.family))) for name in names[1:16]
            ),
            date_of_birth=born,
            address=self._address(place, person.address),
            restricted=_is_restricted(person.meta),
            nhs_number=nhs_number,
            gp_practice=self._practice(place, person),
        )

    def _practice(self, place: str, person: r4.Patient | r4.RelatedPerson) -> str:
        """The organisation among a patient's general practitioners that is named by its ODS code."""
        if not isinstance(person, r4.Patient):
            return ""
        for number, named in enumerate(person.general_practitioner):
            if named.identifier is not None and named.identifier.system == ODS_CODE:
                where = f"{place}.generalPractitioner[{number}].identifier.value"
                found = read_gp_practice(named.identifier.value, where)
                if not isinstance(found, Trouble):
                    return found
                self._note(found)
        return ""

    def _address(self, place: str, addresses: Sequence[r4.FhirAddress]) -> Address | None:
        homes = [address for address in addresses if address.use in ("home", "")]
        if not homes:
            return None
        parts = (*homes[0].line, homes[0].city, homes[0].district)
        lines = tuple(self._label(f"{place}.address[0].line", part) for part in parts if part)[:8]
        postcode = homes[0].postal_code.strip().upper()
        if not self._note(check_label(postcode, f"{place}.address[0].postalCode", 10)):
            postcode = ""
        return Address(lines, postcode, "") if lines or postcode else None

    def _kin(self) -> Iterator[tuple[Named, Kin]]:
        for place, related in self._all(r4.RelatedPerson):
            for code in (code for concept in related.relationship for code in concept.codes()):
                kin = self._rules.kin.get(code)
                if kin is not None:
                    yield self._named(place, related), kin
                    break


def _ward(encounter: r4.Encounter) -> str:
    return encounter.location[0].location.display if encounter.location else ""


def _is_restricted(meta: r4.Meta) -> bool:
    """Whether something is marked restricted or sensitive, as PDS does (v3-Confidentiality, `R` and above)."""
    return any(_restricts(coding.system, coding.code.upper()) for coding in meta.security)


def _restricts(system: str, code: str) -> bool:
    return code not in OPEN if system in _SAYS_IT else code in _RESTRICTS_ANYWHERE


def _troubles(place: str, error: ValidationError) -> Iterator[Trouble]:
    """What a model found, as FHIRPaths, without the values."""
    for found in error.errors(include_url=False, include_input=False):
        path = place
        for part in found["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{part}"
        problem = Problem.REQUIRED if found["type"] == "missing" else Problem.VALUE
        text = found["msg"].removeprefix("Value error, ")
        yield Trouble(path, problem, text[:1].lower() + text[1:])
