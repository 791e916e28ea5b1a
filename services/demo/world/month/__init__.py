"""The month of which the weekend is a part: what else one area's agencies send in five weeks, and who deals with it."""
