// The link room: the only one that touches the network.

export { Address, AddressError } from "./address.ts"
export { Backoff } from "./backoff.ts"
export { Connection, type Manner } from "./connection.ts"
export {
  BusyError,
  FullError,
  LinkError,
  LinkLostError,
  MisbehavedError,
  ProofError,
  RefusedError,
  SealedError,
  StorageError,
} from "./errors.ts"
export type { Live, Pushes } from "./live.ts"
