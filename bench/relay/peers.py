"""What people run instead, as Debian packages it: each a process of its own with a fresh folder.

Limits that would hold a load back (flood protection, queue lengths) are lifted; what the servers do
to keep messages is as their configuration's defaults have it unless it says otherwise here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bench.relay import tongues
from bench.relay.servers import HOST, NOBODY, Join, Running, folder_for, found, free_port, process

MOSQUITTO = """
listener {port} {host}
allow_anonymous true
persistence true
persistence_location {folder}/
max_queued_messages 0
max_inflight_messages 0
set_tcp_nodelay true
"""

NATS = """
listen: "{host}:{port}"
max_pending: 256MB
write_deadline: "20s"
"""

JETSTREAM = """
jetstream {{ store_dir: "{folder}/js" }}
"""

INSPIRCD = """
<server name="irc.local" description="x" network="x">
<admin name="x" nick="x" email="x@localhost">
<bind address="{host}" port="{port}" type="clients">
<connect name="all" allow="*" timeout="60" pingfreq="600" hardsendq="256M" softsendq="256M"
 recvq="64M" threshold="1000000" commandrate="100000000" fakelag="no" localmax="100000"
 globalmax="100000" resolvehostnames="no" useident="no">
<performance softlimit="100000" somaxconn="1024" netbuffersize="65534" quietbursts="yes">
<limits maxline="1400" maxnick="30" maxchan="64">
<options maxtargets="20" hidewhois="" defaultmodes="nt">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="default" target="{folder}/irc.log">
<pid file="{folder}/pid">
<class name="x" commands="" privs=""><type name="x" classes="x">
<module name="cap"><module name="ircv3_echomessage">
"""

PROSODY = """
pidfile = "{folder}/pid"; data_path = "{folder}"; plugin_paths = {{}}
interfaces = {{ "{host}" }}; c2s_ports = {{ {port} }}; s2s_ports = {{}}
modules_enabled = {{ "saslauth", "disco" }}; modules_disabled = {{ "s2s", "tls", "offline" }}
c2s_require_encryption = false; allow_unencrypted_plain_auth = true
authentication = "insecure"
insecure_open_authentication = "Yes please, I know what I'm doing!"
storage = "sql"; sql = {{ driver = "SQLite3", database = "{folder}/prosody.sqlite" }}
log = {{ error = "{folder}/prosody.log" }}
VirtualHost "localhost"
Component "rooms.localhost" "muc"
  modules_enabled = {{ "muc_mam" }}
  muc_room_locking = false; muc_log_by_default = true; max_archive_query_results = 50
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that may be installed here."""

    name: str
    package: str
    program: str
    config: str
    command: tuple[str, ...]
    join: Join
    keeps: str
    """What the server has done once it acknowledges."""
    environment: Mapping[str, str]

    def installed(self) -> bool:
        """Tell whether it is."""
        return found(self.program) is not None


def _peer(name: str, package: str, program: str, config: str, command: str, join: Join, keeps: str,
          **environment: str) -> Peer:  # fmt: skip
    return Peer(name, package, program, config, tuple(command.split()), join, keeps, environment)


PEERS = {
    peer.name: peer
    for peer in (
        _peer(
            "mosquitto", "mosquitto", "mosquitto", MOSQUITTO, "-c {config}", tongues.join_mqtt,
            "in memory; sessions persist, and are saved every 30 minutes and at a stop",
        ),
        _peer(
            "prosody", "prosody lua-dbi-sqlite3", "prosody", PROSODY, "--config {config} -F",
            tongues.join_xmpp, "in the archive (SQLite)",
        ),
        _peer(
            "inspircd", "inspircd", "inspircd", INSPIRCD, "--config {config} --nofork --nopid",
            tongues.join_irc, "nothing is kept",
        ),
        _peer(
            "nats", "nats-server", "nats-server", NATS, "-c {config}", tongues.join_nats,
            "nothing is kept", GOMAXPROCS="1",
        ),
        _peer(
            "jetstream", "nats-server", "nats-server", NATS + JETSTREAM, "-c {config}",
            tongues.join_jetstream,
            "in the operating system's cache; fsync every two minutes", GOMAXPROCS="1",
        ),
    )
}  # fmt: skip


@contextmanager
def running(
    peer: Peer, core: int, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a peer as nobody, or as who runs this unless that is root."""
    program = found(peer.program)
    if program is None:
        raise RuntimeError(f"{peer.name} is not installed: apt-get install {peer.package}")
    user = NOBODY if os.geteuid() == 0 else None
    with folder_for(user) as folder:
        port = free_port()
        config = folder / "config.cfg.lua"  # no other name will do for Prosody
        config.write_text(peer.config.format(host=HOST, port=port, folder=folder))
        command = [program, *(part.format(config=config) for part in peer.command)]
        settings = {**peer.environment, **(environment or {})}
        with process(command, folder, port, core, user=user, environment=settings) as started:
            yield Running(started.pid, port, folder, peer.join)
