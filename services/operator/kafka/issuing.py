"""Bringing a folder of certificates to what is declared: an authority, and a certificate for each principal."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct

from services.operator.kafka.certificates import AUTHORITY_DAYS, CertificateFolder, CertificatesFailed, Held
from services.operator.kafka.wanted import Wanted

AUTHORITY_NAME = "FirstBell brokers"


class Issuing(Struct, frozen=True):
    """How certificates are issued: for how long, and which anew although they would hold longer than `within` days."""

    days: int
    within: int
    anew: frozenset[str] = frozenset()


class Issued(Struct, frozen=True):
    """All certificates of the folder, and which were issued just now."""

    held: tuple[Held, ...]
    issued: tuple[str, ...]


def issue_due(folder: CertificateFolder, wanted: Wanted, how: Issuing, at: datetime) -> Issued:
    """Make what is missing, and anew what is due, was asked for, or is for other hosts. Raises `CertificatesFailed`.

    A principal that is in the folder alone (an agency's, of an earlier run) is kept, and issued anew like the others.
    """
    if not folder.authority.exists():
        folder.create_authority(AUTHORITY_NAME, at, max(AUTHORITY_DAYS, how.days + 1))
    held = {one.principal: one for one in folder.held() if one.principal}
    names = sorted(held.keys() | set(wanted.principals()))
    if strangers := sorted(how.anew - set(names)):
        raise CertificatesFailed(f"`{strangers[0]}` is no principal: take one of {', '.join(names)}")
    issued = [
        name for name in names if _is_due(held.get(name), wanted.hosts.get(name, ()), how, at) or name in how.anew
    ]
    for name in issued:
        folder.issue(name, wanted.hosts.get(name, ()), at, how.days)
    return Issued(folder.held(), tuple(issued))


def missing(folder: CertificateFolder, wanted: Wanted) -> tuple[str, ...]:
    """The principals without a certificate. Raises `CertificatesFailed` where there is no authority."""
    held = {one.principal for one in folder.held()}
    return tuple(name for name in wanted.principals() if name not in held)


def _is_due(held: Held | None, hosts: Collection[str], how: Issuing, at: datetime) -> bool:
    return held is None or held.is_due(at, how.within) or (bool(hosts) and set(hosts) != set(held.hosts))
