"""Sign-in on PostgreSQL, shared by the processes that serve pages."""

from typing import Final

from sqlalchemy import Table

from streams.engines.postgres.columns import HUB, number, octets, words

WEB_LINKS: Final = Table("web_links", HUB, octets("digest", key=True), words("user"), number("until"))
"""One-time sign-in links that were given out, by the digest of their token."""

WEB_SESSIONS: Final = Table(
    "web_sessions",
    HUB,
    octets("digest", key=True),
    words("user"),
    number("started_at"),
    number("seen_at"),
    octets("openings"),
)
"""Signed-in browsers, by the digest of their session's id, with the recorded openings that each may render."""

WEB_TABLES: Final = (WEB_LINKS, WEB_SESSIONS)
"""What processes that serve pages share; nobody else may look at it or change it."""
