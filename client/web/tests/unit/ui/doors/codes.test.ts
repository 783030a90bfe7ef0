import jsQR from "jsqr"
import { encode } from "uqr"
import { afterEach, expect, test, vi } from "vitest"
import { spelled } from "../../../../src/ui/circle/doors/code.ts"
import { pathOf } from "../../../../src/ui/circle/doors/qr.tsx"
import { fitted, type Picture, qrReader } from "../../../../src/ui/circle/doors/readQr.ts"

const LINK = "https://relay.example/circles/#join-8QK2M-Z4T7V-1N0XR-6HD3W-PYC5B-G9AEJ"

afterEach(() => vi.unstubAllGlobals())

test("a code is spelled in its groups, and where it is good", () => {
  expect(spelled("join-8QK2M-Z4T7V@relay.example/circles")).toEqual({
    groups: ["8QK2M", "Z4T7V"],
    place: "relay.example/circles",
  })
  expect(spelled("join-8QK2M")).toEqual({ groups: ["8QK2M"], place: "" })
})

/** The squares that a path fills, as drawn by a browser. */
function painted(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  for (const [, x = "", y = "", length = ""] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length))
  }
  return rows
}

test("what is drawn is read again by a reader of others, quiet zone and all", () => {
  const { size, data } = encode(LINK, { ecc: "M", border: 4 })
  const rows = painted(pathOf(data), size)
  expect(rows).toEqual(data)
  expect(rows.slice(0, 4).flat()).not.toContain(true)
  const scale = 4
  const side = size * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let at = 0; at < side * side; at += 1) {
    const [x, y] = [Math.floor((at % side) / scale), Math.floor(at / side / scale)]
    if (rows[y]?.[x]) pixels.fill(0, at * 4, at * 4 + 3)
  }
  expect(jsQR(pixels, side, side)?.data).toBe(LINK)
})

test("a picture keeps its shape and is never made larger", () => {
  expect(fitted({ width: 4_000, height: 3_000 }, 1_200)).toEqual({ width: 1_200, height: 900 })
  expect(fitted({ width: 640, height: 480 }, 1_200)).toEqual({ width: 640, height: 480 })
  expect(fitted({ width: 0, height: 0 }, 1_200)).toEqual({ width: 0, height: 0 })
})

const picture = { width: 4, height: 4 } as Picture

function detector(formats: string[] | Error) {
  vi.stubGlobal(
    "BarcodeDetector",
    class {
      static async getSupportedFormats() {
        if (formats instanceof Error) throw formats
        return formats
      }
      async detect() {
        return [{ rawValue: "by the browser" }]
      }
    },
  )
}

test("the browser's own reader is taken where it knows QR codes", async () => {
  detector(["aztec", "qr_code"])
  expect(await (await qrReader())(picture)).toBe("by the browser")
})

test.each([
  ["is there for other codes alone", ["aztec"]],
  ["is a name with nothing behind it", new Error("not supported")],
])("ours is taken where the browser's %s", async (_, formats) => {
  detector(formats)
  const drawImage = vi.fn()
  const white = { data: new Uint8ClampedArray(64).fill(255) }
  const context = { drawImage, getImageData: () => white }
  vi.stubGlobal("document", { createElement: () => ({ getContext: () => context }) })
  expect(await (await qrReader())(picture)).toBeNull()
  expect(drawImage).toHaveBeenCalledWith(picture, 0, 0, 4, 4)
})
