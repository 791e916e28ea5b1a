"""What was parked, and what a retry decided after all, held against what the log and the deciders say again."""

from typing import Final

from msgspec.structs import replace

from schemas.records.decision import Decision, Output, Parked, Unparked
from schemas.records.watch import CommandRefused
from streams.checks.again import DecidingEach, Held
from streams.checks.findings import FindingKind
from streams.engines.line import parking
from streams.engines.line.chains import Chain
from streams.engines.line.inputs import Waiting

_RETRY: Final = "parked_retried"
_NOTHING: Final = "nothing_parked"
_NO_OPERATOR: Final = "not_an_operator"


class DecidingAgain(DecidingEach):
    """Decides everything again: parked inputs where they were parked, retried ones where they were retried."""

    def _take(self, chain: Chain, recorded: Decision) -> None:
        if any(isinstance(output, Parked) for output in recorded.outputs):
            self._park(chain, recorded)
        elif recorded.decider == parking.VERSION:
            self._retried(chain, recorded)
        else:
            super()._take(chain, recorded)

    def _park(self, chain: Chain, recorded: Decision) -> None:
        """What could not be decided then: it is parked under the right key, and waits only behind what is parked.

        A fault need not come again, since it may have been mended: that is counted, and no difference.
        """
        if recorded.decider == parking.VERSION and len(recorded.outputs) == 1:
            self._parked_again(chain, recorded, recorded.outputs[0])
        else:
            self._tally.counts["parked_in_part"] += 1  # a tick that passed by one case
            self._fold(chain, recorded)
        for output in recorded.outputs:
            if isinstance(output, Parked):
                chain.park(output.key, output.position, output.reason)
                self._held[recorded.source, output.position] = Held(
                    recorded.input, recorded.kind, recorded.at, recorded.origin
                )

    def _parked_again(self, chain: Chain, recorded: Decision, output: Output) -> None:
        found = self._key_of(recorded)
        if found is None or not isinstance(output, Parked):
            self._report(FindingKind.ANSWER_DIFFERS, recorded, "the log holds another input than the one it parks")
            return
        key, waiting = found
        if (output.key, output.position) != (key, recorded.position):
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, "it parks the input under another key or position")
        elif output.event != (parking.event_of(waiting.message) if waiting is not None else None):
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, "it says that its input is about another event")
        elif (output.reason == parking.WAITS) != (key in chain.parked):
            self._report(FindingKind.DECIDED_OTHERWISE, recorded, "what it waits behind is not what is parked")
        if output.reason == parking.WAITS or waiting is None:
            self._tally.counts["parked"] += 1
            return
        try:
            self._decided(chain, recorded, waiting, 0, None)
            self._tally.counts["parked_and_decidable_now"] += 1
        except Exception:  # as it did then; which fault it is depends on what was mended since
            self._tally.counts["parked"] += 1
        self._undo(chain)

    def _key_of(self, recorded: Decision) -> tuple[str, Waiting | None] | None:
        """The key of a parked input, and the input of hop 2 or 3; None where the log holds another."""
        if recorded.source.startswith("intake."):
            envelope = self._received(recorded)
            return None if envelope is None else (parking.claimed_key(envelope, recorded.input), None)
        waiting = self._inputs.waiting(recorded.source, recorded.position)
        if waiting is None or waiting.digest != recorded.input:
            return None
        return parking.input_key(waiting.message), waiting

    def _retried(self, chain: Chain, recorded: Decision) -> None:
        """Each input that a retry decided is decided again, in the order in which they were parked."""
        refused = [output for output in recorded.outputs if isinstance(output, CommandRefused)]
        starts = [n for n, output in enumerate(recorded.outputs) if isinstance(output, Unparked)]
        if not starts:
            if len(refused) != 1 or len(recorded.outputs) != 1:
                self._report(FindingKind.DECIDED_OTHERWISE, recorded, "it retries nothing and does not say why")
            elif refused[0].reason != _NO_OPERATOR and (refused[0].reason == _NOTHING) == (
                refused[0].answers in chain.parked
            ):
                self._report(FindingKind.DECIDED_OTHERWISE, recorded, "its refusal does not fit what is parked")
            return
        ends = [*starts[1:], len(recorded.outputs)]
        for start, end in zip(starts, ends, strict=True):
            unparked = recorded.outputs[start]
            assert isinstance(unparked, Unparked)
            outputs = recorded.outputs[start + 1 : end]
            if end == len(recorded.outputs) and _ends_in_refusal(outputs):
                outputs = outputs[:-1]
            self._retried_part(chain, replace(recorded, outputs=outputs), unparked, start + 1)

    def _retried_part(self, chain: Chain, part: Decision, unparked: Unparked, first: int) -> None:
        key, position = unparked.key, unparked.position
        held = self._held.pop((part.source, position), None)
        if held is None or chain.parked.get(key, [None])[0] != position:
            self._report(FindingKind.DECIDED_OTHERWISE, part, f"position `{position}` is not the next that is parked")
            self._fold(chain, part, first)
            return
        if unparked.origin != held.origin:
            self._report(FindingKind.DECIDED_OTHERWISE, part, f"position `{position}` came from somewhere else")
        chain.unpark(key, position)
        chain.states.begin()
        self._batch.met.clear()
        part = replace(part, position=position, input=held.input, kind=held.kind, at=held.at)
        self._part(chain, part, first, key)
        self._tally.counts["retried_again"] += 1


def _ends_in_refusal(outputs: tuple[Output, ...]) -> bool:
    """Whether a retry stopped there: the refusal is of the command, not of the input that it decided last."""
    last = outputs[-1] if outputs else None
    return isinstance(last, CommandRefused) and last.command == _RETRY
