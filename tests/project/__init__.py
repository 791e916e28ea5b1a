"""Rules of the project itself: how it is set up, locked and written."""
