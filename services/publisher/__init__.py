"""The agency's side: reads its export with its mapping, checks, seals, signs and sends."""
