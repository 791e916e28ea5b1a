"""The views on PostgreSQL, as folded from decision records: names and columns are those of the local engine."""

from typing import Final

from sqlalchemy import Index, Table, text

from streams.engines.postgres.action_view import ACTION_VIEW
from streams.engines.postgres.columns import HUB, number, octets, words

EVENT_VIEW: Final = Table(
    "event_view",
    HUB,
    octets("event", key=True),
    octets("cased"),
    words("publisher"),
    words("type"),
    words("reference"),
    number("revision"),
    words("standing"),
    words("grade"),
    number("occurred_at"),
    number("accepted_at"),
    octets("digest"),
    words("source"),
    number("position"),
    number("number"),
    number("children"),
    words("doubts", default=""),
    Index("event_case", "cased"),
    Index("event_newest", "accepted_at"),
    Index("event_sent", "publisher", "accepted_at"),
    Index("event_accepted", "accepted_at"),
)

OUTCOME_VIEW: Final = Table(
    "outcome_view",
    HUB,
    octets("digest", key=True),
    words("publisher", key=True),
    words("outcome"),
    words("reason"),
    words("place"),
    octets("event", null=True),
    words("source"),
    number("number"),
    number("decided_at"),
)

NOTICE_VIEW: Final = Table(
    "notice_view",
    HUB,
    words("notice", key=True),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("role"),
    words("scheme"),
    words("value"),
    words("kind"),
    words("changed"),
    words("items"),
    number("occurred_at"),
    number("issued_at"),
    number("due_at"),
    words("due_rule"),
    number("holiday"),
    number("bell_known"),
    words("state", default="waiting"),
    number("opened_at", null=True),
    number("in_time", null=True),
    number("acknowledged_at", null=True),
    number("overdue", default="0"),
    number("escalated", default="0"),
    words("replaces", null=True),
    words("replaced_by", null=True),
    number("named_only"),
    words("priority", default=""),
    words("grounds", default=""),
    words("prioritised", null=True),
    Index("notice_open", "scheme", "value", "role", postgresql_where=text("state IN ('waiting', 'opened')")),
    Index(
        "notice_done",
        *("scheme", "value", "role", "issued_at", "notice"),
        postgresql_where=text("state NOT IN ('waiting', 'opened')"),
    ),
    Index(
        "notice_to_read",
        *("value", "role"),
        postgresql_where=text("state = 'triaged' AND kind = 'update' AND opened_at IS NULL"),
    ),
    Index("notice_event", "event"),
    Index("notice_person", "person"),
    Index("notice_meeting", "value", "role", "due_at", postgresql_where=text("substr(due_rule, 1, 8) = 'meeting_'")),
)

TRIAGE_VIEW: Final = Table(
    "triage_view",
    HUB,
    words("triage", key=True),
    number("at"),
    words("area"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("outcome"),
    words("consent"),
    words("reason"),
    words("user"),
    words("role"),
    words("previous"),
    number("decided_at", default="0"),
    words("published", default=""),
    number("withdrawn_at", null=True),
    Index("triage_matter", "cased", "person"),
    Index("triage_at", "at", "area"),
)

PRIORITY_VIEW: Final = Table(
    "priority_view",
    HUB,
    words("id", key=True),
    number("at"),
    words("area"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("priority"),
    words("reason"),
    words("user"),
    words("role"),
    Index("priority_matter", "cased", "person"),
)

HOTSPOT_VIEW: Final = Table(
    "hotspot_view",
    HUB,
    words("publication", key=True),
    number("at"),
    words("area"),
    words("type"),
    words("first_day"),
    words("places"),
    words("shown"),
    Index("hotspot_area", "area", "first_day"),
)

IDENTITY_VIEW: Final = Table(
    "identity_view",
    HUB,
    words("id", key=True),
    number("at"),
    words("person"),
    words("into_person"),
    octets("cased"),
    Index("identity_person", "person"),
    Index("identity_into", "into_person"),
)

RESTRICTION_VIEW: Final = Table(
    "restriction_view",
    HUB,
    words("id", key=True),
    number("number"),
    number("ordinal"),
    octets("cased"),
    octets("by_events"),
    Index("restriction_case", "cased"),
)

STEP_VIEW: Final = Table(
    "step_view",
    HUB,
    words("step_id", key=True),
    number("at"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("notice"),
    words("recipient_role"),
    words("scheme"),
    words("value"),
    words("step"),
    words("answered_by"),
    words("reason"),
    number("happened_at"),
    number("in_time"),
    words("user"),
    words("role"),
    words("previous"),
    Index("step_case", "cased"),
    Index("step_place", "scheme", "value", "recipient_role", "at"),
)

DESK_VIEW: Final = Table(
    "desk_view",
    HUB,
    words("item", key=True),
    words("kind"),
    words("area"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("reason"),
    number("raised_at"),
    number("due_at"),
    words("due_rule"),
    words("notice", null=True),
    words("referral", null=True),
    words("recipient_role", null=True),
    words("recipient_scheme", null=True),
    words("recipient_value", null=True),
    number("overdue", default="0"),
    number("closed_at", null=True),
    words("outcome", null=True),
    words("closed_by", null=True),
    Index("desk_open", "area", "due_at", postgresql_where=text("closed_at IS NULL")),
    Index("desk_done", "area", "closed_at", "item", postgresql_where=text("closed_at IS NOT NULL")),
    Index("desk_event", "event"),
)

ACCESS_VIEW: Final = Table(
    "access_view",
    HUB,
    number("at"),
    words("user"),
    words("role"),
    words("subject"),
    number("granted"),
    words("reason"),
    Index("access_subject", "subject"),
)

DISCLOSURE_VIEW: Final = Table(
    "disclosure_view",
    HUB,
    number("at"),
    octets("event"),
    words("role"),
    words("scheme"),
    words("value"),
    words("under"),
    Index("disclosure_at", "at"),
)
"""One row for each recipient of a child's matter, with what each instrument led to."""

DELIVERY_VIEW: Final = Table(
    "delivery_view",
    HUB,
    number("at"),
    words("about"),
    words("asked"),
    words("channel"),
    words("addressee"),
    words("outcome"),
    words("reason"),
    number("attempts"),
    Index("delivery_about", "about"),
)
"""What came of each message about a notice or desk item."""

TRACE_VIEW: Final = Table(
    "trace_view", HUB, octets("event", key=True), words("source", key=True), number("number", key=True)
)

ALARM_VIEW: Final = Table(
    "alarm_view",
    HUB,
    words("place", key=True),
    words("instrument", key=True),
    words("flag", key=True),
    number("count"),
)

VIEW_TABLES: Final = (
    EVENT_VIEW,
    OUTCOME_VIEW,
    NOTICE_VIEW,
    TRIAGE_VIEW,
    ACTION_VIEW,
    STEP_VIEW,
    PRIORITY_VIEW,
    HOTSPOT_VIEW,
    IDENTITY_VIEW,
    RESTRICTION_VIEW,
    DESK_VIEW,
    ACCESS_VIEW,
    DISCLOSURE_VIEW,
    DELIVERY_VIEW,
    TRACE_VIEW,
    ALARM_VIEW,
)
"""What is folded from decision records."""
