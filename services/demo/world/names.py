"""Names of many origins, as they stand on rolls in Bedfordshire. People are made from them; none is real."""

from random import Random
from typing import Final

from msgspec import Struct


class Origin(Struct, frozen=True):
    """Names that go together, and how many families in a thousand have them.

    `families` may hold a man's and a woman's form, as `Kowalski/Kowalska`.
    """

    share: int
    boys: tuple[str, ...]
    girls: tuple[str, ...]
    families: tuple[str, ...]


def _origin(share: int, boys: str, girls: str, families: str) -> Origin:
    return Origin(share, tuple(boys.split(",")), tuple(girls.split(",")), tuple(families.split(",")))


ORIGINS: Final = (
    _origin(
        400,
        "Oliver,George,Harry,Jack,Noah,Leo,Arthur,Oscar,Charlie,Alfie,Theo,Freddie,Archie,Thomas,Henry,Isaac,Lucas,James,"
        "William,Jacob,Samuel,Joseph,Daniel,Edward,Toby,Finley,Harrison,Jude,Reuben,Luke,Elliot,Rory,Louis,Bobby,Tommy",
        "Olivia,Amelia,Isla,Ava,Freya,Lily,Florence,Willow,Evie,Poppy,Grace,Daisy,Sophie,Ruby,Phoebe,Emily,Charlotte,"
        "Matilda,Millie,Ellie,Rosie,Harriet,Eliza,Martha,Imogen,Lottie,Esme,Beatrice,Jessica,Chloe,Megan,Holly,Hannah",
        "Smith,Jones,Taylor,Brown,Wilson,Clarke,Wright,Walker,Robinson,Green,Hall,Wood,Turner,Hill,Cooper,Ward,Baker,"
        "Harrison,Carter,Mitchell,Bennett,Gray,Marshall,Mason,Hunt,Webb,Palmer,Barker,Fisher,Saunders,Pearce,Burton,"
        "Lawson,Dean,Fowler,Warner,Barnes,Harper,Sharp,Fuller,Tilley,Odell,Gurney,Whinnett,Fensome,Inskip,Negus,Stapleton",
    ),
    _origin(
        60,
        "Callum,Ewan,Fraser,Hamish,Rhys,Dylan,Owen,Evan,Conor,Cillian,Oisín,Declan,Niall,Patrick,Ruaridh",
        "Niamh,Aoife,Siân,Carys,Bethan,Eilidh,Caitlin,Róisín,Mairead,Orla,Seren,Isobel,Catrin,Ffion,Clodagh",
        "Murphy,O'Connor,O'Brien,Kelly,Byrne,McCarthy,Gallagher,MacDonald,Campbell,Stewart,McKenzie,Evans,Davies,Griffiths,"
        "Llewellyn,Pritchard,Morgan,Doherty,Ó Súilleabháin,Fitzgerald",
    ),
    _origin(
        105,
        "Muhammad,Mohammed,Ibrahim,Yusuf,Hamza,Zain,Ayaan,Bilal,Haris,Umar,Rayyan,Adam,Musa,Hassan,Ali,Zakariya,Idris",
        "Aisha,Fatima,Maryam,Zainab,Hafsa,Amina,Khadija,Zara,Safa,Inaya,Ayesha,Iqra,Sumayyah,Hiba,Noor,Anaya",
        "Khan,Hussain,Ahmed,Akhtar,Malik,Mahmood,Iqbal,Mirza,Chaudhry,Rehman,Begum,Ali,Uddin,Miah,Rahman,Islam,Choudhury,"
        "Shah,Raja,Qureshi",
    ),
    _origin(
        75,
        "Arjun,Aarav,Rohan,Jaspreet,Harpreet,Gurdeep,Karan,Dev,Ishaan,Manraj,Vihaan,Nikhil,Amrit,Sahib,Krish",
        "Simran,Jasleen,Priya,Anaya,Kiran,Meera,Harleen,Diya,Ria,Navjot,Avani,Gurleen,Pooja,Isha,Manpreet",
        "Singh/Kaur,Patel,Sharma,Gill,Sandhu,Dhaliwal,Mistry,Shah,Bains,Nair,Reddy,Sidhu,Johal,Thomas,Kurian,Desai",
    ),
    _origin(
        50,
        "Jakub,Kacper,Filip,Szymon,Mikołaj,Antoni,Oskar,Jan,Łukasz,Franciszek",
        "Zuzanna,Maja,Julia,Oliwia,Wiktoria,Hanna,Lena,Natalia,Małgorzata,Zofia",
        "Kowalski/Kowalska,Nowak,Wiśniewski/Wiśniewska,Wójcik,Kamiński/Kamińska,Zieliński/Zielińska,Mazur,"
        "Lewandowski/Lewandowska,Dąbrowski/Dąbrowska,Krawczyk,Piotrowski/Piotrowska,Grabowski/Grabowska",
    ),
    _origin(
        35,
        "Andrei,Ștefan,Matei,Darius,David,Luca,Gabriel,Matas,Lukas,Domas,Tomas",
        "Ioana,Maria,Andreea,Bianca,Elena,Sofia,Emilija,Ugnė,Gabija,Greta",
        "Popescu,Ionescu,Munteanu,Rusu,Stan,Dumitru,Kazlauskas/Kazlauskaitė,Petrauskas/Petrauskaitė,Constantin",
    ),
    _origin(
        50,
        "Luca,Matteo,Alessandro,Marco,Antonio,Giuseppe,Leonardo,Salvatore,Davide,Vincenzo",
        "Sofia,Giulia,Chiara,Francesca,Elena,Alessia,Gabriella,Rosa,Carmela,Lucia",
        "Ciampa,Di Lorenzo,Russo,D'Angelo,Esposito,Palumbo,Ferraro,De Luca,Santoro,Mazzei,Lombardi,Rinaldi",
    ),
    _origin(
        70,
        "Chidi,Emeka,Tobi,Ayo,Kwame,Kofi,Tunde,Oluwaseun,David,Emmanuel,Samuel,Tendai,Tinashe,Daniel,Jeremiah,Zion",
        "Adaeze,Chiamaka,Temitope,Folake,Ama,Abena,Ifeoma,Blessing,Precious,Esther,Deborah,Rutendo,Nomsa,Gift,Naomi",
        "Okafor,Adeyemi,Okonkwo,Mensah,Boateng,Owusu,Adebayo,Eze,Ogunleye,Asante,Moyo,Ncube,Chukwu,Balogun,Osei,Dube",
    ),
    _origin(
        35,
        "Abdirahman,Mohamed,Ahmed,Yahya,Ismail,Liban,Omar,Karim,Tariq,Zayd",
        "Hodan,Ayan,Sahra,Asha,Ifrah,Nadia,Layla,Yasmin,Rania,Salma",
        "Ali,Abdi,Hassan,Warsame,Farah,Yusuf,Haddad,Mansour,El-Amin,Benali,Osman,Jama",
    ),
    _origin(
        45,
        "Jaden,Tyrell,Marcus,Elijah,Malachi,Kai,Isaiah,Micah,Andre,Jermaine",
        "Shanice,Aaliyah,Keira,Tiana,Jada,Amara,Renee,Kezia,Shaniya,Imani",
        "Campbell,Williams,Brown,Francis,Gordon,Grant,Powell,Morrison,Bailey,Henry,Reid,Clarke,St Louis,Charles",
    ),
    _origin(
        30,
        "João,Tiago,Diogo,Gonçalo,Mateus,Tomás,Rafael,Andrés,Joaquín,Miguel",
        "Inês,Beatriz,Leonor,Matilde,Carolina,Sofía,Lucía,Marta,Ana,Mariana",
        "da Silva,Ferreira,Gonçalves,dos Santos,Pereira,Araújo,García López,Muñoz,Oliveira,Ribeiro",
    ),
    _origin(
        15, "Emre,Can,Deniz,Kerem,Efe,Arda", "Elif,Defne,Zeynep,Ela,Ayşe,Derya", "Yılmaz,Demir,Kaya,Çelik,Şahin,Öztürk"
    ),
    _origin(
        15, "Bao,Minh,Wei,Jun,Ethan,Ryan", "Linh,Mai,Xin,Mei,Chloe,Thuy", "Nguyen,Tran,Chen,Li,Wong,Lam,Cheung,Pham"
    ),
    _origin(
        15,
        "Miguel,Jericho,Nathan,Marc Angelo,Gabriel,Joshua",
        "Angelica,Princess,Bea,Althea,Jasmine,Nicole",
        "Santos,dela Cruz,Reyes,Bautista,Garcia,Mendoza",
    ),
)  # fmt: skip

