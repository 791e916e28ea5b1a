"""Items, bodies, laws and spans of time as the public says them, for the privacy notices."""

import re
from collections.abc import Sequence
from typing import Final

from schemas.items import Item
from streams.agreements.questions import words
from streams.agreements.vocabulary import PartyKind, RecipientRole

FOR_PARENTS: Final = {
    Item.INCIDENT_FACT: "that there was an incident",
    Item.INCIDENT_REFERENCE: "the reference number that it was given",
    Item.INCIDENT_OCCURRED_AT: "the day and time",
    Item.INCIDENT_LOCATION: "where it happened, unless an address must be protected",
    Item.INCIDENT_GRADE: "how serious police thought it was",
    Item.CHILD_NAME: "the child's name",
    Item.CHILD_DATE_OF_BIRTH: "the child's date of birth",
    Item.CHILD_ADDRESS: "the child's address, unless an address must be protected",
    Item.CHILD_PRESENCE: "whether the child was there",
    Item.CHILD_WHEREABOUTS: "where the child was, unless an address must be protected",
    Item.CHILD_SEEN_BY: "who saw the child",
    Item.CHILD_SPOKEN_TO_BY: "who spoke with the child",
    Item.CHILD_VOICE: "what the child said",
    Item.CHILD_RELATIONSHIPS: "how the child is related to the adults",
    Item.CHILD_SAFE_CONTACT: "how the family can be contacted safely",
    Item.SCHOOL_SUMMARY: "a short account of what happened, written for the school",
    Item.POLICE_NARRATIVE: "the whole account that was written of it",
    Item.VICTIM_NAME: "the name of the adult who may have been harmed",
    Item.VICTIM_DATE_OF_BIRTH: "the date of birth of the adult who may have been harmed",
    Item.VICTIM_ADDRESS: "the address of the adult who may have been harmed, unless an address must be protected",
    Item.VICTIM_SAFE_CONTACT: "how the adult who may have been harmed can be contacted safely",
    Item.PERPETRATOR_NAME: "the name of the adult who may have caused harm",
    Item.PERPETRATOR_DATE_OF_BIRTH: "the date of birth of the adult who may have caused harm",
    Item.PERPETRATOR_ADDRESS: "the address of the adult who may have caused harm, unless an address must be protected",
    Item.EPISODE_STAGE: "whether your child is missing or has come back",
    Item.EPISODE_RISK: "how great the police judge the risk to your missing child",
    Item.EPISODE_TIMES: "since when your child was missing, and when they came back",
    Item.EPISODE_MISSING_FROM: "from what sort of place your child went missing",
    Item.EPISODE_LAST_SEEN: "where your child was last seen, unless an address must be protected",
    Item.EPISODE_FOUND_AT: "where your child was found, unless an address must be protected",
    Item.EXPLOITATION_CONCERNS: "any fear that somebody takes advantage of your child",
    Item.PLACING_AUTHORITY: "which council placed your child where they live",
    Item.RETURN_INTERVIEW: "whether your child was offered a talk after coming back",
    Item.REFERRAL_GROUNDS: "why the case was brought to MARAC",
    Item.VICTIM_CONTACT_RULES: "how the adult who may have been harmed can be reached safely, and whom they fear",
    Item.DASH_SCORE: "the score of the risk checklist",
    Item.DASH_ANSWERS: "the answers to the risk checklist",
    Item.EARLIER_MARACS: "whether the case was heard before",
    Item.CONSENT: "whether those concerned agreed, and if not, why it is shared all the same",
    Item.REFERRER: "who made the referral",
    Item.PATIENT_NAME: "the name of the adult who was at the hospital",
    Item.PATIENT_DATE_OF_BIRTH: "the date of birth of the adult who was at the hospital",
    Item.CHILD_NHS_NUMBER: "the child's NHS number",
    Item.PATIENT_NHS_NUMBER: "the NHS number of the adult who was at the hospital",
    Item.PATIENT_ADDRESS: "the address of the adult who was at the hospital, unless an address must be protected",
    Item.ATTENDANCE: "at which hospital, and when",
    Item.INJURY: "the injury or complaint",
    Item.SIGNS: "what gave the hospital cause for concern",
    Item.CONCERN_LEVEL: "how concerned the hospital is",
    Item.CP_IS_ANSWER: "whether a child protection record was found",
    Item.CONTACT_WORRIES: "what the council was asked about",
    Item.CONTACT_URGENCY: "how soon help is needed",
    Item.FRONT_DOOR_OUTCOME: "what the council's front door decided",
    Item.HOUSEHOLD: "the names and dates of birth of the other people concerned",
}
"""Each item as a parent would say it."""

