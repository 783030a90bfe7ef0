"""MQTT, NATS, IRC and XMPP, as far as the load needs them: join a circle, post, count.

Bodies are plain letters behind a mark, so counting a mark counts deliveries, whatever is around it.
Where a protocol acknowledges nothing, the sender's own copy counts as the acknowledgement.
"""

from __future__ import annotations

import re
import socket
from base64 import b64encode

from bench.relay.load import BODY_BYTES, MARK, head_of

WAIT_SECONDS = 60


class Mark:
    """Counts a pattern in what comes in piece by piece."""

    def __init__(self, pattern: bytes) -> None:
        self._pattern = pattern
        self._seam = len(pattern) - 1
        self._tail = b""

    def count(self, chunk: bytes) -> int:
        """Count what lies in this piece, and across its beginning."""
        across = (self._tail + chunk[: self._seam]).count(self._pattern)
        if len(chunk) >= self._seam:
            self._tail = chunk[len(chunk) - self._seam :]
        else:
            self._tail = (self._tail + chunk)[-self._seam :]
        return across + chunk.count(self._pattern)


def dial(host: str, port: int) -> socket.socket:
    """Connect; blocks."""
    connection = socket.create_connection((host, port))
    connection.settimeout(WAIT_SECONDS)
    return connection


def until(connection: socket.socket, pattern: bytes) -> bytes:
    """Read until a pattern has come; blocks."""
    data = b""
    while not re.search(pattern, data):
        got = connection.recv(4096)
        if not got:
            raise ConnectionError("the server hung up")
        data += got
    return data


class Mqtt:
    """MQTT 3.1.1, QoS 1 both ways: the server acknowledges a post, the reader every delivery."""

    def __init__(self, topic: bytes) -> None:
        self._topic = len(topic).to_bytes(2, "big") + topic
        self._number = 0
        self._rest = b""
        # All that comes: the topic's PUBLISH, as long as every other, and PUBACK.
        self._size = len(_mqtt(0x32, self._topic + bytes(2 + BODY_BYTES)))
        published = b"\x32.." + re.escape(self._topic) + b"(..).{%d}" % BODY_BYTES
        self._packets = re.compile(b"(?s)" + published + b"|\x40\x02..")

    def post(self, body: bytes) -> bytes:
        """Give a PUBLISH."""
        self._number = self._number % 65535 + 1
        return _mqtt(0x32, self._topic + self._number.to_bytes(2, "big") + body)

    def hear(self, chunk: bytes) -> tuple[int, int, bytes]:
        """Count PUBACK, and PUBLISH, which is to be acknowledged by its number."""
        data = self._rest + chunk if self._rest else chunk
        numbers = self._packets.findall(data)
        acknowledged = numbers.count(b"")
        delivered = len(numbers) - acknowledged
        self._rest = data[4 * acknowledged + self._size * delivered :]
        answer = b"".join([b"\x40\x02" + number for number in numbers if number])
        return acknowledged, delivered, answer


def _mqtt(kind: int, rest: bytes) -> bytes:
    size = len(rest)
    if size < 128:
        return bytes((kind, size)) + rest
    return bytes((kind, size & 127 | 128, size >> 7)) + rest


def join_mqtt(host: str, port: int, circle: int, member: int) -> tuple[socket.socket, Mqtt]:
    """Connect with a session that persists, and subscribe."""
    connection = dial(host, port)
    name = b"c%dm%d" % (circle, member)
    flags = b"\x00\x04MQTT\x04\x00\x00\x00"  # no clean session, no keep-alive
    connection.sendall(_mqtt(0x10, flags + len(name).to_bytes(2, "big") + name))
    until(connection, b"\x20\x02.\x00")
    topic = b"circle/%d" % circle
    wish = b"\x00\x01" + len(topic).to_bytes(2, "big") + topic + b"\x01"
    connection.sendall(_mqtt(0x82, wish))
    until(connection, b"\x90\x03\x00\x01\x01")
    return connection, Mqtt(topic)


