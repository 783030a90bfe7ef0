// Somebody at a terminal: the real `leeward`, each command a process of its own.

import { spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const LEEWARD = fileURLToPath(new URL("../../../../.venv/bin/leeward", import.meta.url))
const PASSPHRASE = "six words drawn by honest dice"

export type Row = Record<string, unknown>

/** Somebody at a terminal. */
export class Terminal {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), "leeward-terminal-")))
    await writeFile(terminal.#passphrase, PASSPHRASE)
    await terminal.run("init")
    return terminal
  }

  get #passphrase(): string {
    return this.path("passphrase")
  }

  /** Where a file of this person's is. */
  path(name: string): string {
    return join(this.#folder, name)
  }

  /** One command; what it says to programs. */
  run(...words: string[]): Promise<Row[]> {
    const vault = join(this.#folder, "vault")
    const options = ["--vault", vault, "--passphrase-file", this.#passphrase, "--json"]
    return new Promise((done, fail) => {
      const child = spawn(LEEWARD, [...options, ...words], { stdio: ["ignore", "pipe", "pipe"] })
      let said = ""
      let errors = ""
      child.stdout.setEncoding("utf8")
      child.stdout.on("data", (text) => {
        said += text
      })
      child.stderr.setEncoding("utf8")
      child.stderr.on("data", (text) => {
        errors += text
      })
      child.once("error", fail)
      child.once("exit", (code) => {
        if (code !== 0) fail(new Error(`leeward ${words[0]}: ${errors}`))
        else done(rows(said))
      })
    })
  }

  /** The items of the one circle, after catching up. */
  read(): Promise<Row[]> {
    return this.run("read", "1")
  }

  async texts(): Promise<unknown[]> {
    return (await this.read()).filter(({ kind }) => kind === "message").map(({ text }) => text)
  }

  close(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true })
  }
}

function rows(said: string): Row[] {
  const lines = said.split("\n").filter((line) => line !== "")
  return lines.map((line) => JSON.parse(line) as Row)
}
