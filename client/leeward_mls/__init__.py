"""Messaging Layer Security (RFC 9420), alone: it knows nothing of relays or circles."""
