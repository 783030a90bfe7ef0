// Draws the icons in public/ that have to be PNGs: the leaf of icon.svg, in white on sea-green.
//
//     node tools/draw-icons.mjs
//
// The same everywhere, with nothing but Node: the curves are sampled, and each pixel is coloured by its
// distance to them.
import { writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { crc32, deflateSync } from "node:zlib"

const PUBLIC = resolve(dirname(fileURLToPath(import.meta.url)), "../public")
const GROUND = [0x1b, 0x6a, 0x66]
const LEAF = [0xff, 0xff, 0xff]
/** Half the width of the strokes, on the grid of 32 that the icon is drawn on. */
const HALF = 1
const STEPS = 150

/** The cubic curves of the leaf, as in icon.svg. */
const CURVES = [
  [[8, 24], [8, 13], [14, 8], [25, 8]],
  [[25, 8], [25, 19], [19, 25], [10.5, 24]],
  [[8, 25.5], [9.8, 20], [13, 16], [17.5, 13.5]],
]

const POINTS = CURVES.flatMap((curve) => Array.from({ length: STEPS + 1 }, (_, at) => pointOf(curve, at / STEPS)))

function pointOf([a, b, c, d], t) {
  const u = 1 - t
  return [0, 1].map((axis) => u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis])
}

/** How far a point lies from the leaf's lines. */
function distance(x, y) {
  let least = Number.POSITIVE_INFINITY
  for (const [px, py] of POINTS) least = Math.min(least, (px - x) ** 2 + (py - y) ** 2)
  return Math.sqrt(least)
}

/** How far a point lies outside of the rounded square; negative inside. */
function outside(x, y, round) {
  const [dx, dy] = [x, y].map((value) => Math.abs(value - 16) - (16 - round))
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - round
}

/** The share of a pixel that is covered, from how far its middle lies beyond an edge. */
function cover(beyond, pixel) {
  return Math.min(1, Math.max(0, 0.5 - beyond / pixel))
}

/** `scale` shrinks the leaf around the middle; `round` is the radius of the corners, 0 for a full square. */
function draw(size, scale, round) {
  const pixel = 32 / size
  const rows = []
  for (let row = 0; row < size; row += 1) {
    rows.push(0) // no filter
    for (let column = 0; column < size; column += 1) {
      const [x, y] = [(column + 0.5) * pixel, (row + 0.5) * pixel]
      const leaf = cover(distance(16 + (x - 16) / scale, 16 + (y - 16) / scale) * scale - HALF * scale, pixel)
      const alpha = round === 0 ? 1 : cover(outside(x, y, round), pixel)
      for (const channel of [0, 1, 2]) rows.push(Math.round(GROUND[channel] * (1 - leaf) + LEAF[channel] * leaf))
      rows.push(Math.round(255 * alpha))
    }
  }
  return png(size, Buffer.from(rows))
}

function png(size, rows) {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8) // eight bits, red green blue alpha
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ])
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

writeFileSync(join(PUBLIC, "icon-180.png"), draw(180, 0.9, 0))
writeFileSync(join(PUBLIC, "icon-192.png"), draw(192, 1, 8))
writeFileSync(join(PUBLIC, "icon-512.png"), draw(512, 1, 8))
// Launchers cut a maskable icon to their own shape: the leaf keeps to the middle.
writeFileSync(join(PUBLIC, "icon-maskable-512.png"), draw(512, 0.75, 0))
