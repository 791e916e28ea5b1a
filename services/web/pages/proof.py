"""The ledger's proof that it holds one record: whoever has the record can check it without this hub."""

from starlette.responses import Response

from services.web.access import AUDITOR
from services.web.context import Web
from services.web.proofs import proof_document
from services.web.refusals import NotHere
from services.web.routing import Pages

pages = Pages()


@pages.get("/proof/{index}", AUDITOR)
def proof(web: Web, index: int) -> Response:
    """Inclusion proof and signed checkpoint, as JSON."""
    document = proof_document(web, index)
    if document is None:
        raise NotHere
    return Response(document, media_type="application/json")
