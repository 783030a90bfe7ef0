## The vault and its passphrase

cli-ask-passphrase = Passphrase:
cli-ask-new-passphrase = New passphrase:
cli-ask-again = The same again:
cli-empty-passphrase = An empty passphrase protects nothing; choose another.
cli-different-passphrases = The two passphrases differ; nothing was made.
cli-short-passphrase = This passphrase is short. Whoever copies the vault can try guesses on it, at home and for years; six words drawn by dice withstand that, a word with a number does not. To choose a better one, delete { $vault } and run init again.
cli-no-recovery = Nobody can recover a lost passphrase.
cli-no-passphrase = There is no terminal to ask for the passphrase: use --passphrase-file or LEEWARD_PASSPHRASE.
cli-unreadable-passphrase-file = The passphrase file cannot be read ({ $reason }).
cli-long-passphrase-file = The passphrase file is too long to be one.
cli-passphrase-not-text = The passphrase is not UTF-8 text.
cli-open-passphrase-file = Other users of this machine can read the passphrase file.
cli-unreadable-pass-file = The file with the relay's pass cannot be read ({ $reason }).
cli-pass-not-text = The relay's pass is not UTF-8 text.
cli-vault-made = The vault is in { $vault }.
cli-wrong-passphrase = The passphrase is wrong.
cli-no-vault = There is no vault in { $vault }; `leeward init` makes one.
cli-vault-exists = There is a vault in { $vault } already; nothing was changed.
cli-vault-busy = Another leeward command is using this vault; try again when it is done.
cli-vault-storage = { $vault } cannot be written: the disk is full, read-only or failing.
cli-vault-not-empty = { $vault } holds other files; choose an empty folder for the vault.
cli-vault-damaged = The vault in { $vault } is damaged: something in it was changed, or the disk is failing.
cli-vault-unusable = The vault in { $vault } cannot be used ({ $reason }).
cli-vault-old = The vault in { $vault } has the form of an earlier Leeward. Bring it over once, with: leeward vault migrate
cli-vault-full = The vault is full, and nothing was stored. Make room with `leeward forget`, or begin a larger one with `leeward init --size`.
cli-vault-filling = Filling the vault's { $size } MiB with randomness: { $percent } %
cli-vault-too-small = What is in the vault does not fit into that size; leave --size out, or give more.
cli-bad-size = a size is a number and M or G, from { $least } to { $most }
cli-migrated = Everything is in the new vault in { $vault }, under the same passphrase; the old files are erased.
cli-nothing-to-migrate = The vault in { $vault } needs no migration.
cli-passphrase-taken = That passphrase opens a vault here already; each needs one of its own. Nothing was changed.
cli-no-place = There is no room for another vault beside those you keep. Nothing was changed.
cli-add-warning = Nothing shows which parts of this vault file are in use: not to others, and not to Leeward. So give the passphrase of every vault in it that you want to keep. One that you leave out may be overwritten, for good.
cli-ask-keep = Passphrase of one more vault to keep (Enter if there is none):
cli-ask-add = { $count ->
        [one] Keep the one vault whose passphrase you gave, and put a new one where anything else may be? [y/N]
       *[other] Keep the { $count } vaults whose passphrases you gave, and put a new one where anything else may be? [y/N]
    }
cli-vault-added = The new passphrase opens another vault, empty so far. Use it, or it will not pass for yours.
cli-short-second = This passphrase is short. Whoever copies the vault can try guesses on it, at home and for years; six words drawn by dice withstand that, a word with a number does not.
cli-destroy-warning = From then on, unlocking the first vault destroys the second, at once and without a question, whoever does it and also if it is you by habit. Those who know their trade copy the device before they ask for a passphrase: then nothing is destroyed, and the copy shows with the first passphrase that something was to be. Destroying what somebody searches for can be a crime of its own.
cli-ask-destroying = Passphrase that is to destroy:
cli-ask-destroyed = Passphrase of the vault that it destroys:
cli-ask-destroy = Should unlocking the one destroy the other from now on? [y/N]
cli-destroys = Unlocking the first vault will destroy the second. To undo this: leeward vault destroy-other off
cli-destroys-not = Unlocking the one no longer destroys the other.

