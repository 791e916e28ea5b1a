"""The exports of the weekend, and the numbers of the incidents that the named cases are about."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")

FRIDAY_MORNING: Final = "callouts-20270430-1015.csv"
FRIDAY_NIGHT: Final = "callouts-20270501-0015.csv"
SATURDAY: Final = "callouts-20270501-0830.csv"
SATURDAY_MENDED: Final = "callouts-20270501-0905-mended.csv"
SUNDAY: Final = "callouts-20270502-0830.csv"
MONDAY: Final = "callouts-20270503-0830.csv"
TUESDAY: Final = "callouts-20270504-0600.csv"
TUESDAY_LATE: Final = "callouts-20270504-0750.csv"

MOVED_ON: Final = date(2027, 4, 30)

SCHOOL_DAY: Final = 1301
CALL_1: Final = 1316
MOVED: Final = 1318
WITHDRAWN: Final = 1320
CALL_2: Final = 1323
FRIDAY_2300: Final = 1325
BIRTH: Final = 1331
FORMULA: Final = 1333
WRONG_DATE: Final = 1335
SUCCESSOR: Final = 1338
CALL_3: Final = 1343
HOME: Final = 1352
NO_SAFE_READER: Final = 1354
EXPIRED: Final = 1356
SIBLINGS: Final = 1358
TWINS: Final = 1361
MISSPELT: Final = 1363
DOUBTFUL: Final = 1366
FORGED: Final = 1368
OUTSIDE: Final = 1378
CROSS_BORDER: Final = 1380
NEVER_OPENED: Final = 1382
SHARED_ON_ROLL: Final = 1384
SHARED_NO_ROLL: Final = 1386
HEAD_READS: Final = 1389
RESTRICTED: Final = 1391
VICTIM_OF_17: Final = 1402
NO_READER: Final = 1405
WITHOUT_ROLL: Final = 1408
CHILD_ADDED: Final = 1411


def at(text: str) -> datetime:
    """A London wall time of 2027, as `30 Apr 23:00`."""
    return datetime.strptime(f"{text} 2027", "%d %b %H:%M %Y")


def london(text: str) -> datetime:
    """The same as an instant."""
    return at(text).replace(tzinfo=LONDON)
