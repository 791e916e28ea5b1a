"""The vault's database: keys and tombstones."""