class Counting:
    """A protocol whose lines can be counted by marks."""

    def __init__(self, before: bytes, after: bytes, acknowledgement: bytes) -> None:
        self._before, self._after = before, after
        self._acknowledged = Mark(acknowledgement)
        self._delivered = Mark(MARK)

    def post(self, body: bytes) -> bytes:
        """Give a line."""
        return self._before + body + self._after

    def hear(self, chunk: bytes) -> tuple[int, int, bytes]:
        """Count both marks."""
        return self._acknowledged.count(chunk), self._delivered.count(chunk), b""


def join_nats(host: str, port: int, circle: int, member: int) -> tuple[socket.socket, Counting]:
    """Connect to NATS and subscribe to a subject; one's own copy is the acknowledgement."""
    connection = _nats(host, port)
    connection.sendall(b"SUB circle.%d 1\r\nPING\r\n" % circle)
    until(connection, b"PONG\r\n")
    return connection, Counting(
        b"PUB circle.%d 1024\r\n" % circle, b"\r\n", head_of(circle, member)
    )


def join_jetstream(
    host: str, port: int, circle: int, member: int
) -> tuple[socket.socket, Counting]:
    """Connect to NATS with a stream that keeps the subjects; the stream acknowledges."""
    connection = _nats(host, port)
    connection.sendall(b"SUB circle.%d 1\r\nSUB ack.%d.%d 2\r\n" % (circle, circle, member))
    if circle == member == 0:
        wish = b'{"name":"C","subjects":["circle.*"],"storage":"file","retention":"limits"}'
        connection.sendall(b"SUB made 3\r\nPUB $JS.API.STREAM.CREATE.C made %d\r\n" % len(wish))
        connection.sendall(wish + b"\r\n")
        until(connection, b'"config"')
    connection.sendall(b"PING\r\n")
    until(connection, b"PONG\r\n")
    before = b"PUB circle.%d ack.%d.%d 1024\r\n" % (circle, circle, member)
    return connection, Counting(before, b"\r\n", b'{"stream"')


def _nats(host: str, port: int) -> socket.socket:
    connection = dial(host, port)
    until(connection, b"\r\n")
    connection.sendall(b'CONNECT {"verbose":false,"pedantic":false}\r\n')
    return connection


def join_irc(host: str, port: int, circle: int, member: int) -> tuple[socket.socket, Counting]:
    """Connect to IRC and join a channel, with an echo of what one says as acknowledgement."""
    connection = dial(host, port)
    name = b"c%dm%d" % (circle, member)
    connection.sendall(
        b"CAP REQ :echo-message\r\nNICK %s\r\nUSER %s 0 * :x\r\nCAP END\r\n" % (name, name)
    )
    until(connection, rb" 00[45] |ERROR")
    connection.sendall(b"JOIN #c%d\r\nPING :here\r\n" % circle)
    until(connection, b"PONG.*here")
    return connection, Counting(b"PRIVMSG #c%d :" % circle, b"\r\n", head_of(circle, member))


def join_xmpp(host: str, port: int, circle: int, member: int) -> tuple[socket.socket, Counting]:
    """Connect to XMPP and enter a room with an archive; the room's echo is the acknowledgement."""
    connection = dial(host, port)
    begin = b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    begin += b"to='localhost' version='1.0'>"
    connection.sendall(b"<?xml version='1.0'?>" + begin)
    until(connection, b"</stream:features>")
    secret = b64encode(b"\0c%dm%d\0secret" % (circle, member))
    sasl = b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>%s</auth>"
    connection.sendall(sasl % secret)
    until(connection, b"<success")
    connection.sendall(begin)
    until(connection, b"</stream:features>")
    bind = b"<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>"
    connection.sendall(b"<iq type='set' id='b'>" + bind + b"</iq>")
    until(connection, b"</iq>")
    room = b"c%d@rooms.localhost" % circle
    muc = b"<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>"
    connection.sendall(b"<presence to='%s/m%d'>%s</presence>" % (room, member, muc))
    until(connection, b"110")
    before = b"<message to='%s' type='groupchat'><body>" % room
    return connection, Counting(before, b"</body></message>", head_of(circle, member))
