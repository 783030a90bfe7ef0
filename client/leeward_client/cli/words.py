"""Every sentence that the commands say, in one place, so that it can be translated.

Named fields stand in braces. Help texts are in `helps`; sentences about what happened inside a
circle come from `session`.
"""
# ruff: noqa: S105 - sentences about passphrases, none of them one

# The vault and its passphrase
ASK_PASSPHRASE = "Passphrase: "
ASK_NEW_PASSPHRASE = "New passphrase: "
ASK_AGAIN = "The same again: "
EMPTY_PASSPHRASE = "An empty passphrase protects nothing; choose another."
DIFFERENT_PASSPHRASES = "The two passphrases differ; nothing was made."
SHORT_PASSPHRASE = (
    "This passphrase is short. Whoever copies the vault can try guesses on it, at home and for"
    " years; six words drawn by dice withstand that, a word with a number does not. To choose a"
    " better one, delete {vault} and run init again."
)
NO_RECOVERY = "Nobody can recover a lost passphrase."
NO_PASSPHRASE = (
    "There is no terminal to ask for the passphrase: use --passphrase-file or LEEWARD_PASSPHRASE."
)
UNREADABLE_PASSPHRASE_FILE = "The passphrase file cannot be read ({reason})."
LONG_PASSPHRASE_FILE = "The passphrase file is too long to be one."
PASSPHRASE_NOT_TEXT = "The passphrase is not UTF-8 text."
OPEN_PASSPHRASE_FILE = "Other users of this machine can read the passphrase file."
UNREADABLE_PASS_FILE = "The file with the relay's pass cannot be read ({reason})."
PASS_NOT_TEXT = "The relay's pass is not UTF-8 text."
VAULT_MADE = "The vault is in {vault}."
WRONG_PASSPHRASE = "The passphrase is wrong."
NO_VAULT = "There is no vault in {vault}; `leeward init` makes one."
VAULT_EXISTS = "There is a vault in {vault} already; nothing was changed."
VAULT_BUSY = "Another leeward command is using this vault; try again when it is done."
VAULT_STORAGE = "{vault} cannot be written: the disk is full, read-only or failing."
VAULT_NOT_EMPTY = "{vault} holds other files; choose an empty folder for the vault."
VAULT_DAMAGED = (
    "The vault in {vault} is damaged: something in it was changed, or the disk is failing."
)
VAULT_UNUSABLE = "The vault in {vault} cannot be used ({reason})."

# How things end
INTERRUPTED = "Stopped."
UNEXPECTED = "Something went wrong inside leeward ({type}); LEEWARD_DEBUG=1 tells more."
NOT_CONFIRMED = "Nothing was changed."
YES = "y"

# Circles
CIRCLE_FOUNDED = "{label} is circle {number} here, and you are {name} in it."
CIRCLE_NEXT = "Bring somebody in: leeward invite {number}"
NO_CIRCLES = "No circles yet. Found one with `leeward circle new`, or join one with `leeward join`."
CIRCLE_HEADS = ("", "circle", "you", "members", "relay", "")
STATUS = {
    "active": "",
    "leaving": "you are leaving",
    "left": "you left",
    "removed": "you were removed",
    "stuck": "stuck: rejoin with a new code",
    "expired": "out of reach: rejoin with a new code",
    "paused": "paused: somebody inside attacks it",
}
WAITING_JOIN = "You asked to join as {name} and are waiting; your words: {words}"
LEFT = (
    "You asked to leave {label}. It takes effect when another member's device carries it out; what"
    " you have here stays until `leeward forget`."
)
LEFT_ALONE = "You were the only member: {label} is no more, and erased from this vault."
ASK_LEAVE = "Leave {label}? Coming back takes a new invite. [y/N] "
FORGOTTEN = "{label} is erased from this vault."
ASK_FORGET = "Erase {label} and all that was said in it from this vault, for good? [y/N] "

