// The few parts of Node that tests use.

declare module "node:child_process" {
  interface Stream {
    setEncoding(encoding: "utf8"): void
    on(event: "data", listener: (text: string) => void): void
  }
  export interface ChildProcess {
    readonly pid: number | undefined
    readonly stdout: Stream
    readonly stderr: Stream
    once(event: "exit", listener: (code: number | null) => void): void
    once(event: "error", listener: (error: Error) => void): void
    kill(signal: "SIGTERM" | "SIGKILL"): boolean
  }
  export interface Asked extends ChildProcess {
    readonly stdin: { write(text: string): void; end(): void }
  }
  export function spawn(
    command: string,
    options: readonly string[],
    how: { stdio: readonly ["ignore", "pipe", "pipe"] },
  ): ChildProcess
  export function spawn(command: string, options: readonly string[]): Asked
}

declare module "node:fs/promises" {
  export function mkdtemp(prefix: string): Promise<string>
  export function readFile(path: string): Promise<Uint8Array<ArrayBuffer>>
  export function writeFile(path: string, data: string | Uint8Array): Promise<void>
  export function rm(path: string, options: { recursive: boolean; force: boolean }): Promise<void>
}

declare module "node:os" {
  export function tmpdir(): string
}

declare module "node:path" {
  export function join(...parts: readonly string[]): string
}

declare module "node:process" {
  const process: { once(event: "exit", listener: () => void): void }
  export default process
}

declare module "node:zlib" {
  export function gzipSync(data: string, options: { level: number }): Uint8Array
}

declare module "node:readline" {
  import type { ChildProcess } from "node:child_process"
  export function createInterface(input: ChildProcess["stdout"]): AsyncIterable<string>
}

declare module "node:url" {
  export function fileURLToPath(url: URL): string
}

declare module "node:http" {
  interface Listening {
    listen(port: number, host: string, ready: () => void): void
    address(): { port: number }
    close(): void
    closeAllConnections(): void
    on(event: "upgrade", listener: (request: Incoming, socket: Raw, head: Uint8Array) => void): void
  }
  export interface Incoming {
    readonly headers: Readonly<Record<string, string | undefined>>
    readonly url: string
  }
  export interface Raw {
    write(data: string | Uint8Array): void
    end(): void
    destroy(): void
    on(event: "data", listener: (bytes: Uint8Array) => void): void
    on(event: "close" | "error", listener: () => void): void
  }
  export function createServer(): Listening
}