## How things end

cli-interrupted = Stopped.
cli-unexpected = Something went wrong inside leeward ({ $type }); LEEWARD_DEBUG=1 tells more.
cli-not-confirmed = Nothing was changed.
cli-yes = y

## Circles

cli-circle-founded = { $label } is circle { $number } here, and you are { $name } in it.
cli-circle-next = Bring somebody in: leeward invite { $number }
cli-head-circle = circle
cli-head-you = you
cli-head-members = members
cli-head-relay = relay
cli-status-leaving = you are leaving
cli-status-left = you left
cli-status-removed = you were removed
cli-status-unlinked = this device was taken out
cli-status-stuck = stuck: come back with a new invite
cli-status-expired = out of reach: come back with a new invite
cli-status-restored = out of a backup: come back with an invite
cli-status-paused = paused: somebody inside attacks it
cli-no-circles = No circles yet. Found one with `leeward circle new`, or join one with `leeward join`.
cli-waiting-join = You asked to join as { $name } and are waiting; your words: { $words } (number of the request: { $id })
cli-left = You asked to leave { $label }. It takes effect when another member's device carries it out; what you have here stays until `leeward forget`.
cli-left-alone = You were the only member: { $label } is no more, and erased from this vault.
cli-ask-leave = Leave { $label }? Coming back takes a new invite. [y/N]
cli-forgotten = { $label } is erased from this vault.
cli-ask-forget = Erase { $label } and all that was said in it from this vault, for good? [y/N]

## Invites and joining

cli-invite-made = Give this code to the person you invite, over a channel you trust:
cli-invite-link = As a link:  { $link }
cli-invite-terms = It admits { $uses } and { $expires }. Its number: { $id }
cli-persons =
    { $count ->
        [one] one person
       *[other] { $count } people
    }
cli-never-expires = does not expire
cli-expires-in = expires in { $left }
cli-expired = expired
cli-invite-next = When they have asked to join: leeward knocks { $number }
cli-no-invites = No invites of yours in { $label }.
cli-invite-line-left = { $left } of { $uses } left
cli-revoked = The invite is revoked; its code lets nobody in any more.
cli-no-code = No code came in on standard input.
cli-asked-to-join = You asked to join as { $name }.
cli-compare-words = Compare these words with whoever invited you: { $words }
cli-join-next = A person has to let you in. `leeward sync` looks whether it happened; --wait stays and looks.
cli-still-waiting = Waiting to be let in; Ctrl-C stops waiting, not the request.
cli-wait-offline = The relay cannot be reached; trying on.
cli-joined = You are in { $label }: circle { $number } here, and you are { $name } in it.
cli-ask-unask = Take this request back? If somebody lets it in after all, that name stands in the circle and nobody is behind it. [y/N]
cli-unasked = The request as { $name } is erased here. Tell whoever invited you.
cli-join-ended = The request ended ({ $state }).
cli-no-knocks = Nobody is waiting at { $label }.
cli-knock-words = words: { $words }
cli-knock-rejoin = says to be { $name }, coming back with a new device; the old one has signed this
cli-knock-backup = says to be { $name }, with the rejoin key of the backup made on { $moment }. Whoever has that backup and its passphrase can say the same: hear { $name } say the words before you let them in
cli-knock-unproven = says to be a member of before, but no device of theirs has signed this: it cannot be let in
cli-knock-frozen = its one-use code was used twice: somebody else has it too; ask them over another channel
cli-knock-next = If the words are those they see: leeward admit { $number } ID
cli-admitted = { $name } is in { $label }.
cli-declined = Declined.

## Talk

