import { beforeEach, expect, test, vi } from "vitest"
import { TAKE_OVER } from "../../../src/sw/shell.ts"
import { FakeBrowser } from "./browser.ts"
import { settled } from "./engine.ts"

let browser: FakeBrowser
let toasts: typeof import("../../../src/ui/toasts.ts")
let updates: typeof import("../../../src/ui/updates.ts")

class Registration extends EventTarget {
  waiting: unknown = null
  installing: Worker | null = null
  unregister = vi.fn(async () => true)
}

class Worker extends EventTarget {
  state = "installing"
  postMessage = vi.fn()
}

class Container extends EventTarget {
  controller: unknown = new Worker()
  readonly registration = new Registration()
  register = vi.fn(async () => this.registration)
  getRegistrations = async () => [this.registration]
}

let container: Container
const reload = vi.fn()

beforeEach(async () => {
  vi.resetModules()
  reload.mockClear()
  browser = new FakeBrowser()
  container = new Container()
  vi.stubGlobal("navigator", { serviceWorker: container })
  vi.stubGlobal("location", { reload })
  toasts = await import("../../../src/ui/toasts.ts")
  updates = await import("../../../src/ui/updates.ts")
})

async function loaded(): Promise<void> {
  updates.startUpdates()
  browser.dispatchEvent(new Event("load"))
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

test("a new version is offered, and takes over only when it is wanted", async () => {
  await loaded()
  const worker = await installed()
  const [offered] = toasts.toasts.value
  expect([offered?.sentence.id, worker.postMessage.mock.calls.length]).toEqual(["update-ready", 0])
  offered?.action?.run()
  expect(worker.postMessage).toHaveBeenCalledWith(TAKE_OVER)
  expect(reload).not.toHaveBeenCalled()
  container.dispatchEvent(new Event("controllerchange"))
  container.dispatchEvent(new Event("controllerchange"))
  expect(reload).toHaveBeenCalledOnce()
})

test("one that waited since the last visit is offered as well", async () => {
  container.registration.waiting = new Worker()
  await loaded()
  expect(toasts.toasts.value).toHaveLength(1)
})

test("the first visit is offered nothing, and is not reloaded", async () => {
  container.controller = null
  await loaded()
  await installed()
  container.dispatchEvent(new Event("controllerchange"))
  expect([toasts.toasts.value.length, reload.mock.calls.length]).toEqual([0, 0])
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
