"""What SQLite is given as it stands. Importing this module is enough.

Before Python's `sqlite3` binds bytes, None or a boolean it looks for a way to adapt them, in two attributes that none
of them has, and finds none each time: for the many digests of a batch that costs more than binding them. Adapters
that give a value back answer at once; methods of the type itself are the quickest to call.
"""

import sqlite3

sqlite3.register_adapter(bytes, bytes.__bytes__)
sqlite3.register_adapter(bool, bool.conjugate)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # given None it gives None
