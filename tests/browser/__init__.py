"""Pages in a real browser: with and without JavaScript, on a narrow screen, checked with axe."""
