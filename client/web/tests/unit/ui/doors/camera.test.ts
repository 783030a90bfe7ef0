import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import { faultOf } from "../../../../src/ui/circle/doors/camera.ts"
import { ScanPanel } from "../../../../src/ui/circle/doors/scan.tsx"
import { cleared, House } from "./house.ts"

let house: House
/** Whether the light of each camera that was opened is still on. */
let lights: boolean[]
let seen: string[]
let found: string[]
let closed: number

beforeEach(() => {
  house = new House()
  lights = []
  seen = []
  found = []
  closed = 0
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: async () => camera() } })
  vi.stubGlobal(
    "BarcodeDetector",
    class {
      static getSupportedFormats = async () => ["qr_code"]
      detect = async () => seen.map((rawValue) => ({ rawValue }))
    },
  )
})
cleared(() => house)

function camera() {
  const at = lights.push(true) - 1
  const stop = () => {
    lights[at] = false
  }
  return { getTracks: () => [{ stop }] }
}

const show = () =>
  house.show(
    h(ScanPanel, {
      onFound: (text) => found.push(text),
      onClose: () => {
        closed += 1
      },
    }),
  )

function sight(state: "visible" | "hidden"): Promise<void> {
  return house.rest(() => {
    house.page.document.visibilityState = state
    house.page.document.dispatchEvent(new Event("visibilitychange"))
  })
}

test("what the camera sees is told, once", async () => {
  seen = ["https://relay.example/#join-AAAAA"]
  await show()
  expect(found).toEqual(seen)
})

test("the camera is off as soon as the panel closes", async () => {
  await show()
  expect(lights).toEqual([true])
  await house.press("Close")
  expect(closed).toBe(1)
  await house.show(null)
  expect(lights).toEqual([false])
})

test("the camera is off while the page is out of sight, and on again after", async () => {
  await show()
  await sight("hidden")
  expect(lights).toEqual([false])
  await sight("visible")
  expect(lights).toEqual([false, true])
})

test("a camera that is granted after the panel closed is put out at once", async () => {
  let grant = (_: unknown): void => undefined
  const asked = new Promise((resolve) => {
    grant = resolve
  })
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => asked } })
  await show()
  await house.show(null)
  await house.rest(() => grant(camera()))
  expect(lights).toEqual([false])
})

test.each([
  ["NotAllowedError", "refused", "does not let this page use the camera"],
  ["NotFoundError", "none", "There is no camera here."],
  ["NotReadableError", "busy", "Another program is using the camera."],
  ["Error", "unable", "The camera cannot be used here."],
] as const)("%s is told in words, and a picture still does", async (name, fault, words) => {
  const error = Object.assign(new Error("no"), { name })
  expect(faultOf(error)).toBe(fault)
  vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: () => Promise.reject(error) } })
  await show()
  expect(house.page.text).toContain(words)
  expect(house.page.names("button")).toContain("Choose a picture")
})

test("where the browser has no cameras at all, that is said", async () => {
  vi.stubGlobal("navigator", {})
  await show()
  expect(house.page.text).toContain("The camera cannot be used here.")
})

async function choosePicture(): Promise<void> {
  const field = house.page.all("input").find(({ attributes }) => attributes.get("type") === "file")
  await house.rest(() => {
    Object.assign(field ?? {}, { files: ["a picture"] })
    field?.dispatch("change")
  })
}

test("a picture is read, and forgotten; one without a code says so", async () => {
  const close = vi.fn()
  vi.stubGlobal("navigator", {})
  vi.stubGlobal("createImageBitmap", async () => ({ width: 4, height: 4, close }))
  await show()
  await choosePicture()
  expect(house.page.text).toContain("There is no QR code in this picture")
  seen = ["join-AAAAA"]
  await choosePicture()
  expect(found).toEqual(seen)
  expect(close).toHaveBeenCalledTimes(2)
})

test("a file that is no picture says so", async () => {
  vi.stubGlobal("navigator", {})
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("no picture")))
  await show()
  await choosePicture()
  expect(house.page.text).toContain("There is no QR code in this picture")
})
