"""The panic room: a vault is erased, keys first, by whoever stands before it, without a passphrase.

It must be quick to start, so it imports the standard library alone and stands below all other rooms;
`sender` and `postings`, by which relays are spoken to, belong to a process of their own.
"""

from leeward_client.panic.act import Erased, panic

__all__ = ["Erased", "panic"]
