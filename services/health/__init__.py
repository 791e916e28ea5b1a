"""Whether a process lives and can do its work, told over HTTP beside its metrics."""
