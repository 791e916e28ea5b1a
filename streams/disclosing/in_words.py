"""Names of closed lists as people read them."""


def in_words(name: str) -> str:
    """A name of the hub's own as a readable phrase: `county_lines` is `County lines`."""
    return name.replace("_", " ").replace(".", " ").strip().capitalize()
