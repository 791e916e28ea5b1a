"""The facts of a hospital attendance that gives cause for concern."""

import re
from datetime import datetime
from typing import Final

from schemas.events.hospital import Attendance, ConcernLevel, CpIsAnswer
from services.directory.faults import ValueRefused
from services.publisher.fact_columns import AttendanceColumns
from services.publisher.facts.cells import FactReader

OLDEST: Final = 130
ODS_CODE: Final = re.compile(r"[A-Z0-9]{3,5}")


def read_attendance(reader: FactReader, columns: AttendanceColumns, arrived_at: datetime) -> Attendance:
    """Where and when, and what gives cause for concern. Any level of concern goes."""
    cells = reader.cells
    consent, reason = reader.consent(columns.consent)
    trust = cells.parsed(columns.trust, read_trust, "") if cells.required(columns.trust) else ""
    return Attendance(
        trust=trust,
        site=cells.label(columns.site),
        ward=cells.label(columns.ward),
        arrived_at=arrived_at,
        left_at=reader.past(columns.left_at),
        age=reader.whole(columns.age, OLDEST),
        injury=cells.label(columns.injury),
        signs=reader.several(columns.signs),
        level=cells.coded(columns.level) or ConcernLevel.LOW,
        cp_is=cells.coded(columns.cp_is) or CpIsAnswer.NOT_ASKED,
        consent=consent,
        consent_reason=reason,
    )


def read_trust(text: str) -> str:
    """An organisation's ODS code in capitals. Whether it is in use is not known here."""
    code = text.strip().upper()
    if ODS_CODE.fullmatch(code) is None:
        raise ValueRefused("this is not the ODS code of a trust", "write it like RC9")
    return code
