"""Agreements and duties by their titles."""

from streams.reference.facts import Reference


def instrument_title(reference: Reference, id: str) -> str:
    """The title of the newest registered version; the id itself where nothing of that id is registered."""
    titles = [document.title for document in reference.instruments.documents() if document.id == id]
    return titles[-1] if titles else id