FOR_A_CHILD: Final = {
    Item.INCIDENT_FACT: "that something happened",
    Item.INCIDENT_REFERENCE: "the number that it was given",
    Item.INCIDENT_OCCURRED_AT: "the day and the time",
    Item.INCIDENT_LOCATION: "where it happened, if that is not kept secret",
    Item.INCIDENT_GRADE: "how serious the police think it was",
    Item.CHILD_NAME: "your name",
    Item.CHILD_DATE_OF_BIRTH: "the day when you were born",
    Item.CHILD_ADDRESS: "where you live, if that is not kept secret",
    Item.CHILD_PRESENCE: "if you were there",
    Item.CHILD_WHEREABOUTS: "where you were, if that is not kept secret",
    Item.CHILD_SEEN_BY: "who saw you",
    Item.CHILD_SPOKEN_TO_BY: "who talked with you",
    Item.CHILD_VOICE: "what you said",
    Item.CHILD_RELATIONSHIPS: "who the grown-ups are to you, such as your mum or dad",
    Item.CHILD_SAFE_CONTACT: "how to talk to your family safely",
    Item.SCHOOL_SUMMARY: "a few lines about what happened",
    Item.POLICE_NARRATIVE: "all that was written about it",
    Item.VICTIM_NAME: "the name of the grown-up who may have been hurt",
    Item.VICTIM_DATE_OF_BIRTH: "when the grown-up who may have been hurt was born",
    Item.VICTIM_ADDRESS: "where the grown-up who may have been hurt lives, if that is not kept secret",
    Item.VICTIM_SAFE_CONTACT: "how to talk safely to the grown-up who may have been hurt",
    Item.PERPETRATOR_NAME: "the name of the grown-up who may have hurt someone",
    Item.PERPETRATOR_DATE_OF_BIRTH: "when the grown-up who may have hurt someone was born",
    Item.PERPETRATOR_ADDRESS: "where the grown-up who may have hurt someone lives, if that is not kept secret",
    Item.EPISODE_STAGE: "whether you are missing or have come back",
    Item.EPISODE_RISK: "how worried the police are",
    Item.EPISODE_TIMES: "since when you were away, and when you came back",
    Item.EPISODE_MISSING_FROM: "what sort of place you left",
    Item.EPISODE_LAST_SEEN: "where you were last seen, if that is not kept secret",
    Item.EPISODE_FOUND_AT: "where you were found, if that is not kept secret",
    Item.EXPLOITATION_CONCERNS: "any worry that somebody is using you",
    Item.PLACING_AUTHORITY: "which council found you the place where you live",
    Item.RETURN_INTERVIEW: "whether somebody offered to talk with you after you came back",
    Item.REFERRAL_GROUNDS: "why grown-ups talk about how to keep somebody safe",
    Item.VICTIM_CONTACT_RULES: "how to talk to the grown-up who may have been hurt without danger",
    Item.DASH_SCORE: "how great the danger seems",
    Item.DASH_ANSWERS: "what the grown-up who may have been hurt was asked and said",
    Item.EARLIER_MARACS: "whether grown-ups talked about it before",
    Item.CONSENT: "whether somebody said that it may be shared",
    Item.REFERRER: "who told",
    Item.PATIENT_NAME: "the name of the grown-up who was at the hospital",
    Item.PATIENT_DATE_OF_BIRTH: "when the grown-up who was at the hospital was born",
    Item.CHILD_NHS_NUMBER: "the number that doctors know you by",
    Item.PATIENT_NHS_NUMBER: "the number that doctors know the grown-up by who was at the hospital",
    Item.PATIENT_ADDRESS: "where the grown-up who was at the hospital lives, if that is not kept secret",
    Item.ATTENDANCE: "at which hospital, and when",
    Item.INJURY: "what hurt",
    Item.SIGNS: "what worried the hospital",
    Item.CONCERN_LEVEL: "how worried the hospital is",
    Item.CP_IS_ANSWER: "whether the council helps already",
    Item.CONTACT_WORRIES: "what the worry is",
    Item.CONTACT_URGENCY: "how soon help is needed",
    Item.FRONT_DOOR_OUTCOME: "what the council decided to do",
    Item.HOUSEHOLD: "the names of the other people in it, and when they were born",
}
"""Each item as one says it to a child of 11."""

