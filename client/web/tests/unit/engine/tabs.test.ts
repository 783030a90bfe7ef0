// Several tabs of one browser, in one process: the locks and the channel are Node's own.

import { afterEach, expect, test } from "vitest"
import type { Call, Failure, Told } from "../../../src/engine/api.ts"
import type { Backend } from "../../../src/engine/backend.ts"
import { failed } from "../../../src/engine/failures.ts"
import { CHANNEL, LOCK, Tabs } from "../../../src/engine/tabs.ts"

/** A worker that answers as it is told to, and counts. */
class Worker implements Backend {
  readonly calls: { name: Call; args: readonly unknown[] }[] = []
  tell: (told: Told) => void = () => undefined
  answer: (name: Call, args: readonly unknown[]) => Promise<unknown> = async (name) =>
    name === "vault" ? { phase: "locked", owner: true, persistent: null } : `${name} done`
  closed = false

  call(name: Call, args: readonly unknown[]): Promise<unknown> {
    this.calls.push({ name, args })
    return this.answer(name, args)
  }

  close(): void {
    this.closed = true
  }

  counted(name: Call): number {
    return this.calls.filter((call) => call.name === name).length
  }
}

interface Tab {
  /** What it did to what is stored, in order. */
  erased: string[]
  tabs: Tabs
  /** Says nothing any more, as a tab that was put to sleep. */
  sleep: () => void
  worker: Worker
  started: () => boolean
  told: Told[]
}

let open: Tabs[] = []
let names = 0
let lock = ""

afterEach(() => {
  for (const tabs of open) tabs.close()
  open = []
})

/** A browser of its own, so that tests do not meet. */
function browser(): { open: (how?: { starts?: boolean; holds?: boolean }) => Tab } {
  names += 1
  const name = `${CHANNEL}-${names}`
  lock = `${LOCK}-${names}`
  const own = lock
  const locks = {
    request: (_: string, options: LockOptions, task: LockGrantedCallback<unknown>) =>
      navigator.locks.request(own, options, task),
  } as unknown as Pick<LockManager, "request">
  return {
    open: ({ starts = true, holds = false } = {}) => {
      const erased: string[] = []
      const worker = new Worker()
      let started = false
      const told: Told[] = []
      const channel = new BroadcastChannel(name)
      const tabs = new Tabs({
        start: (tell) => {
          if (!starts) throw new TypeError("the browser forbids it")
          started = true
          worker.tell = tell
          return worker
        },
        locks,
        channel,
        persist: async () => true,
        empty: async () => {
          erased.push("empty")
        },
        drop: async () => {
          erased.push("drop")
          if (holds) throw new Error("another tab holds it")
        },
        beat: 40,
        patience: 150,
      })
      tabs.listen((one) => told.push(one))
      open.push(tabs)
      const sleep = () => {
        channel.onmessage = null
      }
      return { tabs, erased, sleep, worker, started: () => started, told }
    },
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let times = 0; times < 400; times++) {
    if (what()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error("it never came to pass")
}

test("the first tab owns the vault, and the second calls through it", async () => {
  const { open } = browser()
  const first = open()
  expect(await first.tabs.call("circles")).toBe("circles done")
  const second = open()
  expect(await second.tabs.call("seen", "c", 3)).toBe("seen done")
  expect(first.worker.calls).toContainEqual({ name: "seen", args: ["c", 3] })
  expect(second.started()).toBe(false)
})

test("both tabs know who owns the vault", async () => {
  const { open } = browser()
  const first = open()
  expect(await first.tabs.call("vault")).toMatchObject({ phase: "locked", owner: true })
  const second = open()
  expect(await second.tabs.call("vault")).toMatchObject({ phase: "locked", owner: false })
})

test("what the owner tells is heard in every tab", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  const second = open()
  await second.tabs.call("circles")
  first.worker.tell({ type: "vault", vault: { phase: "open", owner: true, persistent: true } })
  first.worker.tell({ type: "members", circle: "c" })
  await until(() => second.told.some(({ type }) => type === "members"))
  expect(first.told).toContainEqual({
    type: "vault",
    vault: { phase: "open", owner: true, persistent: true },
  })
  expect(second.told).toContainEqual({
    type: "vault",
    vault: { phase: "open", owner: false, persistent: true },
  })
})

test("a failure reaches the follower as it was, and what is not one says nothing of itself", async () => {
  const { open } = browser()
  const first = open()
  first.worker.answer = async (name) => {
    if (name === "found") throw failed("error-name", { most: 32 })
    if (name === "leave") throw new TypeError("a secret")
    return null
  }
  await first.tabs.call("circles")
  const second = open()
  await expect(second.tabs.call("found", "a", "b")).rejects.toMatchObject({
    kind: "mistake",
    id: "error-name",
    args: { most: 32 },
  } satisfies Failure)
  await expect(second.tabs.call("leave", "c")).rejects.toMatchObject({
    id: "error-unexpected",
    message: "error-unexpected",
  })
})

test("when the owner goes a follower takes over, with a worker of its own", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  const second = open()
  await second.tabs.call("circles")
  first.tabs.close()
  await until(second.started)
  expect(first.worker.closed).toBe(true)
  expect(await second.tabs.call("sync", "c")).toBe("sync done")
  expect(second.worker.counted("sync")).toBe(1)
  await until(() => second.told.some((told) => told.type === "vault" && told.vault.owner))
})

