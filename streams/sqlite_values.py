"""What SQLite is given as it stands. Importing this module is enough.

Before Python's `sqlite3` binds bytes or None it looks for a way to adapt them, in two attributes that neither has,
and finds none each time: for the many digests of a batch that costs more than binding them. Adapters that give a
value back as it is answer at once.
"""

import sqlite3

sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # given None it gives None
