"""The agency's own side: reads an export, numbers and seals its events, sends them, keeps the promises."""
