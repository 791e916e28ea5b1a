"""Golden vectors of the wire: files that any implementation can be held to, and the script that makes them."""
