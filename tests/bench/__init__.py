"""Benchmarks: cost per event beside the unavoidable cryptography, time to the inbox, memory, replay."""
