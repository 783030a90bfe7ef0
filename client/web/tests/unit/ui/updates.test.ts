import { beforeEach, expect, test, vi } from "vitest"
import type { VaultInfo } from "../../../src/engine/api.ts"
import { TAKE_OVER } from "../../../src/sw/shell.ts"
import { FakeBrowser } from "./browser.ts"
import { settled } from "./engine.ts"

let calls: typeof import("../../../src/ui/calls.ts")
let toasts: typeof import("../../../src/ui/toasts.ts")
let updates: typeof import("../../../src/ui/updates.ts")

class Registration extends EventTarget {
  active: unknown = new Worker()
  waiting: unknown = null
  installing: Worker | null = null
  unregister = vi.fn(async () => true)
}

class Worker extends EventTarget {
  state = "installing"
  postMessage = vi.fn()
}

class Container extends EventTarget {
  readonly registration = new Registration()
  register = vi.fn(async () => this.registration)
  getRegistrations = async () => [this.registration]
}

let container: Container
const reload = vi.fn()

beforeEach(async () => {
  vi.resetModules()
  reload.mockClear()
  new FakeBrowser()
  container = new Container()
  vi.stubGlobal("navigator", { serviceWorker: container })
  vi.stubGlobal("location", { reload })
  calls = await import("../../../src/ui/calls.ts")
  toasts = await import("../../../src/ui/toasts.ts")
  updates = await import("../../../src/ui/updates.ts")
})

async function loaded(): Promise<void> {
  updates.startUpdates()
  await phase("locked")
}

async function phase(phase: VaultInfo["phase"]): Promise<void> {
  calls.vault.value = { phase, owner: true, persistent: null }
  await settled()
}

async function installed(): Promise<Worker> {
  const worker = new Worker()
  container.registration.installing = worker
  container.registration.dispatchEvent(new Event("updatefound"))
  worker.state = "installed"
  worker.dispatchEvent(new Event("statechange"))
  return worker
}

function activated(worker: Worker): void {
  worker.state = "activated"
  worker.dispatchEvent(new Event("statechange"))
}

test("nothing is kept of the page before there is a vault, and it begins once", async () => {
  updates.startUpdates()
  for (const before of ["absent", "opening"] as const) {
    await phase(before)
    expect(container.register).not.toHaveBeenCalled()
  }
  for (const after of ["open", "locked"] as const) await phase(after)
  expect(container.register).toHaveBeenCalledOnce()
})

test("one that was being installed when the page came is offered, and followed", async () => {
  const worker = new Worker()
  container.registration.installing = worker
  await loaded()
  worker.state = "installed"
  worker.dispatchEvent(new Event("statechange"))
  expect(toasts.toasts.value).toHaveLength(1)
  activated(worker)
  expect(reload).toHaveBeenCalledOnce()
})

test("a new version is offered, and takes over only when it is wanted", async () => {
  await loaded()
  const worker = await installed()
  const [offered] = toasts.toasts.value
  expect([offered?.sentence.id, worker.postMessage.mock.calls.length]).toEqual(["update-ready", 0])
  offered?.action?.run()
  expect(worker.postMessage).toHaveBeenCalledWith(TAKE_OVER)
  expect(reload).not.toHaveBeenCalled()
  activated(worker)
  expect(reload).toHaveBeenCalledOnce()
})

test("one that waited since the last visit is offered as well", async () => {
  container.registration.waiting = Object.assign(new Worker(), { state: "installed" })
  await loaded()
  expect(toasts.toasts.value).toHaveLength(1)
})

test("the first visit is offered nothing, and is not reloaded", async () => {
  container.registration.active = null
  await loaded()
  activated(await installed())
  expect([toasts.toasts.value.length, reload.mock.calls.length]).toEqual([0, 0])
})

test("a page of the first visit goes on with a later version like all others", async () => {
  container.registration.active = null
  await loaded()
  const first = await installed()
  activated(first)
  container.registration.active = first
  const later = await installed()
  expect([toasts.toasts.value.length, reload.mock.calls.length]).toEqual([1, 0])
  activated(later)
  expect(reload).toHaveBeenCalledOnce()
})

test("a browser that refuses the worker shows the page all the same", async () => {
  container.register.mockRejectedValue(new Error("refused"))
  await loaded()
  expect(toasts.toasts.value).toEqual([])
})

test("erasing drops the worker and all that it keeps", async () => {
  const names = new Set(["shell-1", "shell-2"])
  vi.stubGlobal("caches", {
    keys: async () => [...names],
    delete: async (name: string) => names.delete(name),
  })
  await updates.dropShell()
  expect(container.registration.unregister).toHaveBeenCalledOnce()
  expect(names.size).toBe(0)
})
