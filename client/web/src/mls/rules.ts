// The numbered rules of docs/mls.md behind the refusals of ts-mls, which tell them in sentences.

import { MALFORMED, MLSError } from "./errors.ts"

/** By the sentence. */
export const RULES: Readonly<Record<string, string>> = {
  "Message is of another group or epoch": "6-3",
  "Message is not a commit": "6-4",
  "Received new_member_proposal but contentType is not proposal": "6-4",
  "Received new_member_proposal but proposalType was not add": "6-4",
  "Received new_member_commit but contentType is not commit": "6-4",
  "Unable to find leafnode for leafIndex": "6-5",
  "Signature invalid": "6.1-1",
  "Could not verify membership": "6.2-1",
  "Can't make an application message public": "6.2-2",
  "Public key in the tree is not usable": "5-2",
  "Public key in the KeyPackage is not usable": "5-2",
  "Public key in the UpdatePath is not usable": "5-2",
  "Unmerged leaves are not in order": "7.1-1",
  "Could not verify leaf node signature": "7.3-1",
  "LeafNode does not support required capabilities": "7.3-2",
  "Not all members support required capabilities": "12.1-6",
  "Commit contains add proposals of member without required capabilities": "7.3-2",
  "LeafNode does not support the credential of a member of the group": "7.3-3",
  "LeafNode has credential that is not supported by member of the group": "7.3-3",
  "LeafNode does not list its own version, cipher suite and credential": "7.3-4",
  "LeafNode contains extension not listed in capabilities": "7.3-5",
  "LeafNode doesn't support extension in GroupContext": "7.3-6",
  "Added leaf node that doesn't support extension in GroupContext": "7.3-6",
  "signature keys not unique": "7.3-8",
  "hpke keys not unique": "7.3-9",
  "Invalid length of UpdatePath": "7.5-1",
  "UpdatePath does not hold one ciphertext for each recipient": "7.6-1",
  "Ciphertext in the UpdatePath has the wrong size": "7.6-2",
  "Path secret does not belong to the public key in the tree": "7.6-3",
  "Parent hash did not match the UpdatePath": "7.9-1",
  "Unable to verify parent hash": "7.9-2",
  "Could not verify confirmation tag": "8.1-1",
  "Could not find pskId referenced in proposal": "8.4-1",
  "Invalid CipherSuite": "10.1-1",
  "Invalid mls version": "10.1-1",
  "Invalid keypackage signature": "10.1-2",
  "Cannot have identicial init and encryption keys": "10.1-3",
  "Tried to remove empty leaf node": "12.1-1",
  "Member that doesn't support extension in GroupContext": "12.1-6",
  "A ReInit proposal cannot use a version less than the version for the current group": "12.1-5",
  "Received external but no external_sender extension": "12.1-7",
  "Could not find proposal with supplied reference": "12.2-1",
  "Commit cannot contain an update proposal sent by committer": "12.2-2",
  "Commit cannot contain a remove proposal removing committer": "12.2-3",
  "Commit cannot contain multiple update and/or remove proposals that apply to the same leaf": "12.2-4",
  "Commit cannot contain multiple Add proposals that contain KeyPackages that represent the same client":
    "12.2-5",
  "Commit cannot contain an Add proposal for someone already in the group": "12.2-6",
  "Commit cannot contain PreSharedKey proposals that reference the same PreSharedKeyID": "12.2-7",
  "Commit cannot contain multiple GroupContextExtensions proposals": "12.2-8",
  "Reinit proposal needs to be commited by itself": "12.2-9",
  "An external_init proposal stands in external commits alone": "12.2-10",
  "Cannot contain more than one external_init proposal": "12.2-11",
  "Cannot contain more than one remove proposal": "12.2-11",
  "Invalid proposals": "12.2-11",
  "Update path is required": "12.4-1",
  "Commit contains no update path": "12.4-1",
  "Public key in the LeafNode is the same as the committer's current leaf node": "12.4-2",
  "Public keys in the UpdatePath must differ from one another": "12.4-3",
  "Public keys in the UpdatePath may not appear in a node of the new ratchet tree": "12.4-3",
  "No matching secret found": "12.4.3-1",
  "Could not find signer leafNode": "12.4.3-3",
  "Expected non blank leaf node": "12.4.3-3",
  "Could not verify groupInfo signature": "12.4.3-3",
  "cipher suite in the GroupInfo does not match the cipher_suite in the KeyPackage": "12.4.3-4",
  "No RatchetTree passed and no ratchet_tree extension": "12.4.3-5",
  "Unable to verify tree hash": "12.4.3-5",
  "Unmerged leaf did not represent a non-blank descendant leaf node": "12.4.3-6",
  "non-blank intermediate node must list leaf node in its unmerged_leaves": "12.4.3-6",
  "Could not find own leaf when processing welcome": "12.4.3-7",
  "GroupContext holds two extensions of one type": "13.4-1",
  "LeafNode holds two extensions of one type": "13.4-1",
  "KeyPackage holds two extensions of one type": "13.4-1",
}

/** The number of the rule that a refusal of ts-mls stands for; what has none of its own does not parse. */
export function ruleOf(error: unknown): string {
  return (error instanceof Error ? RULES[error.message] : undefined) ?? MALFORMED
}

/** Runs `check`; what it refuses becomes `refusal` of the rule that was broken. Our own refusals pass as they are. */
export async function judged<Value>(
  check: () => Promise<Value> | Value,
  Refusal: new (rule: string) => MLSError,
  ruleFor: (error: unknown) => string = ruleOf,
): Promise<Value> {
  try {
    return await check()
  } catch (error) {
    if (error instanceof MLSError) throw error
    throw new Refusal(ruleFor(error))
  }
}
