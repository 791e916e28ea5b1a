"""The answer to a bundle: a FHIR R4 OperationOutcome with an issue for each place that is wrong."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from services.hospital.faults import Problem, Severity, Trouble

_CODES: Final = {
    Problem.STRUCTURE: "structure",
    Problem.REQUIRED: "required",
    Problem.VALUE: "value",
    Problem.CODE: "code-invalid",
    Problem.NOT_SUPPORTED: "not-supported",
    Problem.OTHER_VERSION: "not-supported",
    Problem.OTHER_PROCESSING: "not-supported",
    Problem.OURS: "transient",
}


def outcome_of(troubles: Sequence[Trouble]) -> bytes:
    """The outcome as JSON; without troubles it says that all is well (FHIR R4, OperationOutcome)."""
    issues = [
        {
            "severity": trouble.severity.value,
            "code": _CODES[trouble.problem],
            "diagnostics": trouble.text,
            "expression": [trouble.place],
        }
        for trouble in troubles
    ] or [{"severity": "information", "code": "informational", "diagnostics": "taken"}]
    return json.dumps({"resourceType": "OperationOutcome", "issue": issues}).encode()


def status_of(troubles: Sequence[Trouble]) -> HTTPStatus:
    """The HTTP status of an outcome: remarks alone refuse nothing."""
    errors = [trouble for trouble in troubles if trouble.severity is Severity.ERROR]
    if not errors:
        return HTTPStatus.OK
    if any(trouble.problem is Problem.OURS for trouble in errors):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if any(trouble.problem is Problem.STRUCTURE for trouble in errors):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.UNPROCESSABLE_ENTITY
