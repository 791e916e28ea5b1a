"""Checks that read what an engine recorded, and trust none of it: conservation, history, replay."""
