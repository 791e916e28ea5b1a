"""The log of a process: one line for each thing that happened, by closed fields, and no personal data."""
