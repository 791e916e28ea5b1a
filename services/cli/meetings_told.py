"""What is told of commands that were given for a meeting: what was recorded, or why it was refused and what to do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from schemas.records.actions import ActionWithheld
from schemas.records.conflicts import EndConflict
from schemas.records.meetings import DeclareConflict
from schemas.records.watch import CommandRefused, OpeningRefused
from services.cli.failures import ExitCode, Failure
from services.cli.opened import at_a_desk, id_of
from services.cli.output import give, verdict
from streams.engines.contract import Settled

REFUSED: Final = {
    "not_opened_yet": "nobody has opened it: it is read first, on the agenda's page, or an action on its owner's page",
    "no_longer_current": "something newer took its place: look at the agenda again",
    "needs_a_later_date": "say with --due a day that is still to come",
    "needs_an_earlier_date": "say with --due a day within a year from now",
    "owner_not_known": "nobody holds that role at that place: name another with --for",
    "owner_not_of_the_case": "they neither sit at this meeting nor were told of the case: name another with --for",
    "owner_could_not_read": "nobody there could read it here: say with --by-hand that you tell them, or name another",
    "not_permitted": "the agreement permits you nothing of this case: ask the meeting's coordinator what is to do",
    "owner_left_out": "whoever is to do it is left out of this case: name another with --for",
    "reason_of_another_outcome": "the reason does not go with the outcome: choose another",
    "left_out_already": "this member is left out of the case already",
    "not_left_out": "this member is not left out of the case",
    "has_it_already": "that area has the case already",
    "area_not_served": "the hub does not serve that area: ring its coordinator",
    "not_permitted_there": "no agreement with that area permits it, and nothing was sent: ring its coordinator",
    "nobody_reads_there": "nobody there may read it today, and nothing was sent: ring that area's council",
    "safe_contact_would_not_go_along": "its agreement keeps back the rules of safe contact, and nothing was sent",
    "not_of_a_meeting": "the area's routing brings this to no meeting",
    "not_yours": "this action was given to somebody else: look at your own with `firstbell meetings own`",
    "answered_already": "somebody said already that it is done: the meeting hears of it",
    "event_erased": "something of the case was erased: no note can be sealed; answer without one",
    "not_of_marac": "only a MARAC case is transferred",
}
"""What to do about a refusal. Any other reason is told to the auditor alone."""


def settled_of_each(
    home: Path, commands: Sequence[DeclareConflict | EndConflict], so_already: str, cluster: bool
) -> Settled:
    """What is told of a member who is left out of several matters, or of none any more: what went wrong with any.

    That one is so already is no fault while another is not: somebody may have been cut off half-way.
    """
    with at_a_desk(home, cluster=cluster) as (hub, _):
        settled = [hub.perform(command, command_id=id_of("meeting")) for command in commands]
    done = [one for one in settled if _refusal(one) != so_already]
    return next((one for one in done if _refusal(one)), (done or settled)[0])


def _refusal(settled: Settled) -> str:
    refusals = CommandRefused | OpeningRefused | ActionWithheld
    return next((one.reason for one in settled.outputs if isinstance(one, refusals)), "")


def tell(settled: Settled, *, as_json: bool) -> None:
    """Print it; `Failure` where it was refused."""
    reason = _refusal(settled)
    told = {"recorded": "" if reason else settled.ids[0], "refused": reason}
    give(told, lambda out: out.print(verdict(not reason, told["recorded"] or "refused")), as_json=as_json)
    if reason:
        usual = "the hub refused: look whether you coordinate this meeting, and may see this case"
        raise Failure(ExitCode.REFUSED, REFUSED.get(reason, usual))
