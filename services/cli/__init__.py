"""The command line: what an operator, an agency and an auditor do from a terminal."""