test("there are never two owners", async () => {
  const { open } = browser()
  const tabs = [open(), open(), open(), open()]
  await Promise.all(tabs.map((tab) => tab.tabs.call("circles")))
  expect(tabs.filter((tab) => tab.started())).toHaveLength(1)
  const owner = tabs.find((tab) => tab.started())
  owner?.tabs.close()
  const others = tabs.filter((tab) => tab !== owner)
  await until(() => others.some((tab) => tab.started()))
  await Promise.all(others.map((tab) => tab.tabs.call("circles")))
  expect(others.filter((tab) => tab.started())).toHaveLength(1)
})

test("a call that the owner was at when it went fails, and is not made a second time", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  first.worker.answer = () => new Promise(() => undefined)
  const second = open()
  const third = open()
  const asked = second.tabs.call("sync", "c")
  const failure = asked.catch((error: Failure) => error.id)
  await until(() => first.worker.counted("sync") === 1)
  first.tabs.close()
  expect(await failure).toBe("error-owner-gone")
  await until(() => second.started() || third.started())
  expect(second.worker.counted("sync") + third.worker.counted("sync")).toBe(0)
})

test("while an owner is silent the vault is elsewhere, and calls fail instead of hanging", async () => {
  const { open } = browser()
  let release = (): void => undefined
  // A tab that was put to sleep: it holds the lock, and answers nobody.
  const asleep = navigator.locks.request(lock, () => new Promise<void>((resolve) => (release = resolve)))
  const tab = open()
  expect(await tab.tabs.call("vault")).toMatchObject({ phase: "elsewhere", owner: false })
  await expect(tab.tabs.call("circles")).rejects.toMatchObject({ kind: "vault", id: "error-elsewhere" })
  await until(() => tab.told.some((told) => told.type === "vault" && told.vault.phase === "elsewhere"))
  release()
  await asleep
  await until(tab.started)
  expect(await tab.tabs.call("circles")).toBe("circles done")
})

test("an owner that falls silent in the middle does not keep its followers waiting", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  first.worker.answer = () => new Promise(() => undefined)
  const second = open()
  const failure = second.tabs.call("sync", "c").catch((error: Failure) => error.id)
  await until(() => first.worker.counted("sync") === 1)
  first.sleep()
  expect(await failure).toBe("error-elsewhere")
})

test("a call that lay about until its sender gave it up is not carried out", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  const channel = new BroadcastChannel(`${CHANNEL}-${names}`)
  const answers: unknown[] = []
  let owner = ""
  channel.onmessage = ({ data }) => {
    if (data.type === "owner") owner = data.from
    if (data.type === "answer") answers.push(data.outcome)
  }
  channel.postMessage({ type: "who" })
  await until(() => owner !== "")
  const call = { type: "call", from: "me", to: owner, id: 1, name: "sync", args: ["c"] }
  channel.postMessage({ ...call, by: Date.now() - 1 })
  await until(() => answers.length === 1)
  expect(answers).toEqual([{ failure: { kind: "vault", id: "error-elsewhere" } }])
  expect(first.worker.counted("sync")).toBe(0)
  channel.close()
})

test("calls to another owner are left alone", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("circles")
  const channel = new BroadcastChannel(`${CHANNEL}-${names}`)
  channel.postMessage({
    type: "call",
    from: "me",
    to: "nobody",
    id: 1,
    by: Date.now() + 9999,
    name: "lock",
    args: [],
  })
  const second = open()
  await second.tabs.call("circles") // which comes after it on the channel
  expect(first.worker.counted("lock")).toBe(0)
  channel.close()
})

test("the browser is asked to keep the vault by the page, for workers may not", async () => {
  const { open } = browser()
  const tab = open()
  await tab.tabs.call("askPersistence")
  expect(tab.worker.counted("askPersistence")).toBe(1)
})

test("where the engine cannot be started every call says so, in every tab", async () => {
  const { open } = browser()
  const first = open({ starts: false })
  await expect(first.tabs.call("vault")).rejects.toMatchObject({ id: "error-browser" })
  const second = open()
  await expect(second.tabs.call("unlock", "a passphrase")).rejects.toMatchObject({ id: "error-browser" })
})

test("the owner erases what is stored, and then what it has in memory", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("erase")
  expect([first.erased, first.worker.counted("erase")]).toEqual([["empty"], 1])
})

test("a follower erases by itself, and an owner that is awake follows", async () => {
  const { open } = browser()
  const first = open()
  await first.tabs.call("vault")
  const [second, third] = [open(), open()]
  await third.tabs.call("vault")
  await second.tabs.call("erase")
  expect(second.erased).toEqual(["empty", "drop"])
  await until(() => first.worker.counted("erase") === 1)
  for (const { told } of [second, third]) {
    await until(() => told.some((one) => one.type === "vault" && one.vault.phase === "elsewhere"))
  }
})

test("an owner that sleeps and holds the vault keeps nobody from erasing it", async () => {
  const { open } = browser()
  const first = open()
  const second = open({ holds: true })
  await second.tabs.call("vault")
  first.sleep()
  await second.tabs.call("erase")
  expect([second.erased, first.worker.counted("erase")]).toEqual([["empty", "drop"], 0])
})
