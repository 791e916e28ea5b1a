"""What happens to an event: the deciders in the order that data flows, agreements, ledger, vault and engines."""

import schemas as schemas  # ahead of every other module: which of them are compiled is settled there
