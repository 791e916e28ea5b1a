"""The versions of the name data: text, so that what each version held can be read and compared."""
