// A relay that does as a test tells it, also what no relay may do.
//
//     const url = await falseRelay(async (side) => { await side.hear(); side.say({ kind: "pong", rid: 1 }) })
//
// It is given a Side of each connection, after the hello unless `greet` is false, and ends with the test.

import { createServer, type Incoming, type Raw } from "node:http"
import { onTestFinished } from "vitest"
import { concat, u16, u64, utf8 } from "../../src/wire/bytes.ts"
import type { Limits, Reply, Request } from "../../src/wire/frames.ts"
import { decodeRequest, encodeReply } from "../../src/wire/framing.ts"

export const CHALLENGE = Uint8Array.from({ length: 32 }, (_, at) => at)
export const LIMITS: Limits = {
  difficulty: 0,
  passRequired: false,
  largestEntry: 262144,
  boxEntries: 4096,
  boxBytes: 2 ** 24,
  maxSteps: 8,
  burnableEntries: 32,
  burnableBytes: 2 ** 23,
  seals: 8,
  opensPerMinute: 30,
  postsPerMinute: 240,
  requestsPerMinute: 1200,
  boxes: 256,
  shortDays: 14,
  longDays: 90,
}

/** The GUID of RFC 6455, 1.3. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
const TEXT = 1
const BINARY = 2
const CLOSE = 8

/** The relay's side of a connection. */
export class Side {
  readonly request: Incoming
  /** Settled once the client has closed. */
  readonly gone: Promise<void>
  readonly #socket: Raw
  readonly #heard: Request[] = []
  #read = new Uint8Array()
  #wake: () => void = () => undefined

  constructor(request: Incoming, socket: Raw) {
    this.request = request
    this.#socket = socket
    this.gone = new Promise((gone) => {
      socket.on("close", gone)
      socket.on("error", gone)
    })
    socket.on("data", (bytes) => this.#take(bytes))
  }

  /** The next request. */
  async hear(): Promise<Request> {
    for (;;) {
      const request = this.#heard.shift()
      if (request !== undefined) return request
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  say(...frames: readonly Reply[]): void {
    this.#socket.write(concat(...frames.map((frame) => message(BINARY, encodeReply(frame)))))
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.write(message(BINARY, bytes))
  }

  sendText(text: string): void {
    this.#socket.write(message(TEXT, utf8(text)))
  }

  /** Vanishes without a goodbye. */
  vanish(): void {
    this.#socket.destroy()
  }

  #take(bytes: Uint8Array): void {
    this.#read = concat(this.#read, bytes)
    for (;;) {
      const found = unmasked(this.#read)
      if (found === null) return
      this.#read = this.#read.slice(found.length)
      if (found.kind === BINARY) this.#heard.push(decodeRequest(found.payload))
      if (found.kind === CLOSE) {
        this.#socket.write(message(CLOSE, found.payload))
        this.#socket.end()
      }
      this.#wake()
    }
  }
}

/** Runs one until the test ends; gives its URL. */
export async function falseRelay(
  behave: (side: Side) => void | Promise<void>,
  manner: { greet?: boolean; limits?: Limits; status?: number } = {},
): Promise<string> {
  const server = createServer()
  server.on("upgrade", async (request, socket) => {
    if (manner.status !== undefined) {
      socket.write(`HTTP/1.1 ${manner.status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      socket.end()
      return
    }
    const side = new Side(request, socket)
    socket.write(await handshake(request))
    const { greet = true, limits = LIMITS } = manner
    if (greet) side.say({ kind: "hello", version: 1, challenge: CHALLENGE, limits })
    await behave(side)
    await side.gone
    socket.destroy()
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${server.address().port}`
}

async function handshake(request: Incoming): Promise<string> {
  const key = utf8(`${request.headers["sec-websocket-key"]}${GUID}`)
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", key))
  const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
  return `${[...lines, `Sec-WebSocket-Accept: ${btoa(String.fromCharCode(...digest))}`].join("\r\n")}\r\n\r\n`
}

/** One message as a server sends it: whole, and not masked (RFC 6455, 5.2). */
function message(kind: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const head = Uint8Array.of(0x80 | kind, length < 126 ? length : length < 65536 ? 126 : 127)
  const rest = length < 126 ? new Uint8Array() : length < 65536 ? u16(length) : u64(length)
  return concat(head, rest, payload)
}

/** The first message as a client sent it; null while it is not all there. */
function unmasked(bytes: Uint8Array): { kind: number; payload: Uint8Array; length: number } | null {
  if (bytes.length < 2) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const short = view.getUint8(1) & 0x7f
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < start + 4) return null
  const size = short < 126 ? short : short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2))
  const length = start + 4 + size
  if (bytes.length < length) return null
  const mask = bytes.subarray(start, start + 4)
  const payload = bytes.slice(start + 4, length).map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  return { kind: view.getUint8(0) & 0x0f, payload, length }
}
