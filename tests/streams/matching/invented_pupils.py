"""Invented pupils with names as found in Britain, and ways in which a callout gets them wrong. Nobody is real."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from streams.matching.index import RollIndex
from streams.matching.people import Description, RollEntry

_ORIGINS: dict[str, tuple[str, str]] = {
    "english": (
        "Oliver Olivia George Amelia Noah Isla Arthur Ava Harry Mia Leo Ivy Lily Jack Charlie Rosie "
        "Oscar Jacob Freya Henry "
        "Thomas Willow Freddie Sophia Alfie Theo Isabella William Grace Archie Joshua Poppy Alexander "
        "James Daisy Isaac "
        "Katherine Elizabeth Robert Benjamin Samuel Matthew Abigail Eleanor Charlotte Christopher "
        "Michael Jessica Chloe",
        "Smith Jones Brown Taylor Williams Wilson Davies Johnson Evans Thomas Roberts Walker Wright "
        "Robinson Thompson White "
        "Hughes Edwards Green Hall Wood Harris Clarke Turner Hill Cooper Ward Fensome Odell Inskip "
        "Tompkins Cranfield "
        "Smith-Jones Harper-Lee Gostelow Quenby Burr Wooding Titmus Stanbridge Brightman Pateman Bunyan Whitbread",
    ),
    "south_asian": (
        "Muhammad|Ali Mohammed|Hassan Muhammad|Ibrahim Aisha Fatima Zainab Yusuf Umar Hamza Bilal "
        "Maryam Khadija Ayaan "
        "Ibrahim Zara Inaya Arjun Aarav Priya Ananya Simran|Kaur Gurpreet|Singh Harpreet|Kaur "
        "Jasleen|Kaur Rohan Anika",
        "Khan Ahmed Patel Hussain Ali Singh Begum Kaur Malik Shah Miah Rahman Uddin Akhtar Chowdhury "
        "Iqbal Mahmood Sharma "
        "Qureshi Dhaliwal Bhatti Chaudhry Gill Mistry Al-Hassan Kandola Nandra Ruparelia Vadgama",
    ),
    "polish": (
        "Jakub Kacper Szymon Filip Michał Zofia Zuzanna Maja Lena Oliwia Wiktoria Mateusz Krzysztof Małgorzata Łukasz",
        "Nowak Kowalski Kowalska Wiśniewski Wójcik Kamińska Lewandowski Zieliński Szymański Woźniak "
        "Dąbrowska Jabłoński",
    ),
    "irish": (
        "Niamh Siobhán Ciarán Aoife Conor Saoirse Seán Caoimhe Pádraig Róisín Declan Orla Eoin",
        "O'Brien O'Connor Murphy Kelly Byrne Ryan O'Sullivan McCarthy Doyle Gallagher Doherty Fitzgerald McDonagh",
    ),
    "african": (
        "Oluwaseun Temitope Chidera Chinedu Kwame Ama Abdirahman Hodan Tinotenda Blessing Ayomide Folasade Emmanuel",
        "Okafor Adeyemi Mensah Boateng Osei Okonkwo Warsame Abdi Moyo Ncube Sesay Bello Afolabi Olatunji Nkemelu",
    ),
    "romanian_and_others": (
        "Andrei Ioana Ștefan Mihai Ana-Maria José João Beatriz Zoë Chloë Anaïs Björn Emre Ayşe Nguyen "
        "Mei Wei|Lin Yasmin",
        "Popescu Ionescu Popa Silva Santos da|Costa García Müller Sørensen Y\u0131lmaz Nguyen Chen Wong "
        "Le|Roux van|der|Berg",
    ),
}
_SHARES = (62, 20, 6, 4, 4, 4)
_STREETS = ("High Street", "Mill Lane", "Church Road", "Station Road", "Park Avenue", "The Green", "Tavistock Street")
_SCHOOLS = tuple(str(109400 + number) for number in range(12))


class Pupil(msgspec.Struct, frozen=True):
    """An invented pupil as every source would have them, were nothing ever wrong."""

    entry: RollEntry
    former_urn: str


def _words(listed: str) -> list[str]:
    return [word.replace("|", " ") for word in listed.split()]


def pupils(number: int, seed: int) -> list[Pupil]:
    """Families of one to four children, in which one in 25 births is of twins, with names of many origins."""
    rnd = random.Random(seed)
    made: list[Pupil] = []
    while len(made) < number:
        given, family = _ORIGINS[rnd.choices(list(_ORIGINS), _SHARES)[0]]
        names = rnd.sample(_words(given), k=4)
        surname = rnd.choice(_words(family))
        home = _home(rnd)
        born = date(2008, 9, 1) + timedelta(days=rnd.randrange(4380))
        for name in names[: rnd.choice((1, 1, 2, 2, 3, 4))]:
            made.append(_pupil(rnd, len(made), name, surname, born, home))
            if rnd.random() > 0.04:
                born = date(2008, 9, 1) + timedelta(days=rnd.randrange(4380))
    return made[:number]


def _home(rnd: random.Random) -> tuple[str, tuple[str, ...], str]:
    postcode = f"MK{rnd.randrange(40, 46)} {rnd.randrange(1, 10)}{rnd.choice('ABDEFGH')}{rnd.choice('ABDEFGHJLNPQ')}"
    flat = (f"Flat {rnd.randrange(1, 12)}",) if rnd.random() < 0.15 else ()
    street = rnd.choice(_STREETS)
    return postcode, (*flat, f"{rnd.randrange(1, 140)} {street}", "Bedford"), str(rnd.randrange(10**10, 10**11))


def _pupil(
    rnd: random.Random, number: int, given: str, family: str, born: date, home: tuple[str, tuple[str, ...], str]
) -> Pupil:
    urn, former = rnd.sample(_SCHOOLS, k=2)
    middle = f" {rnd.choice(('James', 'Rose', 'Grace', 'Jan'))}" if rnd.random() < 0.3 and " " not in given else ""
    postcode, lines, uprn = home
    entry = RollEntry(
        pupil=f"{number:08x}{rnd.getrandbits(96):024x}",
        urn=urn,
        given_names=given + middle,
        family_name=family,
        date_of_birth=born,
        postcode=postcode,
        address_lines=lines,
        uprn=uprn if rnd.random() < 0.5 else None,
    )
    return Pupil(entry, former)


def index_of(entries: list[RollEntry]) -> RollIndex:
    """The entries as one roll for each school, all of version 1."""
    rolls = RollIndex()
    for urn in sorted({entry.urn for entry in entries}):
        rolls.put_roll(urn, 1, b"\x01" * 32, [entry for entry in entries if entry.urn == urn])
    return rolls


def described(entry: RollEntry) -> Description:
    """The pupil as a careful officer would write them down, school and all, without a UPRN."""
    return Description(
        given_names=entry.given_names.split()[0],
        family_name=entry.family_name,
        date_of_birth=entry.date_of_birth,
        postcode=entry.postcode,
        address_lines=entry.address_lines,
        settings=(("urn", entry.urn),),
    )


def typing_slip(word: str, rnd: random.Random) -> str:
    """The word with one letter left out, doubled, replaced, or exchanged with its neighbour."""
    place = rnd.randrange(1, max(2, len(word) - 1))
    kind = rnd.randrange(4)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place] + word[place:] if place < len(word) else word + word[-1]
    if kind == 2:
        return word[:place] + rnd.choice("abcdefghijklmnoprstuvwy") + word[place + 1 :]
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


def _slip_in_date(born: date, rnd: random.Random) -> date:
    while True:
        digits = list(f"{born:%Y%m%d}")
        place = rnd.randrange(3, 8)
        digits[place] = rnd.choice("0123456789".replace(digits[place], ""))
        try:
            return date(int("".join(digits[:4])), int("".join(digits[4:6])), int("".join(digits[6:])))
        except ValueError:
            continue


def _swapped_date(born: date) -> date:
    return born.replace(month=born.day, day=born.month) if born.day <= 12 else born


_SHORT_FORMS = {
    "Katherine": "Kate", "Robert": "Bob", "Elizabeth": "Lizzie", "Benjamin": "Ben", "Samuel": "Sam", "Matthew": "Matt",
    "Abigail": "Abbie", "Eleanor": "Nell", "Charlotte": "Lottie", "Christopher": "Chris", "Michael": "Mikey",
    "Thomas": "Tom", "William": "Billy", "Alexander": "Alex", "James": "Jamie", "Joshua": "Josh", "Jessica": "Jess",
    "Muhammad": "Mohammed", "Mohammed": "Mohamed", "Aisha": "Ayesha", "Yusuf": "Yousef", "Zofia": "Zosia",
    "Zuzanna": "Zuzia", "Jakub": "Kuba", "Krzysztof": "Krzysiek", "Małgorzata": "Gosia", "Oluwaseun": "Seun",
}  # fmt: skip


def _plain(text: str) -> str:
    table = str.maketrans("áéíóúñçşıłśćńźżąęøöüäëïȘșãŁ", "aeiounxsilscnzzaeoouaeisSaL".replace("x", "c"))
    return text.translate(table).replace("'", "").replace("-", " ")


Corruption = Callable[[Description, Pupil, random.Random], Description]


def _changed(**fields: object) -> Callable[[Description], Description]:
    return lambda description: msgspec.structs.replace(description, **fields)


CORRUPTIONS: dict[str, Corruption] = {
    "none": lambda d, p, r: d,
    "capitals_without_accents": lambda d, p, r: _changed(
        given_names=_plain(d.given_names).upper(), family_name=_plain(d.family_name).upper()
    )(d),
    "given_name_slip": lambda d, p, r: _changed(given_names=typing_slip(d.given_names, r))(d),
    "family_name_slip": lambda d, p, r: _changed(family_name=typing_slip(d.family_name, r))(d),
    "short_form": lambda d, p, r: _changed(given_names=_SHORT_FORMS.get(d.given_names, d.given_names))(d),
    "names_exchanged": lambda d, p, r: _changed(given_names=d.family_name, family_name=d.given_names)(d),
    "part_of_family_name": lambda d, p, r: _changed(family_name=d.family_name.split("-")[-1])(d),
    "initial_only": lambda d, p, r: _changed(given_names=d.given_names[0])(d),
    "date_swapped": lambda d, p, r: _changed(date_of_birth=_swapped_date(p.entry.date_of_birth))(d),
    "date_slip": lambda d, p, r: _changed(date_of_birth=_slip_in_date(p.entry.date_of_birth, r))(d),
    "date_absent": lambda d, p, r: _changed(date_of_birth=None)(d),
    "fled_elsewhere": lambda d, p, r: _changed(postcode="LU1 2ZZ", address_lines=("999 Refuge House",))(d),
    "no_address": lambda d, p, r: _changed(postcode=None, address_lines=())(d),
    "no_address_no_school": lambda d, p, r: _changed(postcode=None, address_lines=(), settings=())(d),
    "former_school": lambda d, p, r: _changed(settings=(("urn", p.former_urn),))(d),
    "former_school_no_address": lambda d, p, r: _changed(
        settings=(("urn", p.former_urn),), postcode=None, address_lines=()
    )(d),
    "slip_in_name_and_date": lambda d, p, r: _changed(
        given_names=typing_slip(d.given_names, r), date_of_birth=_slip_in_date(p.entry.date_of_birth, r)
    )(d),
}
"""Each kind of error that a callout brings, applied to a careful description."""
