"""Which child on which roll is this? Two pure steps: `compare` gathers evidence, `decide` weighs it.

The index of rolls (`index.RollIndex`) and the name data (`namedata.NameData`) are handed in; nothing here reads a
clock, a disk or a random source. `load.load_name_data` gives the name data of a version.
"""
