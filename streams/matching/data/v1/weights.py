"""What agreement weighs, version 1, as TOML, in hundredths of a bit.

log2(m / u): m is the share of the level between two records of one person, u between those of two people. m is an
estimate of ours until desk decisions give measured ones; u is counted from the calendar and from name frequencies.
"""

TEXT = """\
[date_of_birth]        # 12 school years, about 4,400 days
exact = 1200
swapped = 550
one_digit = 210
same_year_month = 50
differs = -560
absent = 0

[given_name]           # for exact and accent_or_case the frequency of the name is added
exact = 0
accent_or_case = -20
nickname = 400
other_given = 300
part = 0               # of family names only
swapped = 500
transposed = 500
similar = 350
resembles = 50
initial = 50
middle_differs = 50
differs = -500
absent = 0

[given_frequency]
very_common = 620
common = 820
rare = 1150

[family_name]          # differs weighs less than with given names: families part and marry
exact = 0
accent_or_case = -20
nickname = 500
other_given = 0        # of given names only
part = 500
swapped = 500
transposed = 600
similar = 450
resembles = 150
initial = 0            # of given names only
middle_differs = 0     # of given names only
differs = -300
absent = 0

[family_frequency]
very_common = 620
common = 850
rare = 1250

[address]              # a family that flees lives elsewhere: difference says little
uprn = 1500
postcode_and_line = 1350
postcode = 900
differs = -150
absent = 0

[setting]
named = 600
named_other = -200
not_named = 0
"""