KNOWN_AS: Final = {
    "Thomas": "Tom", "Samuel": "Sam", "Joseph": "Joe", "Daniel": "Dan", "William": "Billy",
    "Edward": "Teddy", "James": "Jamie", "Alessandro": "Alex", "Giuseppe": "Joe", "Muhammad": "Mo",
    "Oluwaseun": "Seun", "Matilda": "Tilly", "Charlotte": "Lottie", "Isobel": "Izzy", "Beatrice": "Bea",
    "Temitope": "Temi", "Oliwia": "Olivia", "Zuzanna": "Zuzia", "Emmanuel": "Manny", "Jessica": "Jess",
    "Francesca": "Fran", "Abdirahman": "Abdi", "Małgorzata": "Gosia", "Harrison": "Harry", "Henry": "Harry",
    "Chiamaka": "Amaka", "Mikołaj": "Nico", "Gabriella": "Gabi", "Ruaridh": "Rory",
}  # fmt: skip


class Surname(Struct, frozen=True):
    """A family name in its man's and its woman's form."""

    man: str
    woman: str

    @classmethod
    def of(cls, written: str) -> "Surname":
        """From a list's entry."""
        man, _, woman = written.partition("/")
        return cls(man, woman or man)


def pick_origin(random: Random) -> Origin:
    """An origin, by its share."""
    return random.choices(ORIGINS, [origin.share for origin in ORIGINS])[0]


