"""The one suite of circles (DESIGN, section 3; docs/epochs.md, section 1)."""

from leeward_mls import Suite

SUITE = Suite.XWING
