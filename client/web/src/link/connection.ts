// One connection to a relay: requests and their answers, and what comes live between them.
//
// Nothing that a relay says is trusted: frames are decoded strictly, answers must answer, sequence numbers
// must rise, and a relay that breaks this loses the connection. No address and no frame reaches a log or an
// error. What a browser hides, this cannot tell apart: a refused handshake (R6, R38), a bad certificate and
// a line that is down are all one LinkLostError.

import { hex } from "../wire/bytes.ts"
import { MalformedError } from "../wire/codec.ts"
import { Life, Purpose } from "../wire/codes.ts"
import type { Answer, Attached, Entry, Hello, Limits, Reply, Request } from "../wire/frames.ts"
import { decodeReply, encodeRequest } from "../wire/framing.ts"
import { passProof } from "../wire/proofs.ts"
import { boxId, burnHash, signAttach, signOpen } from "../wire/signing.ts"
import { VERSION } from "../wire/sizes.ts"
import type { Address } from "./address.ts"
import { FullError, LinkError, LinkLostError, MisbehavedError, ProofError, refusal } from "./errors.ts"
import { type Asked, Exchange } from "./exchange.ts"
import type { Pushes } from "./live.ts"
import { solve } from "./work.ts"

/** How long an answer may take; after that the connection counts as lost. */
const ANSWER_SECONDS = 30
const CONNECT_SECONDS = 20
/** How long a relay may be silent before it is asked, by a Ping, whether it is still there. */
const HEARTBEAT_SECONDS = 45
/** Blobs taken from one read; no honest box holds as much. */
const MOST_READ_BYTES = 256 * 1024 * 1024
/** Bits of work that are done at most: minutes of it, not years. */
const MOST_DIFFICULTY = 28

const NORMAL = 1000

/** How a connection is made. */
export interface Manner {
  /** An operator's pass, shown in place of work. */
  word?: string | null
  /** Told, from 0 to 1, how far a proof of work may be. */
  working?: (share: number) => void
  /** Ends the connection, or the attempt, and the work that is done for it. */
  signal?: AbortSignal
  /** Bounds other than the ones above. */
  bounds?: Partial<Bounds>
}

/** Seconds, and bytes of blobs. */
interface Bounds {
  answer: number
  connect: number
  heartbeat: number
  read: number
}

const BOUNDS: Bounds = {
  answer: ANSWER_SECONDS,
  connect: CONNECT_SECONDS,
  heartbeat: HEARTBEAT_SECONDS,
  read: MOST_READ_BYTES,
}

type AnswerTo<Kind> = Extract<Answer, { kind: Kind }>

/** An open connection. Each request rejects with a LinkError. */
export class Connection {
  /** What the relay said in its hello. */
  readonly limits: Limits
  readonly #challenge: Uint8Array
  readonly #host: string
  readonly #word: string | null
  readonly #working: (share: number) => void
  readonly #bounds: Bounds
  readonly #socket: WebSocket
  readonly #exchange = new Exchange()
  /** The quota step that each box was last told to have, by its id in hex. */
  readonly #steps = new Map<string, number>()
  readonly #ended = new AbortController()
  readonly #signal: AbortSignal | null
  readonly #stop = () => this.close()
  #heartbeat: ReturnType<typeof setTimeout>

  private constructor(address: Address, manner: Manner, socket: WebSocket, hello: Hello) {
    this.limits = hello.limits
    this.#challenge = hello.challenge
    this.#host = address.host
    this.#word = manner.word ?? null
    this.#working = manner.working ?? (() => undefined)
    this.#bounds = { ...BOUNDS, ...manner.bounds }
    this.#socket = socket
    this.#signal = manner.signal ?? null
    this.#heartbeat = this.#listenOn()
    socket.onmessage = ({ data }) => this.#receive(data)
    socket.onclose = this.#stop
    this.#signal?.addEventListener("abort", this.#stop)
  }

