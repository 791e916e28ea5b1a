"""The vault: one key for each sealed section, roll entry and staff entry, wrapped, in a database of its own.

Destroying a key is how anything is erased. A tombstone then refuses any later put: a redelivered header must not
bring a person back.
"""
