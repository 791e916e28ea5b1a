"""The stages as pure functions: each decides on one input, and evolves its state by what was decided."""
