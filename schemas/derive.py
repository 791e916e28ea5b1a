"""Writes the Avro schemas of everything that travels.

`python -m schemas.derive` writes `schemas/avro/*.avsc`; a test fails when they and the Structs differ.
`python -m schemas.derive --freeze` writes `schemas/avro/v1/` too, once, when version 1 is first released, and a folder
for each further version with the types that have one. What stands there must stay readable for as long as records are
kept, which another test holds.
"""

import sys
from collections.abc import Sequence

from schemas.catalogue import AVRO_NAMES, VERSIONS
from schemas.deriving import AVRO_FOLDER, frozen_folder, write


def main(arguments: Sequence[str]) -> None:
    """Write the schema of every travelling type, with `--freeze` that of each of its versions too."""
    folders = {AVRO_FOLDER: AVRO_NAMES}
    if "--freeze" in arguments:
        folders |= {frozen_folder(version): classes for version, classes in VERSIONS.items()}
    for folder, classes in folders.items():
        for written in write(folder, classes):
            print(written.relative_to(AVRO_FOLDER.parent.parent))


if __name__ == "__main__":
    main(sys.argv[1:])
