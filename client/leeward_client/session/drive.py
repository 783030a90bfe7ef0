"""Drives one circle's machine over one connection: store, send, tell the machine what came of it."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from leeward_wire import Life, box_id

from leeward_client.group.envelope import EntryKind
from leeward_client.group.machine import Entry, Line, Machine
from leeward_client.group.records import Attach, Idle, Open, Post, Read, Seal, Wait, Want
from leeward_client.link import Connection, Full, Refused, Sealed
from leeward_client.session.store import load_machine, store
from leeward_client.vault import Vault

Clock = Callable[[], float]
PATIENCE = 15
"""Seconds that a turn waits for another member to open the next box."""