cli-sent = Sent.
cli-empty-text = There is nothing to send.
cli-nothing-to-read = Nothing new in { $label }.
cli-folded = {"["}content warning: { $cw }; --open shows it]
cli-unfolded = {"["}content warning: { $cw }]
cli-retracted = {"["}taken back]
cli-edited = edited
cli-reply-to = in reply to { $index } by { $author }
cli-reply-to-gone = in reply to something that is not here
cli-tone-listen = just listen, please
cli-tone-advice = advice is welcome
cli-item-head = { $index }  { $moment }  { $author }
cli-item-happened = { $index }  { $moment }  * { $text }
cli-item-warning = { $index }  { $moment }  ! { $text }
cli-muted-hidden = ({ $count } hidden from people you muted; --muted shows them)
cli-stale = This is what this device holds.
cli-no-such-event = Nothing in { $label } has the number or id { $word }.
cli-many-events = More than one thing in { $label } has an id that begins with { $word }.
cli-not-a-message = { $word } is not a message.
cli-card-unchanged = Say what to change: --name, --pronouns or --about.

## People

cli-member-you = you
cli-last-heard = last heard { $moment }
cli-never-heard = not heard yet
cli-removed = { $name } is removed.
cli-appointed = { $name } is a host now.
cli-approved = You agreed, and it is done.
cli-no-asks = In { $label } nobody asks the others to approve anything.
cli-ask-agreed = agreed: { $names }; still missing: { $members } of the members, or { $hosts } of the hosts
cli-approve-next = To agree: leeward approve { $number } ID
cli-done = Done.
cli-under-way = Under way: { $state }
cli-muted = What { $name } says is hidden from you, and from you alone.
cli-unmuted = What { $name } says is shown again.
cli-verify-how = Whoever sees these six words after change { $epoch } of the keys is in the same circle with the same people, and nobody stands between. Compare them in person or by voice, not in here.

cli-wish = Waiting: { $wish }
cli-withdrawn = Given up: { $count }. What is on its way already may be carried out all the same, and where you have agreed with others that counts until the circle moves on.
cli-nothing-to-withdraw = Nothing waits in { $label }.

## Devices

cli-device-code = With this code, one other device of yours comes into { $circles }, as you:
cli-device-code-how =
    On the other device: `leeward init`, then `leeward device join -`, and paste the code there.
    It is good for ten minutes and for one device. Whoever you link reads and speaks as you: never give this
    code to anybody, whatever they say. Waiting; Ctrl-C ends it.
cli-device-asks = A device that calls itself "{ $name }" is there.
cli-device-compare = Both devices have to show these words: { $words }
cli-device-ask = Does your other device show exactly these words? Type yes to link it; anything else ends the code.
cli-yes-word = yes
cli-device-refused = Nothing was linked, and the code is over. If the words differed, somebody else has it.
cli-device-linking = Linking; leave both devices on until they say that it is done. `leeward sync` goes on with it if it is cut short.
cli-device-linked = Linked: { $name }. `leeward device list` shows your devices; `leeward device remove` takes one out.
cli-device-over = The code is over.
cli-device-frozen = Two devices came with this code: somebody else has it. Nothing was linked, and the code is over. Make a new one where nobody sees it.
cli-device-say-yes = If your other device shows the same words, say yes there. Waiting.
cli-device-missing = { $label } could not be linked: perhaps you have four devices there already. Link again for it.
cli-device-history = What was said before stays on your other device; from now on both get everything.
cli-device-here = this device
cli-device-removed = This device is out of the circle, and gets nothing that comes from now on. What it has already, it keeps.
cli-device-going = is to go out
cli-device-lost-found = To go out:
cli-device-lost-stay = Other devices of yours, which stay:
cli-device-lost-means = What goes out gets nothing that is said from then on. What it has already, it keeps: whoever can open it reads that. All open invites of these circles end, and all device codes made here.
cli-ask-device-lost = Take them out of all these circles? [y/N]
cli-device-lost-done = { $label }: out
cli-device-lost-under-way = { $label }: not out yet: { $why }
cli-device-lost-failed = { $label }: not done: { $why }
cli-device-lost-rest = Not all is done, or not all could be asked. Until a device is out it reads what is said there. `leeward sync` goes on with it; or give this command again. If you have it back: `leeward device lost --undo` before that.
cli-device-kept = { $label }: stays
cli-device-kept-late = { $label }: given up, but its change was made already, and may be carried out all the same
cli-ask-device-remove = Take this device out of the circle? All open invites end with it. [y/N]