# Invites and joining
INVITE_MADE = "Give this code to the person you invite, over a channel you trust:"
INVITE_LINK = "As a link:  {link}"
INVITE_TERMS = "It admits {uses} and {expires}. Its number: {id}"
ONE_PERSON = "one person"
MANY_PERSONS = "{uses} persons"
NEVER_EXPIRES = "does not expire"
EXPIRES_IN = "expires in {left}"
EXPIRED = "expired"
INVITE_NEXT = "When they have asked to join: leeward knocks {number}"
NO_INVITES = "No invites of yours in {label}."
INVITE_LINE_LEFT = "{left} of {uses} left"
REVOKED = "The invite is closed; its code joins nobody any more."
NO_CODE = "No code came in on standard input."
ASKED_TO_JOIN = "You asked to join as {name}."
COMPARE_WORDS = "Compare these words with whoever gave you the code: {words}"
JOIN_NEXT = (
    "A person has to let you in. `leeward sync` looks whether it happened; --wait stays and looks."
)
STILL_WAITING = "Waiting to be let in; Ctrl-C stops waiting, not the request."
WAIT_OFFLINE = "The relay cannot be reached; trying on."
JOINED = "You are in {label}: circle {number} here, and you are {name} in it."
JOIN_ENDED = "The request ended ({state})."
NO_KNOCKS = "Nobody is waiting at {label}."
KNOCK_WORDS = "words: {words}"
KNOCK_REJOIN = "says to be a member of before, coming back"
KNOCK_FROZEN = (
    "its one-use code was used twice: somebody else has it too; ask them over another channel"
)
KNOCK_NEXT = "If the words are those they see: leeward admit {number} ID"
ADMITTED = "{name} is in {label}."
DECLINED = "Declined."

# Talk
SENT = "Sent."
EMPTY_TEXT = "There is nothing to send."
NOTHING_TO_READ = "Nothing new in {label}."
FOLDED = "[content warning: {cw}; --open shows it]"
UNFOLDED = "[content warning: {cw}]"
RETRACTED = "[taken back]"
EDITED = "edited"
REPLY_TO = "in reply to {index} by {author}"
REPLY_TO_GONE = "in reply to something that is not here"
TONES = {1: "just listen, please", 2: "advice is welcome"}
ITEM_HEAD = "{index}  {moment}  {author}"
ITEM_HAPPENED = "{index}  {moment}  * {text}"
ITEM_WARNING = "{index}  {moment}  ! {text}"
MUTED_HIDDEN = "({count} hidden from people you muted; --muted shows them)"
STALE = "This is what this device holds."
NO_SUCH_EVENT = "Nothing in {label} has the number or id {word}."
MANY_EVENTS = "More than one thing in {label} has an id that begins with {word}."
NOT_A_MESSAGE = "{word} is not a message."
CARD_UNCHANGED = "Say what to change: --name, --pronouns or --about."

# People
MEMBER_YOU = "you"
LAST_HEARD = "last heard {moment}"
NEVER_HEARD = "not heard yet"
REMOVED = "{name} is removed."
DONE = "Done."
UNDER_WAY = "Under way: {state}"
MUTED = "What {name} says is hidden from you, and from you alone."
UNMUTED = "What {name} says is shown again."
VERIFY_HOW = (
    "Whoever sees these six words in epoch {epoch} is in the same circle with the same people, and"
    " nobody stands between. Compare them in person or by voice, not in here."
)

WISH = "Waiting: {wish}"
WITHDRAWN = "Given up: {count}. What is on its way already may be carried out all the same."
NOTHING_TO_WITHDRAW = "Nothing waits in {label}."

# Syncing
SYNCED = "{label}: {count}"
SYNCED_NONE = "nothing new"
SYNCED_ONE = "1 new"
SYNCED_MANY = "{count} new"
SYNC_FAILED = "{label}: {why}"
JOIN_SYNCED = "Your request to join as {name}: {why}"
NOTHING_TO_SYNC = "No circles yet, so nothing to sync."
