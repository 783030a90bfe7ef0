// How a page gets its engine: the one call that the user interface makes of this room.

import { Database } from "../vault/database.ts"
import type { Engine, Told } from "./api.ts"
import { type Backend, Unanswered } from "./backend.ts"
import { failed } from "./failures.ts"
import { CHANNEL, Tabs } from "./tabs.ts"
import type { FromWorker, ToWorker } from "./worker.ts"

/** Milliseconds that others have to let go of an emptied vault; one that sleeps does so when it wakes. */
const LETTING_GO = 1_000

/** The relay that served a page: the directory that it lies in, without what follows in the address. */
export function relayOf(page: string): string {
  return new URL(".", page).href
}

/** The engine, in a worker of this tab or of another. Where the browser cannot run it, all calls fail. */
export function connectEngine(): Engine {
  if (!isAble()) return { call: () => Promise.reject(failed("error-browser")), listen: () => () => undefined }
  return new Tabs({
    start: (tell) => startWorker(relayOf(location.href), tell),
    locks: navigator.locks,
    channel: new BroadcastChannel(CHANNEL),
    persist: async () => navigator.storage?.persist?.(),
    empty: () => Database.empty(),
    drop: () => Promise.race([Database.erase(), past(LETTING_GO)]),
  })
}

function past(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds))
}

function isAble(): boolean {
  const needed = ["indexedDB", "BroadcastChannel", "Worker", "WebSocket", "WebAssembly"]
  // Locks and cryptography are there in secure contexts alone.
  return (
    globalThis.isSecureContext === true && "locks" in navigator && needed.every((name) => name in globalThis)
  )
}

function startWorker(relay: string, tell: (told: Told) => void): Backend {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" })
  const unanswered = new Unanswered()
  const post = (message: ToWorker): void => worker.postMessage(message)
  /** A worker that fails before it has said a word was not loaded, and never answers. */
  let spoke = false
  let dead = false
  worker.onmessage = (event: MessageEvent<FromWorker>) => {
    const message = event.data
    spoke = true
    if (message.type === "told") tell(message.told)
    else unanswered.answered(message.id, message.outcome)
  }
  worker.onerror = () => {
    dead = !spoke
    unanswered.fail(() => failed("error-unexpected"))
  }
  post({ type: "start", relay })
  return {
    call: (name, args) =>
      dead
        ? Promise.reject(failed("error-unexpected"))
        : unanswered.ask((id) => post({ type: "call", id, name, args })),
    close: () => {
      worker.terminate()
      unanswered.fail(() => failed("error-owner-gone"))
    },
  }
}
