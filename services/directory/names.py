"""Names of schools made comparable."""

import re
import unicodedata


def fold_name(name: str) -> str:
    """A school's name in small letters, without accents, punctuation, or a bracketed ending.

    Two schools may fold to the same name: it is a means to find candidates, never a key.
    """
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", name)
    decomposed = unicodedata.normalize("NFKD", bare or name)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[a-z0-9]+", letters.lower().replace("'", "").replace("’", "").replace("&", " and ")))
