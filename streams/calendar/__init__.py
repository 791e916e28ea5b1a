"""The school calendar: by when must a notice have been opened, and who covers until then.

For a school's business manager
-------------------------------
A notice is sent to your school at once, at any hour. The calendar never delays it, unless your area is one of those
that hold weekend notices until Monday morning. It says by when somebody at your school must have opened it, when we
remind you (an hour before, unless your area says otherwise), and who is rung if nobody does:

* We learn of it while your pupils are in school, from the first bell up to the end of the day: open it before that day
  ends, because the child goes home to it. This holds at 15:10 when your day ends at 15:15.
* We learn of it at any other time: open it before your next first bell. A Friday night is due by Monday's bell; before
  a bank-holiday Monday, by Tuesday's. INSET days have no pupils, so the next day with pupils counts.
* Your school is in its holidays: it also goes at once to the holiday contact you named and to the council's desk, and
  it stands first on your first morning back. A holiday begins when the last school (or INSET) day ends, and lasts
  until the date of the next one. A weekend or a bank holiday alone is not a holiday.
* You have boarders: every day and all hours count, and the notice is due within the hours that your area has set
  (two, unless it says otherwise). If day pupils come too, the earlier of both rules counts.
* No day with pupils lies within 400 days: the council's desk has it, at once.

What we need from you: the first bell and the end of the day for each weekday, your holidays and INSET days with the
dates for which they are complete, and each single day with other hours (a last day of term that ends at 13:30, an open
Saturday). A day that you name singly counts over everything else. Where your dates do not reach, Monday to Friday are
presumed open except bank holidays, and the desk sees that this was presumed. Without any calendar from you we take
08:45 to 15:15, Monday to Friday, and the notice says that your own bell is not known.

All times of day are London time, so 08:45 stays 08:45 when the clocks change.

For programmers
---------------
Everything that this package exports is pure: no clock, no input or output; results are cached, never changed.
`streams.calendar.bank_holidays` stands apart: it builds reference data from the `holidays` library at load time.
"""

from streams.calendar.area import AreaCalendar, BankHoliday, BankHolidays, DutyHours, ReminderSettings
from streams.calendar.deadlines import (
    holiday_desk_time,
    in_holiday,
    latest_time,
    reminders,
    weekend_release,
)
from streams.calendar.desks import Cover, Desk, add_working_days, staffed
from streams.calendar.plans import Deadline, DeadlineRule
from streams.calendar.setting import (
    DEFAULT_CALENDAR,
    Closure,
    ClosureKind,
    DateRange,
    DayHours,
    OpenDay,
    SettingCalendar,
    Week,
    Weekday,
)

__all__ = [
    "DEFAULT_CALENDAR",
    "AreaCalendar",
    "BankHoliday",
    "BankHolidays",
    "Closure",
    "ClosureKind",
    "Cover",
    "DateRange",
    "DayHours",
    "Deadline",
    "DeadlineRule",
    "Desk",
    "DutyHours",
    "OpenDay",
    "ReminderSettings",
    "SettingCalendar",
    "Week",
    "Weekday",
    "add_working_days",
    "holiday_desk_time",
    "in_holiday",
    "latest_time",
    "reminders",
    "staffed",
    "weekend_release",
]
