### Sentences that the terminal and the web client share: what happens in circles, and why something could not
### be done. Names are isolated by the reader of these files. An argument that is itself a sentence (`action`,
### `why`, `span`, and `author` or `subject` where there is no name) is put in finished.

## Who

the-relay = the relay
somebody = somebody

## What happened: the items of a timeline

item-card = { $author } changed their card
item-timer = { $author } set messages to disappear after { $span }
item-approval = { $author } asks { $action }
item-unknown = { $author } sent something that this version cannot show
item-joined = { $author } let { $subject } in
item-left = { $subject } left
item-removed = { $author } removed { $subject }
item-rejoined = { $subject } came back with a new device; { $author } let them in
item-linked = { $subject } linked another device
item-unlinked = { $subject } unlinked one of their devices
item-device-removed = { $author } took one device of { $subject } out of the circle; { $subject } stays
item-appointed = { $author } made { $subject } a host
item-stepped-down = { $subject } is no longer a host
item-roles = { $author } changed the roles of { $subject }
item-renamed = { $subject } has a new name
item-policy = { $author } changed the rules of the circle
item-code-opened = { $author } made an invite
item-code-closed = An invite ended
item-gap =
    { $number ->
        [one] One entry never came: it expired before it was read, or the relay withholds it
       *[other] { $number } entries never came: they expired before they were read, or the relay withholds them
    }
item-fork = The relay showed { $author } another history than it shows here: compare the words of the circle
item-behind = { $author } has seen entries that the relay does not show here
item-void = Somebody tried a change that the circle does not allow. It counts for nobody. { $why }
item-noise = An entry came that nobody can read
item-stuck = A change by { $author } does not work on this device: come back with a new invite
item-mismatch = { $author } sees cards or settings that differ from those here

void-unreadable = It cannot be read.

## What members ask one another to approve; goes into item-approval

action-appoint = to make { $subject } a host
action-remove = to remove { $subject }
action-demote = that { $subject } no longer be a host
action-rules = to change the rules
action-rejoin = that { $subject } come back
action-device = that one device of { $subject } be taken out
action-unknown = something that this version does not know

## What was asked for here and is not done yet

wish-open-invite = to open an invite
wish-close-invite = to end an invite
wish-admit = to let somebody in
wish-remove = to remove { $subject }
wish-remove-device = to take a device out
wish-appoint = to make { $subject } a host
wish-demote = that { $subject } no longer be a host
wish-set-rule = to change a rule
wish-rename = to change your name
wish-update = to renew your key

## Why a circle does not go on

status-leaving = You are leaving this circle; another member's device has to carry it out.
status-left = You have left this circle.
status-removed = You were removed from this circle.
status-unlinked = This device was taken out of the circle. You go on with your other devices.
status-stuck = This circle cannot go on here: ask for an invite, and come back with it.
status-expired = You were away too long, or the relay lost the circle: ask for an invite, and come back with it.
status-restored = This circle came out of a backup: ask for an invite, and come back with it.
status-paused = Somebody inside, or the relay, keeps breaking this circle: it is paused. A host can start a new one and invite those you trust.

## How a wish ended that was not carried out

end-pointless = There was nothing to do: it is so already.
end-too-large = The circle has outgrown what one entry can carry.
end-unknown = It could not be done.

## How a request to join stands

join-waiting = Waiting for a person to let you in. Compare the four words with them.
join-admitted = You were let in.
join-declined = You were not let in.
join-closed = This invite is over: it was used or revoked, has expired, or never was. Ask for another.
join-not-genuine = This invite is not genuine: its first note is missing or does not open.
join-stale = The way in does not work any more. Ask for another invite.

## Lengths of time

span-weeks =
    { $number ->
        [one] one week
       *[other] { $number } weeks
    }
span-days =
    { $number ->
        [one] one day
       *[other] { $number } days
    }
span-hours =
    { $number ->
        [one] one hour
       *[other] { $number } hours
    }
span-minutes =
    { $number ->
        [one] one minute
       *[other] { $number } minutes
    }
span-seconds =
    { $number ->
        [one] one second
       *[other] { $number } seconds
    }

## Why a change of the circle is void (docs/circle.md, section 9)

refusal-data = The authenticated data is not canonical, or does not match the Adds.
refusal-external = The commit or one of its proposals comes from outside the circle.
refusal-psk = The commit uses a pre-shared key.
refusal-reinit = The commit proposes to reinitialise the group.
refusal-reference = A proposal other than a self-removal is taken by reference.
refusal-no-path = The commit has no update path.
refusal-extensions = A group-context extension other than the policy changed.
refusal-policy = The policy after the commit is missing or cannot be read.
refusal-stranger = The committer is not a member.
refusal-member-id = A newcomer's identity is not a member id of 16 bytes.
refusal-roster = The roster does not name exactly the members of the tree.
refusal-size = The circle would have no member or more than 50.
refusal-leaves = A member would have more than four devices.
refusal-no-host = The circle would have no host.
refusal-name-taken = Two members' names look alike.
refusal-name = A member's name was changed by somebody else.
refusal-relay = The relay was changed by somebody who is not a host.
refusal-rules = The rules were changed by somebody who is not a host.
refusal-threshold = The number of approvals needed was changed without enough approvals.
refusal-remove = A member was removed without enough approvals.
refusal-partial = Somebody else removed one of a member's devices without enough approvals.
refusal-rejoin = A member who rejoins must replace exactly one of its devices.
refusal-rejoin-unsigned = The device that was replaced did not sign the rejoining.
refusal-device = A further device was added by somebody other than its owner.
refusal-code-missing = An Add spends no code, or a further device spends one.
refusal-code-unknown = An Add spends a code that is not open.
refusal-code-overspent = A code is spent more often than it has uses.
refusal-code-count = The uses left of a code do not match what was spent.
refusal-code-changed = The issuer or the quota of an open code changed.
refusal-code-opened = A code was opened for another, without the right to, or partly used.
refusal-code-closed = A code was closed by somebody who is neither its issuer nor a host.
refusal-codes-kept = Codes stay open though somebody was removed.
refusal-adder = The committer of an Add is neither a host nor an issuer who may still invite.
refusal-appoint = A member became host without enough approvals.
refusal-demote = A host lost that role without enough approvals.
refusal-role = Another role was changed by somebody who is not a host.
refusal-newcomer-role = A newcomer comes with a role.
refusal-identity = A leaf that stayed bears another member's id.