ROLES_FOR_PARENTS: Final = {
    RecipientRole.DSL: "the designated safeguarding lead, who is in charge of keeping children safe",
    RecipientRole.DEPUTY_DSL: "a deputy of the designated safeguarding lead",
    RecipientRole.COVER_DSL: "whoever is appointed to stand in for the designated safeguarding lead",
    RecipientRole.HEAD: "the head teacher or principal",
    RecipientRole.TRUST_SAFEGUARDING_LEAD: "the safeguarding lead of the academy trust",
    RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING: "the council's education safeguarding team",
    RecipientRole.IFD: "the Integrated Front Door, the team that takes in concerns about children",
    RecipientRole.EMERGENCY_DUTY_TEAM: "the emergency duty team, which answers at night and at weekends",
    RecipientRole.CHILDRENS_SOCIAL_CARE: "children's social care, the council's social workers for children",
    RecipientRole.SPOC_COORDINATOR: "whoever prepares the weekly meeting on children who go missing",
    RecipientRole.MARAC_COORDINATOR: "whoever prepares MARAC, the meeting on victims of abuse who are in great danger",
    RecipientRole.SYVP_COORDINATOR: "whoever prepares the panel on serious violence among young people",
    RecipientRole.IDVA: "an adviser who stands by victims of domestic abuse (an IDVA)",
    RecipientRole.RETURN_INTERVIEW_PROVIDER: "whoever talks with a child who has come back after going missing",
    RecipientRole.YOUTH_OFFENDING_SERVICE: "the youth offending service",
    RecipientRole.SCHOOL_NURSE: "the school nurse",
    RecipientRole.HEALTH_VISITOR: "the health visitor, who looks after children under five",
    RecipientRole.GP_PRACTICE: "the family doctor's practice",
    RecipientRole.HOSPITAL_SAFEGUARDING: "the hospital's safeguarding team",
    RecipientRole.POLICE_SAFEGUARDING: "the police team that keeps children safe",
    RecipientRole.AUDITOR: "auditors, who check that the rules are kept",
}

ROLES_FOR_A_CHILD: Final = {
    RecipientRole.DSL: "the grown-up whose job is to keep children safe",
    RecipientRole.DEPUTY_DSL: "the grown-up who helps them do that job",
    RecipientRole.COVER_DSL: "the grown-up who does that job when they are away",
    RecipientRole.HEAD: "the head teacher",
    RecipientRole.TRUST_SAFEGUARDING_LEAD: "a grown-up who keeps children safe in a group of schools",
    RecipientRole.COUNCIL_EDUCATION_SAFEGUARDING: "a team at the council that works with schools",
    RecipientRole.IFD: "a team that helps when people worry about a child",
    RecipientRole.EMERGENCY_DUTY_TEAM: "a team that helps at night and at weekends",
    RecipientRole.CHILDRENS_SOCIAL_CARE: "social workers, who help children and families",
    RecipientRole.SPOC_COORDINATOR: "a grown-up who helps children who have gone missing",
    RecipientRole.MARAC_COORDINATOR: "a grown-up who helps people who are hurt at home",
    RecipientRole.SYVP_COORDINATOR: "a grown-up who helps to keep young people out of fights",
    RecipientRole.IDVA: "a grown-up who helps people who are hurt at home",
    RecipientRole.RETURN_INTERVIEW_PROVIDER: "a grown-up who listens to children who have been missing",
    RecipientRole.YOUTH_OFFENDING_SERVICE: "a team that helps young people who are in trouble with police",
    RecipientRole.SCHOOL_NURSE: "the school nurse",
    RecipientRole.HEALTH_VISITOR: "a nurse who visits families with small children",
    RecipientRole.GP_PRACTICE: "your doctor",
    RecipientRole.HOSPITAL_SAFEGUARDING: "a team at the hospital that keeps children safe",
    RecipientRole.POLICE_SAFEGUARDING: "a police team that keeps children safe",
    RecipientRole.AUDITOR: "a grown-up who checks that the rules are kept",
}

