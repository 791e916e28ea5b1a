"""The 202 promise: the hub signs what it received, where it stands and by when the ledger will show it."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas import codec, signing
from schemas.contexts import PROMISE_TYPE
from schemas.refusals import Refusal, RefusalReason, refusal_of
from schemas.wire import Promise, SignedPromise


def sign_promise(promise: Promise, key_id: str, key: Ed25519PrivateKey) -> bytes:
    """The signed promise as the bytes that travel."""
    body = codec.encode(promise)
    return codec.encode(SignedPromise(body, key_id, signing.sign(key, PROMISE_TYPE, body)))


def read_promise(data: bytes, hub_keys: Mapping[str, Ed25519PublicKey]) -> Promise:
    """The promise inside, verified under the hub's key that it names. Raises `Refusal`."""
    try:
        signed = codec.decode(data, SignedPromise)
    except codec.CodecError as error:
        raise refusal_of(error, "promise") from None
    key = hub_keys.get(signed.key)
    if key is None:
        raise Refusal(RefusalReason.UNKNOWN_KEY, "promise: SignedPromise.key")
    signing.verify(key, PROMISE_TYPE, signed.promise, signed.signature, "promise: SignedPromise.signature")
    try:
        return codec.decode(signed.promise, Promise)
    except codec.CodecError as error:
        raise refusal_of(error, "promise") from None
