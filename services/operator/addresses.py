"""Where a hub listens on this machine."""

from typing import Final

HOST: Final = "127.0.0.1"
PAGES_PORT: Final = 8000
INTAKE_PORT: Final = 8100
INTAKE_URL: Final = f"http://{HOST}:{INTAKE_PORT}"
