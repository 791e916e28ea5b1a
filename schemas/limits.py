"""Every size limit by name. A value over its limit is refused with the limit's name, never cut short."""

from typing import Final

ID: Final = 128  # characters of an id or short name of the hub's own
LABEL: Final = 256  # characters of a one-line text: a name, an address line
REFERENCE: Final = 64  # characters of a police reference
TEXT: Final = 20_000  # characters of a free text
CONDITION: Final = 256 * 1024  # characters of an agreement's condition: no document of 128 KiB holds a longer one
SECTIONS: Final = 64  # sealed sections in one event
PEOPLE: Final = 48  # people in one event
SECTION_BYTES: Final = 96 * 1024  # bytes of one sealed section
ENVELOPE_BYTES: Final = 1024 * 1024  # bytes of one signed envelope
AGREEMENT_SIGNATURE_BYTES: Final = 4096  # bytes of one party's signature of an agreement
KEY_HEADER_BYTES: Final = 4096  # bytes of one key header: 64 keys of 32 bytes, and the HPKE encapsulation
RECORD_BYTES: Final = 8 * 1024 * 1024  # bytes of one decision record or forwarded input on a broker
BODY_BYTES: Final = 8 * 1024 * 1024  # bytes of one HTTP body at the intake
BATCH: Final = 256  # submissions in one HTTP body
URL: Final = 512  # characters of an address on the web
LIST: Final = 64  # entries of an unnamed list: relationships, settings, names
CLOCK_SKEW_SECONDS: Final = 300  # how far ahead of the hub a publisher's clock may be