  /** Connects and takes the relay's hello. Rejects with LinkLostError and MisbehavedError. */
  static connect(address: Address, manner: Manner = {}): Promise<Connection> {
    return new Promise((connected, failed) => {
      const socket = dial(address)
      const settle = () => {
        clearTimeout(patience)
        manner.signal?.removeEventListener("abort", unreached)
        deafen(socket)
      }
      const fail = (error: LinkError) => {
        settle()
        socket.close(NORMAL)
        failed(error)
      }
      const unreached = () => fail(new LinkLostError("link-unreached"))
      const patience = setTimeout(unreached, (manner.bounds?.connect ?? CONNECT_SECONDS) * 1000)
      socket.onmessage = ({ data }) => {
        const hello = helloOf(data)
        if (hello === null) {
          fail(new MisbehavedError("this is not a relay, or not one of this version"))
          return
        }
        settle()
        // Here, within the event: the next one is the connection's.
        connected(new Connection(address, manner, socket, hello))
      }
      socket.onerror = unreached
      socket.onclose = unreached
      manner.signal?.addEventListener("abort", unreached)
      if (manner.signal?.aborted === true) unreached()
    })
  }

  /** What came by itself; null once the connection is lost. */
  get live(): Pushes {
    return this.#exchange.pushes
  }

  // What can be asked of a relay -------------------------------------------------------------------

