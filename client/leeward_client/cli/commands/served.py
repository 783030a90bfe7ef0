"""`leeward verify-web`: whether a relay serves browsers the web client that was built, and no other.

It needs no vault. What is compared is what stands in `leeward_wire.pages`: the manifest, the files,
their types, and the headers that keep a browser from running anything else."""

import hashlib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leeward_wire.pages import (
    HEADERS,
    INDEX,
    MANIFEST,
    MAX_MANIFEST_BYTES,
    UNWANTED,
    ManifestError,
    content_type,
    read_manifest,
    spoken_digest,
)

import leeward_client
from leeward_client.cli import plain, render
from leeward_client.cli.exits import Exit
from leeward_client.cli.output import Output
from leeward_client.link import (
    Address,
    AddressError,
    LinkLostError,
    Proxy,
    Served,
    Visit,
    Ways,
    visit,
)
from leeward_client.locale import SpokenError, say

REFERENCE = Path(str(leeward_client.__file__)).parent / "web" / MANIFEST
"""The manifest of the web client that was built together with this program."""

MOST_SHOWN = 200


class _ReferenceError(SpokenError):
    """There is no manifest to compare with; the sentence says why."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. `what` names its sentence, `cli-web-<what>`."""

    what: str
    path: str
    detail: str = ""
    """The header or the status in question."""


async def verify_web(arguments: Namespace, out: Output, proxy: Proxy | None) -> Exit:
    """Compare what a relay serves with a manifest, fetched through the proxy where there is one."""
    try:
        address = Address.parse(arguments.url)
        reference = _reference(arguments.manifest)
        known = read_manifest(reference)
    except (AddressError, _ReferenceError) as error:
        out.tell(render.sentence(str(error)))
        return Exit.USAGE
    except ManifestError:
        out.tell(say("cli-web-bad-reference"))
        return Exit.USAGE
    try:
        async with visit(address, Ways(lambda: proxy).page()) as there:
            served, findings = await compare(there, reference, known)
    except LinkLostError as error:
        out.tell(render.sentence(str(error)))
        return Exit.OFFLINE
    digest = spoken_digest(reference)
    out.data(
        {
            "relay": address.url,
            "ok": not findings,
            "files": len(known),
            "digest": digest,
            "served": spoken_digest(served),
            "findings": [
                {"what": one.what, "path": one.path, "detail": one.detail} for one in findings
            ],
        }
    )
    _tell(out, address.url, known, findings)
    out.say(say("cli-web-digest", digest=digest))
    if served != reference:
        out.say(say("cli-web-digest-served", digest=spoken_digest(served)))
    return Exit.REFUSED if findings else Exit.DONE


async def compare(
    there: Visit, reference: bytes, known: Mapping[str, bytes]
) -> tuple[bytes, list[Finding]]:
    """Fetch everything and compare it: the manifest that is served, and what is wrong.

    Raises LinkLostError."""
    findings: list[Finding] = []
    # The page first and the manifest last: as a browser would, and not as this command must.
    for path, expected in (("", known[INDEX]), *known.items()):
        answer = await there.fetch(path)
        findings += _of_answer(path or INDEX, answer, expected)
    manifest = await there.fetch(MANIFEST, most=MAX_MANIFEST_BYTES)
    findings += _of_answer(MANIFEST, manifest, hashlib.sha256(reference).digest())
    try:
        listed = read_manifest(manifest.body)
    except ManifestError:
        listed = {}
    findings += [Finding("unlisted", path) for path in listed if path not in known]
    # The page is fetched under both its names, and told of once.
    return manifest.body, list(dict.fromkeys(findings))


def _of_answer(path: str, answer: Served, expected: bytes) -> list[Finding]:
    wrong = _of_body(path, answer, expected)
    if wrong is not None:
        findings = [wrong]
    elif answer.values("Content-Type") != [content_type(path)]:
        findings = [Finding("type", path)]
    else:
        findings = []
    findings += [
        Finding("header", path, name)
        for name, value in HEADERS.items()
        if answer.values(name) != [value]
    ]
    return findings + [Finding("unwanted", path, name) for name in UNWANTED if answer.values(name)]


def _of_body(path: str, answer: Served, expected: bytes) -> Finding | None:
    if 300 <= answer.status < 400:
        return Finding("redirect", path)
    if answer.status == 404:
        return Finding("missing", path)
    if answer.status != 200:
        return Finding("status", path, str(answer.status))
    if not answer.whole or hashlib.sha256(answer.body).digest() != expected:
        return Finding("changed", path)
    return None


def _tell(out: Output, relay: str, known: Mapping[str, bytes], findings: list[Finding]) -> None:
    shown = plain.line(relay)
    if not findings:
        out.say(say("cli-web-right", relay=shown, count=len(known)))
        return
    out.say(say("cli-web-wrong", relay=shown))
    for one in findings[:MOST_SHOWN]:
        out.say(f"  {_sentence(one)}")
    if len(findings) > MOST_SHOWN:
        out.say(say("cli-web-more", count=len(findings) - MOST_SHOWN))
    out.say(say("cli-web-advice"))


def _sentence(one: Finding) -> str:
    path, detail = plain.line(one.path), plain.line(one.detail)
    match one.what:
        case "redirect":
            return say("cli-web-redirect", path=path)
        case "missing":
            return say("cli-web-missing", path=path)
        case "status":
            return say("cli-web-status", path=path, status=detail)
        case "changed":
            return say("cli-web-changed", path=path)
        case "type":
            return say("cli-web-type", path=path)
        case "header":
            return say("cli-web-header", path=path, header=detail)
        case "unwanted":
            return say("cli-web-unwanted", path=path, header=detail)
    return say("cli-web-unlisted", path=path)


def _reference(file: Path | None) -> bytes:
    """The bytes of a manifest; raises _ReferenceError if they cannot be read."""
    try:
        with (file or REFERENCE).open("rb") as stream:
            return stream.read(MAX_MANIFEST_BYTES)
    except OSError as error:
        if file is None:
            raise _ReferenceError("cli-web-no-reference") from None
        reason = error.strerror or type(error).__name__
        raise _ReferenceError("cli-web-unreadable-reference", reason=reason) from None
