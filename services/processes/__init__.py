"""The processes of a cluster: settings, connections, work, and an orderly end at a signal."""