def pick_surname(random: Random, origin: Origin) -> Surname:
    """A family name; about one in thirteen is double-barrelled, sometimes across origins."""
    surname = Surname.of(random.choice(origin.families))
    if random.random() < 0.075 and " " not in surname.man:
        other = Surname.of(random.choice(pick_origin(random).families))
        if " " not in other.man and other != surname:
            return Surname(f"{surname.man}-{other.man}", f"{surname.woman}-{other.woman}")
    return surname


BRITISH_PARENTS: Final = _origin(
    0,
    "David,Mark,Paul,Andrew,Stephen,Craig,Lee,Darren,Matthew,Christopher,Robert,Simon,Gareth,Ryan,Liam,Adam,Jason,Scott,"
    "Jonathan,Kevin,Wayne,Stuart,Neil,Ben,Dean",
    "Sarah,Claire,Emma,Nicola,Michelle,Rachel,Laura,Joanne,Kelly,Gemma,Rebecca,Lisa,Louise,Karen,Stacey,Donna,Victoria,"
    "Hayley,Kerry,Natalie,Leanne,Samantha,Amy,Kirsty,Lindsey",
    "",
)


def parents_of(origin: Origin) -> Origin:
    """Where parents' given names come from: those of British parents are of another generation than the children's."""
    return BRITISH_PARENTS if origin is ORIGINS[0] else origin


def pick_given(random: Random, origin: Origin, *, girl: bool, taken: frozenset[str] | set[str]) -> str:
    """Given names, none of which a brother or sister has as the first; a third have two."""
    pool = origin.girls if girl else origin.boys
    free = [name for name in pool if name not in taken]
    first = random.choice(free)
    if random.random() < 0.33:
        second = random.choice([name for name in pool if name != first])
        return f"{first} {second}"
    return first


def pick_known_as(random: Random, given: str) -> str:
    """What the child is called where that is not the first given name; mostly empty."""
    names = given.split()
    chance = random.random()
    if names[0] in KNOWN_AS and chance < 0.45:
        return KNOWN_AS[names[0]]
    if len(names) > 1 and chance < 0.05:
        return names[1]
    return ""
