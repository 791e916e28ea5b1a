"""What the operator of a hub does, as a library: make a home, read it, put schools, staff and instruments in place."""
