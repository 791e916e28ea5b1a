"""What a reader sees of an event: the permitted items as lines of text, rendered only when asked for."""
