"""The evaluator of agreements: decisions a second, beside a general policy engine, and over a long history."""
