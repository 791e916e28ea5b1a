"""FHIR bundles over HTTP, for the systems of the same machine: a trust's integration engine stands before it."""

from collections.abc import Callable, Sequence

from fastapi import FastAPI, Request, Response

from services.hospital.faults import MessageRefused, Problem, Trouble
from services.hospital.fhir import BUNDLE_BYTES
from services.hospital.fhir_outcome import outcome_of, status_of

MEDIA_TYPE = "application/fhir+json"
Take = Callable[[bytes], Sequence[Trouble]]


def create_bundles(take: Take) -> FastAPI:
    """An application with one route, `POST /fhir`, which answers a bundle with an OperationOutcome."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/fhir")
    async def receive(request: Request) -> Response:
        try:
            troubles = take(await _body(request))
        except MessageRefused as refused:
            troubles = refused.troubles
        return Response(outcome_of(troubles), status_of(troubles), media_type=MEDIA_TYPE)

    return app


async def _body(request: Request) -> bytes:
    """The body, of which no more is read than a bundle may have."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BUNDLE_BYTES:
            text = f"the bundle is larger than {BUNDLE_BYTES} bytes: send each attendance alone"
            raise MessageRefused([Trouble("Bundle", Problem.STRUCTURE, text)])
    return bytes(body)