  /** Opens the box of this seed; pays with work or the pass. An open one stays as it is. */
  async open(seed: Uint8Array, burnKey: Uint8Array | null = null): Promise<void> {
    const burn = burnKey === null ? null : burnHash(burnKey)
    const sig = signOpen(seed, this.#host, this.#challenge, burn)
    const box = boxId(seed)
    const proof = await this.#proof(Purpose.OPEN, box, 0)
    await this.#ask({ kind: "open", rid: this.#exchange.rid(), box, burnHash: burn, sig, proof }, "opened")
  }

  /** Attaches the box of this seed, and gives everything in it beyond `after`; it is live then. */
  async attach(seed: Uint8Array, after: number): Promise<{ attached: Attached; entries: Entry[] }> {
    const box = boxId(seed)
    const sig = signAttach(seed, this.#host, this.#challenge)
    const asked = this.#send({ kind: "attach", rid: this.#exchange.rid(), box, sig, after }, "attached")
    const attached = await this.#take(asked, "attached")
    this.#steps.set(hex(box), attached.step)
    return { attached, entries: await this.#pages(asked) }
  }

  /** Everything beyond `after` in an attached box, which is live again then. */
  async read(box: Uint8Array, after: number): Promise<Entry[]> {
    return this.#pages(this.#send({ kind: "read", rid: this.#exchange.rid(), box, after }, "page"))
  }

  /**
   * Appends an entry; gives its sequence number, once it is durable. A full box is grown, which costs a
   * proof, unless told otherwise: boxes with a burn key cannot grow.
   */
  async post(box: Uint8Array, blob: Uint8Array, manner: { long: boolean; grow?: boolean }): Promise<number> {
    const life = manner.long ? Life.LONG : Life.SHORT
    const posted = () => this.#ask({ kind: "post", rid: this.#exchange.rid(), box, life, blob }, "posted")
    try {
      return (await posted()).seq
    } catch (error) {
      if (!(error instanceof FullError) || manner.grow === false) throw error
    }
    await this.grow(box)
    return (await posted()).seq
  }

  /** Seals the box after the seal `after`, 0 for none; gives its number, once it is durable. */
  async seal(box: Uint8Array, after: number, blob: Uint8Array): Promise<number> {
    const proof = after === 0 ? new Uint8Array() : await this.#proof(Purpose.RESEAL, box, after)
    const rid = this.#exchange.rid()
    return (await this.#ask({ kind: "seal", rid, box, after, blob, proof }, "sealed")).seq
  }

  /** Gives an attached box one more step of quota, for a proof. */
  async grow(box: Uint8Array): Promise<void> {
    const proof = await this.#proof(Purpose.GROW, box, this.#steps.get(hex(box)) ?? 0)
    const grown = await this.#ask({ kind: "grow", rid: this.#exchange.rid(), box, proof }, "grown")
    this.#steps.set(hex(box), grown.step)
  }

  /** Hears no more of a box. */
  async detach(box: Uint8Array): Promise<void> {
    await this.#ask({ kind: "detach", rid: this.#exchange.rid(), box }, "detached")
    this.#steps.delete(hex(box))
  }

  /** Erases a box, by its burn key. */
  async burn(box: Uint8Array, key: Uint8Array): Promise<void> {
    await this.#ask({ kind: "burn", rid: this.#exchange.rid(), box, key }, "burned")
  }

  /** Learns whether the relay is there. */
  async ping(): Promise<void> {
    await this.#ask({ kind: "ping", rid: this.#exchange.rid() }, "pong")
  }

  /** Ends the connection; whatever waits is told that it is lost. */
  close(): void {
    this.#end(new LinkLostError("link-lost"))
  }

  // Proofs -----------------------------------------------------------------------------------------

  async #proof(purpose: Purpose, box: Uint8Array, counter: number): Promise<Uint8Array> {
    const work = { purpose, host: this.#host, challenge: this.#challenge, box, counter }
    if (this.#word !== null) return passProof(work, this.#word)
    if (this.limits.passRequired) throw new ProofError("link-pass")
    if (this.limits.difficulty > MOST_DIFFICULTY) throw new ProofError("link-too-much-work")
    return solve(work, this.limits.difficulty, this.#ended.signal, this.#working)
  }

  // Requests and answers ---------------------------------------------------------------------------

  async #ask<Kind extends Answer["kind"]>(frame: Request, kind: Kind): Promise<AnswerTo<Kind>> {
    return this.#take(this.#send(frame, kind), kind)
  }

  #send(frame: Request, kind: Answer["kind"]): Asked {
    const bytes = encodeRequest(frame)
    const asked = this.#exchange.ask(frame, kind)
    this.#socket.send(bytes)
    return asked
  }

  async #take<Kind extends Answer["kind"]>(asked: Asked, kind: Kind): Promise<AnswerTo<Kind>> {
    // While our own bytes are still leaving, over a slow line, it is not the relay that is late.
    let unsent = this.#socket.bufferedAmount
    while (!(await within(this.#bounds.answer, asked.arrived()))) {
      const left = this.#socket.bufferedAmount
      if (left >= unsent) throw this.#end(new LinkLostError("link-silent"))
      unsent = left
    }
    const answer = asked.take()
    if (answer instanceof LinkError) throw answer
    if (answer?.kind === "refused") throw refusal(answer.code)
    if (answer?.kind !== kind) throw new MisbehavedError("the relay gave an answer to another question")
    return answer as AnswerTo<Kind>
  }

  async #pages(asked: Asked): Promise<Entry[]> {
    const entries: Entry[] = []
    let size = 0
    for (;;) {
      const page = await this.#take(asked, "page")
      entries.push(...page.entries)
      for (const { blob } of page.entries) size += blob.length
      if (size > this.#bounds.read) {
        throw this.#end(new MisbehavedError("the relay gives more than a box holds"))
      }
      if (page.done) return entries
    }
  }

  // The socket -------------------------------------------------------------------------------------

  #receive(data: unknown): void {
    clearTimeout(this.#heartbeat)
    this.#heartbeat = this.#listenOn()
    try {
      this.#exchange.sort(frameOf(data))
    } catch (error) {
      this.#end(error instanceof MisbehavedError ? error : new LinkLostError("link-lost"))
      if (!(error instanceof MisbehavedError)) throw error // ours
    }
  }

  /** Asks a relay that stays silent whether it is there; that it does not answer ends the connection. */
  #listenOn(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.ping().catch(() => undefined), this.#bounds.heartbeat * 1000)
  }

  #end(fault: LinkError): LinkError {
    const first = this.#exchange.fail(fault)
    clearTimeout(this.#heartbeat)
    this.#signal?.removeEventListener("abort", this.#stop)
    this.#ended.abort(first)
    deafen(this.#socket)
    this.#socket.close(NORMAL)
    return first
  }
}

function dial(address: Address): WebSocket {
  try {
    const socket = new WebSocket(address.socket)
    socket.binaryType = "arraybuffer"
    return socket
  } catch {
    throw new LinkLostError("link-unreached") // an address that the browser does not take
  }
}

/** Takes no more from a socket, whatever still comes. */
function deafen(socket: WebSocket): void {
  socket.onmessage = null
  socket.onerror = null
  socket.onclose = null
}

/** The frame of a message. Throws MisbehavedError. */
function frameOf(data: unknown): Reply {
  try {
    if (!(data instanceof ArrayBuffer)) throw new MalformedError() // R1
    return decodeReply(new Uint8Array(data))
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error
    throw new MisbehavedError("the relay sent what is no frame")
  }
}

/** The hello of a relay of this version (R5); null for anything else. */
function helloOf(data: unknown): Hello | null {
  try {
    const frame = frameOf(data)
    return frame.kind === "hello" && frame.version === VERSION ? frame : null
  } catch {
    return null
  }
}

/** Whether it happens within so many seconds. */
async function within(seconds: number, happens: Promise<void>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((tell) => {
    timer = setTimeout(tell, seconds * 1000, false)
  })
  try {
    return await Promise.race([happens.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
