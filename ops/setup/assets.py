"""Fetches what the pages are drawn with into node_modules: `python -m ops.setup.assets`.

Nothing of it is committed. The pages serve from `GOVUK_FRONTEND`: `govuk-frontend.min.css`,
`govuk-frontend.min.js` (an ES module), and `assets/` with images and the manifest. Its `assets/fonts` are licensed
for GOV.UK alone and are never served: the pages are set in Arial.
"""

import sys

from ops.setup.environment import ROOT, SetupFailed
from ops.setup.npm import install

GOVUK_FRONTEND = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
SERVED = ("govuk-frontend.min.css", "govuk-frontend.min.js", "assets/images")


def main() -> int:
    """Fetch, and check that what the pages serve is there."""
    print("Fetching page assets (govuk-frontend)", flush=True)
    try:
        install(ROOT)
        if missing := [name for name in SERVED if not (GOVUK_FRONTEND / name).exists()]:
            raise SetupFailed(f"govuk-frontend came without {', '.join(f'`{name}`' for name in missing)}")
    except SetupFailed as error:
        print(f"page assets failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
