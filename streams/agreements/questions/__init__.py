"""Questions that people ask of agreements: who may see what, what an agency may send, what a new version changes."""
