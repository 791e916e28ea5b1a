"""Keys that the vault should hold and does not: nothing takes them away without a tombstone."""


class KeysLost(KeyError):
    """The vault never held keys of these owners, or lost them. `what` says whose they are, without a person's name."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        """A sentence; a KeyError would put it in quotes."""
        return f"the vault holds no keys of {self.what}"
