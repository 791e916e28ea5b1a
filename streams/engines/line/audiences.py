"""For whom what an event says is put into words: a school has what was written for it, everyone names as they stand."""

from schemas.events.people import NamedSetting, Scheme
from schemas.records.share import Recipient
from streams.deciders.match.changes import written_for
from streams.disclosing.lines import Audience
from streams.reference.facts import Reference


def audience_of(reference: Reference, recipient: Recipient) -> Audience:
    """Who reads for a recipient.

    A school sees what was written for it under its own URN, or for a name or a closed school that stands for it.
    """

    def meant_by(setting: NamedSetting) -> tuple[str, ...]:
        return written_for(setting, reference)

    def name_of(setting: NamedSetting) -> str:
        if setting.scheme is Scheme.NAME:
            return setting.value
        held = reference.setting(setting.value) if setting.scheme is Scheme.URN else None
        return held.name if held is not None else f"{setting.scheme.value.upper()} {setting.value}"

    def agency_of(agency: str) -> str:
        held = reference.agencies.get(agency)
        return held.title if held is not None else agency

    return Audience(recipient.value if recipient.scheme == "urn" else None, meant_by, name_of, agency_of)
