"""An address of an event is found in its free texts however it is written."""

import pytest
from msgspec.structs import replace

from schemas.events.people import Address, Role
from streams.disclosing.addresses import without_addresses
from tests.support.facts import an_event
from tests.support.people import adult


def test_a_text_of_several_lines_stays_one() -> None:
    victim = replace(adult("Ann", "Other", Role.VICTIM), address=Address(("9 Hidden Road",), "", ""))
    assert without_addresses(("Go to\n9 Hidden\nRoad.\nAt ten.", ""), an_event(victim)) == (
        "Go to\n[address].\nAt ten.",
        "",
    )


@pytest.mark.parametrize(
    ("address", "said", "shown"),
    [
        (("9 Hidden Road, Bedford",), "At 9 Hidden Road in Bedford.", "At [address] in Bedford."),
        (("9 Hidden Road, Bedford, MK40 1AA",), "At 9 Hidden Road, Bedford.", "At [address], Bedford."),
        (("The Old Rectory, 3 Church End", "Bedford"), "The old rectory; Church End", "[address]; [address]"),
        (("Flat 2", "9 Hidden Road"), "At 9 Hidden Road now", "At [address] now"),
        (("Flat 2", "Hidden Road"), "At Hidden Road now", "At [address] now"),
        (("9 Hidden Road", "Bedford"), "Born 1 May 2011\n9 Hidden\nRoad.", "Born 1 May 2011\n[address]."),
        (("9 Hidden Road", "Bedford"), "At 9 Hidden Rd. or 9 Hidden", "At [address]. or [address]"),
        (("9 St John's Street", "Bedford"), "St Johns St, St. John’s Street", "[address], [address]"),
        (("9 St Johns Street", "Bedford"), "At 9 Saint John's Street", "At [address]"),
        (("9-11 Elm Row", "Bedford"), "At 9-11 Elm Row, 10 minutes off", "At [address], 10 minutes off"),
        (("1 Ash", "Bedford"), "At 1 Ash; ash from the fire", "At [address]; ash from the fire"),
        (("9 Hidden Road", "Bedford"), "A hidden knife. 9 hid.", "A hidden knife. 9 hid."),
    ],
)
def test_an_address_is_found_however_it_is_written(address: tuple[str, ...], said: str, shown: str) -> None:
    victim = replace(adult("Ann", "Other", Role.VICTIM), address=Address(address, "", ""))
    assert without_addresses(tuple(said.split("\n")), an_event(victim)) == tuple(shown.split("\n"))
