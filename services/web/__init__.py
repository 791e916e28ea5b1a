"""The pages: a school's inbox, the council's desk, the auditor's trace.

`create_app` makes the application from a hub. One module of `services.web.pages` a page; each says who may use it where
it is registered (`services.web.access`), and a route that says nothing is never served.
"""

from services.web.app import create_app
from services.web.settings import WebSettings
from services.web.sign_in_links import SignInLinks

__all__ = ["SignInLinks", "WebSettings", "create_app"]
