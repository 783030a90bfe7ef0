// Where a relay is: a URL, checked, as the socket's address and as the name that signatures cover (R6).

import { PATH } from "../wire/sizes.ts"

const PORTS: Readonly<Record<string, number>> = { https: 443, http: 80 }
const SCHEMES: Readonly<Record<string, string>> = { wss: "https", ws: "http" }
const PARTS = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)(.*)$/is
const AUTHORITY = /^(\[[^[\]]*\]|[^:[\]]*)(?::([0-9]*))?$/
const NAME = /^(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/
const NETWORK_ADDRESS = /^[0-9a-f:.]+$/
const LOOPBACK = /^127(?:\.(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}$/
const BELOW = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/
const MOST_NAME = 240
const MOST_PATH = 200

/** The URL is not one of a relay that may be spoken to. `sentence` is a Fluent id that says why. */
export class AddressError extends Error {
  override readonly name = "AddressError"
  readonly sentence: "address-none" | "address-ends" | "address-path" | "address-scheme" | "address-open"

  constructor(sentence: AddressError["sentence"]) {
    super(sentence)
    this.sentence = sentence
  }
}

/** A relay's address. As a text it shows nothing of itself. */
export class Address {
  /** `http` only for loopback and onion services. */
  readonly scheme: "https" | "http"
  /** Lower-case name with the port unless it is the scheme's own; what signatures cover. */
  readonly host: string
  /** Where the relay lives below the host, without a slash at the end. */
  readonly path: string

  private constructor(scheme: "https" | "http", host: string, path: string) {
    this.scheme = scheme
    this.host = host
    this.path = path
  }

  /**
   * Reads a relay's URL; the scheme may be left out. Unencrypted links are allowed only where nobody else
   * carries them: on this machine, and inside Tor's own encryption. Throws AddressError for anything else,
   * and for what is no URL.
   *
   * It is not read by `URL`, which repairs what people mistype: the one form of a relay's address goes into
   * signatures and policies, and has to be the same for every client.
   */
  static parse(text: string): Address {
    // Line ends inside a URL are nothing, as wherever URLs are pasted.
    const pasted = text.trim().replace(/[\t\r\n]/g, "")
    const [, given, authority = "", below = ""] = PARTS.exec(pasted) ?? []
    const [, name = "", digits = ""] = AUTHORITY.exec(authority.replace(/[?#].*$/s, "")) ?? []
    const port = digits === "" ? null : Number(digits)
    if (name === "" || port === 0 || (port !== null && port > 65535)) throw new AddressError("address-none")
    if (/[?#]/.test(pasted)) throw new AddressError("address-ends")
    const host = hostOf(name.toLowerCase())
    const path = below.replace(/\/+$/, "")
    if (path.length > MOST_PATH || !BELOW.test(path)) throw new AddressError("address-path")
    const nearby = staysPrivate(host)
    const asked = given?.toLowerCase() ?? (nearby ? "http" : "https")
    const scheme = SCHEMES[asked] ?? asked
    if (scheme !== "https" && scheme !== "http") throw new AddressError("address-scheme")
    if (scheme === "http" && !nearby) throw new AddressError("address-open")
    const named = port === null || port === PORTS[scheme] ? host : `${host}:${port}`
    return new Address(scheme, named, path)
  }

  /** The relay's URL, in the one form that goes into policies. */
  get url(): string {
    return `${this.scheme}://${this.host}${this.path}`
  }

  /** Where the WebSocket is. */
  get socket(): string {
    return `${this.scheme.replace("http", "ws")}://${this.host}${this.path}${PATH}`
  }

  toString(): string {
    return "Address(...)"
  }
}

/** The one form of a host's name; an IPv6 address in brackets. */
function hostOf(written: string): string {
  if (written.startsWith("[")) return networkAddress(written)
  const name = written.replace(/\.$/, "")
  if (name.length > MOST_NAME || !NAME.test(name)) throw new AddressError("address-none")
  return name
}

/** An IPv6 address in its shortest form (RFC 5952), without a zone, which is this machine's own. */
function networkAddress(written: string): string {
  const address = `http://${written}`
  if (!NETWORK_ADDRESS.test(written.slice(1, -1)) || !URL.canParse(address)) {
    throw new AddressError("address-none")
  }
  return new URL(address).hostname
}

function staysPrivate(host: string): boolean {
  return host === "localhost" || host.endsWith(".onion") || host === "[::1]" || LOOPBACK.test(host)
}
