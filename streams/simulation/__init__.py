"""Simulation: decide the disclosures of the past again under a draft agreement, and say which would flip."""
