"""Hop 2, in one order for all: which child on which roll, which person of ours, what did a revision change?"""
