"""The line: what any engine does with a batch of inputs, hop by hop, whatever keeps its records."""
