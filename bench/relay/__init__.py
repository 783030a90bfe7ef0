"""The relay measured: beside what people run instead, and beside the ceilings of its own stack."""
