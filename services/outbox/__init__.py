"""Sending what the outbox holds: mail and webhooks that say only that there is something to read."""
