"""Every help text of the command line, in one place, so that it can be translated."""
# ruff: noqa: S105 - texts about passphrases, none of them one

PROGRAM = "Leeward: small circles talk, end-to-end encrypted, through a relay that reads nothing."

PROGRAM_EPILOG = """\
a first conversation:
  leeward init
  leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
  leeward invite Harbour             (the other:  leeward join CODE --as Sam --wait)
  leeward knocks Harbour
  leeward admit Harbour ID
  leeward send Harbour 'Good to have you here.'

A CIRCLE is named by its number or name in `leeward circle list`, a MEMBER by name or
by the beginning of its id, a message by its number in `leeward read` or by the
beginning of its id (8 characters or more).

exit codes:
  0    done
  1    refused or failed
  2    the command line makes no sense
  3    the relay was not reached; messages are kept and go out with the next sync
  4    the vault was not opened: none there, wrong passphrase, in use
  130  interrupted
  141  the reader of the output went away"""

VAULT = "the directory of the vault (default: LEEWARD_VAULT, or ~/.local/share/leeward)"
PASSPHRASE_FILE = "the passphrase is the first line of FILE (default: LEEWARD_PASSPHRASE, or ask)"
JSON = "print data as JSON, one object a line"
VERSION = "print the version and exit"
OFFLINE = "show what this device holds, without asking the relay first"
CIRCLE = "number or name of the circle"
MEMBER = "name of the member, or the beginning of its id"
EVENT = "number of the message in `leeward read`, or the beginning of its id"
YES = "do not ask, do it"

INIT = "make a vault"
INIT_LONG = """\
Make a vault: the encrypted store of everything this device knows. Its passphrase goes
through a function that is slow on purpose, but no function makes up for a short
passphrase, and nobody can recover a lost one. Six words drawn by dice are a good one."""
INIT_EXAMPLES = """\
examples:
  leeward init
  leeward --vault /media/stick/leeward init"""

CIRCLE_GROUP = "found a circle, or list yours"
CIRCLE_NEW = "found a circle"
CIRCLE_NEW_LONG = """\
Found a circle on a relay. You are its first member and its host: you may invite, admit
and remove people and set its policy. The relay learns neither the circle's name nor
yours."""
CIRCLE_NEW_EXAMPLES = """\
examples:
  leeward circle new Harbour --relay http://127.0.0.1:8470 --as Robin
  leeward circle new Harbour --relay https://relay.example --as Robin --pass-file FILE"""
CIRCLE_NEW_NAME = "name of the circle"
RELAY = "address of the relay: https://HOST, or http:// for an onion service or this machine"
AS_FOUNDER = "the name you bear in this circle; nothing ties it to your other circles"
PASS_FILE = "the relay operator's pass is the first line of FILE (default: proof of work)"
CIRCLE_LIST = "list your circles, and where you have asked to join"

INVITE = "make an invite code"
INVITE_LONG = """\
Make an invite code. Whoever holds it can ask to join, and do nothing else; a person
lets them in, or not. Give it over a channel you trust, and compare the four words that
both sides see afterwards."""
INVITE_EXAMPLES = """\
examples:
  leeward invite Harbour
  leeward invite Harbour --uses 3 --expires 7d
  leeward invite Harbour --json | jq -r .code"""
USES = "how many persons it admits (default: 1)"
EXPIRES = "when it ends: 90m, 48h, 7d, or never (default: 48h)"
NO_QR = "print no QR code"
INVITES = "list your invites"
INVITES_SHOW = "show codes and links too"
REVOKE = "close an invite, so that its code joins nobody any more"
INVITE_ID = "id of the invite, from `leeward invites`"

JOIN = "ask to join a circle"
JOIN_LONG = """\
Ask to join the circle that a code or link belongs to. Whoever invited you sees your
name and note, and lets you in or not. Compare the words printed here with them: if they
match, nobody stands between you. With - as the code it is read from standard input and
stays out of the history of your shell."""
JOIN_EXAMPLES = """\
examples:
  leeward join - --as Sam --wait
  leeward join CODE --as Sam --note 'we met at the library'
  leeward join CODE --as Sam --rejoin Harbour    (back to a circle that is out of step)"""
CODE = "the code or link; - reads it from standard input"
AS_NEWCOMER = "the name you want to bear in the circle"
NOTE = "a few words to whoever lets you in; only they can read them"
WAIT = "stay until you are let in or refused"
REJOIN = "come back to this circle of yours, which ended or got out of step here"

KNOCKS = "show who asks to join"
ADMIT = "let somebody in"
ADMIT_LONG = """\
Let somebody in. Compare the four words first, over another channel than the code went:
they are the same on both sides only if nobody stands between you."""
KNOCK_ID = "id of the request, from `leeward knocks`"
ADMIT_AS = "admit them under this name instead, such as when theirs is taken"
DECLINE = "refuse a request to join"

