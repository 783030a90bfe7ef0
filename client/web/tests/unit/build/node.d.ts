// What these tests use of Node beyond tests/support/node.d.ts.

declare module "node:fs" {
  export function mkdirSync(path: string, options: { recursive: true }): void
  export function mkdtempSync(prefix: string): string
  export function readFileSync(path: string, encoding: "utf8"): string
  export function rmSync(path: string, options: { recursive: true }): void
  export function writeFileSync(path: string, text: string): void
}

declare module "node:path" {
  export function dirname(path: string): string
}
