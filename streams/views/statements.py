"""The statements by which view rows are added and changed, by the names that `projecting` gives them."""

from typing import Final

INSERTS: Final = {
    "event": ("INSERT INTO event_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    "outcome": "INSERT INTO outcome_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    "notice": (
        "INSERT INTO notice_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting',"
        " NULL, NULL, NULL, 0, 0, ?, NULL, ?, ?, ?, NULL)"
    ),
    "desk": ("INSERT INTO desk_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, NULL)"),
    "access": "INSERT INTO access_view VALUES (?, ?, ?, ?, ?, ?)",
    "disclosure": "INSERT INTO disclosure_view VALUES (?, ?, ?, ?, ?, ?)",
    "delivery": "INSERT INTO delivery_view VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "triage": "INSERT INTO triage_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
    "action": (
        "INSERT INTO action_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', NULL, '', 0,"
        " NULL, '', '', '', '', NULL, '', 0, NULL)"
    ),
    "step": "INSERT INTO step_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "priority": "INSERT INTO priority_view VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "hotspots": "INSERT INTO hotspot_view VALUES (?, ?, ?, ?, ?, ?, ?)",
    "identities": "INSERT INTO identity_view VALUES (?, ?, ?, ?, ?)",
    "restriction": "INSERT INTO restriction_view VALUES (?, ?, ?, ?, ?)",
    "trace": "INSERT INTO trace_view VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
}
"""Statements that add a row."""

UPDATES: Final = {
    "replaced": "UPDATE notice_view SET state = 'replaced', replaced_by = ? WHERE notice = ?",
    "opened": (
        "UPDATE notice_view SET state = CASE state WHEN 'waiting' THEN 'opened' ELSE state END, opened_at = ?,"
        " in_time = ? WHERE notice = ? AND opened_at IS NULL"
    ),
    "acknowledged": "UPDATE notice_view SET state = 'acknowledged', acknowledged_at = ? WHERE notice = ?",
    "action_overdue": "UPDATE action_view SET overdue = 1 WHERE action = ?",
    "action_reported": (
        "UPDATE action_view SET outcome = ?, reason = ?, reported_at = ?, reported_by = ?, closed = ? WHERE action = ?"
    ),
    "action_due": (
        "UPDATE action_view SET due_at = ?, overdue = 0, answered = '', answer = '', answer_reason = '',"
        " answered_at = NULL, answered_by = '' WHERE action = ?"
    ),
    "action_opened": ("UPDATE action_view SET opened_at = ?, opened_by = ? WHERE action = ? AND opened_at IS NULL"),
    "action_turned_away": "UPDATE action_view SET turned_away_at = ? WHERE action = ?",
    "action_answered": (
        "UPDATE action_view SET answered = ?, answer = ?, answer_reason = ?, answered_at = ?, answered_by = ?"
        " WHERE action = ?"
    ),
    "actions_kept_back": (
        "UPDATE action_view SET kept_back = ? WHERE person = ? AND cased = ? AND owner_role = ? AND owner_scheme = ?"
        " AND owner_value = ?"
    ),
    "overdue": "UPDATE notice_view SET overdue = ? WHERE notice = ?",
    "escalated": "UPDATE notice_view SET escalated = 1 WHERE notice = ?",
    "notice_state": "UPDATE notice_view SET state = ? WHERE notice = ?",
    "waits_again": (
        "UPDATE notice_view SET state = CASE WHEN opened_at IS NULL THEN 'waiting' ELSE 'opened' END"
        " WHERE notice = ? AND state = 'triaged'"
    ),
    "triage_withdrawn": "UPDATE triage_view SET withdrawn_at = ? WHERE triage = ?",
    "prioritised": "UPDATE notice_view SET priority = ?, prioritised = ? WHERE notice = ?",
    "desk_overdue": "UPDATE desk_view SET overdue = 1 WHERE item = ?",
    "parked_decided": (
        "UPDATE desk_view SET closed_at = ?, outcome = 'decided', closed_by = ''"
        " WHERE kind = 'parked' AND person = ? AND section = ?"
    ),
    "desk_closed": "UPDATE desk_view SET closed_at = ?, outcome = ?, closed_by = ? WHERE item = ?",
    "alarm": (
        "INSERT INTO alarm_view VALUES (?, ?, ?, 1)"
        " ON CONFLICT (place, instrument, flag) DO UPDATE SET count = alarm_view.count + 1"
    ),
    "trace_notice": (
        "INSERT INTO trace_view SELECT event, ?, ? FROM notice_view WHERE notice = ? ON CONFLICT DO NOTHING"
    ),
    "trace_action": (
        "INSERT INTO trace_view SELECT event, ?, ? FROM action_view WHERE action = ? ON CONFLICT DO NOTHING"
    ),
    "trace_item": "INSERT INTO trace_view SELECT event, ?, ? FROM desk_view WHERE item = ? ON CONFLICT DO NOTHING",
}
"""Statements that change one, or add what rests on rows that are there."""
