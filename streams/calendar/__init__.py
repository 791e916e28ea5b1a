"""School days, bells and bank holidays: by when a notice must be there at the latest."""