BODIES: Final = {
    PartyKind.POLICE_FORCE: "the police",
    PartyKind.LOCAL_AUTHORITY: "the council",
    PartyKind.HEALTH_TRUST: "a health trust",
    PartyKind.SCHOOL: "the child's school",
    PartyKind.COLLEGE: "the child's college",
    PartyKind.EARLY_YEARS: "the child's nursery or childminder",
    PartyKind.GP_PRACTICE: "the family doctor",
    PartyKind.VOLUNTARY_SERVICE: "a charity or another service that works for the council",
    PartyKind.HUB: "the hub",
}

BODIES_FOR_A_CHILD: Final = BODIES | {
    PartyKind.HEALTH_TRUST: "the health service",
    PartyKind.SCHOOL: "your school",
    PartyKind.COLLEGE: "your college",
    PartyKind.EARLY_YEARS: "your nursery",
    PartyKind.GP_PRACTICE: "your doctor",
    PartyKind.VOLUNTARY_SERVICE: "a charity",
    PartyKind.HUB: "the team that passes it on",
}

_SPELLED: Final = (
    (r"\bDPA 2018\b", "the Data Protection Act 2018"),
    (r"\bArts? (?=[\d])", "Article "),
    (r"\bSch (?=\d)", "Schedule "),
    (r"\bpara (?=\d)", "paragraph "),
    (r"\bss?\.\s?(?=\d)", "section "),
)
_MEANING: Final = (
    (r"Domestic Abuse Act 2021 s\.49A", "police must tell a school or college of domestic abuse that affects a child"),
    (r"Children Act 2004", "police, councils and others must work together for children's welfare and safety"),
    (
        r"Crime and Disorder Act 1998 s\.115",
        "anyone may give police, councils and some other public bodies what is needed to reduce crime and disorder",
    ),
    (r"onward use limited by s\.36", "police may use it for another purpose only where the law allows that"),
    (r"Education Act 2002 s\.175", "councils and schools must safeguard children and promote their welfare"),
)
"""What the statutes that instruments cite ask for, in a line each."""


def bodies(kinds: Sequence[PartyKind], said: dict[PartyKind, str]) -> str:
    """Bodies one might be of: `the child's school or the child's college`."""
    return " or ".join(said[kind] for kind in PartyKind if kind in kinds)


def law(text: str) -> str:
    """A citation with its abbreviations spelled out."""
    for short, long in _SPELLED:
        text = re.sub(short, long, text)
    return text


def statute(text: str) -> str:
    """A statute spelled out, and what it asks for where that is known."""
    meant = [meaning for cited, meaning in _MEANING if re.search(cited, text)]
    return f"{law(text)}: {words.listed(meant)}" if meant else law(text)


def span(days: int) -> str:
    """Days as people count them: `about 7 years`, `about 1 year and 6 months`; under two months, in days."""
    if days < 60:
        return f"{days} day{'s' if days > 1 else ''}"
    years, months = divmod(round(days / (365.25 / 12)), 12)
    parts = [
        f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in ((years, "year"), (months, "month")) if count
    ]
    return f"about {words.listed(parts)}"