SEND = "say something"
SEND_LONG = """\
Say something in a circle. With - as the text it is read from standard input and stays
out of the history of your shell. If the relay cannot be reached, the message is kept
and goes out with the next sync."""
SEND_EXAMPLES = """\
examples:
  leeward send Harbour 'The kettle is on.'
  leeward send Harbour - < letter.txt
  leeward send Harbour 'It was a hard week.' --cw 'family, violence' --just-listen
  leeward send Harbour 'So do I.' --reply 12"""
TEXT = "what to say; - reads it from standard input"
CW = "content warning: the text stays folded behind these words until opened"
NO_CW = "take the content warning away (it is kept otherwise)"
REPLY = "reply to this message (number in `leeward read`, or the beginning of its id)"
MESSAGE_TIMER = "let this message disappear after SPAN, such as 1h or 7d"
LISTEN = "ask to be listened to, without advice"
ADVICE = "say that advice is welcome"
REACT = "put an emoji under a message"
REACT_EXAMPLES = """\
examples:
  leeward react Harbour 12 🌱
  leeward react Harbour 12 🌱 --take-back"""
EMOJI = "the emoji"
TAKE_BACK = "take your reaction away again"
EDIT = "change a message of yours"
EDIT_LONG = """\
Change a message of yours. Others may have read the old text already, and an altered
client may keep it."""
RETRACT = "take a message of yours back"
RETRACT_LONG = """\
Take a message of yours back: its text is erased on the devices of the others, and a
sign that something stood there stays. Others may have read it already, and an altered
client may keep it."""
CARD = "say who you are in this circle"
CARD_LONG = """\
Change the card by which you describe yourself in this circle. What is not named stays
as it is; an empty value takes a field away."""
CARD_EXAMPLES = """\
examples:
  leeward card Harbour --pronouns they/them
  leeward card Harbour --about 'Gardener. I listen well.'"""
CARD_NAME = "how you like to be called"
PRONOUNS = "your pronouns"
ABOUT = "a few words on yourself"
TIMER = "set after how long messages disappear"
TIMER_LONG = """\
Set after how long the circle's messages disappear from everyone's devices. An altered
client can keep them: this protects against a device that is taken later, not against a
member who means ill."""
SPAN = "a span of time such as 12h, 7d or 4w"

READ = "read what was said"
READ_LONG = """\
Fetch what is new and print it. What others wrote cannot control your terminal. Content
warnings stay folded, and what people you muted say stays hidden, unless asked for."""
READ_EXAMPLES = """\
examples:
  leeward read Harbour
  leeward read Harbour --since 40 --open
  leeward read Harbour --follow --json"""
SINCE = "only what has a higher number than N"
FOLLOW = "go on printing what comes in, until Ctrl-C"
OPEN = "unfold content warnings"
SHOW_MUTED = "show what people you muted said"

MEMBERS = "list the members"
REMOVE = "remove a member"
REMOVE_LONG = """\
Remove a member. What is said afterwards is closed to them; what they have read stays
with them. All open invites of the circle end. If the policy wants approvals, this
command gives yours."""
LEAVE = "leave a circle"
LEAVE_LONG = """\
Leave a circle. Another member's device carries it out; until then you are still in.
What this vault holds of the circle stays until `leeward forget`."""
FORGET = "erase an ended circle from the vault"
POLICY = "show or change the rules of a circle"
POLICY_LONG = """\
Show the rules of a circle, or change them. What you may change depends on your roles
and on the policy; some changes take effect once enough members gave the same command."""
POLICY_EXAMPLES = """\
examples:
  leeward policy Harbour
  leeward policy Harbour --appoint Sam
  leeward policy Harbour --rename Robyn"""
SET = "set a rule, one of those that `leeward policy` shows; may be given several times"
APPOINT = "make a member a host"
DEMOTE = "take the powers of a host from a member"
RENAME = "change your own name in this circle"
MUTE = "hide what a member says, from you alone"
UNMUTE = "show again what a member says"
WITHDRAW = "give up changes that wait for approvals or for the relay"
WITHDRAW_LONG = """\
Give up every change you asked for that is not done yet; `leeward policy` shows them. One
that is on its way already may be carried out all the same."""
VERIFY = "show the six words that prove you are all in the same circle"
VERIFY_LONG = """\
Show six words to compare in person or by voice. If another member sees the same words
in the same epoch, no relay has split you apart, and you see the same members."""
SYNC = "fetch what is new, send what was kept, look whether you were let in"
SYNC_CIRCLE = "only this circle (default: all)"