## What could not be done: the vault

error-no-vault = There is nothing stored in this browser yet.
error-vault-exists = There are notes in this browser already; nothing was changed.
error-vault-locked = Your notes are locked.
error-wrong-passphrase = That passphrase is not right.
error-passphrase-empty = An empty passphrase protects nothing.
error-passphrase-not-text = The passphrase holds signs that cannot be stored.
error-vault-damaged = What is stored in this browser is damaged: something in it was changed, or the device is failing.
error-vault-storage = The browser cannot store anything: there is no room left, or it forbids it (a private window may).
error-elsewhere = Another tab has your notes open and does not answer. Close it, or go on there.
error-owner-gone = The tab that did this was closed. Please try again.
error-browser = This browser lacks something that is needed here. A newer one, and an address that begins with https, will help.
error-setting = This cannot be set so.
error-unexpected = Something went wrong here. Please try again.

## What could not be done: the relay

error-offline = The relay cannot be reached just now.
error-other-relay = This invite is for another relay: { $relay }. Open that address to use it.
error-relay-misbehaved = The relay does not keep to the protocol.
error-relay-refused = The relay refused: unknown, expired or used up.
error-relay-busy = The relay has much to do. Please try again in a while.
error-relay-pass = This relay wants a pass from whoever runs it.
error-relay-storage = The relay cannot store anything at the moment.
error-box-full = There is no more room at the relay for this; it makes some with the next change of the circle.
error-box-sealed = The circle has moved on meanwhile. Please try again.

## What could not be done: circles and members

error-no-circle = There is no such circle here.
error-circle-elsewhere = This circle meets at another relay: { $relay }. Open that address to go on there.
error-circle-ended = This circle has ended here.
error-leave-first = Leave the circle first.
error-only-host = You are the only host: make somebody else a host first.
error-label = A circle's name has 1 to { $most } characters, all of them visible.
error-name = A name has 1 to { $most } characters, all of them visible.
error-pass = That is not a pass for this relay.
error-no-member = There is no such member any more.
error-no-rule = There is no such rule.
error-rule-value = The rule cannot have this value.

## What could not be done: talking

error-no-item = This message is not here any more.
error-not-yours = Only whoever wrote it can change it.
error-message = A message has 1 to { $most } characters, and its content warning at most { $mostWarning }.
error-emoji = This cannot be a reaction.
error-card = On a card, the name has at most { $mostName } characters, the pronouns { $mostPronouns }, and the rest { $mostAbout }.
error-timer = Messages cannot disappear after that time.
error-timer-by-hosts = In this circle hosts alone decide when messages disappear.

## What could not be done: inviting

error-invite-uses =
    { $most ->
        [one] An invite is for one person.
       *[other] An invite is for 1 to { $most } people.
    }
error-invite-expires = An invite cannot end at that time.
error-invite-by-hosts = In this circle hosts alone may invite.
error-invite-not-opened = The invite could not be opened.
error-no-invite = There is no such invite any more.
error-no-knock = Nobody waits there any more.
error-knock-frozen = Two people asked with this invite, which was for one: it is in two hands. Revoke it, and give each person an invite of their own.
error-knock-stale = This request is not well formed, or older than four weeks: they have to ask again.
error-knock-name = That name will not do here: 1 to { $most } visible characters. Choose another for them.
error-name-taken = Somebody in the circle has a name that looks like this one. Choose another.
error-newcomer-gone = The newcomer is not in the circle any more.

## What could not be done: joining

error-code-too-long = This is longer than any invite.
error-code-form = This is not an invite. An invite looks like join-XXXXX-…@relay, or is a link.
error-code-length = An invite has { $most } letters and digits; this has { $number }.
error-code-letter = An invite never has the letter U. Please look at it again.
error-code-check = A letter of this invite is wrong, or the relay's name is. Please look at it again.
error-code-version = This invite is for a newer version of this page.
error-code-device = This code links a device of one's own; it is not an invite. It belongs into the settings, under "Your devices".
error-code-join = This is an invite into a circle; it links no device.
error-device-name = What a device is called has 1 to { $most } characters.
error-device-code = This device code is over, or never was: a new one is needed.
error-device-circles = One code links at most { $most } circles, and you have more: link them with a terminal.
error-no-device = This device is not in the circle any more.
error-only-device = This is your only device in the circle: to go, leave it.
error-code-relay = The end of this invite is not the address of a relay.
error-note-long = A note has at most { $most } characters.
error-rejoin-ended = This circle has ended here: join it as a newcomer.
error-no-join = There is no such request of yours.