## Backups

cli-ask-backup-passphrase = Passphrase for the backup, another than your vault's:
cli-ask-backup-passphrase-again = Passphrase of the backup:
cli-short-backup-passphrase = This passphrase is short. Whoever copies the file can try guesses on it, at home and for years; six words drawn by dice withstand that, a word with a number does not. To choose a better one, delete the file and make it again.
cli-backup-working = Working on the backup: { $share }%
cli-backup-made = { $count ->
    [one] The backup of one circle is in { $file }.
   *[other] The backup of { $count } circles is in { $file }.
}
cli-backup-care = Nobody can recover a lost passphrase. Whoever has the file and its passphrase can read what you can read today, also what disappears later, and ask to come back as you. Keep it where nobody looks; delete it once you have a newer one.
cli-restore-of = A backup made on { $moment }.
cli-restore-kept = { $label } is here already; nothing in it was changed.
cli-restore-empty = There is no circle in it.
cli-restored = { $label } is circle { $number } here, and can be read.
cli-restore-next = To come back, ask somebody in it for an invite; then: leeward join - --as '{ $name }' --rejoin { $number }

## Syncing

cli-synced = { $label }: { $count }
cli-synced-count =
    { $count ->
        [0] nothing new
       *[other] { $count } new
    }
cli-sync-failed = { $label }: { $why }
cli-join-synced = Your request to join as { $name }: { $why }
cli-nothing-to-sync = No circles yet, so nothing to sync.

## Spans of time

cli-span-bad = a span of time is a number and s, m, h, d or w, such as 48h or 7d

## Mistakes on the command line

cli-usage = usage:
cli-arguments = arguments
cli-options = options
cli-everywhere = everywhere
cli-help = show this help and exit
cli-bad-count = a number from 1 to { $most }
cli-bad-number = a number, 0 or more
cli-bad-rule = a rule is set as RULE=VALUE
cli-needs-arguments = missing: { $names }
cli-unknown-arguments = not understood: { $names }
cli-bad-choice = { $name }: there is no { $choice }; there are { $choices }
cli-bad-argument = { $name }: { $why }
cli-needs-value = { $name }: a value is missing
cli-not-together = { $name }: not together with { $other }

## What a relay serves to browsers

cli-web-right =
    { $relay } serves what belongs to this version of Leeward: { $count ->
        [one] one file
       *[other] all { $count } files
    }, the manifest and the headers are right.
cli-web-wrong = { $relay } does NOT serve browsers what belongs to this version of Leeward:
cli-web-redirect = { $path }: leads elsewhere
cli-web-missing = { $path }: is not there
cli-web-status = { $path }: is answered with { $status }
cli-web-changed = { $path }: has other contents
cli-web-type = { $path }: is served as another kind of file
cli-web-header = { $path }: the header { $header } is missing or different
cli-web-unwanted = { $path }: the header { $header } has no business here
cli-web-unlisted = { $path }: is listed by the relay, and no part of this version
cli-web-more = and { $count } more
cli-web-advice = It may be another version, or the code may have been tampered with. Until that is clear, open no vault in a browser there. Ask others what they see, and the operator which version it is.
cli-web-digest = Digest of what belongs there, to compare by voice: { $digest }
cli-web-digest-served = Digest of what the relay says it serves: { $digest }
cli-web-no-reference = This installation came without the manifest of a web client; name one with --manifest.
cli-web-unreadable-reference = The manifest cannot be read ({ $reason }).
cli-web-bad-reference = This is not the manifest of a web client.

