// What these tests and those of the pages use of Node beyond tests/support/node.d.ts.

declare module "node:fs" {
  export function readdirSync(path: string, options: { recursive: true; encoding: "utf8" }): string[]
}
