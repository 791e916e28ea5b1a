"""The demo: an invented world on real schools, and the story that is told over it."""