## Panic, farewells and packing away

cli-panic-grace = This vault will be erased in { $seconds } seconds. Enter: now. Ctrl-C: not at all.
cli-panic-stopped = Stopped in time; nothing was erased.
cli-panic-done = Erased. No passphrase opens anything here any more.
cli-panic-others = Other files in { $vault } were left alone.
cli-panic-nothing = There is no vault in { $vault }; nothing was erased.
cli-panic-failed = The keys are overwritten where that was possible, but these files could not be removed from { $vault }: { $names }
cli-farewell-ready = A farewell to { $label } is ready: `leeward panic` sends it, and takes you out of the circle. It waits in this machine's memory, where whoever has the running machine can read the relay's address and the box; it is there again whenever the vault was open.
cli-farewell-none = No farewell to { $label } is kept ready.
cli-pack-lost = Packing away erases everything of Leeward from this device: keys, messages, names, and your place in these circles. Nothing of it can be brought back to this device.
cli-pack-circle = { $label }, as { $name } ({ $members ->
        [one] nobody else is in it: it ends here
       *[other] { $members } members
    })
cli-pack-circle-stays = { $label }, as { $name } (another device of yours stays in it, and can link this one again)
cli-pack-unsent = { $count ->
        [one] one message has not gone out yet
       *[other] { $count } messages have not gone out yet
    } (leeward sync)
cli-pack-only-host = you are the only host: appoint another first (leeward appoint { $number } MEMBER)
cli-pack-back = The way back: ask one person of each circle for a new invite, in a way that is safe for both of you, and say words that you agreed on, so that they know it is you. Join with it, under a new key; compare the four words; they let you in. Your old place should be removed before the invite is made, since a removal ends open invites. Whom to ask and what to say you carry in your head: keep no note of it with you.
cli-pack-backup = Or make a backup first (leeward backup FILE): with it you keep what was said, and come back as the member you were, whose place must stay until then. Leave the file somewhere safe: neither on this device nor on you.
cli-pack-words = Your words, to be learnt by heart: { $words }
cli-ask-pack = Erase everything from this device? [y/N]
cli-pack-note = I am packing this device away: nothing is on it any more, and nothing said here reaches me. I will ask one of you for a new invite. Whoever asks in my name has to say these words: { $words }. Please remove my old place first, then make the invite.
cli-pack-note-device = I am packing one of my devices away: nothing is on it any more. I go on with another.
cli-pack-note-leaving = I am packing this device away and leaving for a while. I will ask one of you for a new invite. Whoever asks in my name has to say these words: { $words }.
cli-pack-told = { $label } knows.
cli-pack-left = You asked to leave { $label }; another member's device carries it out.
cli-pack-unlinked = This device asked to go from { $label }; another one carries it out, and you stay.
cli-pack-offline = { $label } could not be told ({ $why }). Nothing was erased: try again later, or without --tell and --leave.
cli-pack-done = Packed away: nothing of Leeward's is left in this vault's place. Close this terminal, so that what it shows goes too. The program itself is still installed.
cli-pack-history = { $file } names leeward: your shell wrote down what you typed. Delete those lines, and keep this shell from writing more as it ends (unset HISTFILE).

## The proxy

cli-proxy = Connections go through { $proxy }, each circle by a way of its own.
cli-shared-proxy = Connections go through { $proxy }, all circles side by side: it can see that they belong together.
cli-no-proxy = Connections go straight to the relays, which see your address. To go through Tor: leeward proxy socks5h://127.0.0.1:9050
cli-ask-forget-proxy = Go straight to the relays from now on? They see your address then, and your network sees theirs. [y/N]
cli-vault-knows-proxy = The vault knows whether to go through a proxy; with --proxy URL or --proxy none it is not asked.
