"""How pages and deciding fare with a long history."""
