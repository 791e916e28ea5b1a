"""What pages and tools read: rows folded from decision records. No row holds a direct identifier of a person."""
