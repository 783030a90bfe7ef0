// Messaging Layer Security (RFC 9420) for circles: an adapter over ts-mls, alone. It knows nothing of relays or
// circles; it opens no socket and reads no clock. docs/mls.md holds its rules, client/web/patches what is mended
// in ts-mls.

export {
  LocalError,
  MLSError,
  OwnMessage,
  PrivateError,
  PublicError,
  Removed,
  Replayed,
} from "./errors.ts"
export { Group, type PendingCommit, type StagedCommit, type Wishes } from "./group.ts"
export { decryptWithLabel, encryptWithLabel, hpkeKeyPair, SignatureKey, verify } from "./keys.ts"
export type { Extension, Member } from "./members.ts"
export { checkPackage, KeyPackageBundle, type Newcomer } from "./packages.ts"
export type { Change } from "./proposals.ts"
