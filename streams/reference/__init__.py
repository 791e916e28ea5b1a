"""The reference log: keys, agencies, instruments, schools, roles, calendars. Facts that every decision is bound to."""
