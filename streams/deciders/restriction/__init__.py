"""Whose address must not be shown: a mark in one event holds for its people in every other event about them."""
