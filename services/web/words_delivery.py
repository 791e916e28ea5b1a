"""Why a message did not reach somebody, in words."""

from typing import Final

from schemas.records.inputs import DeliveryReason

DELIVERY_REASONS: Final = {
    DeliveryReason.NONE: "None",
    DeliveryReason.NO_ADDRESS: "The staff list has no address for this reader.",
    DeliveryReason.NO_LONGER_A_READER: "They no longer read here.",
    DeliveryReason.NO_LONGER_SUBSCRIBED: "The subscription has ended.",
    DeliveryReason.ADDRESS_REFUSED: "The mail server does not take this address.",
    DeliveryReason.MESSAGE_REFUSED: "The mail server did not take the message.",
    DeliveryReason.SENDER_REFUSED: "The mail server does not take mail from the hub.",
    DeliveryReason.PUT_OFF: "The receiver asked for another try later.",
    DeliveryReason.UNREACHABLE: "The receiver could not be reached.",
    DeliveryReason.NO_ANSWER: "The receiver gave no answer in time.",
    DeliveryReason.CONNECTION_LOST: "The connection ended before an answer. The message may have been taken.",
    DeliveryReason.NO_TLS: "No secure connection could be made.",
    DeliveryReason.LOGIN_REFUSED: "The mail server refused the hub’s own sign-in.",
    DeliveryReason.SERVER_FAILED: "The receiver could not take it.",
    DeliveryReason.GONE: "The receiver wants no more messages.",
}
