"""Names and addresses reduced to what can be compared: no accents, case, apostrophes or hyphens."""

from __future__ import annotations

import re
import unicodedata

_NOT_DECOMPOSED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "\u0131": "i", "ŋ": "ng"}
)
"""Letters that Unicode does not decompose to a base letter."""
_APOSTROPHES = re.compile("['`´’‘ʼʻ\u02b9\u2032]")
_SEPARATORS = re.compile(r"[\W_]+")
_PARTICLES = frozenset(
    ("o", "mc", "mac", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "van", "von", "der")
) | frozenset(("den", "ter", "ten", "el", "al", "bin", "ibn", "ben", "bint", "abu", "st", "y", "e"))
_FEMININE_ENDINGS = (("ska", "ski"), ("cka", "cki"), ("dzka", "dzki"), ("ova", "ov"), ("eva", "ev"))
"""Slavonic family names of women and men of one family."""
_SOUND_BEGINNINGS = (("kn", "n"), ("gn", "n"), ("pn", "n"), ("wr", "r"), ("mac", "mk"), ("mc", "mk"))
_SOUND_GROUPS = (
    ("sch", "s"),
    ("tch", "s"),
    ("ch", "s"),
    ("sh", "s"),
    ("sz", "s"),
    ("cz", "s"),
    ("tz", "s"),
    ("dg", "g"),
    ("ck", "k"),
    ("kh", "k"),
    ("ph", "f"),
    ("gh", ""),
)
_CHANGED_BEGINNINGS = tuple([beginning for beginning, _ in _SOUND_BEGINNINGS])
_CHANGED_GROUP = re.compile("|".join([letters for letters, _ in _SOUND_GROUPS]))
_SOUND_LETTERS = str.maketrans("qcxzwj", "kkksvg")
_VOWELS = frozenset("aeiou")
_UNHEARD = str.maketrans("", "", "aeiouhy")
_DOUBLED = re.compile(r"(.)\1+")
_FLATS = frozenset(("flat", "apartment", "apt", "unit", "room", "maisonette"))
_HOUSE = re.compile(rf"\b({'|'.join(sorted(_FLATS))})\s+(\w+)|\b(\d+[a-z]?)\b")


def fold(text: str) -> tuple[str, ...]:
    """The words of a name in lower case without accents, ligatures and apostrophes; hyphens separate words."""
    if text.isascii():
        folded = text.lower()
        if folded.isalpha():
            return (folded,)
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
        folded = letters.translate(_NOT_DECOMPOSED)
    return tuple(_SEPARATORS.sub(" ", _APOSTROPHES.sub("", folded)).split())


def as_written(text: str) -> str:
    """The name as it was written, but for case and spacing: what distinguishes *exact* from *accent or case*."""
    if text.isascii():
        return text.lower() if text.isalpha() else " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def significant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a family name without particles such as `de` or `al`, unless nothing else stands there."""
    if len(words) < 2:
        return words
    return tuple(word for word in words if word not in _PARTICLES) or words


def common_gender(family: str) -> str:
    """The form that women and men of one Slavonic family share (Kowalska and Kowalski)."""
    if family.endswith("a") and len(family) > 5:
        for feminine, masculine in _FEMININE_ENDINGS:
            if family.endswith(feminine):
                return family[: -len(feminine)] + masculine
    return family


def sound(word: str) -> str:
    """A coarse phonetic key of a folded word, alike for most ways to spell one name; for finding candidates only."""
    key = common_gender(word)
    if key.startswith(_CHANGED_BEGINNINGS):
        for beginning, heard in _SOUND_BEGINNINGS:
            if key.startswith(beginning):
                key = heard + key[len(beginning) :]
                break
    if _CHANGED_GROUP.search(key):
        for letters, heard in _SOUND_GROUPS:
            key = key.replace(letters, heard)
    key = key.translate(_SOUND_LETTERS)
    first = "a" if key[:1] in _VOWELS else key[:1]
    heard = first + key[1:].translate(_UNHEARD)
    return _DOUBLED.sub(r"\1", heard) if _DOUBLED.search(heard) else heard


def fold_postcode(postcode: str | None) -> str:
    """A postcode in capitals without spaces; empty when none is known."""
    return "".join(postcode.split()).upper() if postcode else ""


def fold_line(address_lines: tuple[str, ...]) -> str:
    """What tells a home from its neighbours in one postcode: flat and house numbers, or the building's name."""
    text = " ".join(address_lines).lower()
    words = text.split()
    if text.isascii() and "".join(words).isalnum():
        houses = _houses_among(words)
    else:
        houses = [number or f"flat {flat}" for _, flat, number in _HOUSE.findall(text)]
    if houses:
        return " ".join(houses)
    return " ".join(fold(address_lines[0])) if address_lines else ""


def _houses_among(words: list[str]) -> list[str]:
    """What `_HOUSE` finds where nothing but ASCII letters, digits and spaces stand, as in most addresses; the
    expression takes as long as comparing two names.
    """
    houses: list[str] = []
    flat = False
    for word in words:
        if flat:
            houses.append(f"flat {word}")
            flat = False
        elif word in _FLATS:
            flat = True
        elif word[0] <= "9" and (word.isdigit() or word[:-1].isdigit()):
            houses.append(word)
    return houses
