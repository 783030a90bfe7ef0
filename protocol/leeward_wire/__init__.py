"""Frames, codec, sizes and codes of the box protocol: pure, below everything else."""
