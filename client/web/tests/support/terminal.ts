// Somebody at a terminal: the real `leeward`, each command a process of its own (tests/support/ready.py).

import { type Asked, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const PYTHON = fileURLToPath(new URL("../../../../.venv/bin/python", import.meta.url))
const READY = fileURLToPath(new URL("../../../../tests/support/ready.py", import.meta.url))
const PASSPHRASE = "six words drawn by honest dice"
/** Makes a vault that opens quickly: how dear that is stands in each vault, and no command can make it cheap. */
const MAKE = `
import sys
from leeward_client.vault import LEAST_SIZE, Cost, Vault
from pathlib import Path
Vault.create(Path(sys.argv[1]), sys.argv[2], Cost.least(), size=LEAST_SIZE).close()
`

export type Row = Record<string, unknown>

/** Somebody at a terminal. */
export class Terminal {
  readonly #folder: string
  readonly #ready: Asked
  readonly #answers: AsyncIterator<string>

  private constructor(folder: string) {
    this.#folder = folder
    this.#ready = spawn(PYTHON, [READY])
    this.#answers = createInterface(this.#ready.stdout)[Symbol.asyncIterator]()
  }

  static async open(): Promise<Terminal> {
    const terminal = new Terminal(await mkdtemp(join(tmpdir(), "leeward-terminal-")))
    await writeFile(terminal.#passphrase, PASSPHRASE)
    const making = spawn(PYTHON, ["-c", MAKE, terminal.#vault, PASSPHRASE])
    const code = await new Promise((ended) => making.once("exit", ended))
    if (code !== 0) throw new Error("no vault was made")
    return terminal
  }

  get #passphrase(): string {
    return this.path("passphrase")
  }

  get #vault(): string {
    return this.path("vault")
  }

  /** Where a file of this person's is. */
  path(name: string): string {
    return join(this.#folder, name)
  }

  /** One command; what it says to programs. */
  async run(...words: string[]): Promise<Row[]> {
    const options = ["--vault", this.#vault, "--passphrase-file", this.#passphrase, "--json"]
    this.#ready.stdin.write(`${JSON.stringify([...options, ...words])}\n`)
    const answer = await this.#answers.next()
    if (answer.done) throw new Error("no answer")
    const [code, said, errors] = JSON.parse(answer.value) as [number, string, string]
    if (code !== 0) throw new Error(`leeward ${words[0]}: ${errors}`)
    return rows(said)
  }

  /** The items of the one circle, after catching up. */
  read(): Promise<Row[]> {
    return this.run("read", "1")
  }

  async texts(): Promise<unknown[]> {
    return (await this.read()).filter(({ kind }) => kind === "message").map(({ text }) => text)
  }

  close(): Promise<void> {
    this.#ready.stdin.end()
    return rm(this.#folder, { recursive: true, force: true })
  }
}

function rows(said: string): Row[] {
  const lines = said.split("\n").filter((line) => line !== "")
  return lines.map((line) => JSON.parse(line) as Row)
}
