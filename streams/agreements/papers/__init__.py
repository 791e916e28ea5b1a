"""Papers made from an agreement: its readable text, DPIA data flows, record of processing, privacy notices."""
