"""The relay: boxes of opaque entries over one WebSocket."""
