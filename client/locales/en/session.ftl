## The way to a relay

link-misbehaved = the relay does not keep to the protocol
link-not-relay = there is no relay at this address, or one of another version
link-refused = the relay refused
link-sealed = the box has been sealed
link-full = the box is full
link-busy = the relay asks to try again later
link-pass = this relay wants an operator's pass
link-storage = the relay cannot store anything at the moment
link-too-much-work = this relay asks for more work than anybody would do
link-lost = the connection is lost
link-silent = the relay does not answer
link-crowded = the relay has as many connections as it wants
link-wrong-name = the relay does not answer to this name
link-certificate = the relay's certificate is not good
link-unreached = the relay cannot be reached
link-onion = an onion service is reached through Tor alone: go through it with --proxy socks5h://127.0.0.1:9050, or use torsocks leeward ..., or set LEEWARD_TORIFIED=1 where all of this machine's traffic goes through Tor
link-proxy-gone = there is no proxy where it should be (is Tor running, and is this its port? see: leeward proxy)
link-proxy-strange = what answers in the proxy's place is no SOCKS 5 proxy (see: leeward proxy)
link-proxy-shares = the proxy takes no user names: your circles would go through it side by side, where it could see that they belong together, while Tor keeps them apart (to use it all the same, put /shared behind its address)
link-proxy-login = the proxy wants a user name and password of its own, and Leeward has none for it (use Tor, or a proxy that wants none)
link-proxy-refused = the proxy refuses to go to this relay
link-proxy-unreached = the proxy is there, but it does not reach the relay
link-proxy-here = a relay on this machine is not reached through a proxy (to go straight to it: --proxy none)

## The address of a proxy

proxy-form = a proxy's address looks like socks5h://127.0.0.1:9050, which is that of Tor (9150 with Tor Browser)
proxy-looks-up = with this kind of proxy your device would look the relay's name up by itself, where its network sees it; with socks5h:// the proxy does it: type that instead
proxy-login = a proxy's address has no user name and password here: Leeward makes up others for each circle, by which Tor keeps them apart. Type it without them
proxy-name = the address of a proxy is a number, such as 127.0.0.1: a name would have to be looked up outside of it

## The address of a relay

address-none = this is not the address of a relay
address-ends = a relay's address ends with its path
address-path = the path of a relay's address has only letters, digits and - . _ ~
address-scheme = a relay's address begins with https://
address-open = only this machine and onion services may be reached without TLS

## Names

name-empty = a name must not be empty
name-long = a name has at most { $most } characters
name-characters = a name must not hold control, invisible or unknown characters
name-marks = a name must not pile up marks
name-form = the name is not normalised
name-nothing = a name needs a letter, a digit or a symbol

## Invite codes

code-too-long = this is longer than any invite
code-form = this is not an invite: it looks like join-XXXXX-...@relay, or is a link
code-length = an invite has { $most } letters and digits; this has { $number }
code-letter = an invite never has the letter U; look at it again
code-check = a letter of this invite is wrong, or the relay's name is: look at it again
code-version = this invite is for a newer version of Leeward

## What a session cannot do

session-offline = { $why }; it goes on from here with the next sync
session-not-begun = { $why }; nothing was begun
session-offline-now = the relay cannot be reached just now
session-relay-refused = the relay refused: unknown, expired or used up
session-relay-waits = the relay asks to wait
session-working = paying the relay with work: { $share }%
session-note-long = a note has at most { $most } characters
session-ended-join = this circle has ended here: join it as a newcomer
session-ended = this circle has ended here
session-many-circles = several circles have this name: use the number
session-no-circle = there is no such circle here (see: leeward circle list)
session-leave-first = leave the circle first (leeward leave)
session-hosts-invite = only hosts may invite here
session-invite-shut = the invite could not be opened; see: leeward invites
session-no-invite = there is no such invite (see: leeward invites)
session-knock-stale = this request is not well formed, or older than four weeks: they have to ask again
session-no-join = there is no such request of yours
session-kept = { $why }; what you wrote is kept and goes out with the next sync
session-kept-paused = what you wrote is kept and goes out once the circle goes on
session-no-member = there is no such member (see: leeward members)
session-newcomer-gone = the newcomer is not in the circle (any more)
session-no-knock = there is no such request (see: leeward knocks)
session-invite-uses = an invite is for 1 to { $most } people
session-knock-frozen = two people asked with this invite, which was for one: it is in two hands. Revoke it and give each person an invite of their own
session-knock-name = { $why }; choose one: leeward admit ... --as NAME
session-name-taken = somebody in the circle has a name that looks like this one; choose another: leeward admit ... --as NAME
session-rules = the rules are: { $rules }
session-rule-value = this is no value for the rule { $rule }
session-only-host = you are the only host: appoint another first (leeward appoint CIRCLE MEMBER)
session-trying = { $why }; trying again in { $seconds } s
session-old-words = the relay cannot be reached: the circle may have moved on, and the words of others with it
session-knock-waits = a request waits for a person: { $why }
session-approvals = waiting for approvals: { $voices } so far; still missing: { $members } of the members, or { $hosts } of the hosts
session-no-ask = nobody asks this now (see: leeward approvals); to change several rules at once, each member sets them
session-under-way = the next sync goes on with it
session-policy = the relay's address or its pass is too long
session-cannot-say = this cannot be sent

session-crossed = { $text } (others heard since: { $crossed } of { $members })

session-proxy-remembered = from now on this vault goes through this proxy, unless it is told otherwise
session-proxy-left-out = going past the proxy that this vault remembers: the relay and your network see each other
session-proxy-unknown = this version of Leeward does not understand the proxy that the vault remembers; name one with --proxy

## Backups

backup-exists = there is something of this name already: choose another name
backup-unwritable = the backup cannot be written ({ $reason }); nothing of it was left
backup-unreadable = the backup cannot be read ({ $reason })

## Texts

text-empty = the text is empty
text-long = the text is too long
text-characters = the text holds a character that is not allowed

## Farewells

session-farewell-nowhere = a farewell can wait in memory alone, and this system gives no folder for that (XDG_RUNTIME_DIR)

## Devices

wish-add-device = to link another device of yours
wish-leave = to leave the circle

## Devices

code-is-device = this is a code that links a device of one's own: give it to `leeward device join`. An invite begins with join-
code-is-invite = this is an invite into a circle: give it to `leeward join`. A device code begins with device-
device-code-over = this device code is over, or never was: make a new one on your other device
device-code-false = this device code does not come from a device of yours: make a new one
device-no-code = there is no such device code here
device-not-the-one = this is not the device whose words you compared, or the code is over: nothing was linked. Make a new code.
device-no-circle = there is no circle that goes on here, so there is nothing to link
device-many-circles = one code links at most { $most } circles: choose them with --only
device-none = there is no such device, or several fit: give more of its ID
device-lost-none = there is no other device of yours in your circles
device-lost-unnamed = no other device of yours has this name here: names are known on the device that linked them. Without a name, `leeward device lost` takes out all of your others
device-lost-nothing = no such device of yours waits to go out here
device-lost-unlinked = this device was taken out there itself. If you did not do that, ask a host, in another way, to remove you, and come back with a new invite
device-last = this is your only device in the circle: to go, leave it
device-going = it takes effect when another device of the circle carries it out
device-unnamed = another device
device-waiting = your other device has not said yes yet
device-linking = your other device is adding this one; leave both on
device-linked = this device is linked
device-closed = the device code is over: make a new one on your other device
