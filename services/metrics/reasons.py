"""Every reason for which something is refused, from the lists of the parts that refuse."""

from typing import Final

from schemas.refusals import RefusalReason
from streams.agreements.verdict import Reason

OF_ACCEPT: Final = frozenset(reason.value for reason in RefusalReason) | {
    "conflict",
    "event_type_not_allowed",
    "held",
    "other_event_type",
    "overtaken",
    "publisher_mismatch",
    "wrong_partition",
}
OF_SHARE: Final = frozenset(reason.value for reason in Reason) | {"named_only_without_duty"}
OF_COMMANDS: Final = frozenset(
    {
        "answered_by_missing",
        "answered_by_nobody",
        "asked_too_long_ago",
        "child_moved_school",
        "event_erased",
        "held_until_monday",
        "may_be_connected",
        "area_not_served",
        "conflict_declared",
        "has_it_already",
        "left_out_already",
        "more_waits",
        "needs_its_own_answer",
        "no_longer_current",
        "no_longer_on_any_roll",
        "no_longer_on_roll_here",
        "no_safe_coordinator",
        "not_a_pattern",
        "not_a_contact",
        "not_a_manager_here",
        "not_a_reader_here",
        "not_about_a_reader",
        "not_among_the_candidates",
        "not_an_auditor",
        "not_an_operator",
        "not_decided_here",
        "not_erased",
        "needs_a_later_date",
        "nobody_reads_there",
        "not_a_member",
        "not_left_out",
        "not_of_a_meeting",
        "not_of_marac",
        "not_opened_yet",
        "not_permitted",
        "not_permitted_now",
        "not_the_sender",
        "not_your_area",
        "nothing_issued",
        "nothing_parked",
        "nothing_to_open",
        "not_permitted_there",
        "owner_left_out",
        "owner_not_known",
        "reader_not_there",
        "reason_of_another_outcome",
        "safe_contact_would_not_go_along",
        "no_steps_here",
        "not_a_monday",
        "not_a_table",
        "not_counted",
        "not_over_yet",
        "published_already",
        "not_a_step_here",
        "record_a_step",
        "step_before_its_time",
        "step_in_the_future",
        "step_needs_no_reason",
        "step_reason_missing",
        "step_recorded_since",
        "school_not_open",
        "the_coordinator_is_no_member",
        "still_cannot_be_decided",
        "still_no_reader",
        "still_no_safe_reader",
    }
)
"""Of commands and of openings, as the deciders and the line name them."""

EVERY: Final = OF_ACCEPT | OF_SHARE | OF_COMMANDS
