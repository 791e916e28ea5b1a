"""Asks a process of this machine how it is: `python -m services.health.check PORT [/healthz|/readyz]`; exits 0 or 1."""

import http.client
import sys
from typing import Final

PATHS: Final = ("/healthz", "/readyz")
WITHIN: Final = 3.0


def check(port: int, path: str) -> tuple[bool, str]:
    """Whether the answer is yes, and its text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status == http.client.OK, answer.read(500).decode(errors="replace").strip()
    except OSError as error:
        return False, f"no answer: {error.strerror or type(error).__name__}"
    finally:
        connection.close()


def main(arguments: list[str]) -> int:
    """Run as a command."""
    port, path = [*arguments, "/readyz"][:2] if arguments else ("", "")
    if not port.isdecimal() or path not in PATHS:
        print("usage: python -m services.health.check PORT [/healthz|/readyz]", file=sys.stderr)
        return 2
    good, text = check(int(port), path)
    print(text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
