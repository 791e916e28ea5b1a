"""Signing agreements: a party signs a document on its own machine, the hub's operator takes signatures in."""

from collections.abc import Iterable
from datetime import datetime

from schemas.agreement_signature import EARLIEST_DAY, sign_agreement
from schemas.records.reference import AgreementSigned
from schemas.wire import AgreementSignature
from services.operator.operated import Operated
from services.publisher.identity import Identity
from streams.agreements import document
from streams.agreements.document import Agreement
from streams.agreements.signing import SignatureRefused, agrees, shown, signature_of, verified
from streams.calendar.wall_clock import london
from streams.reference.facts import Reference


def made_signature(agreement: Agreement, hub: str, identity: Identity, signatory: str, at: datetime) -> bytes:
    """The signature of one version by the party whose key this is, dated with the London day of `at`.

    `signatory` is the role or title of who signs for it. Raises `SignatureRefused` for a party that is no signatory,
    and for a clock that shows a day before 1970.
    """
    if identity.agency not in agreement.signatories:
        named = ", ".join(f"`{party}`" for party in agreement.signatories)
        raise SignatureRefused(f"{shown(identity.agency)} is no signatory of `{agreement.id}`: they are {named}")
    day = london(at).date()
    if day < EARLIEST_DAY:
        raise SignatureRefused(f"this machine's clock shows `{day}`: set it, then sign")
    said = AgreementSignature(
        hub=hub,
        agreement=agreement.id,
        version=agreement.version,
        digest=document.digest(agreement),
        party=identity.agency,
        signatory=signatory,
        signed_on=day,
        signing_key=identity.key_id,
    )
    return sign_agreement(said, identity.key)


def take_signatures(hub: Operated, files: Iterable[tuple[str, bytes]], at: datetime) -> list[AgreementSigned]:
    """Record signatures, each of them verified, or none; `files` are names and contents.

    Raises `SignatureRefused` with the file and the reason of the first that does not count.
    """
    if at.date() < EARLIEST_DAY:
        raise SignatureRefused(f"the hub's clock shows `{at.date()}`: set it, then take the signatures in")
    with hub.locked:
        reference, bodies = hub.reference(), list[AgreementSigned]()
        for name, data in files:
            try:
                body = signature_of(data)
                _refuse(body, reference, at, bodies)
            except SignatureRefused as refused:
                raise SignatureRefused(f"{name}: {refused}") from None
            bodies.append(body)
        hub.registry.refer(bodies, at)
    return bodies


def _refuse(body: AgreementSigned, reference: Reference, at: datetime, taken: Iterable[AgreementSigned]) -> None:
    """Raise `SignatureRefused` for a signature that would count for nothing."""
    if body.party not in reference.agencies:
        raise SignatureRefused(f"no agency {shown(body.party)} is registered: `firstbell keys register` does that")
    if reference.hub is None:
        raise SignatureRefused("the hub was never declared")
    held = reference.instruments
    signature = verified(body, reference.hub.hub, reference.keys, at)
    agreement, registered = held.document(body.id, body.version), reference.instrument(body.id, body.version)
    if agreement is None or registered is None:
        versions = [str(each.version) for each in held.documents() if each.id == body.id]
        stands = f"registered is version {', '.join(versions)}" if versions else "no version is"
        raise SignatureRefused(
            f"{shown(body.party)} signed {shown(body.id)} version `{body.version}`, which is not registered ({stands}):"
            " register that document first, or have the registered one signed"
        )
    agrees(signature, agreement, registered)
    for each in held.signatures(body.id, body.version):
        if each.party == body.party:
            raise SignatureRefused(
                f"{shown(body.party)} signed this version before: as {each.signatory}, on {each.signed_on}"
            )
    if any((each.id, each.version, each.party) == (body.id, body.version, body.party) for each in taken):
        raise SignatureRefused(f"{shown(body.party)} signs the same version twice here: give one of the files")
