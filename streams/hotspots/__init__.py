"""Hotspots: counts by place and week that say nothing of an individual, however they are subtracted."""
