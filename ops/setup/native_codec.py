"""The generated encoders and decoders of what each event brings as one module, to be compiled.

Each function (`schemas/generating.py`) is made by a maker that takes its constants, in order. A maker is found by the
digest of its function's source: a function of another type, or generated otherwise, is made at run time as ever.
"""

from collections.abc import Iterable
from typing import Final

from schemas import wire
from schemas.catalogue import BY_FINGERPRINT
from schemas.compiled import compiled
from schemas.compiled_reading import Reader
from schemas.events import encompass, people, texts
from schemas.generating import Source
from schemas.records import accept, inputs, ledgered, match, memory, notify, share
from schemas.records.decision import Decision

HEAD: Final = '''"""Made by ops/setup/native_codec.py."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from schemas import primitives
from schemas.faults import CodecFault
from schemas.primitives import fail, read_whole as whole
from schemas.varints import read_zigzag as zigzag

TRUTH: Final = primitives.TRUTH
W: Final = primitives.WHOLES
WIDE: Final = primitives.WIDE
BOOL: Final = primitives.TRUTHS
micros: Final[Any] = primitives.microseconds
days: Final[Any] = primitives.days
EPOCH: Final = primitives.EPOCH
delta: Final[Any] = timedelta
from_ordinal: Final[Any] = date.fromordinal
OVER: Final = CodecFault.OVER_LIMIT
SHORT: Final = CodecFault.TRUNCATED
LOOSE: Final = CodecFault.NOT_CANONICAL
ODD: Final = CodecFault.MALFORMED
WRONG: Final = CodecFault.WRONG_TYPE
'''


WRITTEN: Final = {
    *(wire.Promise, wire.SignedPromise, Decision, inputs.Input, inputs.Forwarded, ledgered.LedgerEntries),
    *(accept.EventAccepted, match.ChildMatched, match.PersonResolved, memory.OccurrenceNoted),
    *(share.DisclosurePermitted, share.DisclosureRefused, notify.RecipientsNamed, notify.NoticeIssued),
}
"""What the hub writes for every event."""
READ: Final = {
    *(wire.Envelope, wire.KeyHeader, encompass.EncompassNotification),
    *(encompass.Incident, people.Person, people.PersonVersion1, texts.Summary, texts.Text),
    *WRITTEN,
}
"""What it reads of every event; where hops are apart, also what each of them wrote. The functions of these are
compiled, not those of everything that travels."""


def source() -> str:
    """The module's source."""
    sources: list[Source] = []
    Source.built = sources
    try:
        for cls in dict.fromkeys(BY_FINGERPRINT.values()):
            compiled(cls)
    finally:
        Source.built = None
    hot = [each for each in sources if each.cls in (READ if isinstance(each, Reader) else WRITTEN)]
    return "\n\n".join([HEAD, *_makers(hot)])


def _makers(sources: Iterable[Source]) -> list[str]:
    by_digest = {each.digest(): each for each in sources}
    makers = [_maker(f"make_{number}", each) for number, each in enumerate(by_digest.values())]
    names = ", ".join(f'"{digest}": make_{number}' for number, digest in enumerate(by_digest))
    return [*makers, f"MAKERS: Final[dict[str, Callable[[list[Any]], Any]]] = {{{names}}}\n"]


def _maker(name: str, each: Source) -> str:
    constants = [
        f"    {constant}: {_kind(value)} = given[{number}]"
        for number, (constant, value) in enumerate(each.constants.items())
    ]
    first, *rest = each.lines
    declared = [f"        {variable}: {kind}" for variable, kind in each.types.items()]
    function = first.split("(")[0].removeprefix("def ")
    lines = [f"def {name}(given: list[Any]) -> Any:", *constants, f"    {first}", *declared]
    return "\n".join([*lines, *(f"    {line}" for line in rest), f"    return {function}"])


def _kind(value: object) -> str:
    """The type that a constant is used as. A table of ends holds numbers alone, others may hold None."""
    if type(value) is list:
        return "list[int]" if all(type(item) is int for item in value) else "list[Any]"
    return "dict[Any, Any]" if type(value) is dict else "Any"
