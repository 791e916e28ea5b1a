"""A forwarded input on its way to the brokers."""

from msgspec import Struct


class Sent(Struct, frozen=True, gc=False):
    """A forwarded input on its way: the source partition that it is for, its bytes, and the record it comes from."""

    target: str
    value: bytes
    headers: list[tuple[str, bytes]]
