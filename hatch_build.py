"""Builds the web client into the wheel. An editable installation goes without: `make run` builds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "client" / "web" / "build"))

import build_web


class WebClient(BuildHookInterface):  # type: ignore[misc]
    """Runs before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build unless the client is built; raises build_web.BuildError."""
        if self.target_name != "wheel" or version == "editable":
            return
        self.app.display_info(build_web.build() or "The web client is built.")
        for path in (build_web.SERVED, build_web.REFERENCE):
            build_data["artifacts"].append(path.relative_to(build_web.ROOT).as_posix())
        # Both clients speak from them; in the source tree they stand beside the packages.
        locales = build_web.ROOT / "client" / "locales"
        build_data["force_include"][str(locales)] = "leeward_client/locales"
